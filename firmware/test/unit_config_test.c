#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "desk.h"

#define CONFIG(id, settings) "{\"v\":1,\"unit\":\"MUM01-U07\",\"id\":\"" id "\"" settings "}"

static void a_configuration_is_taken_reported_and_kept(void **state) {
  struct desk *desk = *state;
  desk_tell(desk, "config", CONFIG("a", ",\"heldOpenSeconds\":10"));
  desk_run(desk, 100);
  desk_expect(desk, "config-changed");
  desk_has(desk_last(desk, "event"), "\"data\":{\"config\":\"a\",\"result\":\"applied\"}");
  desk_has(desk_last(desk, "status"), "\"config\":\"a\",\"settings\":{\"heartbeatSeconds\":60,"
                                      "\"heldOpenSeconds\":10,\"debounceMs\":50,");
  desk_start(desk);
  desk_connect(desk);
  desk_has(desk_last(desk, "status"), "\"config\":\"a\"");
  assert_int_equal(desk->unit.config.settings.value[LK_HELD_OPEN_SECONDS], 10);
  // Retained, it comes again with every connection.
  desk_tell(desk, "config", CONFIG("a", ",\"heldOpenSeconds\":10"));
  desk_run(desk, 100);
  desk_expect(desk, "boot");
}

static void a_configuration_is_taken_wholly_or_not_at_all(void **state) {
  struct desk *desk = *state;
  static const char wrong[] = CONFIG("b", ",\"heldOpenSeconds\":10,\"server\":\"x\"");
  desk_tell(desk, "config", wrong);
  desk_run(desk, 100);
  desk_expect(desk, "config-changed");
  desk_has(desk_last(desk, "event"),
           "\"data\":{\"config\":\"b\",\"result\":\"refused\",\"code\":\"schema-violation\"}");
  assert_int_equal(desk->unit.config.settings.value[LK_HELD_OPEN_SECONDS], 300);
  desk_tell(desk, "config", wrong);
  desk_run(desk, 100);
  desk_expect(desk, "");
  desk_tell(desk, "config", "nonsense");
  desk_run(desk, 100);
  desk_expect(desk, "config-changed");
  desk_has_not(desk_last(desk, "event"), "\"config\":");
}

static void a_configuration_that_flash_does_not_keep_is_refused(void **state) {
  struct desk *desk = *state;
  desk->settings.dead = true;
  desk_tell(desk, "config", CONFIG("a", ",\"heldOpenSeconds\":10"));
  desk_command(desk, 1, "set-config", "{\"heldOpenSeconds\":10}");
  desk_has(desk_last(desk, "reply"), "\"rejected\",\"code\":\"busy\"");
  desk_run(desk, 100);
  desk_expect(desk, "config-changed");
  desk_has(desk_last(desk, "event"), "\"result\":\"refused\",\"code\":\"not-kept\"");
  assert_int_equal(desk->unit.config.settings.value[LK_HELD_OPEN_SECONDS], 300);
  // Retained, it comes again, and then there is no reason to refuse it.
  desk->settings.dead = false;
  desk_tell(desk, "config", CONFIG("a", ",\"heldOpenSeconds\":10"));
  assert_int_equal(desk->unit.config.settings.value[LK_HELD_OPEN_SECONDS], 10);
}

static void set_config_changes_what_it_names_until_another_configuration_comes(void **state) {
  struct desk *desk = *state;
  const uint16_t *value = desk->unit.config.settings.value;
  desk_tell(desk, "config", CONFIG("a", ",\"heldOpenSeconds\":10,\"deniedAttempts\":5"));
  desk_command(desk, 1, "set-config", "{\"heldOpenSeconds\":20}");
  desk_has(desk_last(desk, "reply"), "\"result\":\"done\"");
  desk_run(desk, 100);
  desk_expect(desk, "config-changed config-changed");
  desk_has(desk_last(desk, "event"), "\"data\":{\"config\":\"a\",\"result\":\"applied\"}");
  assert_int_equal(value[LK_HELD_OPEN_SECONDS], 20);
  assert_int_equal(value[LK_DENIED_ATTEMPTS], 5);
  desk_start(desk);
  desk_connect(desk);
  desk_tell(desk, "config", CONFIG("a", ",\"heldOpenSeconds\":10,\"deniedAttempts\":5"));
  assert_int_equal(value[LK_HELD_OPEN_SECONDS], 20);
  desk_tell(desk, "config", CONFIG("b", ""));
  assert_int_equal(value[LK_HELD_OPEN_SECONDS], 300);
}

/** The values of heldOpenSeconds and deniedAttempts that the last status tells. */
static void expect_told(struct desk *desk, const char *held_open, const char *attempts) {
  desk_has(desk_last(desk, "status"), held_open);
  desk_has(desk_last(desk, "status"), attempts);
}

static void every_change_of_settings_is_told_by_a_status(void **state) {
  struct desk *desk = *state;
  desk_connect(desk);
  expect_told(desk, "\"heldOpenSeconds\":300,", "\"deniedAttempts\":3,");
  desk_forget(desk);
  desk_tell(desk, "config", CONFIG("a", ",\"heldOpenSeconds\":10,\"deniedAttempts\":5"));
  desk_run(desk, 100);
  assert_int_equal(desk_count(desk, "status"), 1);
  expect_told(desk, "\"heldOpenSeconds\":10,", "\"deniedAttempts\":5,");
  desk_command(desk, 1, "set-config", "{\"heldOpenSeconds\":20}");
  desk_run(desk, 100);
  assert_int_equal(desk_count(desk, "status"), 2);
  expect_told(desk, "\"heldOpenSeconds\":20,", "\"deniedAttempts\":5,");
  // What is refused changes nothing, and there is nothing to tell.
  desk_command(desk, 2, "set-config", "{\"heldOpenSeconds\":9}");
  desk_tell(desk, "config", CONFIG("b", ",\"heldOpenSeconds\":9"));
  desk_run(desk, 100);
  assert_int_equal(desk_count(desk, "status"), 2);
  desk_command(desk, 3, "get-state", "{}");
  assert_int_equal(desk_count(desk, "status"), 3);
  expect_told(desk, "\"heldOpenSeconds\":20,", "\"deniedAttempts\":5,");
  desk_start(desk);
  desk_connect(desk);
  expect_told(desk, "\"heldOpenSeconds\":20,", "\"deniedAttempts\":5,");
}

static void settings_whose_status_was_not_taken_are_told_again(void **state) {
  struct desk *desk = *state;
  desk->refuses = true;
  desk_command(desk, 1, "set-config", "{\"sirenSeconds\":900}");
  desk_run(desk, 100);
  assert_int_equal(desk_count(desk, "status"), 0);
  desk->refuses = false;
  desk_run(desk, 5000);
  assert_int_equal(desk_count(desk, "status"), 1);
  desk_has(desk_last(desk, "status"), "\"sirenSeconds\":900}}");
}

static void a_shorter_beat_begins_at_once(void **state) {
  struct desk *desk = *state;
  desk_tell(desk, "config", CONFIG("a", ",\"heartbeatSeconds\":300"));
  desk_run(desk, 300000);
  desk_forget(desk);
  desk_command(desk, 1, "set-config", "{\"heartbeatSeconds\":10}");
  desk_run(desk, 31000);
  assert_in_range(desk_count(desk, "heartbeat"), 3, 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_configuration_is_taken_reported_and_kept,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(a_configuration_is_taken_wholly_or_not_at_all,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(a_configuration_that_flash_does_not_keep_is_refused,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(
          set_config_changes_what_it_names_until_another_configuration_comes, desk_setup_connected,
          desk_teardown),
      cmocka_unit_test_setup_teardown(every_change_of_settings_is_told_by_a_status,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(settings_whose_status_was_not_taken_are_told_again,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(a_shorter_beat_begins_at_once, desk_setup_connected,
                                      desk_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
