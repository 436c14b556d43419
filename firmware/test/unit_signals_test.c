#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "desk.h"

#define NONE "{}"

static void duress_is_told_and_not_shown(void **state) {
  struct desk *desk = *state;
  desk_command(desk, 1, "set-config", "{\"sirenSeconds\":60}");
  desk_run(desk, 2000);
  desk_expect(desk, "config-changed");
  unsigned switched[2][2];
  for (int duress = 0; duress < 2; duress++) {
    const unsigned led = desk->switched[LK_OUTPUT_LED];
    const unsigned siren = desk->switched[LK_OUTPUT_SIREN];
    if (duress != 0) desk_set(desk, LK_DURESS, true);
    desk_authorise(desk);
    desk_set(desk, LK_DOOR, true);
    desk_run(desk, 20000);
    desk_set(desk, LK_DOOR, false);
    desk_set(desk, LK_BOLT, false);
    desk_set(desk, LK_GUARD_KEY, false);
    desk_set(desk, LK_HIRER_KEY, false);
    desk_run(desk, 90000);
    switched[duress][LK_OUTPUT_LED] = desk->switched[LK_OUTPUT_LED] - led;
    switched[duress][LK_OUTPUT_SIREN] = desk->switched[LK_OUTPUT_SIREN] - siren;
  }
  desk_expect(desk, "opened closed duress opened closed");
  assert_int_equal(switched[0][LK_OUTPUT_LED], 2);
  assert_memory_equal(switched[0], switched[1], sizeof switched[0]);
  assert_int_equal(switched[1][LK_OUTPUT_SIREN], 0);
}

static void duress_leaves_led_and_siren_as_they_are_without_a_connection_too(void **state) {
  struct desk *desk = *state;
  bool levels[2][1000];
  for (int duress = 0; duress < 2; duress++) {
    // The same moment of the blinking: a multiple of its two seconds and of the samples.
    desk_run(desk, 20480 - desk->now % 10240);
    for (int i = 0; i < 1000; i++) {
      if (i == 100 && duress != 0) lk_unit_contact(&desk->unit, 0, LK_DURESS, true);
      desk_run(desk, LK_SAMPLE_MS);
      levels[duress][i] = desk->level[LK_OUTPUT_LED];
      assert_false(desk->level[LK_OUTPUT_SIREN]);
    }
  }
  assert_memory_equal(levels[0], levels[1], sizeof levels[0]);
  desk_connect(desk);
  desk_expect(desk, "boot duress");
}

static void the_siren_sounds_at_forced_and_tamper_for_its_time(void **state) {
  struct desk *desk = *state;
  desk_set(desk, LK_TAMPER, true);
  assert_false(desk->level[LK_OUTPUT_SIREN]);
  desk_command(desk, 1, "set-config", "{\"sirenSeconds\":10}");
  desk_set(desk, LK_DOOR, true);
  assert_true(desk->level[LK_OUTPUT_SIREN]);
  desk_run(desk, 9800);
  assert_true(desk->level[LK_OUTPUT_SIREN]);
  desk_run(desk, 200);
  assert_false(desk->level[LK_OUTPUT_SIREN]);
  lk_unit_case(&desk->unit, true);
  desk_run(desk, 200);
  assert_true(desk->level[LK_OUTPUT_SIREN]);
}

static void an_alarm_does_not_end_the_siren_of_another(void **state) {
  struct desk *desk = *state;
  desk_command(desk, 1, "set-config", "{\"sirenSeconds\":60}");
  desk_set(desk, LK_TAMPER, true);
  desk_command(desk, 2, "set-config", "{\"sirenSeconds\":1}");
  lk_unit_case(&desk->unit, true);
  desk_run(desk, 50000);
  assert_true(desk->level[LK_OUTPUT_SIREN]);
  desk_run(desk, 11000);
  assert_false(desk->level[LK_OUTPUT_SIREN]);
}

static void the_led_shows_the_door_and_the_connection(void **state) {
  struct desk *desk = *state;
  desk_run(desk, 3000);
  assert_false(desk->level[LK_OUTPUT_LED]);
  desk_authorise(desk);
  desk_set(desk, LK_DOOR, true);
  assert_true(desk->level[LK_OUTPUT_LED]);
  desk_set(desk, LK_DOOR, false);
  assert_false(desk->level[LK_OUTPUT_LED]);
  desk_disconnect(desk);
  const unsigned before = desk->switched[LK_OUTPUT_LED];
  desk_run(desk, 10240);
  assert_in_range(desk->switched[LK_OUTPUT_LED] - before, 9, 11);
}

static void identify_blinks_for_a_minute_and_ends_by_itself(void **state) {
  struct desk *desk = *state;
  desk_command(desk, 1, "identify", NONE);
  desk_has(desk_last(desk, "reply"), "\"result\":\"done\"");
  unsigned before = desk->switched[LK_OUTPUT_LED];
  desk_run(desk, LK_IDENTIFY_MS - 100);
  assert_in_range(desk->switched[LK_OUTPUT_LED] - before, 440, 480);
  desk_run(desk, 200);
  assert_false(desk->level[LK_OUTPUT_LED]);
  before = desk->switched[LK_OUTPUT_LED];
  desk_run(desk, 60000);
  assert_int_equal(desk->switched[LK_OUTPUT_LED], before);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(duress_is_told_and_not_shown, desk_setup_connected,
                                      desk_teardown),
      cmocka_unit_test_setup_teardown(
          duress_leaves_led_and_siren_as_they_are_without_a_connection_too, desk_setup,
          desk_teardown),
      cmocka_unit_test_setup_teardown(the_siren_sounds_at_forced_and_tamper_for_its_time,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(an_alarm_does_not_end_the_siren_of_another,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(the_led_shows_the_door_and_the_connection,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(identify_blinks_for_a_minute_and_ends_by_itself,
                                      desk_setup_connected, desk_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
