#include <string.h>

#include "lk_journal.h"
#include "lk_journal_place.h"

/**
 * Reads the header of sector `index`.
 * @returns below zero when flash cannot be read, else whether there is one
 */
static int read_header(const struct lk_flash *flash, uint8_t index,
                       struct lk_journal_header *header) {
  uint8_t bytes[LK_HEADER_SIZE];
  if (flash->read(flash->ctx, index * flash->sector_size, bytes, sizeof bytes) < 0) return -1;
  return lk_journal_decode_header(bytes, header) ? 1 : 0;
}

/** What a header tells of the numbers reached, or a record; none of them ever goes back. */
static void reach(struct lk_journal *journal, uint32_t boot, uint32_t seq, uint32_t lost,
                  uint32_t reported) {
  if (boot > journal->boot) journal->boot = boot;
  if (seq > journal->seq) journal->seq = seq;
  if (lost > journal->lost) journal->lost = lost;
  if (reported > journal->reported) journal->reported = reported;
}

/** @returns below zero when flash cannot be read, else whether there is a journal */
static int find_head(struct lk_journal *journal) {
  struct lk_journal_header header;
  uint32_t newest = 0;
  for (uint8_t i = 0; i < journal->sectors; i++) {
    int found = read_header(journal->flash, i, &header);
    if (found < 0) return found;
    journal->sector[i] = lk_place_empty_sector(found > 0 ? header.number : 0);
    if (found == 0) continue;
    reach(journal, header.boot, header.seq, header.lost, header.reported);
    if (header.number <= newest) continue;
    newest = header.number;
    journal->head = i;
    journal->spare = (uint8_t)(header.victim % journal->sectors);
  }
  if (newest > 0 && journal->spare == journal->head) {
    journal->spare = (uint8_t)((journal->head + 1) % journal->sectors);
  }
  return newest > 0 ? 1 : 0;
}

/**
 * Begins a journal in sector 0. The others are only made blank, which they are in a new chip: each
 * is erased again before it is written to.
 */
static enum lk_journal_result make_empty(struct lk_journal *journal) {
  const struct lk_flash *flash = journal->flash;
  for (uint8_t i = 0; i < journal->sectors; i++) {
    bool blank = lk_place_is_blank(flash, i * flash->sector_size, flash->sector_size);
    if ((i == 0 || !blank) && flash->erase(flash->ctx, i) < 0) return LK_JOURNAL_FLASH;
    journal->sector[i] = lk_place_empty_sector(i == 0 ? 1 : 0);
  }
  journal->head = 0;
  journal->spare = (uint8_t)(journal->sectors - 1);
  return lk_place_write_header(journal, 0, 1, journal->spare) ? LK_JOURNAL_OK : LK_JOURNAL_FLASH;
}

/** Whether the spare sector was erased to the end and nothing was written to it since. */
static bool is_spare_clean(const struct lk_journal *journal) {
  const struct lk_flash *flash = journal->flash;
  uint8_t wanted[LK_EMPTIED_SIZE];
  uint8_t bytes[LK_EMPTIED_SIZE];
  uint32_t at = journal->head * flash->sector_size + LK_EMPTIED_AT;
  lk_journal_encode_emptied(journal->sector[journal->head].number, wanted);
  if (flash->read(flash->ctx, at, bytes, sizeof bytes) < 0) return false;
  if (memcmp(bytes, wanted, sizeof bytes) != 0) return false;
  return lk_place_is_blank(flash, journal->spare * flash->sector_size, flash->sector_size);
}

/** The newest event, which may have cost another one that a cut left unmarked. */
struct newest {
  uint32_t seq;
  bool gave_up;
  uint32_t given_up;
};

static enum lk_journal_result scan_sector(struct lk_journal *journal, uint8_t index,
                                          struct newest *newest) {
  struct lk_journal_sector *sector = &journal->sector[index];
  struct lk_journal_record record;
  for (uint8_t place = 0; place < journal->places; place++) {
    enum lk_place_state state = lk_place_read(journal, index, place, &record);
    if (state == LK_PLACE_UNREADABLE) return LK_JOURNAL_FLASH;
    if (state == LK_PLACE_BLANK) continue;
    sector->used = (uint8_t)(place + 1);
    if (state == LK_PLACE_BROKEN) continue;
    reach(journal, record.event.boot, record.event.seq, record.lost, record.reported);
    lk_place_count(sector, &record, state == LK_PLACE_WAITING);
    if (record.kind == LK_RECORD_EVENT && record.event.seq >= newest->seq) {
      newest->seq = record.event.seq;
      newest->gave_up = record.gave_up;
      newest->given_up = record.given_up;
    }
  }
  return LK_JOURNAL_OK;
}

static enum lk_journal_result scan(struct lk_journal *journal) {
  struct newest newest = {0};
  struct lk_place_found found;
  for (uint8_t i = 0; i < journal->sectors; i++) {
    if (i == journal->spare) continue;
    enum lk_journal_result result = scan_sector(journal, i, &newest);
    if (result != LK_JOURNAL_OK) return result;
  }
  if (newest.gave_up && lk_place_find(journal, LK_PLACE_ANY_WAITING, newest.given_up, &found) &&
      found.record.event.seq == newest.given_up) {
    return lk_place_mark(journal, found.sector, found.place,
                         lk_event_is_alarm(found.record.event.type));
  }
  return LK_JOURNAL_OK;
}

/**
 * More can wait than there is room for only where the flash was larger once: then the oldest are
 * given up.
 */
static enum lk_journal_result fit(struct lk_journal *journal) {
  struct lk_place_found found;
  while (lk_journal_queued(journal) > lk_journal_capacity(journal)) {
    if (!lk_place_find_cheapest(journal, &found)) return LK_JOURNAL_FLASH;
    bool alarm = lk_event_is_alarm(found.record.event.type);
    if (lk_place_mark(journal, found.sector, found.place, alarm) != LK_JOURNAL_OK) {
      return LK_JOURNAL_FLASH;
    }
    if (journal->lost < UINT32_MAX) journal->lost++;
  }
  return LK_JOURNAL_OK;
}

/** Keeps the number of this boot. */
static enum lk_journal_result begin_boot(struct lk_journal *journal) {
  struct lk_journal_record record;
  journal->boot++;
  memset(&record, 0, sizeof record);
  record.kind = LK_RECORD_START;
  record.event.boot = journal->boot;
  record.event.seq = journal->seq;
  record.lost = journal->lost;
  record.reported = journal->reported;
  return lk_place_append(journal, &record);
}

enum lk_journal_result lk_journal_open(struct lk_journal *journal, const struct lk_flash *flash) {
  memset(journal, 0, sizeof *journal);
  if (flash->sector_count < LK_JOURNAL_SECTORS_MIN ||
      flash->sector_size < LK_JOURNAL_SECTOR_SIZE_MIN ||
      flash->sector_size > LK_JOURNAL_SECTOR_SIZE_MAX || flash->sector_size % LK_PLACE_SIZE != 0) {
    return LK_JOURNAL_GEOMETRY;
  }
  journal->flash = flash;
  journal->sectors =
      (uint8_t)(flash->sector_count < LK_JOURNAL_SECTORS_MAX ? flash->sector_count
                                                             : LK_JOURNAL_SECTORS_MAX);
  journal->places = (uint8_t)((flash->sector_size - LK_PLACES_AT) / LK_PLACE_SIZE);

  int found = find_head(journal);
  if (found < 0) return LK_JOURNAL_FLASH;
  enum lk_journal_result result = found > 0 ? LK_JOURNAL_OK : make_empty(journal);
  if (result == LK_JOURNAL_OK && !is_spare_clean(journal)) lk_place_erase_spare(journal);
  if (result == LK_JOURNAL_OK) result = scan(journal);
  if (result == LK_JOURNAL_OK) result = fit(journal);
  return result == LK_JOURNAL_OK ? begin_boot(journal) : result;
}
