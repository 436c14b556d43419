#include "lk_journal.h"

#include <string.h>

#include "lk_journal_place.h"

uint32_t lk_journal_boot(const struct lk_journal *journal) { return journal->boot; }

uint32_t lk_journal_seq(const struct lk_journal *journal) { return journal->seq; }

uint32_t lk_journal_lost(const struct lk_journal *journal) { return journal->lost; }

uint32_t lk_journal_queued(const struct lk_journal *journal) {
  uint32_t waiting = 0;
  for (uint8_t i = 0; i < journal->sectors; i++) {
    waiting += journal->sector[i].routine;
    waiting += journal->sector[i].alarms;
  }
  return waiting;
}

uint32_t lk_journal_queued_alarms(const struct lk_journal *journal) {
  uint32_t waiting = 0;
  for (uint8_t i = 0; i < journal->sectors; i++) waiting += journal->sector[i].alarms;
  return waiting;
}

uint32_t lk_journal_acked(const struct lk_journal *journal) {
  struct lk_place_found found;
  if (lk_journal_queued(journal) == 0) return journal->seq;
  if (!lk_place_find(journal, LK_PLACE_ANY_WAITING, 0, &found) || found.record.event.seq == 0) {
    return 0;
  }
  return found.record.event.seq - 1;
}

/*
 * One sector is always empty, and as much as another stays free of what waits: so there is always a
 * place to win.
 */
uint32_t lk_journal_capacity(const struct lk_journal *journal) {
  return (uint32_t)(journal->sectors - 2) * journal->places;
}

uint32_t lk_journal_overflow_due(const struct lk_journal *journal) {
  uint32_t room = lk_journal_capacity(journal) - lk_journal_capacity(journal) / 4;
  return lk_journal_queued(journal) <= room ? journal->lost - journal->reported : 0;
}

static uint32_t one_more(uint32_t count) { return count == UINT32_MAX ? count : count + 1; }

/** Whether the event can be kept and then be written as a message. */
static bool is_valid(const struct lk_event *event) {
  char message[LK_EVENT_MAX + 1];
  if (memchr(event->locker, '\0', sizeof event->locker) == NULL) return false;
  if (memchr(event->text, '\0', sizeof event->text) == NULL) return false;
  if (memchr(event->code, '\0', sizeof event->code) == NULL) return false;
  if (event->door > LK_DOOR_IS_OPEN || event->tamper > LK_TAMPER_IS_ACTIVE) return false;
  if (event->text[0] != '\0' && event->locker[0] != '\0') return false;
  return lk_message_event(message, sizeof message, "", event) > 0;
}

enum lk_journal_result lk_journal_append(struct lk_journal *journal, struct lk_event *event) {
  struct lk_place_found old;
  bool alarm = lk_event_is_alarm(event->type);
  if (!is_valid(event)) return LK_JOURNAL_INVALID;
  if (journal->seq == UINT32_MAX) return LK_JOURNAL_EXHAUSTED;
  bool gives_up = lk_journal_queued(journal) >= lk_journal_capacity(journal);
  if (gives_up && !lk_place_find_cheapest(journal, &old)) return LK_JOURNAL_FLASH;
  if (gives_up && !alarm && lk_event_is_alarm(old.record.event.type)) {
    journal->lost = one_more(journal->lost);
    return LK_JOURNAL_FULL;
  }

  event->boot = journal->boot;
  event->seq = journal->seq + 1;
  struct lk_journal_record record = {
      .kind = LK_RECORD_EVENT,
      .event = *event,
      .lost = gives_up ? one_more(journal->lost) : journal->lost,
      .reported = event->type == LK_EVENT_JOURNAL_OVERFLOW ? journal->lost : journal->reported,
      .gave_up = gives_up,
      .given_up = gives_up ? old.record.event.seq : 0,
  };
  enum lk_journal_result result = lk_place_append(journal, &record);
  /* Only now: a cut while room was made leaves no number used that has no event. */
  journal->seq = event->seq;
  if (result != LK_JOURNAL_OK) return result;
  journal->lost = record.lost;
  journal->reported = record.reported;
  /*
   * Looked up again, because making room may have moved it. Where this fails it is sent although it
   * was counted.
   */
  if (gives_up) lk_journal_acknowledge(journal, record.given_up);
  return LK_JOURNAL_OK;
}

void lk_journal_skip(struct lk_journal *journal, uint32_t seq) {
  if (seq > journal->seq) journal->seq = seq;
}

enum lk_journal_result lk_journal_acknowledge(struct lk_journal *journal, uint32_t seq) {
  struct lk_place_found found;
  if (!lk_place_find(journal, LK_PLACE_ANY_WAITING, seq, &found) || found.record.event.seq != seq) {
    return LK_JOURNAL_UNKNOWN;
  }
  return lk_place_mark(journal, found.sector, found.place,
                       lk_event_is_alarm(found.record.event.type));
}

enum lk_journal_result lk_journal_date(struct lk_journal *journal, uint32_t from, lk_ms offset) {
  struct lk_place_found found;
  enum lk_journal_result result = LK_JOURNAL_OK;
  while (lk_place_find(journal, LK_PLACE_ANY_WAITING, from, &found)) {
    const struct lk_event *event = &found.record.event;
    bool undated = event->boot == journal->boot && event->clock == LK_CLOCK_NONE;
    if (undated && lk_place_date(journal, found.sector, found.place, event->uptime + offset) !=
                       LK_JOURNAL_OK) {
      result = LK_JOURNAL_FLASH;
    }
    if (event->seq == UINT32_MAX) break;
    from = event->seq + 1;
  }
  return result;
}

bool lk_journal_next(const struct lk_journal *journal, enum lk_journal_which which, uint32_t from,
                     struct lk_event *event) {
  static const enum lk_place_wanted wanted[] = {
      [LK_JOURNAL_WAITING] = LK_PLACE_ANY_WAITING,
      [LK_JOURNAL_WAITING_ALARMS] = LK_PLACE_ALARM_WAITING,
      [LK_JOURNAL_ANSWERED] = LK_PLACE_ANSWERED,
  };
  struct lk_place_found found;
  if (!lk_place_find(journal, wanted[which], from, &found)) return false;
  *event = found.record.event;
  return true;
}
