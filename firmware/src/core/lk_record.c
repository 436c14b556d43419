#include "lk_record.h"

#include <string.h>

#include "lk_keep.h"
#include "lk_uplink.h"

static void complain(const struct lk_unit *unit, const char *text) {
  if (unit->port->log != NULL) unit->port->log(unit->port->ctx, LK_LOG_ERROR, text);
}

/** @returns false when flash failed: it may be tried again */
static bool append(struct lk_unit *unit, struct lk_event *event) {
  switch (lk_journal_append(&unit->journal, event)) {
    case LK_JOURNAL_FLASH:
      return false;
    case LK_JOURNAL_EXHAUSTED:
      complain(unit, "every sequence number is used up; make the unit anew under another name");
      return true;
    default:
      return true;
  }
}

/** Behind those that wait already, because the order of events is the order of their numbers. */
static void set_aside(struct lk_unit *unit, const struct lk_event *event, lk_ms now) {
  if (unit->unkept_count == 0) unit->unkept_retry_at = now + LK_UNKEPT_RETRY_MS;
  if (unit->unkept_count < LK_UNKEPT_MAX) {
    complain(unit, "flash did not take an event; it is tried again");
    unit->unkept[unit->unkept_count++] = *event;
    return;
  }
  complain(unit, "flash fails, and an event is lost; exchange the unit");
  if (!lk_event_is_alarm(event->type)) return;
  for (uint8_t i = 0; i < LK_UNKEPT_MAX; i++) {
    if (lk_event_is_alarm(unit->unkept[i].type)) continue;
    memmove(&unit->unkept[i], &unit->unkept[i + 1],
            (LK_UNKEPT_MAX - 1U - i) * sizeof *unit->unkept);
    unit->unkept[LK_UNKEPT_MAX - 1] = *event;
    return;
  }
}

void lk_record_event(struct lk_unit *unit, struct lk_event *event, lk_ms now) {
  event->uptime = now;
  event->clock = lk_clock_state(&unit->clock, now);
  event->at = event->clock == LK_CLOCK_NONE ? 0 : lk_clock_at(&unit->clock, now);
  if (unit->unkept_count > 0 || !append(unit, event)) set_aside(unit, event, now);
}

void lk_record_finding(struct lk_unit *unit, const struct lk_locker *locker,
                       const struct lk_finding *finding, lk_ms now) {
  struct lk_event event;
  memset(&event, 0, sizeof event);
  event.type = finding->type;
  event.number = finding->number;
  if ((locker->fitted & LK_FITTED(LK_DOOR)) != 0) {
    event.door = lk_locker_open(locker) ? LK_DOOR_IS_OPEN : LK_DOOR_IS_CLOSED;
  }
  if ((locker->fitted & LK_FITTED(LK_TAMPER)) != 0) {
    event.tamper = lk_locker_tampered(locker) ? LK_TAMPER_IS_ACTIVE : LK_TAMPER_IS_QUIET;
  }
  if (locker != &unit->housing) {
    const char *name = unit->setup->locker[locker - unit->locker];
    memcpy(event.locker, name, strlen(name));
  }
  lk_record_event(unit, &event, now);
  if (finding->type == LK_EVENT_FORCED || finding->type == LK_EVENT_TAMPER) {
    lk_signals_alarm(&unit->signals, now, unit->config.settings.value[LK_SIREN_SECONDS]);
  }
}

/**
 * Flash counts as broken: better an event that is sent once than one that is not sent at all. Its
 * number is the one that the failed attempt used up; it is kept where the journal is not, so that
 * no start uses it again.
 */
static bool send_unkept(struct lk_unit *unit, const struct lk_event *event, lk_ms now) {
  if (!unit->introduced || now - event->uptime < LK_UNKEPT_SEND_MS || event->seq == 0) return false;
  if (!lk_keep_number(unit, event->seq)) complain(unit, "flash did not take a number that is used");
  return lk_uplink_event(unit, event, now);
}

static void retry(struct lk_unit *unit, lk_ms now) {
  if (unit->unkept_count == 0 || now < unit->unkept_retry_at) return;
  unit->unkept_retry_at = now + LK_UNKEPT_RETRY_MS;
  uint8_t done = 0;
  while (done < unit->unkept_count) {
    struct lk_event *event = &unit->unkept[done];
    if (!append(unit, event) && !send_unkept(unit, event, now)) break;
    done++;
  }
  unit->unkept_count = (uint8_t)(unit->unkept_count - done);
  memmove(unit->unkept, unit->unkept + done, unit->unkept_count * sizeof *unit->unkept);
}

void lk_record_date(struct lk_unit *unit) {
  const uint32_t from = lk_outbox_unpublished(&unit->outbox);
  if (lk_journal_date(&unit->journal, from, unit->clock.offset) != LK_JOURNAL_OK) {
    complain(unit, "flash did not take the time of an earlier event; it goes without");
  }
  for (uint8_t i = 0; i < unit->unkept_count; i++) {
    struct lk_event *event = &unit->unkept[i];
    if (event->clock != LK_CLOCK_NONE) continue;
    event->clock = LK_CLOCK_ESTIMATED;
    event->at = lk_clock_at(&unit->clock, event->uptime);
  }
}

void lk_record_tick(struct lk_unit *unit, lk_ms now) {
  retry(unit, now);
  const uint32_t lost = lk_journal_overflow_due(&unit->journal);
  if (lost == 0 || unit->unkept_count > 0) return;
  struct lk_event event;
  memset(&event, 0, sizeof event);
  event.type = LK_EVENT_JOURNAL_OVERFLOW;
  event.number = lost;
  lk_record_event(unit, &event, now);
}
