/**
 * The journal's bytes in flash. Little-endian, each piece with a CRC; an update of the firmware
 * reads what an earlier one wrote, so nothing here changes without a new magic.
 *
 *     sector:  header 32 | emptied 16 | unused 16 | place 0 | place 1 | ...
 *     place:   record 112 | mark 16
 *
 * Every piece is programmed once, but for the mark. It is all zeros when the gateway has answered,
 * or the event was given up; one that a cut left half written counts from its first zero byte,
 * because nothing else in a mark has a zero byte. Before that it may hold the event's date, where
 * the time was learned later: then only what stands behind the date becomes zeros.
 */
#ifndef LK_JOURNAL_RECORD_H
#define LK_JOURNAL_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "lk_message.h"

#define LK_HEADER_SIZE 32
#define LK_EMPTIED_AT 32
#define LK_EMPTIED_SIZE 16
#define LK_PLACES_AT 64
#define LK_RECORD_SIZE 112
/** As much of a record as tells its sequence number. */
#define LK_RECORD_BEGINNING 16
#define LK_MARK_SIZE 16
/** Bytes of a date, at the start of the mark: 7 bits in each, the eighth is set. */
#define LK_DATE_SIZE 12
#define LK_PLACE_SIZE 128

/** Written last of all when a sector begins: from then on it is the newest. */
struct lk_journal_header {
  /** Counts the sectors in the order in which they were begun; from 1. */
  uint32_t number;
  /** Index of the sector whose events were copied into this one, and which is erased then. */
  uint32_t victim;
  uint32_t boot;
  uint32_t seq;
  uint32_t lost;
  uint32_t reported;
};

enum lk_record_kind {
  LK_RECORD_EVENT = 1,
  /** A boot began; only its number counts. Waits for nothing. */
  LK_RECORD_START = 2,
};

struct lk_journal_record {
  enum lk_record_kind kind;
  /** Of a start, only the boot counts. */
  struct lk_event event;
  /** Totals, this record included. */
  uint32_t lost;
  uint32_t reported;
  /** The event that was given up to make room for this one. */
  bool gave_up;
  uint32_t given_up;
};

void lk_journal_encode_header(const struct lk_journal_header *header,
                              uint8_t bytes[LK_HEADER_SIZE]);
bool lk_journal_decode_header(const uint8_t bytes[LK_HEADER_SIZE],
                              struct lk_journal_header *header);

/** Says, in the header's sector, that the erasing of its victim has ended. */
void lk_journal_encode_emptied(uint32_t number, uint8_t bytes[LK_EMPTIED_SIZE]);

/** @param at wall time, 0 to 2^49 - 1 @param mark a whole one, for an event that waits */
void lk_journal_encode_date(lk_ms at, uint8_t mark[LK_MARK_SIZE]);
/** @returns false where the mark holds no whole date */
bool lk_journal_decode_date(const uint8_t mark[LK_MARK_SIZE], lk_ms *at);

/** @param record its texts end within their arrays, see lk_message_event() */
void lk_journal_encode_record(const struct lk_journal_record *record,
                              uint8_t bytes[LK_RECORD_SIZE]);
/** The sequence number of a record, if the bytes are of one. */
uint32_t lk_journal_record_seq(const uint8_t bytes[LK_RECORD_BEGINNING]);
bool lk_journal_decode_record(const uint8_t bytes[LK_RECORD_SIZE],
                              struct lk_journal_record *record);

#endif
