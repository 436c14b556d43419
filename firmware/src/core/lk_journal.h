/**
 * The events in flash: written before they are published, marked once the gateway has answered, and
 * still there after a cut of the power at any byte of any of these writes.
 *
 * Sectors hold fixed records, each with a CRC, and are filled one after the other; one sector is
 * always empty. When the last place is taken, what still waits in the sector that has the least of
 * it is copied into the empty one, the header that makes this one the newest is written last, and
 * only then the other is erased. Answered events stay readable for `replay` until then.
 *
 * Where too many wait, one more costs the oldest routine event, and an alarm only where nothing
 * else waits. What was given up is counted, and lk_journal_overflow_due() says when to report it.
 *
 * Boot and sequence numbers come from here, because they must never go back: a number is in flash
 * before anybody hears of it. Needs about 1 KB of memory and no heap; no call takes longer than
 * erasing one sector and writing another, but for lk_journal_open().
 */
#ifndef LK_JOURNAL_H
#define LK_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "lk_flash.h"
#include "lk_message.h"

/** Sectors used at least and at most; of a larger flash the rest is left alone. */
#define LK_JOURNAL_SECTORS_MIN 4
#define LK_JOURNAL_SECTORS_MAX 64
/** Bytes of a sector at least and at most. A sector of 4096 has room for 31 events. */
#define LK_JOURNAL_SECTOR_SIZE_MIN 512
#define LK_JOURNAL_SECTOR_SIZE_MAX 32768

enum lk_journal_result {
  LK_JOURNAL_OK = 0,
  /**
   * Flash could not be read or written. After an append: the event is not kept, and its number not
   * used again.
   */
  LK_JOURNAL_FLASH = -1,
  /** The flash is smaller or larger than this journal can use, or its sectors are. */
  LK_JOURNAL_GEOMETRY = -2,
  /** All 2^32 sequence numbers are used up: none is ever used twice. */
  LK_JOURNAL_EXHAUSTED = -3,
  /**
   * The event cannot be written as a message: a value out of its range, a text that is no UTF-8 or
   * has no end.
   */
  LK_JOURNAL_INVALID = -4,
  /** No event of this number waits. */
  LK_JOURNAL_UNKNOWN = -5,
  /**
   * There are only alarms left to give up, and this is none: it is given up itself, and counted as
   * lost. The count goes to flash with the next event.
   */
  LK_JOURNAL_FULL = -6,
};

/** Of one sector; the journal's own. */
struct lk_journal_sector {
  /** Counts the sectors in the order in which they were begun; 0 where that is not known. */
  uint32_t number;
  /** Least and greatest sequence number in it; `first` is above `last` while there is none. */
  uint32_t first;
  uint32_t last;
  /** Places taken, from the start. */
  uint8_t used;
  /** Events that wait for the gateway. */
  uint8_t routine;
  uint8_t alarms;
};

struct lk_journal {
  const struct lk_flash *flash;
  uint32_t boot;
  uint32_t seq;
  uint32_t lost;
  /** How many of `lost` were reported. */
  uint32_t reported;
  uint8_t sectors;
  /** Places of one sector. */
  uint8_t places;
  /** Where the next event goes, and the empty sector. */
  uint8_t head;
  uint8_t spare;
  struct lk_journal_sector sector[LK_JOURNAL_SECTORS_MAX];
};

/**
 * Finds everything again, finishes what a cut interrupted, and begins the next boot: its number is
 * in flash when this returns. A flash without a journal becomes an empty one, which erases it.
 * @param flash must outlive the journal
 * @returns LK_JOURNAL_OK, _FLASH or _GEOMETRY; unless OK the journal must not be used
 */
enum lk_journal_result lk_journal_open(struct lk_journal *journal, const struct lk_flash *flash);

/**
 * Gives the event the next number and this boot, and writes it. When this returns LK_JOURNAL_OK it
 * is durable. A journal-overflow is taken to report everything that was lost so far: use the number
 * lk_journal_overflow_due() gave.
 * @returns LK_JOURNAL_OK, _FLASH, _FULL, _EXHAUSTED or _INVALID
 */
enum lk_journal_result lk_journal_append(struct lk_journal *journal, struct lk_event *event);

/**
 * Numbers up to this one were used without an event being kept under them; none of them is used
 * again.
 */
void lk_journal_skip(struct lk_journal *journal, uint32_t seq);

/**
 * The gateway has answered: the event need not be sent again.
 * @returns LK_JOURNAL_OK, _FLASH (it is sent again, which does no harm) or _UNKNOWN (answered
 *          before, or never ours)
 */
enum lk_journal_result lk_journal_acknowledge(struct lk_journal *journal, uint32_t seq);

/**
 * The time was learned: gives the events of this boot that wait without one the time of their
 * uptime, as estimated. Only those numbered `from` and up, because the bytes of an event must not
 * change once it was published.
 * @param offset wall time less uptime
 * @returns LK_JOURNAL_OK, or LK_JOURNAL_FLASH: one stays without a time, which does no harm
 */
enum lk_journal_result lk_journal_date(struct lk_journal *journal, uint32_t from, lk_ms offset);

/** Which events lk_journal_next() looks at. */
enum lk_journal_which {
  /** Those that wait for the gateway. */
  LK_JOURNAL_WAITING,
  /** The alarms among them. */
  LK_JOURNAL_WAITING_ALARMS,
  /** Those that were answered and are still there. */
  LK_JOURNAL_ANSWERED,
};

/**
 * The event with the lowest sequence number of at least `from`.
 * @returns false when there is none (or flash cannot be read)
 */
bool lk_journal_next(const struct lk_journal *journal, enum lk_journal_which which, uint32_t from,
                     struct lk_event *event);

/** This boot's number, from 1. */
uint32_t lk_journal_boot(const struct lk_journal *journal);
/** The last sequence number used; 0 before the first event. */
uint32_t lk_journal_seq(const struct lk_journal *journal);
/** Every event up to this number has been answered (or was lost); 0 before the first. */
uint32_t lk_journal_acked(const struct lk_journal *journal);
/** Events that wait for the gateway. */
uint32_t lk_journal_queued(const struct lk_journal *journal);
/** The alarms among them. */
uint32_t lk_journal_queued_alarms(const struct lk_journal *journal);
/** Events given up for want of space since the journal was made; stays at UINT32_MAX. */
uint32_t lk_journal_lost(const struct lk_journal *journal);
/** Events that can wait at once before one is given up. */
uint32_t lk_journal_capacity(const struct lk_journal *journal);

/**
 * How many were lost since the last journal-overflow, as soon as there is room again to say it:
 * while the journal is full a report would only cost another event. 0: nothing to report now.
 */
uint32_t lk_journal_overflow_due(const struct lk_journal *journal);

#endif
