#include "lk_locker.h"

#include <string.h>

enum { NEVER = -1 };

static bool fitted(const struct lk_locker *locker, enum lk_contact contact) {
  return (locker->fitted & LK_FITTED(contact)) != 0;
}

static bool raw(const struct lk_locker *locker, enum lk_contact contact) {
  return (locker->raw & LK_FITTED(contact)) != 0;
}

static bool active(const struct lk_locker *locker, enum lk_contact contact) {
  return locker->contacts[contact].level;
}

void lk_locker_init(struct lk_locker *locker, uint8_t fitted_contacts,
                    const struct lk_latches *latches) {
  memset(locker, 0, sizeof *locker);
  locker->fitted = fitted_contacts;
  locker->latches = *latches;
  for (int contact = 0; contact < LK_CONTACTS; contact++)
    lk_debounce_init(&locker->contacts[contact], false);
  lk_debounce_init(&locker->contacts[LK_DOOR], latches->known && latches->open);
  locker->guard_at = NEVER;
  locker->hirer_at = NEVER;
  locker->authorised_until = NEVER;
  locker->tamper_at = NEVER;
}

void lk_locker_set(struct lk_locker *locker, enum lk_contact contact, bool level) {
  if (contact >= LK_CONTACTS || !fitted(locker, contact)) return;
  if (level) {
    locker->raw |= LK_FITTED(contact);
  } else {
    locker->raw &= (uint8_t)~LK_FITTED(contact);
  }
}

void lk_locker_clear_tamper(struct lk_locker *locker) { locker->clearing = locker->latches.tamper; }

bool lk_locker_open(const struct lk_locker *locker) { return active(locker, LK_DOOR); }

bool lk_locker_tampered(const struct lk_locker *locker) { return active(locker, LK_TAMPER); }

/** Which keys count, now that a key which was turned back is remembered for a while. */
static bool keys_complete(const struct lk_locker *locker, lk_ms now) {
  const bool guard = !fitted(locker, LK_GUARD_KEY) ||
                     (locker->guard_at >= 0 && now - locker->guard_at <= LK_KEY_PAIR_MS);
  const bool hirer = !fitted(locker, LK_HIRER_KEY) ||
                     (locker->hirer_at >= 0 && now - locker->hirer_at <= LK_KEY_PAIR_MS);
  return guard && hirer && (active(locker, LK_GUARD_KEY) || active(locker, LK_HIRER_KEY));
}

/** Whether the lock let the door go. Without key and bolt contacts nobody can say it did not. */
static bool released(const struct lk_locker *locker, lk_ms now) {
  const bool keys = fitted(locker, LK_GUARD_KEY) || fitted(locker, LK_HIRER_KEY);
  if (keys && now > locker->authorised_until) return false;
  // The bolt moves just before the door, so its own debouncing may still be under way.
  return !fitted(locker, LK_BOLT) || active(locker, LK_BOLT) || raw(locker, LK_BOLT);
}

struct report {
  struct lk_finding *findings;
  size_t count;
};

static void find(struct report *report, enum lk_event_type type, uint32_t number) {
  report->findings[report->count].type = type;
  report->findings[report->count].number = number;
  report->count++;
}

static void count_attempt(struct lk_locker *locker, lk_ms now, uint16_t limit,
                          struct report *report) {
  uint8_t kept = 0;
  for (uint8_t i = 0; i < locker->attempt_count; i++) {
    if (now - locker->attempts[i] < LK_ATTEMPTS_MS) locker->attempts[kept++] = locker->attempts[i];
  }
  // The limit may have been lowered below what was counted already.
  if (kept < LK_ATTEMPTS_MAX) locker->attempts[kept++] = now;
  locker->attempt_count = kept;
  if (kept < limit) return;
  locker->attempt_count = 0;
  find(report, LK_EVENT_ACCESS_DENIED, kept);
}

/**
 * The hirer's key alone is a failed attempt, counted when it is turned back. Not while the door is
 * open or the bolt withdrawn: that is how a locker is locked again.
 */
static bool watch_keys(struct lk_locker *locker, lk_ms now, bool hirer_changed) {
  if (active(locker, LK_GUARD_KEY)) locker->guard_at = now;
  if (active(locker, LK_HIRER_KEY)) locker->hirer_at = now;
  const bool complete = keys_complete(locker, now);
  if (complete) locker->authorised_until = now + LK_AUTHORISED_MS;

  if (hirer_changed && active(locker, LK_HIRER_KEY)) {
    locker->paired =
        active(locker, LK_DOOR) || (fitted(locker, LK_BOLT) && active(locker, LK_BOLT));
  }
  if (complete) locker->paired = true;
  return hirer_changed && !active(locker, LK_HIRER_KEY) && fitted(locker, LK_GUARD_KEY) &&
         !locker->paired;
}

static void watch_tamper(struct lk_locker *locker, lk_ms now, bool changed, struct report *report) {
  const bool broken = active(locker, LK_TAMPER);
  const bool again = locker->tamper_at >= 0 && now - locker->tamper_at >= LK_TAMPER_AGAIN_MS;
  if (changed && broken && (!locker->latches.tamper || again)) {
    locker->latches.tamper = true;
    find(report, LK_EVENT_TAMPER, 0);
  }
  // A latch from before the restart counts from the start.
  if (broken || locker->tamper_at < 0) locker->tamper_at = now;
  if (locker->clearing && !broken) {
    locker->clearing = false;
    locker->latches.tamper = false;
    find(report, LK_EVENT_TAMPER_CLEARED, 0);
  }
}

static void opened(struct lk_locker *locker, lk_ms now, struct report *report) {
  locker->latches.open = true;
  locker->opened_at = now;
  find(report, LK_EVENT_OPENED, 0);
  if (!released(locker, now)) find(report, LK_EVENT_FORCED, 0);
}

static void closed(struct lk_locker *locker, struct report *report) {
  locker->latches.open = false;
  locker->latches.held = false;
  locker->guard_at = NEVER;
  locker->hirer_at = NEVER;
  locker->authorised_until = NEVER;
  find(report, LK_EVENT_CLOSED, 0);
}

/**
 * A door that was never seen before is looked at for twice the debounce time, and then is as it is:
 * nobody opened it.
 */
static void settle(struct lk_locker *locker, uint16_t debounce_ms) {
  locker->settling++;
  if (locker->settling * LK_SAMPLE_MS < 2 * debounce_ms) return;
  locker->latches.known = true;
  locker->latches.open = active(locker, LK_DOOR);
}

static void watch_door(struct lk_locker *locker, lk_ms now, bool changed,
                       uint16_t held_open_seconds, struct report *report) {
  if (changed && active(locker, LK_DOOR)) opened(locker, now, report);
  if (changed && !active(locker, LK_DOOR)) closed(locker, report);
  if (!locker->latches.open || locker->latches.held) return;
  if (now - locker->opened_at < (lk_ms)held_open_seconds * 1000) return;
  locker->latches.held = true;
  find(report, LK_EVENT_HELD_OPEN, held_open_seconds);
}

size_t lk_locker_sample(struct lk_locker *locker, lk_ms now, const struct lk_settings *settings,
                        struct lk_finding *findings) {
  struct report report = {findings, 0};
  const uint16_t debounce_ms = settings->value[LK_DEBOUNCE_MS];
  bool changed[LK_CONTACTS];
  for (int i = 0; i < LK_CONTACTS; i++) {
    const enum lk_contact contact = (enum lk_contact)i;
    changed[contact] =
        lk_debounce_sample(&locker->contacts[contact], raw(locker, contact), debounce_ms);
  }

  // Keys before the door: a door that opens in the same moment was opened with them.
  const bool failed = watch_keys(locker, now, changed[LK_HIRER_KEY]);
  const bool denied = changed[LK_DENIED] && active(locker, LK_DENIED);
  if (locker->latches.known) {
    watch_door(locker, now, changed[LK_DOOR], settings->value[LK_HELD_OPEN_SECONDS], &report);
  } else {
    settle(locker, debounce_ms);
  }
  watch_tamper(locker, now, changed[LK_TAMPER], &report);
  if (changed[LK_DURESS] && active(locker, LK_DURESS)) find(&report, LK_EVENT_DURESS, 0);
  if (failed) count_attempt(locker, now, settings->value[LK_DENIED_ATTEMPTS], &report);
  if (denied) count_attempt(locker, now, settings->value[LK_DENIED_ATTEMPTS], &report);
  return report.count;
}
