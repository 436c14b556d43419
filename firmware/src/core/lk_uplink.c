#include "lk_uplink.h"

#include <string.h>

static bool publish(struct lk_unit *unit, const char *leaf, const char *payload, size_t length,
                    int qos, bool retain, lk_ms now) {
  char topic[LK_TOPIC_MAX];
  if (length == 0 || !lk_unit_topic(unit, leaf, topic, sizeof topic)) return false;
  const int32_t packet = unit->port->publish(unit->port->ctx, topic, payload, length, qos, retain);
  if (packet < 0) return false;
  if (qos == 1) lk_outbox_watch(&unit->outbox, packet, now);
  return true;
}

bool lk_uplink_status(struct lk_unit *unit, lk_ms now) {
  char payload[LK_STATUS_MAX + 1];
  struct lk_status_locker lockers[LK_LOCKERS_MAX];
  for (uint8_t i = 0; i < unit->setup->lockers; i++) {
    lockers[i].locker = unit->setup->locker[i];
    lockers[i].open = lk_locker_open(&unit->locker[i]);
    lockers[i].tamper = lk_locker_tampered(&unit->locker[i]);
  }
  const struct lk_status status = {
      .unit = unit->setup->unit,
      .boot = lk_journal_boot(&unit->journal),
      .nonce = unit->guard.nonce,
      .firmware = unit->setup->firmware,
      .reset = unit->setup->reset,
      .lockers = lockers,
      .locker_count = unit->setup->lockers,
      .seq = lk_journal_seq(&unit->journal),
      .clock = lk_clock_state(&unit->clock, now),
      .config = unit->config.id,
      .settings = &unit->config.settings,
  };
  unit->told_clock = status.clock;
  const size_t length = lk_message_status(payload, sizeof payload, &status);
  return publish(unit, "status", payload, length, 1, true, now);
}

void lk_uplink_heartbeat(struct lk_unit *unit, lk_ms now) {
  char payload[LK_HEARTBEAT_MAX + 1];
  unit->beats++;
  const struct lk_heartbeat heartbeat = {
      .unit = unit->setup->unit,
      .boot = lk_journal_boot(&unit->journal),
      .n = unit->beats,
      .seq = lk_journal_seq(&unit->journal),
      .acked = lk_journal_acked(&unit->journal),
      .queued = lk_journal_queued(&unit->journal),
      .lost = lk_journal_lost(&unit->journal),
      .uptime = now,
      .rssi = unit->rssi,
      .has_rssi = unit->has_rssi,
      .heap = unit->heap,
      .has_heap = unit->has_heap,
  };
  const size_t length = lk_message_heartbeat(payload, sizeof payload, &heartbeat);
  publish(unit, "heartbeat", payload, length, 0, false, now);
}

void lk_uplink_reply(struct lk_unit *unit, const struct lk_command *command,
                     enum lk_reply_result result, const char *code, lk_ms now) {
  char payload[LK_REPLY_MAX + 1];
  const struct lk_reply reply = {
      .unit = unit->setup->unit,
      .id = command->id,
      .n = command->n,
      .has_n = command->has_n,
      .result = result,
      .code = code,
  };
  const size_t length = lk_message_reply(payload, sizeof payload, &reply);
  publish(unit, "reply", payload, length, 1, false, now);
}

bool lk_uplink_event(struct lk_unit *unit, const struct lk_event *event, lk_ms now) {
  char payload[LK_EVENT_MAX + 1];
  const size_t length = lk_message_event(payload, sizeof payload, unit->setup->unit, event);
  return publish(unit, "event", payload, length, 1, false, now);
}

void lk_uplink_goodbye(struct lk_unit *unit, lk_ms now) {
  char payload[LK_WILL_MAX];
  const size_t length = lk_unit_will(unit, payload, sizeof payload);
  publish(unit, "status", payload, length, 1, true, now);
}
