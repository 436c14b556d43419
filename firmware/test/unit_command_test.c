#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

#define NONE "{}"

static void what_changes_nothing_is_answered(void **state) {
  struct desk *desk = *state;
  desk_tell(desk, "command",
            "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"op\":\"ping\"}");
  assert_string_equal(
      desk_last(desk, "reply"),
      "{\"v\":1,\"unit\":\"MUM01-U07\",\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\","
      "\"result\":\"done\"}");
  desk_tell(desk, "command",
            "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"op\":\"get-state\"}");
  assert_int_equal(desk_count(desk, "status"), 1);
  assert_int_equal(desk_count(desk, "reply"), 2);
}

static void a_command_is_taken_once_in_its_boot_only(void **state) {
  struct desk *desk = *state;
  char old[LK_COMMAND_MAX];
  desk_command(desk, 5, "identify", NONE);
  desk_has(desk_last(desk, "reply"), "\"n\":5,\"result\":\"done\"");
  desk_command(desk, 5, "identify", NONE);
  desk_has(desk_last(desk, "reply"), "\"n\":5,\"result\":\"rejected\",\"code\":\"stale\"");
  desk_command(desk, 4, "identify", NONE);
  desk_has(desk_last(desk, "reply"), "\"n\":4,\"result\":\"rejected\",\"code\":\"stale\"");
  snprintf(old, sizeof old,
           "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":1,\"nonce\":\"%s\","
           "\"n\":6,\"expires\":1795334191425,\"op\":\"identify\"}",
           desk->unit.guard.nonce);
  desk_start(desk);
  desk_connect(desk);
  desk_tell(desk, "command", old);
  desk_has(desk_last(desk, "reply"), "\"n\":6,\"result\":\"rejected\",\"code\":\"stale\"");
  desk_command(desk, 1, "identify", NONE);
  desk_has(desk_last(desk, "reply"), "\"n\":1,\"result\":\"done\"");
}

static void a_command_expires_only_by_a_synchronised_clock(void **state) {
  struct desk *desk = *state;
  desk_command(desk, 1, "identify", NONE);
  desk_has(desk_last(desk, "reply"), "\"done\"");
  lk_unit_wall_time(&desk->unit, INT64_C(1795334191426), desk->now);
  desk_command(desk, 2, "identify", NONE);
  desk_has(desk_last(desk, "reply"), "\"rejected\",\"code\":\"expired\"");
  lk_unit_wall_time(&desk->unit, INT64_C(1795334191425), desk->now);
  desk_command(desk, 3, "identify", NONE);
  desk_has(desk_last(desk, "reply"), "\"done\"");
}

static void a_command_that_is_not_of_the_contract_is_refused(void **state) {
  struct desk *desk = *state;
  desk_command(desk, 1, "unlock", NONE);
  desk_has(desk_last(desk, "reply"), "\"rejected\",\"code\":\"unknown-op\"");
  desk_command(desk, 2, "reboot", "{\"force\":true}");
  desk_has(desk_last(desk, "reply"), "\"rejected\",\"code\":\"schema-violation\"");
  assert_int_equal(desk->restarts, 0);
  desk_forget(desk);
  desk_tell(desk, "command", "{\"v\":1,\"op\":\"ping\"}");
  desk_tell(desk, "command", "nonsense");
  assert_int_equal(desk->count, 0);
}

static void what_comes_on_another_topic_is_nothing(void **state) {
  struct desk *desk = *state;
  static const char ping[] =
      "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"op\":\"ping\"}";
  static const char *const topics[] = {"lockers/v1/MUM01/MUM01-U08/command",
                                       "lockers/v1/MUM02/MUM01-U07/command",
                                       "lockers/v1/MUM01/MUM01-U07/command/x",
                                       "lockers/v1/MUM01/MUM01-U07/comman",
                                       "lockers/v1/MUM01/MUM01-U07/event",
                                       "command",
                                       ""};
  for (size_t i = 0; i < sizeof topics / sizeof *topics; i++) {
    lk_unit_message(&desk->unit, topics[i], strlen(topics[i]), ping, strlen(ping), desk->now);
  }
  assert_int_equal(desk->count, 0);
}

static void kept_events_are_published_again_on_demand(void **state) {
  struct desk *desk = *state;
  desk_authorise(desk);
  desk_set(desk, LK_DOOR, true);
  desk_set(desk, LK_DOOR, false);
  desk_run(desk, 1000);
  desk_expect(desk, "opened closed");
  desk_forget(desk);
  desk_command(desk, 1, "replay", "{\"from\":2,\"to\":2}");
  desk_run(desk, 1000);
  desk_expect(desk, "opened");
  desk_command(desk, 2, "replay", "{\"from\":0}");
  desk_run(desk, 1000);
  desk_expect(desk, "boot closed");
  assert_int_equal(desk_count(desk, "event"), 4);
}

static void a_reboot_answers_first_and_goes_on_purpose(void **state) {
  struct desk *desk = *state;
  desk_command(desk, 1, "reboot", NONE);
  desk_has(desk_last(desk, "reply"), "\"result\":\"accepted\"");
  desk_has(desk_last(desk, "status"), "\"online\":false");
  assert_int_equal(desk->restarts, 1);
  // Nothing is done any more: what happens now is found at the next start.
  const size_t count = desk->count;
  desk_connect(desk);
  desk_set(desk, LK_DOOR, true);
  desk_command(desk, 2, "reboot", NONE);
  assert_int_equal(desk->count, count);
  assert_int_equal(desk->restarts, 1);
  desk_start(desk);
  lk_unit_contact(&desk->unit, 0, LK_DOOR, true);
  desk_run(desk, 1000);
  desk_connect(desk);
  desk_run(desk, 100);
  desk_expect(desk, "boot opened forced");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(what_changes_nothing_is_answered, desk_setup_connected,
                                      desk_teardown),
      cmocka_unit_test_setup_teardown(a_command_is_taken_once_in_its_boot_only,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(a_command_expires_only_by_a_synchronised_clock,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(a_command_that_is_not_of_the_contract_is_refused,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(what_comes_on_another_topic_is_nothing, desk_setup_connected,
                                      desk_teardown),
      cmocka_unit_test_setup_teardown(kept_events_are_published_again_on_demand,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(a_reboot_answers_first_and_goes_on_purpose,
                                      desk_setup_connected, desk_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
