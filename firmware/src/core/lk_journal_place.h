/** How the journal reads and fills its places. For lk_journal*.c only. */
#ifndef LK_JOURNAL_PLACE_H
#define LK_JOURNAL_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "lk_journal.h"
#include "lk_journal_record.h"

enum lk_place_state {
  /** Nothing was ever written here. */
  LK_PLACE_BLANK,
  /** Half written, or worn out. */
  LK_PLACE_BROKEN,
  /** An event that waits for the gateway. */
  LK_PLACE_WAITING,
  /** One that does not, or a start. */
  LK_PLACE_DONE,
  LK_PLACE_UNREADABLE,
};

/** @param record filled in where the state is WAITING or DONE */
enum lk_place_state lk_place_read(const struct lk_journal *journal, uint8_t sector, uint8_t place,
                                  struct lk_journal_record *record);

/** Programs, and reads back what was programmed. */
bool lk_place_program(const struct lk_flash *flash, uint32_t offset, const uint8_t *bytes,
                      size_t length);

/** A sector without anything. */
struct lk_journal_sector lk_place_empty_sector(uint32_t number);

/** Takes what stands at one place into the sector's account. */
void lk_place_count(struct lk_journal_sector *sector, const struct lk_journal_record *record,
                    bool waits);

/**
 * Writes a record to the next place, for which it makes room where it must.
 * @returns LK_JOURNAL_OK or _FLASH
 */
enum lk_journal_result lk_place_append(struct lk_journal *journal,
                                       const struct lk_journal_record *record);

/** Makes a sector the newest. @param victim the one that is to be erased now */
bool lk_place_write_header(const struct lk_journal *journal, uint8_t sector, uint32_t number,
                           uint8_t victim);

/**
 * Whether all is erased.
 * @param length a multiple of LK_FLASH_GRANULE
 * @returns false also when flash cannot be read
 */
bool lk_place_is_blank(const struct lk_flash *flash, uint32_t offset, uint32_t length);

/**
 * Erases the spare sector, and says so in the head. What fails here is done again when it is
 * needed.
 */
void lk_place_erase_spare(struct lk_journal *journal);

/**
 * An event whose time was learned later; only where it waits and nobody has been told of it.
 * @returns LK_JOURNAL_OK or _FLASH
 */
enum lk_journal_result lk_place_date(const struct lk_journal *journal, uint8_t sector,
                                     uint8_t place, lk_ms at);

/** An event that does not wait any more. @returns LK_JOURNAL_OK or _FLASH */
enum lk_journal_result lk_place_mark(struct lk_journal *journal, uint8_t sector, uint8_t place,
                                     bool alarm);

struct lk_place_found {
  uint8_t sector;
  uint8_t place;
  struct lk_journal_record record;
};

enum lk_place_wanted {
  LK_PLACE_ANY_WAITING,
  LK_PLACE_ALARM_WAITING,
  LK_PLACE_ROUTINE_WAITING,
  LK_PLACE_ANSWERED,
};

/**
 * The wanted event with the lowest sequence number of at least `from`.
 * @returns false when there is none
 */
bool lk_place_find(const struct lk_journal *journal, enum lk_place_wanted wanted, uint32_t from,
                   struct lk_place_found *found);

/** The event to give up first: the oldest routine one, or where there is none the oldest alarm. */
bool lk_place_find_cheapest(const struct lk_journal *journal, struct lk_place_found *found);

#endif
