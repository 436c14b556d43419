#include "lk_message.h"

#include <string.h>

#include "lk_json.h"

static const char *const type_names[LK_EVENT_TYPES] = {
    [LK_EVENT_OPENED] = "opened",
    [LK_EVENT_CLOSED] = "closed",
    [LK_EVENT_FORCED] = "forced",
    [LK_EVENT_HELD_OPEN] = "held-open",
    [LK_EVENT_TAMPER] = "tamper",
    [LK_EVENT_TAMPER_CLEARED] = "tamper-cleared",
    [LK_EVENT_ACCESS_DENIED] = "access-denied",
    [LK_EVENT_DURESS] = "duress",
    [LK_EVENT_BATTERY_LOW] = "battery-low",
    [LK_EVENT_POWER] = "power",
    [LK_EVENT_BOOT] = "boot",
    [LK_EVENT_CLOCK_SET] = "clock-set",
    [LK_EVENT_CONFIG_CHANGED] = "config-changed",
    [LK_EVENT_JOURNAL_OVERFLOW] = "journal-overflow",
};

static const char *const clock_names[] = {
    [LK_CLOCK_NONE] = "none",
    [LK_CLOCK_ESTIMATED] = "estimated",
    [LK_CLOCK_SNTP] = "sntp",
};

const char *lk_event_type_name(enum lk_event_type type) { return type_names[type]; }

bool lk_event_is_alarm(enum lk_event_type type) {
  return type == LK_EVENT_FORCED || type == LK_EVENT_TAMPER || type == LK_EVENT_DURESS;
}

/** Every message but reply/event begins with the version and the unit. */
static void begin(struct lk_json_writer *writer, char *to, size_t size, const char *unit) {
  lk_json_write(writer, to, size);
  lk_json_put_object(writer, NULL);
  lk_json_put_integer(writer, "v", 1);
  lk_json_put_string(writer, "unit", unit);
}

static size_t end(struct lk_json_writer *writer, size_t most) {
  lk_json_put_object_end(writer);
  size_t length = lk_json_written(writer);
  return length > most ? 0 : length;
}

static void put_data(struct lk_json_writer *writer, const struct lk_event *event) {
  lk_json_put_object(writer, "data");
  switch (event->type) {
    case LK_EVENT_HELD_OPEN:
      lk_json_put_integer(writer, "seconds", event->number);
      break;
    case LK_EVENT_ACCESS_DENIED:
      lk_json_put_integer(writer, "attempts", event->number);
      break;
    case LK_EVENT_BATTERY_LOW:
      lk_json_put_integer(writer, "percent", event->number);
      break;
    case LK_EVENT_POWER:
      lk_json_put_boolean(writer, "mains", event->number != 0);
      break;
    case LK_EVENT_BOOT:
      if (event->text[0] != '\0') lk_json_put_string(writer, "reset", event->text);
      break;
    case LK_EVENT_CLOCK_SET:
      if (event->has_number) lk_json_put_integer(writer, "changedMs", event->number);
      break;
    case LK_EVENT_CONFIG_CHANGED:
      if (event->text[0] != '\0') lk_json_put_string(writer, "config", event->text);
      lk_json_put_string(writer, "result", event->number != 0 ? "applied" : "refused");
      if (event->code[0] != '\0') lk_json_put_string(writer, "code", event->code);
      break;
    case LK_EVENT_JOURNAL_OVERFLOW:
      lk_json_put_integer(writer, "lost", event->number);
      break;
    case LK_EVENT_OPENED:
    case LK_EVENT_CLOSED:
    case LK_EVENT_FORCED:
    case LK_EVENT_TAMPER:
    case LK_EVENT_TAMPER_CLEARED:
    case LK_EVENT_DURESS:
    case LK_EVENT_TYPES:
      break;
  }
  lk_json_put_object_end(writer);
}

size_t lk_message_event(char *to, size_t size, const char *unit, const struct lk_event *event) {
  struct lk_json_writer writer;
  if (event->type >= LK_EVENT_TYPES || event->clock > LK_CLOCK_SNTP || event->uptime < 0) return 0;
  begin(&writer, to, size, unit);
  if (event->locker[0] != '\0') {
    lk_json_put_string(&writer, "locker", event->locker);
  } else {
    lk_json_put_null(&writer, "locker");
  }
  lk_json_put_integer(&writer, "boot", event->boot);
  lk_json_put_integer(&writer, "seq", event->seq);
  lk_json_put_string(&writer, "type", type_names[event->type]);
  if (event->clock == LK_CLOCK_NONE) {
    lk_json_put_null(&writer, "at");
  } else {
    lk_json_put_integer(&writer, "at", event->at);
  }
  lk_json_put_string(&writer, "clock", clock_names[event->clock]);
  lk_json_put_integer(&writer, "uptime", event->uptime);
  if (event->door != LK_DOOR_ABSENT) {
    lk_json_put_string(&writer, "door", event->door == LK_DOOR_IS_OPEN ? "open" : "closed");
  }
  if (event->tamper != LK_TAMPER_ABSENT) {
    lk_json_put_boolean(&writer, "tamper", event->tamper == LK_TAMPER_IS_ACTIVE);
  }
  put_data(&writer, event);
  return end(&writer, LK_EVENT_MAX);
}

static void put_settings(struct lk_json_writer *writer, const struct lk_settings *settings) {
  lk_json_put_object(writer, "settings");
  for (int i = 0; i < LK_SETTINGS; i++) {
    lk_json_put_integer(writer, lk_setting_ranges[i].name, settings->value[i]);
  }
  lk_json_put_object_end(writer);
}

size_t lk_message_status(char *to, size_t size, const struct lk_status *status) {
  struct lk_json_writer writer;
  begin(&writer, to, size, status->unit);
  lk_json_put_boolean(&writer, "online", true);
  lk_json_put_integer(&writer, "boot", status->boot);
  lk_json_put_string(&writer, "nonce", status->nonce);
  lk_json_put_string(&writer, "firmware", status->firmware);
  lk_json_put_string(&writer, "reset", status->reset);
  lk_json_put_array(&writer, "lockers");
  for (size_t i = 0; i < status->locker_count; i++) {
    const struct lk_status_locker *locker = &status->lockers[i];
    lk_json_put_object(&writer, NULL);
    lk_json_put_string(&writer, "locker", locker->locker);
    lk_json_put_string(&writer, "door", locker->open ? "open" : "closed");
    lk_json_put_boolean(&writer, "tamper", locker->tamper);
    lk_json_put_object_end(&writer);
  }
  lk_json_put_array_end(&writer);
  lk_json_put_integer(&writer, "seq", status->seq);
  lk_json_put_string(&writer, "clock", clock_names[status->clock]);
  if (status->config != NULL && status->config[0] != '\0') {
    lk_json_put_string(&writer, "config", status->config);
  }
  put_settings(&writer, status->settings);
  return end(&writer, LK_STATUS_MAX);
}

size_t lk_message_will(char *to, size_t size, const char *unit, uint32_t boot) {
  struct lk_json_writer writer;
  begin(&writer, to, size, unit);
  lk_json_put_boolean(&writer, "online", false);
  lk_json_put_integer(&writer, "boot", boot);
  return end(&writer, LK_STATUS_MAX);
}

size_t lk_message_heartbeat(char *to, size_t size, const struct lk_heartbeat *heartbeat) {
  struct lk_json_writer writer;
  if (heartbeat->uptime < 0) return 0;
  begin(&writer, to, size, heartbeat->unit);
  lk_json_put_integer(&writer, "boot", heartbeat->boot);
  lk_json_put_integer(&writer, "n", heartbeat->n);
  lk_json_put_integer(&writer, "seq", heartbeat->seq);
  lk_json_put_integer(&writer, "acked", heartbeat->acked);
  lk_json_put_integer(&writer, "queued", heartbeat->queued);
  lk_json_put_integer(&writer, "lost", heartbeat->lost);
  lk_json_put_integer(&writer, "uptime", heartbeat->uptime);
  if (heartbeat->has_rssi) lk_json_put_integer(&writer, "rssi", heartbeat->rssi);
  if (heartbeat->has_heap) lk_json_put_integer(&writer, "heap", heartbeat->heap);
  return end(&writer, LK_HEARTBEAT_MAX);
}

size_t lk_message_reply(char *to, size_t size, const struct lk_reply *reply) {
  static const char *const results[] = {"accepted", "done", "rejected"};
  struct lk_json_writer writer;
  begin(&writer, to, size, reply->unit);
  lk_json_put_string(&writer, "id", reply->id);
  if (reply->has_n) lk_json_put_integer(&writer, "n", reply->n);
  lk_json_put_string(&writer, "result", results[reply->result]);
  if (reply->code != NULL) lk_json_put_string(&writer, "code", reply->code);
  return end(&writer, LK_REPLY_MAX);
}

/** 1 to 32 lower-case letters, digits and hyphens. */
static bool is_code(const char *text) {
  size_t length = strlen(text);
  return length >= 1 && length <= LK_NAME_MAX &&
         strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static bool read_result(struct lk_json_parser *parser, enum lk_answer_result *result) {
  static const char *const results[] = {"stored", "duplicate", "rejected"};
  char text[16];
  if (!lk_json_read_string(parser, text, sizeof text)) return false;
  for (size_t i = 0; i < sizeof results / sizeof results[0]; i++) {
    if (strcmp(text, results[i]) != 0) continue;
    *result = (enum lk_answer_result)i;
    return true;
  }
  return false;
}

bool lk_message_answer(const char *payload, size_t length, struct lk_answer *answer) {
  struct lk_json_parser parser;
  char name[LK_NAME_MAX + 1];
  char code[LK_NAME_MAX + 1];
  int64_t version = 0;
  int64_t seq = 0;
  bool has_seq = false;
  bool has_result = false;
  bool right = true;
  if (length > LK_ANSWER_MAX) return false;
  lk_json_parse(&parser, payload, length);
  if (!lk_json_read_object(&parser)) return false;
  while (lk_json_read_name(&parser, name, sizeof name)) {
    if (strcmp(name, "v") == 0) {
      lk_json_read_integer(&parser, 1, 1, &version);
    } else if (strcmp(name, "seq") == 0) {
      has_seq = lk_json_read_integer(&parser, 0, UINT32_MAX, &seq);
    } else if (strcmp(name, "result") == 0) {
      has_result = read_result(&parser, &answer->result);
    } else if (strcmp(name, "code") == 0) {
      right = lk_json_read_string(&parser, code, sizeof code) && is_code(code);
    } else {
      lk_json_skip(&parser);
    }
  }
  answer->seq = (uint32_t)seq;
  return lk_json_end(&parser) && right && version == 1 && has_seq && has_result;
}
