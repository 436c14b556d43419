#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

/* Events that are on their way */
static void an_event_is_sent_until_the_gateway_answers(void **state) {
  struct desk *desk = *state;
  desk->answers = false;
  desk_set(desk, LK_DURESS, true);
  desk_run(desk, 100000);
  // After 30 s, and after 60 more.
  assert_int_equal(desk_count(desk, "event"), 3);
  desk_expect(desk, "duress");
  assert_int_equal(lk_journal_queued(&desk->unit.journal), 1);
  desk_tell(desk, "reply/event", "{\"v\":1,\"seq\":2,\"result\":\"duplicate\"}");
  assert_int_equal(lk_journal_queued(&desk->unit.journal), 0);
  desk_run(desk, 600000);
  assert_int_equal(desk_count(desk, "event"), 3);
}

static void an_answer_to_what_was_not_sent_yet_is_meant_for_another(void **state) {
  struct desk *desk = *state;
  desk_disconnect(desk);
  desk_set(desk, LK_DURESS, true);
  desk_tell(desk, "reply/event", "{\"v\":1,\"seq\":2,\"result\":\"stored\"}");
  assert_int_equal(lk_journal_queued(&desk->unit.journal), 1);
  desk_connect(desk);
  desk_run(desk, 1000);
  desk_expect(desk, "duress");
  assert_int_equal(lk_journal_queued(&desk->unit.journal), 0);
}

static void resend_seconds_are_the_outboxs(void **state) {
  struct desk *desk = *state;
  desk_command(desk, 1, "set-config", "{\"resendSeconds\":5}");
  desk_run(desk, 100);
  desk_expect(desk, "config-changed");
  desk_forget(desk);
  desk->answers = false;
  desk_set(desk, LK_DURESS, true);
  desk_run(desk, 16000);
  assert_int_equal(desk_count(desk, "event"), 3);
}

static void a_broker_that_acknowledges_nothing_is_given_up(void **state) {
  struct desk *desk = *state;
  desk->acknowledges = desk->answers = false;
  desk_set(desk, LK_DURESS, true);
  desk_run(desk, LK_OUTBOX_PUBACK_MS - 1000);
  assert_int_equal(desk->reconnects, 0);
  desk_run(desk, 2000);
  assert_int_equal(desk->reconnects, 1);
}

static void an_alarm_that_nobody_answers_goes_to_the_fallback(void **state) {
  struct desk *desk = *state;
  desk->setup.fallback_rule = "locker_alarm";
  desk->setup.fallback_seconds = 60;
  desk_start(desk);
  desk_connect(desk);
  desk->answers = false;
  desk_set(desk, LK_DURESS, true);
  desk_run(desk, 30000);
  // A status in between is no new connection.
  lk_unit_wall_time(&desk->unit, INT64_C(1795334131425), desk->now);
  desk_run(desk, 20000);
  for (size_t i = 0; i < desk->count; i++) desk_has_not(desk->messages[i].topic, "$aws");
  desk_run(desk, 20000);
  const struct desk_message *found = NULL;
  for (size_t i = 0; i < desk->count; i++) {
    if (strstr(desk->messages[i].topic, "$aws") != NULL) found = &desk->messages[i];
  }
  assert_non_null(found);
  assert_string_equal(found->topic, "$aws/rules/locker_alarm/lockers/v1/MUM01/MUM01-U07/event");
  desk_has(found->payload, "\"type\":\"duress\"");
}

static void what_flash_did_not_take_is_tried_again_in_order(void **state) {
  struct desk *desk = *state;
  desk->journal.dead = true;
  desk_authorise(desk);
  desk_set(desk, LK_DOOR, true);
  desk_set(desk, LK_DOOR, false);
  desk_run(desk, 3000);
  desk_expect(desk, "");
  desk->journal.dead = false;
  desk_run(desk, 2000);
  desk_expect(desk, "opened closed");
}

static void no_event_overtakes_one_that_flash_did_not_take(void **state) {
  struct desk *desk = *state;
  desk_authorise(desk);
  desk->journal.dead = true;
  desk_set(desk, LK_DOOR, true);
  desk->journal.dead = false;
  desk_set(desk, LK_DOOR, false);
  desk_run(desk, 3000);
  desk_expect(desk, "opened closed");
}

static void a_flash_that_is_broken_holds_no_event_up(void **state) {
  struct desk *desk = *state;
  desk->journal.dead = true;
  desk_set(desk, LK_DOOR, true);
  desk_run(desk, LK_UNKEPT_SEND_MS + 3000);
  desk_expect(desk, "opened forced");
  // Each under a number of its own, which no later event uses, nor any after a restart.
  uint32_t seq = 1;
  for (size_t i = 0; i < desk->count; i++) {
    if (strstr(desk->messages[i].topic, "/event") == NULL) continue;
    const uint32_t next =
        (uint32_t)strtoul(strstr(desk->messages[i].payload, "\"seq\":") + 6, NULL, 10);
    assert_true(next > seq);
    seq = next;
  }
  desk->journal.dead = false;
  desk_start(desk);
  assert_true(lk_journal_seq(&desk->unit.journal) > seq);
}

static void alarms_are_given_up_last_when_flash_fails_for_long(void **state) {
  struct desk *desk = *state;
  desk_disconnect(desk);
  desk->journal.dead = true;
  desk_set(desk, LK_TAMPER, true);
  lk_unit_mains(&desk->unit, true);
  for (int i = 0; i < 20; i++) {
    lk_unit_mains(&desk->unit, i % 2 != 0);
    desk_run(desk, 100);
  }
  desk_set(desk, LK_DURESS, true);
  desk->journal.dead = false;
  desk_run(desk, 2000);
  desk_connect(desk);
  desk_run(desk, 1000);
  desk_expect(desk, "tamper power power power power power power duress");
}

static void an_event_without_a_number_is_not_sent(void **state) {
  struct desk *desk = *state;
  desk->answers = false;
  desk_disconnect(desk);
  desk_authorise(desk);
  while (lk_journal_queued(&desk->unit.journal) < lk_journal_capacity(&desk->unit.journal)) {
    lk_unit_mains(&desk->unit, desk->now % 200 < 100);
    desk_run(desk, 100);
  }
  // Full and broken: not even a number can be had.
  desk->journal.dead = true;
  desk_connect(desk);
  desk_set(desk, LK_DURESS, true);
  desk_run(desk, LK_UNKEPT_SEND_MS + 3000);
  desk_expect(desk, "");
}

static void what_was_lost_for_want_of_space_is_counted_and_reported(void **state) {
  struct desk *desk = *state;
  desk_disconnect(desk);
  const uint32_t capacity = lk_journal_capacity(&desk->unit.journal);
  desk_authorise(desk);
  for (uint32_t i = 0; i < capacity + 50; i++) {
    lk_unit_contact(&desk->unit, 0, LK_DOOR, i % 2 == 0);
    lk_unit_contact(&desk->unit, 0, LK_GUARD_KEY, true);
    desk_run(desk, 60);
  }
  desk_set(desk, LK_DURESS, true);
  assert_true(lk_journal_lost(&desk->unit.journal) >= 50);
  desk_connect(desk);
  desk_run(desk, 60000);
  const char *types = desk_events(desk);
  desk_has(types, "duress");
  desk_has(types, "journal-overflow");
  assert_int_equal(lk_journal_queued(&desk->unit.journal), 0);
  desk_has(desk_last(desk, "event"), "\"type\":\"journal-overflow\"");
  desk_has(desk_last(desk, "event"), "\"data\":{\"lost\":51}");
}

/* Heartbeats */
static void the_unit_beats_while_it_is_connected(void **state) {
  struct desk *desk = *state;
  lk_unit_health(&desk->unit, -61, 81234);
  desk_run(desk, 600000);
  assert_in_range(desk_count(desk, "heartbeat"), 9, 10);
  const char *beat = desk_last(desk, "heartbeat");
  desk_has(beat, "\"boot\":1,\"n\":");
  desk_has(beat, "\"seq\":1,\"acked\":1,\"queued\":0,\"lost\":0,");
  desk_has(beat, "\"rssi\":-61,\"heap\":81234");
  const size_t before = desk_count(desk, "heartbeat");
  desk_disconnect(desk);
  desk_run(desk, 600000);
  assert_int_equal(desk_count(desk, "heartbeat"), before);
}

static void a_beat_that_cannot_go_out_is_counted_and_never_sent_late(void **state) {
  struct desk *desk = *state;
  desk_run(desk, 61000);
  assert_int_equal(desk_count(desk, "heartbeat"), 1);
  desk->refuses = true;
  desk_run(desk, 120000);
  desk->refuses = false;
  desk_run(desk, 60000);
  assert_int_equal(desk_count(desk, "heartbeat"), 2);
  desk_has(desk_last(desk, "heartbeat"), "\"n\":4,");
  lk_unit_health(&desk->unit, 127, 0);
  desk_run(desk, 60000);
  desk_has_not(desk_last(desk, "heartbeat"), "rssi");
  desk_has_not(desk_last(desk, "heartbeat"), "heap");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(an_event_is_sent_until_the_gateway_answers,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(an_answer_to_what_was_not_sent_yet_is_meant_for_another,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(resend_seconds_are_the_outboxs, desk_setup_connected,
                                      desk_teardown),
      cmocka_unit_test_setup_teardown(a_broker_that_acknowledges_nothing_is_given_up,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(an_alarm_that_nobody_answers_goes_to_the_fallback, desk_setup,
                                      desk_teardown),
      cmocka_unit_test_setup_teardown(what_flash_did_not_take_is_tried_again_in_order,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(no_event_overtakes_one_that_flash_did_not_take,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(an_event_without_a_number_is_not_sent, desk_setup_connected,
                                      desk_teardown),
      cmocka_unit_test_setup_teardown(a_flash_that_is_broken_holds_no_event_up,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(alarms_are_given_up_last_when_flash_fails_for_long,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(what_was_lost_for_want_of_space_is_counted_and_reported,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(the_unit_beats_while_it_is_connected, desk_setup_connected,
                                      desk_teardown),
      cmocka_unit_test_setup_teardown(a_beat_that_cannot_go_out_is_counted_and_never_sent_late,
                                      desk_setup_connected, desk_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
