/**
 * NOR flash in a file: erased bytes are 0xff, programming only clears bits, only whole sectors are erased.
 *
 * Every byte reaches the file by itself and in order, and stays there however the process ends. So a SIGKILL
 * cuts a write anywhere, as a pulled plug cuts one on a board. (The machine's own power is another matter:
 * nothing is synced to its disk.)
 */
#ifndef LK_HOST_FLASH_FILE_H
#define LK_HOST_FLASH_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/lk_flash.h"

#define FLASH_FILE_SECTOR 4096

struct flash_file {
  struct lk_flash flash;
  volatile uint8_t *bytes;
  /** Microseconds that a byte takes. */
  uint32_t byte_us;
};

/**
 * Opens the file, or makes one of erased bytes.
 * @param sectors of FLASH_FILE_SECTOR bytes; a file of another size is refused
 * @param byte_us microseconds that writing a byte takes; erasing a sector takes as long as writing it
 * @returns false when that failed; `errno` says why
 */
bool flash_file_open(struct flash_file *file, const char *path, uint32_t sectors, uint32_t byte_us);

/** Ends the process by SIGKILL after `bytes` more were written or erased, in whichever file. 0: before the next one. */
void flash_file_cut(uint32_t bytes);

#endif
