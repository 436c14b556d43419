/**
 * NOR flash in memory whose power can be cut at any byte of a program or an erase, and which fails
 * where the core breaks a rule of lk_flash.h.
 */
#ifndef LK_TEST_MEMORY_FLASH_H
#define LK_TEST_MEMORY_FLASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lk_flash.h"

/** What a cut leaves behind it. */
enum tear {
  /** Bytes are done one after the other; the one at the cut is not. */
  TEAR_IN_ORDER,
  /** So are they, but of the byte at the cut some bits are done. */
  TEAR_WITHIN_A_BYTE,
  /** Any bits anywhere in what is under way are done. */
  TEAR_ANYWHERE,
  /** As before; and an erase has begun by programming all to zero, as chips do. */
  TEAR_AFTER_ZEROING,
  TEARS,
};

struct memory_flash {
  struct lk_flash flash;
  uint8_t *bytes;
  enum tear tear;
  /** Bytes that may still be programmed or erased before the power goes; below zero: it stays. */
  long budget;
  bool dead;
  /** After this many calls more, so many fail without doing anything. */
  unsigned well;
  unsigned failing;
  /** Programs that begin in this range change nothing. */
  uint32_t broken_from;
  uint32_t broken_to;
  uint32_t random;
  /** Bytes programmed and erased so far, and how often each kind was called. */
  unsigned long work;
  unsigned long reads;
  unsigned programs;
  unsigned erases;
  /** How often each of the first 64 sectors was erased. */
  unsigned worn[64];
};

/** Blank, and with power. @param bytes sector_size * sector_count of them */
void memory_flash_init(struct memory_flash *memory, uint8_t *bytes, uint32_t sector_size,
                       uint32_t sector_count);

/** The power is back; what is stored stays. */
void memory_flash_revive(struct memory_flash *memory);

/** The next of a reproducible row of numbers. @param state not zero */
uint32_t next_random(uint32_t *state);

#endif
