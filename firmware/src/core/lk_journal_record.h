/**
 * The journal's bytes in flash. Little-endian, each piece with a CRC; an update of the firmware reads what
 * an earlier one wrote, so nothing here changes without a new magic.
 *
 *     sector:  header 32 | emptied 16 | unused 16 | place 0 | place 1 | ...
 *     place:   record 112 | mark 16
 *
 * Every piece is programmed once. The mark is all zeros when the gateway has answered, or the event was given
 * up; a mark that a cut left half written counts from its first zero byte, because nothing else writes there.
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
#define LK_MARK_SIZE 16
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

void lk_journal_encode_header(const struct lk_journal_header *header, uint8_t bytes[LK_HEADER_SIZE]);
bool lk_journal_decode_header(const uint8_t bytes[LK_HEADER_SIZE], struct lk_journal_header *header);

/** Says, in the header's sector, that the erasing of its victim has ended. */
void lk_journal_encode_emptied(uint32_t number, uint8_t bytes[LK_EMPTIED_SIZE]);

/** @param record its texts end within their arrays, see lk_message_event() */
void lk_journal_encode_record(const struct lk_journal_record *record, uint8_t bytes[LK_RECORD_SIZE]);
bool lk_journal_decode_record(const uint8_t bytes[LK_RECORD_SIZE], struct lk_journal_record *record);

#endif
