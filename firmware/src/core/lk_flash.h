/**
 * A piece of NOR flash, as the core sees it: erased bytes are 0xff, programming only clears bits,
 * and only whole sectors are erased.
 *
 * Rules for whoever implements it:
 *  - A function returns when its work is durable, not when it is queued.
 *  - A cut of the power may leave a program or an erase undone, done in part, or done; nothing else
 *    changes.
 *  - What was programmed is never programmed again before its sector is erased, but for a mark: it
 *    may get zeros, with its other bytes written as they are, and so again after a cut.
 *  - No transparent encryption: erased bytes must read as 0xff. There are no secrets in it.
 */
#ifndef LK_FLASH_H
#define LK_FLASH_H

#include <stddef.h>
#include <stdint.h>

/**
 * Programs begin at a multiple of this many bytes and have a multiple of it, so a chip may want 1,
 * 2, 4, 8 or 16.
 */
#define LK_FLASH_GRANULE 16

/**
 * Offsets count from the start of this piece, bytes. All functions return 0, or below zero when
 * they failed.
 */
struct lk_flash {
  void *ctx;
  /** Bytes; the smallest piece that can be erased. */
  uint32_t sector_size;
  uint32_t sector_count;

  int (*read)(void *ctx, uint32_t offset, void *to, size_t length);
  /** The bytes are erased, see above; they never cross the end of a sector. */
  int (*program)(void *ctx, uint32_t offset, const void *from, size_t length);
  /** Erases sector number `sector`, from 0. */
  int (*erase)(void *ctx, uint32_t sector);
};

#endif
