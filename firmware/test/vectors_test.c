/** The contract's vectors: what the firmware must take and refuse, and what it must be able to say to the byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lk_command.h"
#include "lk_config.h"
#include "lk_json.h"
#include "lk_message.h"
#include "vectors.h"
#include "vectors_members.h"

#define UNIT "MUM01-U07"

/**
 * Valid, but nothing that this firmware says: fields of others or of later ones, no `data` at all,
 * no reset reason.
 */
static const char *const not_ours[] = {"event-512-bytes", "event-8-deep", "event-without-data",
                                       "status-later-setting", "status-no-reset"};

static bool is(const char *text, const char *other) {
  return strcmp(text, other) == 0;
}

/** The next vector of a message, from `*at` on. */
static const struct vector *next_of(const char *message, size_t *at) {
  while (*at < vector_count) {
    const struct vector *vector = &vectors[(*at)++];
    if (is(vector->message, message)) return vector;
  }
  return NULL;
}

/** The next valid vector of a message that this firmware itself says. */
static const struct vector *next_said(const char *message, size_t *at) {
  const struct vector *vector;
  while ((vector = next_of(message, at)) != NULL) {
    bool ours = is(vector->expect, "ok") && vector->marks[0] == '\0';
    for (size_t i = 0; i < sizeof not_ours / sizeof not_ours[0]; i++) ours &= !is(vector->name, not_ours[i]);
    if (ours) return vector;
  }
  return NULL;
}

/** Fails with the vector's name. */
static void expect_of(const struct vector *vector, bool right) {
  if (!right) fail_msg("%s (%s) is judged wrongly", vector->name, vector->expect);
}

static void commands_are_judged_as_the_contract_says(void **state) {
  struct lk_command command;
  const struct vector *vector;
  size_t judged = 0;
  (void)state;
  for (size_t at = 0; (vector = next_of("command", &at)) != NULL; judged++) {
    enum lk_command_verdict verdict = lk_command_parse(vector->payload, vector->length, &command);
    expect_of(vector, (verdict == LK_COMMAND_OK) == is(vector->expect, "ok"));
  }
  assert_true(judged > 20);
}

static void there_is_no_unlock_command(void **state) {
  struct lk_command command;
  const struct vector *vector;
  size_t at = 0;
  (void)state;
  while ((vector = next_of("command", &at)) != NULL && !is(vector->name, "command-unlock")) continue;
  assert_non_null(vector);
  assert_int_equal(lk_command_parse(vector->payload, vector->length, &command), LK_COMMAND_UNKNOWN_OP);
}

static void configurations_are_judged_as_the_contract_says(void **state) {
  struct lk_config config;
  const struct vector *vector;
  size_t judged = 0;
  (void)state;
  for (size_t at = 0; (vector = next_of("config", &at)) != NULL; judged++) {
    enum lk_config_verdict verdict = lk_config_parse(vector->payload, vector->length, UNIT, &config);
    expect_of(vector, (verdict == LK_CONFIG_OK) == is(vector->expect, "ok"));
  }
  assert_true(judged > 3);
}

static void answers_to_events_are_judged_as_the_contract_says(void **state) {
  struct lk_answer answer;
  const struct vector *vector;
  size_t judged = 0;
  (void)state;
  for (size_t at = 0; (vector = next_of("reply-event", &at)) != NULL; judged++) {
    bool read = lk_message_answer(vector->payload, vector->length, &answer);
    expect_of(vector, read == is(vector->expect, "ok"));
    if (read) expect_of(vector, answer.seq == 4211);
  }
  assert_true(judged > 3);
}

/** What makes a message no JSON of the contract is the same in whichever message it is met. */
static void the_reader_holds_to_the_contracts_json(void **state) {
  static const char *const broken[] = {"not-json", "not-utf8", "too-deep"};
  size_t refused = 0;
  (void)state;
  for (size_t at = 0; at < vector_count; at++) {
    const struct vector *vector = &vectors[at];
    struct lk_json_parser parser;
    bool well;
    lk_json_parse(&parser, vector->payload, vector->length);
    lk_json_skip(&parser);
    well = lk_json_end(&parser);
    if (is(vector->expect, "ok")) expect_of(vector, well);
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
      if (!is(vector->expect, broken[i])) continue;
      expect_of(vector, !well);
      refused++;
    }
  }
  assert_true(refused > 5);
}

/** Copies a text, leaving out a member: absent and null mean the same in an event. */
static void without(char *text, const char *member) {
  char *found = strstr(text, member);
  if (found != NULL) memmove(found, found + strlen(member), strlen(found + strlen(member)) + 1);
}

static void same_text(const struct vector *vector, const char *said) {
  char wanted[LK_STATUS_MAX + 1];
  char found[LK_STATUS_MAX + 1];
  assert_true(vector->length < sizeof wanted);
  memcpy(wanted, vector->payload, vector->length);
  wanted[vector->length] = '\0';
  strcpy(found, said);
  without(wanted, "\"locker\":null,");
  without(wanted, "\"door\":null,");
  without(found, "\"locker\":null,");
  assert_string_equal(found, wanted);
}

static void events_are_written_as_in_the_contract(void **state) {
  struct members members;
  const struct vector *vector;
  bool types[LK_EVENT_TYPES] = {false};
  (void)state;
  for (size_t at = 0; (vector = next_said("event", &at)) != NULL;) {
    char said[LK_EVENT_MAX + 1];
    vector_members(vector, &members);
    assert_true(lk_message_event(said, sizeof said, members.unit, &members.event) > 0);
    same_text(vector, said);
    types[members.event.type] = true;
  }
  for (unsigned i = 0; i < LK_EVENT_TYPES; i++) assert_true(types[i]);
}

static void the_status_and_the_last_will_are_written_as_in_the_contract(void **state) {
  struct members members;
  const struct vector *vector;
  bool seen[2] = {false, false};
  (void)state;
  for (size_t at = 0; (vector = next_said("status", &at)) != NULL;) {
    char said[LK_STATUS_MAX + 1];
    struct lk_status *status = &members.status;
    vector_members(vector, &members);
    seen[members.online] = true;
    if (members.online) {
      status->unit = members.unit;
      status->boot = members.event.boot;
      status->nonce = members.nonce;
      status->firmware = members.firmware;
      status->reset = members.reset;
      status->lockers = members.lockers;
      status->seq = members.event.seq;
      status->clock = members.event.clock;
      status->config = members.event.text;
      status->settings = &members.settings;
      assert_true(lk_message_status(said, sizeof said, status) > 0);
    } else {
      assert_true(lk_message_will(said, sizeof said, members.unit, members.event.boot) > 0);
    }
    same_text(vector, said);
  }
  assert_true(seen[true] && seen[false]);
}

static void heartbeats_are_written_as_in_the_contract(void **state) {
  struct members members;
  const struct vector *vector;
  size_t written = 0;
  (void)state;
  for (size_t at = 0; (vector = next_said("heartbeat", &at)) != NULL; written++) {
    char said[LK_HEARTBEAT_MAX + 1];
    vector_members(vector, &members);
    members.heartbeat.unit = members.unit;
    members.heartbeat.boot = members.event.boot;
    members.heartbeat.seq = members.event.seq;
    members.heartbeat.uptime = members.event.uptime;
    assert_true(lk_message_heartbeat(said, sizeof said, &members.heartbeat) > 0);
    same_text(vector, said);
  }
  assert_true(written > 1);
}

static void replies_are_written_as_in_the_contract(void **state) {
  struct members members;
  const struct vector *vector;
  size_t written = 0;
  (void)state;
  for (size_t at = 0; (vector = next_said("reply", &at)) != NULL; written++) {
    char said[LK_REPLY_MAX + 1];
    vector_members(vector, &members);
    members.reply.unit = members.unit;
    members.reply.id = members.id;
    members.reply.n = members.heartbeat.n;
    members.reply.code = members.code[0] == '\0' ? NULL : members.code;
    assert_true(lk_message_reply(said, sizeof said, &members.reply) > 0);
    same_text(vector, said);
  }
  assert_true(written > 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(commands_are_judged_as_the_contract_says),
    cmocka_unit_test(there_is_no_unlock_command),
    cmocka_unit_test(configurations_are_judged_as_the_contract_says),
    cmocka_unit_test(answers_to_events_are_judged_as_the_contract_says),
    cmocka_unit_test(the_reader_holds_to_the_contracts_json),
    cmocka_unit_test(events_are_written_as_in_the_contract),
    cmocka_unit_test(the_status_and_the_last_will_are_written_as_in_the_contract),
    cmocka_unit_test(heartbeats_are_written_as_in_the_contract),
    cmocka_unit_test(replies_are_written_as_in_the_contract),
  };
  return cmocka_run_group_tests_name("vectors", tests, NULL, NULL);
}
