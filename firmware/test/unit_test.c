#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

#define WALL INT64_C(1795334131425)
#define NONE "{}"

/* Starting and stopping */
static void a_start_is_an_event_and_the_status_comes_before_it(void **state) {
  struct desk *desk = *state;
  assert_int_equal(desk->count, 0);
  desk_connect(desk);
  desk_has(desk->messages[0].topic, "/status");
  assert_int_equal(desk->messages[0].qos, 1);
  assert_true(desk->messages[0].retain);
  desk_has(desk->messages[0].payload, "\"online\":true,\"boot\":1,\"nonce\":\"");
  desk_has(desk->messages[0].payload,
           "\"lockers\":[{\"locker\":\"MUM01-0001\",\"door\":\"closed\",\"tamper\":false},");
  desk_has(desk->messages[1].topic, "/event");
  assert_false(desk->messages[1].retain);
  desk_has(desk->messages[1].payload, "\"type\":\"boot\"");
  desk_has(desk->messages[1].payload, "\"data\":{\"reset\":\"power-on\"}");
  desk_expect(desk, "boot");
}

static void events_wait_until_the_status_is_out(void **state) {
  struct desk *desk = *state;
  desk->refuses = true;
  desk_connect(desk);
  desk_run(desk, 5000);
  assert_int_equal(desk->count, 0);
  desk->refuses = false;
  desk_run(desk, 2000);
  desk_has(desk->messages[0].topic, "/status");
  desk_expect(desk, "boot");
}

static void each_start_counts_the_boot_and_draws_a_nonce(void **state) {
  struct desk *desk = *state;
  char nonce[LK_NONCE + 1];
  strcpy(nonce, desk->unit.guard.nonce);
  assert_int_equal(strlen(nonce), LK_NONCE);
  assert_int_equal(desk_start(desk), LK_UNIT_OK);
  assert_int_equal(lk_journal_boot(&desk->unit.journal), 2);
  assert_string_not_equal(nonce, desk->unit.guard.nonce);
}

static void numbers_go_on_over_a_restart(void **state) {
  struct desk *desk = *state;
  desk_set(desk, LK_DOOR, true);
  const uint32_t seq = lk_journal_seq(&desk->unit.journal);
  assert_int_equal(seq, 3);
  assert_int_equal(desk_start(desk), LK_UNIT_OK);
  assert_int_equal(lk_journal_seq(&desk->unit.journal), seq + 1);
  lk_unit_contact(&desk->unit, 0, LK_DOOR, true);
  desk_connect(desk);
  desk_run(desk, 1000);
  // What was never sent comes first, in order, and with the boot it happened in.
  desk_expect(desk, "boot opened forced boot");
  desk_has(desk->messages[1].payload, "\"boot\":1,\"seq\":1,");
  desk_has(desk_last(desk, "event"), "\"boot\":2,\"seq\":4,");
}

static void the_last_will_names_the_boot(void **state) {
  struct desk *desk = *state;
  char will[LK_WILL_MAX];
  assert_true(lk_unit_will(&desk->unit, will, sizeof will) > 0);
  assert_string_equal(will, "{\"v\":1,\"unit\":\"MUM01-U07\",\"online\":false,\"boot\":1}");
  assert_int_equal(lk_unit_will(&desk->unit, will, 10), 0);
}

static void whoever_goes_on_purpose_says_so(void **state) {
  struct desk *desk = *state;
  lk_unit_goodbye(&desk->unit, desk->now);
  desk_has(desk_last(desk, "status"), "\"online\":false,\"boot\":1");
  const size_t count = desk->count;
  desk_run(desk, 100000);
  assert_int_equal(desk->count, count);
}

static void a_unit_that_cannot_start_says_why(void **state) {
  struct desk *desk = *state;
  const struct lk_unit_setup good = desk->setup;
  static const char *const names[] = {
      NULL, "", "x", "a/b", "a+b", "a b", "123456789012345678901234567890123"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    desk->setup = good;
    desk->setup.unit = names[i];
    assert_int_equal(desk_start(desk), LK_UNIT_BAD_SETUP);
    desk->setup = good;
    desk->setup.site = names[i];
    assert_int_equal(desk_start(desk), LK_UNIT_BAD_SETUP);
    desk->setup = good;
    desk->setup.locker[1] = names[i];
    assert_int_equal(desk_start(desk), LK_UNIT_BAD_SETUP);
  }
  desk->setup = good;
  desk->setup.locker[1] = good.locker[0];
  assert_int_equal(desk_start(desk), LK_UNIT_BAD_SETUP);
  desk->setup = good;
  desk->setup.site = "mum01";
  assert_int_equal(desk_start(desk), LK_UNIT_BAD_SETUP);
  desk->setup = good;
  desk->setup.lockers = 0;
  assert_int_equal(desk_start(desk), LK_UNIT_BAD_SETUP);
  desk->setup.lockers = LK_LOCKERS_MAX + 1;
  assert_int_equal(desk_start(desk), LK_UNIT_BAD_SETUP);
  desk->setup = good;
  desk->setup.firmware = "1 0";
  assert_int_equal(desk_start(desk), LK_UNIT_BAD_SETUP);
  desk->setup = good;
  desk->setup.fallback_rule = "alarm/x";
  assert_int_equal(desk_start(desk), LK_UNIT_BAD_SETUP);
  desk->setup = good;
  const uint32_t boot = lk_journal_boot(&desk->unit.journal);
  desk->no_random = true;
  assert_int_equal(desk_start(desk), LK_UNIT_NO_RANDOM);
  desk->no_random = false;
  desk->settings.dead = true;
  assert_int_equal(desk_start(desk), LK_UNIT_BAD_FLASH);
  desk->settings.dead = false;
  desk->journal.dead = true;
  assert_int_equal(desk_start(desk), LK_UNIT_BAD_FLASH);
  desk->journal.dead = false;
  assert_int_equal(desk_start(desk), LK_UNIT_OK);
  assert_true(lk_journal_boot(&desk->unit.journal) > boot);
}

/* Lockers */
static void a_door_that_nobody_released_is_opened_and_then_forced(void **state) {
  struct desk *desk = *state;
  desk_set(desk, LK_DOOR, true);
  desk_expect(desk, "opened forced");
  desk_has(desk_last(desk, "event"), "\"locker\":\"MUM01-0001\"");
  desk_has(desk_last(desk, "event"), "\"door\":\"open\",\"tamper\":false");
}

static void an_authorised_opening_is_no_more_than_that(void **state) {
  struct desk *desk = *state;
  desk_authorise(desk);
  desk_set(desk, LK_DOOR, true);
  desk_set(desk, LK_DOOR, false);
  desk_expect(desk, "opened closed");
  desk_has(desk_last(desk, "event"), "\"door\":\"closed\"");
}

static void what_is_not_fitted_is_not_spoken_of(void **state) {
  struct desk *desk = *state;
  desk->setup.fitted[0] = LK_FITTED(LK_DOOR);
  desk_start(desk);
  desk_connect(desk);
  desk_set(desk, LK_DOOR, true);
  desk_has_not(desk_last(desk, "event"), "tamper");
  lk_unit_case(&desk->unit, true);
  desk_run(desk, 100);
  desk_has(desk_last(desk, "event"), "\"locker\":null");
  desk_has(desk_last(desk, "event"), "\"tamper\":true");
  desk_has_not(desk_last(desk, "event"), "\"door\"");
}

static void sixteen_lockers_are_watched_each_by_itself(void **state) {
  struct desk *desk = *state;
  char names[LK_LOCKERS_MAX][LK_NAME_MAX + 1];
  desk->setup.lockers = LK_LOCKERS_MAX;
  for (int i = 0; i < LK_LOCKERS_MAX; i++) {
    snprintf(names[i], sizeof names[i], "1234567890123456789012345678901%c", (char)(65 + i));
    desk->setup.locker[i] = names[i];
  }
  assert_int_equal(desk_start(desk), LK_UNIT_OK);
  desk_run(desk, 1000);
  desk_connect(desk);
  desk_run(desk, 500);
  assert_true(strlen(desk_last(desk, "status")) <= LK_STATUS_MAX);
  desk_forget(desk);
  // All at once: sixteen openings and sixteen alarms.
  for (uint8_t i = 0; i < LK_LOCKERS_MAX; i++) lk_unit_contact(&desk->unit, i, LK_DOOR, true);
  desk_run(desk, 2000);
  assert_int_equal(desk_count(desk, "event"), 32);
  const char *types = desk_events(desk);
  for (int i = 0; i < LK_LOCKERS_MAX; i++) {
    const char *pair = i == 0 ? "opened forced" : " opened forced";
    assert_memory_equal(types, pair, strlen(pair));
    types += strlen(pair);
    desk_has(desk->messages[2 * i].payload, names[i]);
    desk_has(desk->messages[2 * i + 1].payload, names[i]);
  }
  // One beyond the last is nobody's.
  lk_unit_contact(&desk->unit, LK_LOCKERS_MAX, LK_DOOR, false);
  lk_unit_contact(&desk->unit, 5, LK_DOOR, false);
  desk_run(desk, 200);
  desk_expect(desk, "closed");
  desk_has(desk_last(desk, "event"), names[5]);
}

static void held_open_comes_by_uptime_and_across_a_lost_connection(void **state) {
  struct desk *desk = *state;
  desk_authorise(desk);
  desk_set(desk, LK_DOOR, true);
  desk_expect(desk, "opened");
  desk_disconnect(desk);
  desk_run(desk, 100000);
  // Somebody sets the clock back and forth: it changes nothing about how long the door is open.
  lk_unit_wall_time(&desk->unit, WALL, desk->now);
  lk_unit_wall_time(&desk->unit, WALL - 86400000, desk->now);
  desk_run(desk, 199000);
  desk_connect(desk);
  desk_expect(desk, "clock-set clock-set");
  desk_run(desk, 2000);
  desk_expect(desk, "held-open");
  desk_has(desk_last(desk, "event"), "\"data\":{\"seconds\":300}");
}

static void tamper_is_latched_and_cleared_by_command(void **state) {
  struct desk *desk = *state;
  desk_set(desk, LK_TAMPER, true);
  desk_set(desk, LK_TAMPER, false);
  desk_set(desk, LK_TAMPER, true);
  desk_expect(desk, "tamper");
  desk_command(desk, 1, "clear-tamper", NONE);
  desk_run(desk, 1000);
  desk_has(desk_last(desk, "reply"), "\"n\":1,\"result\":\"done\"");
  desk_expect(desk, "");
  desk_set(desk, LK_TAMPER, false);
  desk_expect(desk, "tamper-cleared");
}

static void tamper_stays_latched_over_a_restart(void **state) {
  struct desk *desk = *state;
  lk_unit_case(&desk->unit, true);
  desk_set(desk, LK_TAMPER, true);
  desk_expect(desk, "tamper tamper");
  desk_start(desk);
  lk_unit_case(&desk->unit, true);
  lk_unit_contact(&desk->unit, 0, LK_TAMPER, true);
  desk_run(desk, 1000);
  desk_connect(desk);
  desk_expect(desk, "boot");
  lk_unit_case(&desk->unit, false);
  desk_set(desk, LK_TAMPER, false);
  desk_command(desk, 1, "clear-tamper", NONE);
  desk_run(desk, 100);
  desk_expect(desk, "tamper-cleared tamper-cleared");
}

static void a_restart_reports_what_happened_meanwhile_and_nothing_twice(void **state) {
  struct desk *desk = *state;
  desk_authorise(desk);
  desk_set(desk, LK_DOOR, true);
  desk_expect(desk, "opened");
  desk_start(desk);
  lk_unit_contact(&desk->unit, 0, LK_DOOR, true);
  lk_unit_contact(&desk->unit, 1, LK_DOOR, true);
  desk_run(desk, 1000);
  desk_connect(desk);
  desk_run(desk, 1000);
  desk_expect(desk, "boot opened forced");
  desk_has(desk_last(desk, "event"), "MUM01-0002");
}

static void an_event_that_flash_did_not_take_is_found_again_at_the_next_start(void **state) {
  struct desk *desk = *state;
  desk->journal.dead = true;
  desk_set(desk, LK_DOOR, true);
  desk_set(desk, LK_TAMPER, true);
  desk_run(desk, 3000);
  desk_expect(desk, "");
  // Now the power goes, and what was in memory with it.
  desk->journal.dead = false;
  desk_start(desk);
  lk_unit_contact(&desk->unit, 0, LK_DOOR, true);
  lk_unit_contact(&desk->unit, 0, LK_TAMPER, true);
  desk_run(desk, 1000);
  desk_connect(desk);
  desk_run(desk, 100);
  desk_expect(desk, "boot opened forced tamper");
}

static void flash_that_does_not_take_the_state_is_not_worn_down(void **state) {
  struct desk *desk = *state;
  desk->settings.failing = UINT32_MAX;
  const unsigned programs = desk->settings.programs;
  const unsigned failing = desk->settings.failing;
  desk_set(desk, LK_DOOR, true);
  desk_run(desk, 600000);
  desk_expect(desk, "opened forced held-open");
  assert_int_equal(desk->settings.programs, programs);
  assert_in_range(failing - desk->settings.failing, 9, 11);
  desk->settings.failing = 0;
  desk_run(desk, 61000);
  desk_start(desk);
  lk_unit_contact(&desk->unit, 0, LK_DOOR, true);
  desk_run(desk, 1000);
  desk_connect(desk);
  desk_run(desk, 100);
  desk_expect(desk, "boot");
}

static void a_unit_wired_anew_does_not_take_one_lockers_state_for_anothers(void **state) {
  struct desk *desk = *state;
  desk_set(desk, LK_DOOR, true);
  desk_set(desk, LK_TAMPER, true);
  desk_expect(desk, "opened forced tamper");
  desk->setup.locker[0] = "MUM01-0002";
  desk->setup.locker[1] = "MUM01-0001";
  desk_start(desk);
  desk_run(desk, 1000);
  desk_connect(desk);
  desk_expect(desk, "boot");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_start_is_an_event_and_the_status_comes_before_it,
                                      desk_setup, desk_teardown),
      cmocka_unit_test_setup_teardown(events_wait_until_the_status_is_out, desk_setup,
                                      desk_teardown),
      cmocka_unit_test_setup_teardown(each_start_counts_the_boot_and_draws_a_nonce, desk_setup,
                                      desk_teardown),
      cmocka_unit_test_setup_teardown(numbers_go_on_over_a_restart, desk_setup, desk_teardown),
      cmocka_unit_test_setup_teardown(the_last_will_names_the_boot, desk_setup, desk_teardown),
      cmocka_unit_test_setup_teardown(whoever_goes_on_purpose_says_so, desk_setup_connected,
                                      desk_teardown),
      cmocka_unit_test_setup_teardown(a_unit_that_cannot_start_says_why, desk_setup, desk_teardown),
      cmocka_unit_test_setup_teardown(a_door_that_nobody_released_is_opened_and_then_forced,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(an_authorised_opening_is_no_more_than_that,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(what_is_not_fitted_is_not_spoken_of, desk_setup_connected,
                                      desk_teardown),
      cmocka_unit_test_setup_teardown(sixteen_lockers_are_watched_each_by_itself, desk_setup,
                                      desk_teardown),
      cmocka_unit_test_setup_teardown(held_open_comes_by_uptime_and_across_a_lost_connection,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(tamper_is_latched_and_cleared_by_command,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(tamper_stays_latched_over_a_restart, desk_setup_connected,
                                      desk_teardown),
      cmocka_unit_test_setup_teardown(a_restart_reports_what_happened_meanwhile_and_nothing_twice,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(
          an_event_that_flash_did_not_take_is_found_again_at_the_next_start, desk_setup_connected,
          desk_teardown),
      cmocka_unit_test_setup_teardown(flash_that_does_not_take_the_state_is_not_worn_down,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(
          a_unit_wired_anew_does_not_take_one_lockers_state_for_anothers, desk_setup_connected,
          desk_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
