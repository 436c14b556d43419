#include "lk_journal_place.h"

#include <string.h>

/** Places that may turn out broken one after the other before writing counts as failed. */
#define TRIES 4

static uint32_t sector_at(const struct lk_journal *journal, uint8_t sector) {
  return sector * journal->flash->sector_size;
}

static uint32_t place_at(const struct lk_journal *journal, uint8_t sector, uint8_t place) {
  return sector_at(journal, sector) + LK_PLACES_AT + (uint32_t)place * LK_PLACE_SIZE;
}

enum lk_place_state lk_place_read(const struct lk_journal *journal, uint8_t sector, uint8_t place,
                                  struct lk_journal_record *record) {
  const struct lk_flash *flash = journal->flash;
  uint8_t bytes[LK_PLACE_SIZE];
  bool blank = true;
  bool marked = false;
  if (flash->read(flash->ctx, place_at(journal, sector, place), bytes, sizeof bytes) < 0) {
    return LK_PLACE_UNREADABLE;
  }
  for (size_t i = 0; i < sizeof bytes; i++) {
    if (bytes[i] != 0xff) blank = false;
    if (bytes[i] == 0 && i >= LK_RECORD_SIZE) marked = true;
  }
  if (blank) return LK_PLACE_BLANK;
  if (!lk_journal_decode_record(bytes, record)) return LK_PLACE_BROKEN;
  lk_ms date;
  if (record->event.clock == LK_CLOCK_NONE &&
      lk_journal_decode_date(bytes + LK_RECORD_SIZE, &date)) {
    record->event.clock = LK_CLOCK_ESTIMATED;
    record->event.at = date;
  }
  return marked || record->kind == LK_RECORD_START ? LK_PLACE_DONE : LK_PLACE_WAITING;
}

bool lk_place_program(const struct lk_flash *flash, uint32_t offset, const uint8_t *bytes,
                      size_t length) {
  uint8_t read[LK_RECORD_SIZE];
  if (flash->program(flash->ctx, offset, bytes, length) < 0) return false;
  return flash->read(flash->ctx, offset, read, length) >= 0 && memcmp(read, bytes, length) == 0;
}

bool lk_place_is_blank(const struct lk_flash *flash, uint32_t offset, uint32_t length) {
  uint8_t bytes[LK_FLASH_GRANULE];
  for (uint32_t at = offset; at < offset + length; at += LK_FLASH_GRANULE) {
    if (flash->read(flash->ctx, at, bytes, sizeof bytes) < 0) return false;
    for (size_t i = 0; i < sizeof bytes; i++) {
      if (bytes[i] != 0xff) return false;
    }
  }
  return true;
}

struct lk_journal_sector lk_place_empty_sector(uint32_t number) {
  struct lk_journal_sector sector = {.number = number, .first = UINT32_MAX};
  return sector;
}

void lk_place_count(struct lk_journal_sector *sector, const struct lk_journal_record *record,
                    bool waits) {
  if (record->kind != LK_RECORD_EVENT) return;
  if (record->event.seq < sector->first) sector->first = record->event.seq;
  if (record->event.seq > sector->last) sector->last = record->event.seq;
  if (!waits) return;
  if (lk_event_is_alarm(record->event.type)) {
    sector->alarms++;
  } else {
    sector->routine++;
  }
}

/** Writes a record to the next place of a sector. @returns false when that place is broken */
static bool fill(const struct lk_journal *journal, uint8_t index, struct lk_journal_sector *sector,
                 const struct lk_journal_record *record) {
  uint8_t bytes[LK_RECORD_SIZE];
  lk_journal_encode_record(record, bytes);
  uint32_t at = place_at(journal, index, sector->used);
  sector->used++;
  if (!lk_place_program(journal->flash, at, bytes, sizeof bytes)) return false;
  lk_place_count(sector, record, record->kind == LK_RECORD_EVENT);
  return true;
}

bool lk_place_write_header(const struct lk_journal *journal, uint8_t sector, uint32_t number,
                           uint8_t victim) {
  struct lk_journal_header header = {
      .number = number,
      .victim = victim,
      .boot = journal->boot,
      .seq = journal->seq,
      .lost = journal->lost,
      .reported = journal->reported,
  };
  uint8_t bytes[LK_HEADER_SIZE];
  lk_journal_encode_header(&header, bytes);
  return lk_place_program(journal->flash, sector_at(journal, sector), bytes, sizeof bytes);
}

void lk_place_erase_spare(struct lk_journal *journal) {
  const struct lk_flash *flash = journal->flash;
  uint8_t bytes[LK_EMPTIED_SIZE];
  uint32_t at = sector_at(journal, journal->head) + LK_EMPTIED_AT;
  journal->sector[journal->spare] = lk_place_empty_sector(0);
  if (flash->erase(flash->ctx, journal->spare) < 0) return;
  /*
   * A half-written one stays: then the spare is erased once more at each start, until there is
   * another head.
   */
  if (!lk_place_is_blank(flash, at, LK_EMPTIED_SIZE)) return;
  lk_journal_encode_emptied(journal->sector[journal->head].number, bytes);
  flash->program(flash->ctx, at, bytes, sizeof bytes);
}

/**
 * The sector with the fewest events that wait; of several, the one that was begun first, so that
 * all wear alike.
 */
static uint8_t choose_victim(const struct lk_journal *journal) {
  uint8_t best = journal->head;
  for (uint8_t i = 0; i < journal->sectors; i++) {
    const struct lk_journal_sector *one = &journal->sector[i];
    const struct lk_journal_sector *other = &journal->sector[best];
    if (i == journal->spare) continue;
    int more = one->routine + one->alarms - other->routine - other->alarms;
    if (more < 0 || (more == 0 && one->number < other->number)) best = i;
  }
  return best;
}

/** Copies what waits in `victim` to the spare sector. */
static bool copy_waiting(const struct lk_journal *journal, uint8_t victim,
                         struct lk_journal_sector *fresh) {
  struct lk_journal_record record;
  for (uint8_t place = 0; place < journal->sector[victim].used; place++) {
    enum lk_place_state state = lk_place_read(journal, victim, place, &record);
    if (state == LK_PLACE_UNREADABLE) return false;
    if (state != LK_PLACE_WAITING) continue;
    do {
      if (fresh->used == journal->places) return false;
    } while (!fill(journal, journal->spare, fresh, &record));
  }
  return true;
}

/**
 * Turns the spare sector into the head. Until its header is written nothing has happened; from then
 * on the victim is not needed any more.
 */
static enum lk_journal_result begin_sector(struct lk_journal *journal) {
  uint8_t victim = choose_victim(journal);
  uint8_t spare = journal->spare;
  uint32_t number = journal->sector[journal->head].number + 1;
  struct lk_journal_sector fresh = lk_place_empty_sector(number);
  /* Left over from an attempt that failed. */
  if (!lk_place_is_blank(journal->flash, sector_at(journal, spare), journal->flash->sector_size)) {
    if (journal->flash->erase(journal->flash->ctx, spare) < 0) return LK_JOURNAL_FLASH;
  }
  if (!copy_waiting(journal, victim, &fresh) ||
      !lk_place_write_header(journal, spare, number, victim)) {
    return LK_JOURNAL_FLASH;
  }
  journal->sector[spare] = fresh;
  journal->head = spare;
  journal->spare = victim;
  lk_place_erase_spare(journal);
  return LK_JOURNAL_OK;
}

enum lk_journal_result lk_place_append(struct lk_journal *journal,
                                       const struct lk_journal_record *record) {
  for (int i = 0; i < TRIES; i++) {
    if (journal->sector[journal->head].used == journal->places) {
      enum lk_journal_result result = begin_sector(journal);
      if (result != LK_JOURNAL_OK) return result;
    }
    struct lk_journal_sector *head = &journal->sector[journal->head];
    if (head->used < journal->places && fill(journal, journal->head, head, record)) {
      return LK_JOURNAL_OK;
    }
  }
  return LK_JOURNAL_FLASH;
}

enum lk_journal_result lk_place_date(const struct lk_journal *journal, uint8_t sector,
                                     uint8_t place, lk_ms at) {
  uint8_t mark[LK_MARK_SIZE];
  uint32_t offset = place_at(journal, sector, place) + LK_RECORD_SIZE;
  lk_journal_encode_date(at, mark);
  if (!lk_place_is_blank(journal->flash, offset, LK_MARK_SIZE)) return LK_JOURNAL_FLASH;
  return lk_place_program(journal->flash, offset, mark, sizeof mark) ? LK_JOURNAL_OK
                                                                     : LK_JOURNAL_FLASH;
}

enum lk_journal_result lk_place_mark(struct lk_journal *journal, uint8_t sector, uint8_t place,
                                     bool alarm) {
  const struct lk_flash *flash = journal->flash;
  uint8_t mark[LK_MARK_SIZE];
  lk_ms date;
  uint32_t at = place_at(journal, sector, place) + LK_RECORD_SIZE;
  if (flash->read(flash->ctx, at, mark, sizeof mark) < 0) return LK_JOURNAL_FLASH;
  /* A date stays, so that the event is replayed as it was told. */
  size_t kept = lk_journal_decode_date(mark, &date) ? LK_DATE_SIZE : 0;
  memset(mark + kept, 0, sizeof mark - kept);
  if (!lk_place_program(flash, at, mark, sizeof mark)) return LK_JOURNAL_FLASH;
  if (alarm) {
    journal->sector[sector].alarms--;
  } else {
    journal->sector[sector].routine--;
  }
  return LK_JOURNAL_OK;
}

/** Whether a sector can have what is wanted. */
static bool may_have(const struct lk_journal_sector *sector, enum lk_place_wanted wanted) {
  switch (wanted) {
    case LK_PLACE_ANY_WAITING:
      return sector->routine > 0 || sector->alarms > 0;
    case LK_PLACE_ALARM_WAITING:
      return sector->alarms > 0;
    case LK_PLACE_ROUTINE_WAITING:
      return sector->routine > 0;
    case LK_PLACE_ANSWERED:
      break;
  }
  return true;
}

static bool is_wanted(enum lk_place_state state, const struct lk_journal_record *record,
                      enum lk_place_wanted wanted) {
  if (state != LK_PLACE_WAITING && state != LK_PLACE_DONE) return false;
  if (wanted == LK_PLACE_ANSWERED) return state == LK_PLACE_DONE && record->kind == LK_RECORD_EVENT;
  if (state != LK_PLACE_WAITING) return false;
  return wanted == LK_PLACE_ANY_WAITING ||
         lk_event_is_alarm(record->event.type) == (wanted == LK_PLACE_ALARM_WAITING);
}

/**
 * The sequence number that stands at a place, whatever else does: far cheaper than to read and
 * check it all.
 */
static bool read_seq(const struct lk_journal *journal, uint8_t sector, uint8_t place,
                     uint32_t *seq) {
  const struct lk_flash *flash = journal->flash;
  uint8_t bytes[LK_RECORD_BEGINNING];
  if (flash->read(flash->ctx, place_at(journal, sector, place), bytes, sizeof bytes) < 0) {
    return false;
  }
  *seq = lk_journal_record_seq(bytes);
  return true;
}

bool lk_place_find(const struct lk_journal *journal, enum lk_place_wanted wanted, uint32_t from,
                   struct lk_place_found *found) {
  struct lk_journal_record record;
  bool any = false;
  uint8_t index = journal->head;
  /* From the oldest sector on, so that the first that has it mostly spares reading the others. */
  for (uint8_t i = 0; i < journal->sectors; i++) {
    index = index + 1 == journal->sectors ? 0 : (uint8_t)(index + 1);
    const struct lk_journal_sector *sector = &journal->sector[index];
    if (!may_have(sector, wanted) || sector->first > sector->last || sector->last < from) continue;
    if (any && sector->first > found->record.event.seq) continue;
    for (uint8_t place = 0; place < sector->used; place++) {
      uint32_t seq;
      if (!read_seq(journal, index, place, &seq) || seq < from) continue;
      if (any && seq >= found->record.event.seq) continue;
      if (!is_wanted(lk_place_read(journal, index, place, &record), &record, wanted)) continue;
      any = true;
      found->sector = index;
      found->place = place;
      found->record = record;
    }
  }
  return any;
}

bool lk_place_find_cheapest(const struct lk_journal *journal, struct lk_place_found *found) {
  return lk_place_find(journal, LK_PLACE_ROUTINE_WAITING, 0, found) ||
         lk_place_find(journal, LK_PLACE_ALARM_WAITING, 0, found);
}
