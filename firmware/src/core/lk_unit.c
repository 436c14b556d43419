#include "lk_unit.h"

#include <string.h>

#include "lk_keep.h"
#include "lk_reception.h"
#include "lk_record.h"
#include "lk_uplink.h"

/** After a status that the platform did not take, and after a state that flash did not. */
enum { STATUS_RETRY_MS = 1000, STATE_RETRY_MS = 60000 };

static void begin_outbox(struct lk_unit *unit) {
  const struct lk_unit_setup *setup = unit->setup;
  const bool fallback =
      lk_setup_fallback_topic(setup, unit->fallback_topic, sizeof unit->fallback_topic);
  lk_unit_topic(unit, "event", unit->event_topic, sizeof unit->event_topic);
  const struct lk_outbox_settings settings = {
      .unit = setup->unit,
      .topic = unit->event_topic,
      .fallback_topic = fallback ? unit->fallback_topic : NULL,
      .resend_ms = (lk_ms)unit->config.settings.value[LK_RESEND_SECONDS] * 1000,
      .fallback_ms = (lk_ms)setup->fallback_seconds * 1000,
  };
  lk_outbox_init(&unit->outbox, &unit->journal, unit->port, &settings);
}

static bool draw_nonce(const struct lk_port *port, char nonce[LK_NONCE + 1]) {
  static const char digits[] = "0123456789abcdef";
  uint8_t bytes[LK_NONCE / 2];
  if (!port->random(port->ctx, bytes, sizeof bytes)) return false;
  for (size_t i = 0; i < sizeof bytes; i++) {
    nonce[2 * i] = digits[bytes[i] >> 4];
    nonce[2 * i + 1] = digits[bytes[i] & 15];
  }
  nonce[LK_NONCE] = '\0';
  return true;
}

enum lk_unit_fault lk_unit_init(struct lk_unit *unit, const struct lk_unit_setup *setup,
                                const struct lk_port *port, lk_ms now) {
  char nonce[LK_NONCE + 1];
  memset(unit, 0, sizeof *unit);
  unit->port = port;
  unit->setup = setup;
  if (!lk_setup_valid(setup)) return LK_UNIT_BAD_SETUP;
  // Drawn before the boot is counted: a unit that cannot start leaves nothing behind.
  if (!draw_nonce(port, nonce)) return LK_UNIT_NO_RANDOM;
  if (!lk_store_open(&unit->store, port->settings)) return LK_UNIT_BAD_FLASH;
  if (lk_journal_open(&unit->journal, port->journal) != LK_JOURNAL_OK) return LK_UNIT_BAD_FLASH;

  lk_journal_skip(&unit->journal, lk_recall_number(unit));
  lk_command_guard_init(&unit->guard, lk_journal_boot(&unit->journal), nonce);
  lk_recall_config(unit, &unit->config);
  lk_recall_state(unit);
  lk_signals_init(&unit->signals, port);
  begin_outbox(unit);

  struct lk_event event;
  memset(&event, 0, sizeof event);
  event.type = LK_EVENT_BOOT;
  memcpy(event.text, setup->reset, strlen(setup->reset));
  lk_record_event(unit, &event, now);
  return LK_UNIT_OK;
}

static bool sample(struct lk_unit *unit, struct lk_locker *locker, lk_ms now) {
  struct lk_finding findings[LK_FINDINGS_MAX];
  const size_t count = lk_locker_sample(locker, now, &unit->config.settings, findings);
  for (size_t i = 0; i < count; i++) lk_record_finding(unit, locker, &findings[i], now);
  return lk_locker_open(locker);
}

static void sample_supply(struct lk_unit *unit, lk_ms now) {
  const struct lk_supply_findings findings =
      lk_supply_sample(&unit->supply, &unit->config.settings);
  struct lk_event event;
  memset(&event, 0, sizeof event);
  if (findings.power) {
    event.type = LK_EVENT_POWER;
    event.number = unit->supply.mains.level;
    lk_record_event(unit, &event, now);
  }
  if (findings.battery_low) {
    event.type = LK_EVENT_BATTERY_LOW;
    event.number = unit->supply.battery_percent;
    lk_record_event(unit, &event, now);
  }
}

/** Events wait for the status: it tells the gateway which boot they are of. */
static void introduce(struct lk_unit *unit, lk_ms now) {
  if (!unit->status_due || now < unit->status_retry_at) return;
  unit->status_retry_at = now + STATUS_RETRY_MS;
  if (!lk_uplink_status(unit, now)) return;
  unit->status_due = false;
  unit->status_retry_at = 0;
  if (unit->introduced) return;
  unit->introduced = true;
  lk_outbox_connected(&unit->outbox, now);
}

static lk_ms beat_every(const struct lk_unit *unit) {
  return (lk_ms)unit->config.settings.value[LK_HEARTBEAT_SECONDS] * 1000;
}

static void talk(struct lk_unit *unit, lk_ms now) {
  if (!unit->connected) return;
  if (lk_clock_state(&unit->clock, now) != unit->told_clock) unit->status_due = true;
  introduce(unit, now);
  if (now < unit->next_beat) return;
  unit->next_beat = now + beat_every(unit);
  lk_uplink_heartbeat(unit, now);
}

/**
 * Behind the events, and only once all of them are in flash: a cut between the two reports one
 * again rather than never.
 */
static void keep_state(struct lk_unit *unit, lk_ms now) {
  if (unit->unkept_count > 0 || now < unit->state_retry_at) return;
  if (lk_keep_state(unit)) return;
  // Every attempt wears flash down.
  unit->state_retry_at = now + STATE_RETRY_MS;
  if (unit->port->log == NULL) return;
  unit->port->log(unit->port->ctx, LK_LOG_ERROR, "flash did not take the state of the contacts");
}

void lk_unit_tick(struct lk_unit *unit, lk_ms now) {
  if (unit->restarting) return;
  bool open = false;
  for (uint8_t i = 0; i < unit->setup->lockers; i++) open |= sample(unit, &unit->locker[i], now);
  sample(unit, &unit->housing, now);
  sample_supply(unit, now);
  lk_record_tick(unit, now);
  keep_state(unit, now);
  talk(unit, now);
  lk_outbox_tick(&unit->outbox, now);
  lk_signals_tick(&unit->signals, unit->port, now, unit->connected, open);
}

void lk_unit_contact(struct lk_unit *unit, uint8_t locker, enum lk_contact contact, bool active) {
  if (locker < unit->setup->lockers) lk_locker_set(&unit->locker[locker], contact, active);
}

void lk_unit_case(struct lk_unit *unit, bool open) {
  lk_locker_set(&unit->housing, LK_TAMPER, open);
}

void lk_unit_mains(struct lk_unit *unit, bool present) { lk_supply_mains(&unit->supply, present); }

void lk_unit_battery(struct lk_unit *unit, uint8_t percent) {
  lk_supply_battery(&unit->supply, percent);
}

void lk_unit_health(struct lk_unit *unit, int16_t rssi, uint32_t heap) {
  unit->has_rssi = rssi >= -128 && rssi <= 20;
  unit->rssi = rssi;
  unit->has_heap = heap > 0;
  unit->heap = heap;
}

void lk_unit_wall_time(struct lk_unit *unit, lk_ms wall, lk_ms now) {
  lk_ms moved;
  const enum lk_clock_change change = lk_clock_set(&unit->clock, wall, now, &moved);
  if (unit->restarting || change == LK_CLOCK_KEPT) return;
  if (change == LK_CLOCK_FOUND) lk_record_date(unit);
  struct lk_event event;
  memset(&event, 0, sizeof event);
  event.type = LK_EVENT_CLOCK_SET;
  event.has_number = change == LK_CLOCK_MOVED;
  event.number = moved;
  lk_record_event(unit, &event, now);
}

/** A moment of the unit's own within the first interval, so that thousands do not beat at once. */
static lk_ms first_beat(const struct lk_unit *unit, lk_ms now) {
  uint8_t byte = 0;
  unit->port->random(unit->port->ctx, &byte, 1);
  return now + (lk_ms)((uint32_t)beat_every(unit) >> 8) * byte;
}

void lk_unit_connected(struct lk_unit *unit, lk_ms now) {
  if (unit->restarting) return;
  lk_unit_disconnected(unit, now);
  unit->connected = true;
  unit->status_due = true;
  unit->next_beat = first_beat(unit, now);
  introduce(unit, now);
}

void lk_unit_disconnected(struct lk_unit *unit, lk_ms now) {
  (void)now;
  unit->connected = false;
  unit->introduced = false;
  unit->status_retry_at = 0;
  lk_outbox_disconnected(&unit->outbox);
}

void lk_unit_puback(struct lk_unit *unit, uint16_t packet_id, lk_ms now) {
  (void)now;
  lk_outbox_puback(&unit->outbox, packet_id);
}

static void answered(struct lk_unit *unit, const char *payload, size_t length, lk_ms now) {
  struct lk_answer answer;
  if (!lk_message_answer(payload, length, &answer)) return;
  // A session keeps answers while the unit is away: one to a number that this start has not sent yet
  // may be meant for the board that was here before.
  if (answer.seq > unit->outbox.published) return;
  lk_outbox_answer(&unit->outbox, answer.seq, now);
  if (unit->confirmed) return;
  unit->confirmed = true;
  if (unit->port->ota_confirm != NULL) unit->port->ota_confirm(unit->port->ctx);
}

void lk_unit_message(struct lk_unit *unit, const char *topic, size_t topic_length,
                     const char *payload, size_t length, lk_ms now) {
  static const struct {
    const char *leaf;
    void (*hear)(struct lk_unit *unit, const char *payload, size_t length, lk_ms now);
  } subscriptions[] = {
      {"reply/event", answered},
      {"command", lk_reception_command},
      {"config", lk_reception_config},
  };
  if (unit->restarting) return;
  for (size_t i = 0; i < sizeof subscriptions / sizeof *subscriptions; i++) {
    char own[LK_TOPIC_MAX];
    if (!lk_unit_topic(unit, subscriptions[i].leaf, own, sizeof own)) continue;
    if (strlen(own) != topic_length || memcmp(own, topic, topic_length) != 0) continue;
    subscriptions[i].hear(unit, payload, length, now);
  }
}

void lk_unit_ota_loaded(struct lk_unit *unit, bool ok, uint32_t size, const uint8_t *sha256,
                        lk_ms now) {
  if (!unit->restarting) lk_reception_loaded(unit, ok, size, sha256, now);
}

void lk_unit_goodbye(struct lk_unit *unit, lk_ms now) {
  if (unit->connected) lk_uplink_goodbye(unit, now);
  lk_unit_disconnected(unit, now);
}

bool lk_unit_topic(const struct lk_unit *unit, const char *leaf, char *topic, size_t size) {
  return lk_setup_topic(unit->setup, leaf, topic, size);
}

size_t lk_unit_will(const struct lk_unit *unit, char *payload, size_t size) {
  return lk_message_will(payload, size, unit->setup->unit, lk_journal_boot(&unit->journal));
}
