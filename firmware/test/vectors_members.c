#include "vectors_members.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lk_json.h"

static bool is(const char *text, const char *other) {
  return strcmp(text, other) == 0;
}

static int64_t integer(struct lk_json_parser *parser) {
  int64_t value = 0;
  assert_true(lk_json_read_integer(parser, -LK_JSON_INTEGER_MAX, LK_JSON_INTEGER_MAX, &value));
  return value;
}

static bool boolean(struct lk_json_parser *parser) {
  bool value = false;
  assert_true(lk_json_read_boolean(parser, &value));
  return value;
}

/** Which of the words the next string is. */
static unsigned word(struct lk_json_parser *parser, const char *const *words, unsigned count) {
  char text[LK_NAME_MAX + 1];
  unsigned i = 0;
  assert_true(lk_json_read_string(parser, text, sizeof text));
  while (i < count && !is(text, words[i])) i++;
  assert_true(i < count);
  return i;
}

static void read_type(struct lk_json_parser *parser, struct lk_event *event) {
  const char *names[LK_EVENT_TYPES];
  for (unsigned i = 0; i < LK_EVENT_TYPES; i++) names[i] = lk_event_type_name((enum lk_event_type)i);
  event->type = (enum lk_event_type)word(parser, names, LK_EVENT_TYPES);
}

static void read_data(struct lk_json_parser *parser, struct lk_event *event) {
  static const char *const results[] = {"refused", "applied"};
  char name[LK_NAME_MAX + 1];
  assert_true(lk_json_read_object(parser));
  while (lk_json_read_name(parser, name, sizeof name)) {
    if (is(name, "reset") || is(name, "config")) {
      assert_true(lk_json_read_string(parser, event->text, sizeof event->text));
    } else if (is(name, "code")) {
      assert_true(lk_json_read_string(parser, event->code, sizeof event->code));
    } else if (is(name, "result")) {
      event->number = word(parser, results, 2);
    } else if (is(name, "mains")) {
      event->number = boolean(parser);
    } else {
      event->number = integer(parser);
      event->has_number = true;
    }
  }
}

static void read_lockers(struct lk_json_parser *parser, struct members *members) {
  static const char *const doors[] = {"closed", "open"};
  char name[LK_NAME_MAX + 1];
  assert_true(lk_json_read_array(parser));
  while (lk_json_read_element(parser)) {
    size_t i = members->status.locker_count++;
    assert_true(i < 16 && lk_json_read_object(parser));
    members->lockers[i].locker = members->names[i];
    while (lk_json_read_name(parser, name, sizeof name)) {
      if (is(name, "locker")) assert_true(lk_json_read_string(parser, members->names[i], sizeof members->names[i]));
      if (is(name, "door")) members->lockers[i].open = word(parser, doors, 2) == 1;
      if (is(name, "tamper")) members->lockers[i].tamper = boolean(parser);
    }
  }
}

static void read_settings(struct lk_json_parser *parser, struct lk_settings *settings) {
  char name[LK_NAME_MAX + 1];
  assert_true(lk_json_read_object(parser));
  while (lk_json_read_name(parser, name, sizeof name)) {
    assert_true(lk_settings_read(settings, name, parser));
  }
}

static void read_text(struct lk_json_parser *parser, char *text, size_t size) {
  assert_true(lk_json_read_string(parser, text, size));
}

static void read_member(struct lk_json_parser *parser, const char *name, struct members *members) {
  static const char *const clocks[] = {"none", "estimated", "sntp"};
  static const char *const doors[] = {"absent", "closed", "open"};
  static const char *const results[] = {"accepted", "done", "rejected"};
  struct lk_event *event = &members->event;
  struct lk_heartbeat *heartbeat = &members->heartbeat;
  if (lk_json_peek(parser) == LK_JSON_NULL) {
    lk_json_skip(parser);
  } else if (is(name, "unit")) {
    read_text(parser, members->unit, sizeof members->unit);
  } else if (is(name, "locker")) {
    read_text(parser, event->locker, sizeof event->locker);
  } else if (is(name, "nonce")) {
    read_text(parser, members->nonce, sizeof members->nonce);
  } else if (is(name, "firmware")) {
    read_text(parser, members->firmware, sizeof members->firmware);
  } else if (is(name, "reset")) {
    read_text(parser, members->reset, sizeof members->reset);
  } else if (is(name, "config")) {
    read_text(parser, event->text, sizeof event->text);
  } else if (is(name, "id")) {
    read_text(parser, members->id, sizeof members->id);
  } else if (is(name, "code")) {
    read_text(parser, members->code, sizeof members->code);
  } else if (is(name, "boot")) {
    event->boot = (uint32_t)integer(parser);
  } else if (is(name, "seq")) {
    event->seq = (uint32_t)integer(parser);
  } else if (is(name, "at")) {
    event->at = integer(parser);
  } else if (is(name, "uptime")) {
    event->uptime = integer(parser);
  } else if (is(name, "n")) {
    heartbeat->n = (uint32_t)integer(parser);
    members->reply.has_n = true;
  } else if (is(name, "acked")) {
    heartbeat->acked = (uint32_t)integer(parser);
  } else if (is(name, "queued")) {
    heartbeat->queued = (uint32_t)integer(parser);
  } else if (is(name, "lost")) {
    heartbeat->lost = (uint32_t)integer(parser);
  } else if (is(name, "rssi")) {
    heartbeat->rssi = (int16_t)integer(parser);
    heartbeat->has_rssi = true;
  } else if (is(name, "heap")) {
    heartbeat->heap = (uint32_t)integer(parser);
    heartbeat->has_heap = true;
  } else if (is(name, "clock")) {
    event->clock = (enum lk_clock_state)word(parser, clocks, 3);
  } else if (is(name, "door")) {
    event->door = (enum lk_door_state)word(parser, doors, 3);
  } else if (is(name, "tamper")) {
    event->tamper = boolean(parser) ? LK_TAMPER_IS_ACTIVE : LK_TAMPER_IS_QUIET;
  } else if (is(name, "online")) {
    members->online = boolean(parser);
  } else if (is(name, "result")) {
    members->reply.result = (enum lk_reply_result)word(parser, results, 3);
  } else if (is(name, "type")) {
    read_type(parser, event);
  } else if (is(name, "data")) {
    read_data(parser, event);
  } else if (is(name, "lockers")) {
    read_lockers(parser, members);
  } else if (is(name, "settings")) {
    read_settings(parser, &members->settings);
  } else {
    assert_string_equal(name, "v");
    assert_int_equal(integer(parser), 1);
  }
}

void vector_members(const struct vector *vector, struct members *members) {
  struct lk_json_parser parser;
  char name[LK_NAME_MAX + 1];
  memset(members, 0, sizeof *members);
  lk_json_parse(&parser, vector->payload, vector->length);
  assert_true(lk_json_read_object(&parser));
  while (lk_json_read_name(&parser, name, sizeof name)) read_member(&parser, name, members);
  assert_true(lk_json_end(&parser));
}
