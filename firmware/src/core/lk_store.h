/**
 * The few small records that outlive a restart: configuration, latches, and
 * numbers of events that were sent without being kept.
 *
 * Each is written behind the last one, with a CRC, into one of the first two sectors of the
 * `settings` flash; the newest whole one of a kind counts. A full sector is followed by the other
 * one, which is erased and gets a copy of what counts before its first byte says that it is in use.
 * A cut at any byte leaves the record as it was before or as it is after, never something between.
 */
#ifndef LK_STORE_H
#define LK_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lk_flash.h"

/** Bytes of a record at most. */
#define LK_STORE_MAX 64
/** Bytes of a sector at least: one record of each kind, and another. */
#define LK_STORE_SECTOR_MIN 512

enum lk_store_kind {
  LK_STORE_CONFIG,
  LK_STORE_STATE,
  LK_STORE_NUMBER,
  LK_STORE_KINDS,
};

struct lk_store {
  const struct lk_flash *flash;
  /** The sector in use, 0 or 1, its number in the order of use, and where the next record goes. */
  uint32_t sector;
  uint32_t generation;
  uint32_t end;
  uint8_t length[LK_STORE_KINDS];
  uint8_t record[LK_STORE_KINDS][LK_STORE_MAX];
};

/**
 * Finds what was kept. A flash that holds nothing, or nothing whole, is an empty store.
 * @returns false where the flash is smaller than two sectors or cannot be read
 */
bool lk_store_open(struct lk_store *store, const struct lk_flash *flash);

/** @returns false where nothing of this kind and length is kept; `record` is then as it was */
bool lk_store_read(const struct lk_store *store, enum lk_store_kind kind, void *record,
                   size_t length);

/**
 * Keeps a record; one that is the same as the last costs no write.
 * @param length 1 to LK_STORE_MAX
 * @returns false when the flash failed: the last one still counts
 */
bool lk_store_write(struct lk_store *store, enum lk_store_kind kind, const void *record,
                    size_t length);

#endif
