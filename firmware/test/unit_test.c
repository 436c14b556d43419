#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

#define WALL INT64_C(1795334131425)
#define NONE "{}"

static int setup(void **state) {
  *state = desk_new();
  return 0;
}

static int teardown(void **state) {
  desk_free(*state);
  return 0;
}

/** Connected, and everything up to here looked at. */
static int setup_connected(void **state) {
  struct desk *desk = desk_new();
  desk_connect(desk);
  desk_run(desk, 1000);
  desk_forget(desk);
  *state = desk;
  return 0;
}

static void expect(struct desk *desk, const char *types) {
  assert_string_equal(desk_events(desk), types);
}

static void authorise(struct desk *desk) {
  desk_set(desk, LK_GUARD_KEY, true);
  desk_set(desk, LK_HIRER_KEY, true);
  desk_set(desk, LK_BOLT, true);
}

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
  expect(desk, "boot");
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
  expect(desk, "boot");
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
  expect(desk, "boot opened forced boot");
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
  expect(desk, "opened forced");
  desk_has(desk_last(desk, "event"), "\"locker\":\"MUM01-0001\"");
  desk_has(desk_last(desk, "event"), "\"door\":\"open\",\"tamper\":false");
}

static void an_authorised_opening_is_no_more_than_that(void **state) {
  struct desk *desk = *state;
  authorise(desk);
  desk_set(desk, LK_DOOR, true);
  desk_set(desk, LK_DOOR, false);
  expect(desk, "opened closed");
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
  expect(desk, "closed");
  desk_has(desk_last(desk, "event"), names[5]);
}

static void held_open_comes_by_uptime_and_across_a_lost_connection(void **state) {
  struct desk *desk = *state;
  authorise(desk);
  desk_set(desk, LK_DOOR, true);
  expect(desk, "opened");
  desk_disconnect(desk);
  desk_run(desk, 100000);
  // Somebody sets the clock back and forth: it changes nothing about how long the door is open.
  lk_unit_wall_time(&desk->unit, WALL, desk->now);
  lk_unit_wall_time(&desk->unit, WALL - 86400000, desk->now);
  desk_run(desk, 199000);
  desk_connect(desk);
  expect(desk, "clock-set clock-set");
  desk_run(desk, 2000);
  expect(desk, "held-open");
  desk_has(desk_last(desk, "event"), "\"data\":{\"seconds\":300}");
}

static void tamper_is_latched_and_cleared_by_command(void **state) {
  struct desk *desk = *state;
  desk_set(desk, LK_TAMPER, true);
  desk_set(desk, LK_TAMPER, false);
  desk_set(desk, LK_TAMPER, true);
  expect(desk, "tamper");
  desk_command(desk, 1, "clear-tamper", NONE);
  desk_run(desk, 1000);
  desk_has(desk_last(desk, "reply"), "\"n\":1,\"result\":\"done\"");
  expect(desk, "");
  desk_set(desk, LK_TAMPER, false);
  expect(desk, "tamper-cleared");
}

static void tamper_stays_latched_over_a_restart(void **state) {
  struct desk *desk = *state;
  lk_unit_case(&desk->unit, true);
  desk_set(desk, LK_TAMPER, true);
  expect(desk, "tamper tamper");
  desk_start(desk);
  lk_unit_case(&desk->unit, true);
  lk_unit_contact(&desk->unit, 0, LK_TAMPER, true);
  desk_run(desk, 1000);
  desk_connect(desk);
  expect(desk, "boot");
  lk_unit_case(&desk->unit, false);
  desk_set(desk, LK_TAMPER, false);
  desk_command(desk, 1, "clear-tamper", NONE);
  desk_run(desk, 100);
  expect(desk, "tamper-cleared tamper-cleared");
}

static void a_restart_reports_what_happened_meanwhile_and_nothing_twice(void **state) {
  struct desk *desk = *state;
  authorise(desk);
  desk_set(desk, LK_DOOR, true);
  expect(desk, "opened");
  desk_start(desk);
  lk_unit_contact(&desk->unit, 0, LK_DOOR, true);
  lk_unit_contact(&desk->unit, 1, LK_DOOR, true);
  desk_run(desk, 1000);
  desk_connect(desk);
  desk_run(desk, 1000);
  expect(desk, "boot opened forced");
  desk_has(desk_last(desk, "event"), "MUM01-0002");
}

static void a_unit_wired_anew_does_not_take_one_lockers_state_for_anothers(void **state) {
  struct desk *desk = *state;
  desk_set(desk, LK_DOOR, true);
  desk_set(desk, LK_TAMPER, true);
  expect(desk, "opened forced tamper");
  desk->setup.locker[0] = "MUM01-0002";
  desk->setup.locker[1] = "MUM01-0001";
  desk_start(desk);
  desk_run(desk, 1000);
  desk_connect(desk);
  expect(desk, "boot");
}

/* What can be seen and heard */

static void duress_is_told_and_not_shown(void **state) {
  struct desk *desk = *state;
  desk_command(desk, 1, "set-config", "{\"sirenSeconds\":60}");
  desk_run(desk, 2000);
  expect(desk, "config-changed");
  unsigned switched[2][2];
  for (int duress = 0; duress < 2; duress++) {
    const unsigned led = desk->switched[LK_OUTPUT_LED];
    const unsigned siren = desk->switched[LK_OUTPUT_SIREN];
    if (duress != 0) desk_set(desk, LK_DURESS, true);
    authorise(desk);
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
  expect(desk, "opened closed duress opened closed");
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
  expect(desk, "boot duress");
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

static void the_led_shows_the_door_and_the_connection(void **state) {
  struct desk *desk = *state;
  desk_run(desk, 3000);
  assert_false(desk->level[LK_OUTPUT_LED]);
  authorise(desk);
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

/* Power */

static void a_battery_is_low_once_until_it_is_well_again(void **state) {
  struct desk *desk = *state;
  static const struct {
    uint8_t percent;
    const char *events;
  } course[] = {{80, ""}, {20, ""}, {19, "battery-low"}, {18, ""},  {24, ""},          {19, ""},
                {25, ""}, {21, ""}, {19, "battery-low"}, {200, ""}, {0, "battery-low"}};
  for (size_t i = 0; i < sizeof course / sizeof *course; i++) {
    lk_unit_battery(&desk->unit, course[i].percent);
    desk_run(desk, 1000);
    expect(desk, course[i].events);
  }
  desk_has(desk_last(desk, "event"), "\"data\":{\"percent\":0}");
}

static void a_battery_that_was_reported_low_is_not_reported_again_after_a_restart(void **state) {
  struct desk *desk = *state;
  lk_unit_battery(&desk->unit, 10);
  desk_run(desk, 100);
  expect(desk, "battery-low");
  desk_start(desk);
  lk_unit_battery(&desk->unit, 10);
  desk_connect(desk);
  expect(desk, "boot");
}

static void mains_are_reported_when_they_change(void **state) {
  struct desk *desk = *state;
  lk_unit_mains(&desk->unit, true);
  desk_run(desk, 1000);
  expect(desk, "");
  lk_unit_mains(&desk->unit, false);
  desk_run(desk, 1000);
  desk_has(desk_last(desk, "event"), "\"data\":{\"mains\":false}");
  lk_unit_mains(&desk->unit, true);
  desk_run(desk, 20);
  lk_unit_mains(&desk->unit, false);
  desk_run(desk, 1000);
  expect(desk, "power");
  // Down and up again while the mains were back.
  desk_start(desk);
  lk_unit_mains(&desk->unit, true);
  desk_run(desk, 1000);
  desk_connect(desk);
  expect(desk, "boot power");
  desk_has(desk_last(desk, "event"), "\"data\":{\"mains\":true}");
}

/* Time */

static void an_event_carries_the_time_as_well_as_the_unit_knows_it(void **state) {
  struct desk *desk = *state;
  desk_set(desk, LK_DURESS, true);
  desk_has(desk_last(desk, "event"), "\"at\":null,\"clock\":\"none\",\"uptime\":");
  desk_set(desk, LK_DURESS, false);
  lk_unit_wall_time(&desk->unit, WALL, desk->now);
  const lk_ms set_at = desk->now;
  desk_run(desk, 100);
  expect(desk, "duress clock-set");
  desk_has(desk_last(desk, "event"), "\"at\":1795334131425,\"clock\":\"sntp\"");
  desk_has(desk_last(desk, "event"), "\"data\":{}");
  desk_has(desk_last(desk, "status"), "\"clock\":\"sntp\"");
  // A day goes by without a tick: what was missed is done late.
  desk->now = set_at + LK_SNTP_TRUST_MS;
  desk_set(desk, LK_DURESS, true);
  desk_has(desk_last(desk, "event"), "\"clock\":\"estimated\"");
  desk_has(desk_last(desk, "status"), "\"clock\":\"estimated\"");
}

static void a_time_that_is_learned_later_is_given_to_what_nobody_was_told_yet(void **state) {
  struct desk *desk = *state;
  char told[LK_STATUS_MAX + 1];
  // Told without a time, and not answered.
  desk->answers = false;
  desk_set(desk, LK_DURESS, true);
  strcpy(told, desk_last(desk, "event"));
  desk_has(told, "\"at\":null,\"clock\":\"none\"");
  desk_disconnect(desk);
  desk_set(desk, LK_DOOR, true);
  const lk_ms opened_at = desk->now;
  desk_run(desk, 30000);
  desk_forget(desk);
  lk_unit_wall_time(&desk->unit, WALL + desk->now, desk->now);
  for (int boot = 0; boot < 2; boot++) {
    desk_connect(desk);
    // An event's bytes never change once it was published, whatever happens in between.
    assert_string_equal(desk->messages[1].payload, told);
    const char *opened = desk->messages[2].payload;
    desk_has(opened, "\"type\":\"opened\"");
    desk_has(opened, "\"clock\":\"estimated\"");
    const long long at = atoll(strstr(opened, "\"at\":") + 5);
    assert_in_range(at, WALL + opened_at - 100, WALL + opened_at);
    desk_forget(desk);
    desk_start(desk);
  }
}

static void a_clock_that_is_set_again_is_reported_when_it_moves(void **state) {
  struct desk *desk = *state;
  lk_unit_wall_time(&desk->unit, WALL, desk->now);
  lk_unit_wall_time(&desk->unit, WALL + 2000, desk->now);
  lk_unit_wall_time(&desk->unit, WALL - 0, desk->now);
  desk_run(desk, 100);
  expect(desk, "clock-set");
  lk_unit_wall_time(&desk->unit, WALL - 3100, desk->now);
  desk_run(desk, 100);
  expect(desk, "clock-set");
  desk_has(desk_last(desk, "event"), "\"data\":{\"changedMs\":-3200}");
}

static void a_time_that_cannot_be_is_not_believed(void **state) {
  struct desk *desk = *state;
  lk_unit_wall_time(&desk->unit, 0, desk->now);
  lk_unit_wall_time(&desk->unit, INT64_C(946684800000), desk->now);
  lk_unit_wall_time(&desk->unit, INT64_MAX, desk->now);
  lk_unit_wall_time(&desk->unit, INT64_MIN, desk->now);
  desk_run(desk, 100);
  expect(desk, "");
  desk_set(desk, LK_DURESS, true);
  desk_has(desk_last(desk, "event"), "\"clock\":\"none\"");
}

/* Events that are on their way */

static void an_event_is_sent_until_the_gateway_answers(void **state) {
  struct desk *desk = *state;
  desk->answers = false;
  desk_set(desk, LK_DURESS, true);
  desk_run(desk, 100000);
  // After 30 s, and after 60 more.
  assert_int_equal(desk_count(desk, "event"), 3);
  expect(desk, "duress");
  assert_int_equal(lk_journal_queued(&desk->unit.journal), 1);
  desk_tell(desk, "reply/event", "{\"v\":1,\"seq\":2,\"result\":\"duplicate\"}");
  assert_int_equal(lk_journal_queued(&desk->unit.journal), 0);
  desk_run(desk, 600000);
  assert_int_equal(desk_count(desk, "event"), 3);
}

static void resend_seconds_are_the_outboxs(void **state) {
  struct desk *desk = *state;
  desk_command(desk, 1, "set-config", "{\"resendSeconds\":5}");
  desk_run(desk, 100);
  expect(desk, "config-changed");
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
  desk_run(desk, 50000);
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
  authorise(desk);
  desk_set(desk, LK_DOOR, true);
  desk_set(desk, LK_DOOR, false);
  desk_run(desk, 3000);
  expect(desk, "");
  desk->journal.dead = false;
  desk_run(desk, 2000);
  expect(desk, "opened closed");
}

static void a_flash_that_is_broken_holds_no_event_up(void **state) {
  struct desk *desk = *state;
  desk->journal.dead = true;
  desk_set(desk, LK_DOOR, true);
  desk_run(desk, LK_UNKEPT_SEND_MS + 3000);
  expect(desk, "opened forced");
  // Each under a number of its own, none of them used before.
  const char *last = desk_last(desk, "event");
  desk_has_not(last, "\"seq\":1,");
  desk_has_not(last, "\"seq\":0,");
}

static void alarms_are_given_up_last_when_flash_fails_for_long(void **state) {
  struct desk *desk = *state;
  desk_disconnect(desk);
  desk->journal.dead = true;
  authorise(desk);
  for (int i = 0; i < 20; i++) desk_set(desk, LK_DOOR, i % 2 == 0);
  desk_set(desk, LK_DURESS, true);
  desk->journal.dead = false;
  desk_run(desk, 2000);
  desk_connect(desk);
  desk_run(desk, 1000);
  desk_has(desk_events(desk), "duress");
}

static void what_was_lost_for_want_of_space_is_counted_and_reported(void **state) {
  struct desk *desk = *state;
  desk_disconnect(desk);
  const uint32_t capacity = lk_journal_capacity(&desk->unit.journal);
  authorise(desk);
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

/* Commands */

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
  authorise(desk);
  desk_set(desk, LK_DOOR, true);
  desk_set(desk, LK_DOOR, false);
  desk_run(desk, 1000);
  expect(desk, "opened closed");
  desk_forget(desk);
  desk_command(desk, 1, "replay", "{\"from\":2,\"to\":2}");
  desk_run(desk, 1000);
  expect(desk, "opened");
  desk_command(desk, 2, "replay", "{\"from\":0}");
  desk_run(desk, 1000);
  expect(desk, "boot closed");
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
  expect(desk, "boot opened forced");
}

/* Configuration */

#define CONFIG(id, settings) "{\"v\":1,\"unit\":\"MUM01-U07\",\"id\":\"" id "\"" settings "}"

static void a_configuration_is_taken_reported_and_kept(void **state) {
  struct desk *desk = *state;
  desk_tell(desk, "config", CONFIG("a", ",\"heldOpenSeconds\":10"));
  desk_run(desk, 100);
  expect(desk, "config-changed");
  desk_has(desk_last(desk, "event"), "\"data\":{\"config\":\"a\",\"result\":\"applied\"}");
  desk_has(desk_last(desk, "status"), "\"config\":\"a\"");
  desk_start(desk);
  desk_connect(desk);
  desk_has(desk_last(desk, "status"), "\"config\":\"a\"");
  assert_int_equal(desk->unit.config.settings.value[LK_HELD_OPEN_SECONDS], 10);
  // Retained, it comes again with every connection.
  desk_tell(desk, "config", CONFIG("a", ",\"heldOpenSeconds\":10"));
  desk_run(desk, 100);
  expect(desk, "boot");
}

static void a_configuration_is_taken_wholly_or_not_at_all(void **state) {
  struct desk *desk = *state;
  static const char wrong[] = CONFIG("b", ",\"heldOpenSeconds\":10,\"server\":\"x\"");
  desk_tell(desk, "config", wrong);
  desk_run(desk, 100);
  expect(desk, "config-changed");
  desk_has(desk_last(desk, "event"),
           "\"data\":{\"config\":\"b\",\"result\":\"refused\",\"code\":\"schema-violation\"}");
  assert_int_equal(desk->unit.config.settings.value[LK_HELD_OPEN_SECONDS], 300);
  desk_tell(desk, "config", wrong);
  desk_run(desk, 100);
  expect(desk, "");
  desk_tell(desk, "config", "nonsense");
  desk_run(desk, 100);
  expect(desk, "config-changed");
  desk_has_not(desk_last(desk, "event"), "\"config\":");
}

static void a_configuration_that_flash_does_not_keep_is_refused(void **state) {
  struct desk *desk = *state;
  desk->settings.dead = true;
  desk_tell(desk, "config", CONFIG("a", ",\"heldOpenSeconds\":10"));
  desk_command(desk, 1, "set-config", "{\"heldOpenSeconds\":10}");
  desk_has(desk_last(desk, "reply"), "\"rejected\",\"code\":\"busy\"");
  desk_run(desk, 100);
  expect(desk, "config-changed");
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
  expect(desk, "config-changed config-changed");
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

static void a_shorter_beat_begins_at_once(void **state) {
  struct desk *desk = *state;
  desk_tell(desk, "config", CONFIG("a", ",\"heartbeatSeconds\":300"));
  desk_run(desk, 300000);
  desk_forget(desk);
  desk_command(desk, 1, "set-config", "{\"heartbeatSeconds\":10}");
  desk_run(desk, 31000);
  assert_in_range(desk_count(desk, "heartbeat"), 3, 4);
}

/* Updates */

#define HASH "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define UPDATE                                                                                \
  "{\"url\":\"https://firmware.bank.example/smart-lockers-1.1.0.zip\",\"version\":\"1.1.0\"," \
  "\"size\":1048576,\"sha256\":\"" HASH "\",\"signature\":\"MEUCIQDO9tf+OvgdaTw1c2bjdp7zeNFe" \
  "sFDfnsbW/0pHWz79YwIgFRap8dXM2JVxxoEHMp96j1NZ7Zs7G98elvt/DHFV8rM=\"}"

static const uint8_t digest[LK_OTA_DIGEST] = {
    0x9f, 0x86, 0xd0, 0x81, 0x88, 0x4c, 0x7d, 0x65, 0x9a, 0x2f, 0xea, 0xa0, 0xc5, 0x5a, 0xd0, 0x15,
    0xa3, 0xbf, 0x4f, 0x1b, 0x2b, 0x0b, 0x82, 0x2c, 0xd1, 0x5d, 0x6c, 0x15, 0xb0, 0xf0, 0x0a, 0x08};

static void a_signed_image_is_loaded_installed_and_started(void **state) {
  struct desk *desk = *state;
  desk_command(desk, 1, "ota", UPDATE);
  assert_string_equal(desk->signed_text, "1.1.0 1048576 " HASH);
  desk_has(desk_last(desk, "reply"), "\"n\":1,\"result\":\"accepted\"");
  assert_int_equal(desk->loading, 1);
  assert_string_equal(desk->image.url, "https://firmware.bank.example/smart-lockers-1.1.0.zip");
  desk_run(desk, 60000);
  assert_int_equal(desk->installed, 0);
  lk_unit_ota_loaded(&desk->unit, true, 1048576, digest, desk->now);
  assert_int_equal(desk->installed, 1);
  desk_has(desk_last(desk, "reply"),
           "\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-000000000001\",\"n\":1,\"result\":\"done\"");
  assert_int_equal(desk->restarts, 1);
}

static void an_image_that_we_did_not_sign_is_not_even_fetched(void **state) {
  struct desk *desk = *state;
  desk->verifies = false;
  desk_command(desk, 1, "ota", UPDATE);
  desk_has(desk_last(desk, "reply"), "\"rejected\",\"code\":\"bad-signature\"");
  assert_int_equal(desk->loading, 0);
}

static void an_image_with_another_hash_or_length_is_never_run(void **state) {
  struct desk *desk = *state;
  uint8_t other[LK_OTA_DIGEST];
  memcpy(other, digest, sizeof other);
  other[31] ^= 1;
  const struct {
    bool ok;
    uint32_t size;
    const uint8_t *sha256;
  } cases[] = {
      {false, 0, NULL}, {true, 1048575, digest}, {true, 1048577, digest}, {true, 1048576, other}};
  for (uint32_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    desk_command(desk, i + 1, "ota", UPDATE);
    lk_unit_ota_loaded(&desk->unit, cases[i].ok, cases[i].size, cases[i].sha256, desk->now);
    desk_has(desk_last(desk, "reply"), "\"rejected\",\"code\":\"bad-image\"");
    assert_int_equal(desk->discarded, i + 1);
  }
  assert_int_equal(desk->installed, 0);
  assert_int_equal(desk->restarts, 0);
}

static void nothing_is_updated_while_a_door_is_open(void **state) {
  struct desk *desk = *state;
  lk_unit_contact(&desk->unit, 1, LK_DOOR, true);
  desk_run(desk, 100);
  desk_command(desk, 1, "ota", UPDATE);
  desk_has(desk_last(desk, "reply"), "\"rejected\",\"code\":\"door-open\"");
  assert_int_equal(desk->loading, 0);
  lk_unit_contact(&desk->unit, 1, LK_DOOR, false);
  desk_run(desk, 100);
  desk_command(desk, 2, "ota", UPDATE);
  assert_int_equal(desk->loading, 1);
  // Opened while the image was on its way.
  desk_set(desk, LK_DOOR, true);
  lk_unit_ota_loaded(&desk->unit, true, 1048576, digest, desk->now);
  desk_has(desk_last(desk, "reply"), "\"n\":2,\"result\":\"rejected\",\"code\":\"door-open\"");
  assert_int_equal(desk->installed, 0);
  assert_int_equal(desk->discarded, 1);
  assert_int_equal(desk->restarts, 0);
}

static void one_update_at_a_time(void **state) {
  struct desk *desk = *state;
  desk_command(desk, 1, "ota", UPDATE);
  desk_command(desk, 2, "ota", UPDATE);
  desk_has(desk_last(desk, "reply"), "\"n\":2,\"result\":\"rejected\",\"code\":\"busy\"");
  assert_int_equal(desk->loading, 1);
  // What nobody asked for is not installed either.
  lk_unit_ota_loaded(&desk->unit, false, 0, NULL, desk->now);
  lk_unit_ota_loaded(&desk->unit, true, 1048576, digest, desk->now);
  assert_int_equal(desk->installed, 0);
}

static void a_unit_that_cannot_update_says_so(void **state) {
  struct desk *desk = *state;
  desk->loads = false;
  desk_command(desk, 1, "ota", UPDATE);
  desk_has(desk_last(desk, "reply"), "\"rejected\",\"code\":\"bad-image\"");
  desk->loads = true;
  desk->installs = false;
  desk_command(desk, 2, "ota", UPDATE);
  lk_unit_ota_loaded(&desk->unit, true, 1048576, digest, desk->now);
  desk_has(desk_last(desk, "reply"), "\"rejected\",\"code\":\"bad-image\"");
  assert_int_equal(desk->restarts, 0);
  desk->port.ota_verify = NULL;
  desk_command(desk, 3, "ota", UPDATE);
  desk_has(desk_last(desk, "reply"), "\"rejected\",\"code\":\"unsupported\"");
}

static void an_image_is_kept_once_the_gateway_has_answered(void **state) {
  struct desk *desk = *state;
  desk->answers = false;
  desk_connect(desk);
  desk_run(desk, 10000);
  assert_int_equal(desk->confirmed, 0);
  desk_tell(desk, "reply/event", "nonsense");
  assert_int_equal(desk->confirmed, 0);
  desk_tell(desk, "reply/event", "{\"v\":1,\"seq\":1,\"result\":\"stored\"}");
  desk_tell(desk, "reply/event", "{\"v\":1,\"seq\":1,\"result\":\"duplicate\"}");
  assert_int_equal(desk->confirmed, 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_start_is_an_event_and_the_status_comes_before_it, setup,
                                      teardown),
      cmocka_unit_test_setup_teardown(events_wait_until_the_status_is_out, setup, teardown),
      cmocka_unit_test_setup_teardown(each_start_counts_the_boot_and_draws_a_nonce, setup,
                                      teardown),
      cmocka_unit_test_setup_teardown(numbers_go_on_over_a_restart, setup, teardown),
      cmocka_unit_test_setup_teardown(the_last_will_names_the_boot, setup, teardown),
      cmocka_unit_test_setup_teardown(whoever_goes_on_purpose_says_so, setup_connected, teardown),
      cmocka_unit_test_setup_teardown(a_unit_that_cannot_start_says_why, setup, teardown),
      cmocka_unit_test_setup_teardown(a_door_that_nobody_released_is_opened_and_then_forced,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(an_authorised_opening_is_no_more_than_that, setup_connected,
                                      teardown),
      cmocka_unit_test_setup_teardown(what_is_not_fitted_is_not_spoken_of, setup_connected,
                                      teardown),
      cmocka_unit_test_setup_teardown(sixteen_lockers_are_watched_each_by_itself, setup, teardown),
      cmocka_unit_test_setup_teardown(held_open_comes_by_uptime_and_across_a_lost_connection,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(tamper_is_latched_and_cleared_by_command, setup_connected,
                                      teardown),
      cmocka_unit_test_setup_teardown(tamper_stays_latched_over_a_restart, setup_connected,
                                      teardown),
      cmocka_unit_test_setup_teardown(a_restart_reports_what_happened_meanwhile_and_nothing_twice,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(
          a_unit_wired_anew_does_not_take_one_lockers_state_for_anothers, setup_connected,
          teardown),
      cmocka_unit_test_setup_teardown(duress_is_told_and_not_shown, setup_connected, teardown),
      cmocka_unit_test_setup_teardown(
          duress_leaves_led_and_siren_as_they_are_without_a_connection_too, setup, teardown),
      cmocka_unit_test_setup_teardown(the_siren_sounds_at_forced_and_tamper_for_its_time,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(the_led_shows_the_door_and_the_connection, setup_connected,
                                      teardown),
      cmocka_unit_test_setup_teardown(identify_blinks_for_a_minute_and_ends_by_itself,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(a_battery_is_low_once_until_it_is_well_again, setup_connected,
                                      teardown),
      cmocka_unit_test_setup_teardown(
          a_battery_that_was_reported_low_is_not_reported_again_after_a_restart, setup_connected,
          teardown),
      cmocka_unit_test_setup_teardown(mains_are_reported_when_they_change, setup_connected,
                                      teardown),
      cmocka_unit_test_setup_teardown(an_event_carries_the_time_as_well_as_the_unit_knows_it,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(
          a_time_that_is_learned_later_is_given_to_what_nobody_was_told_yet, setup_connected,
          teardown),
      cmocka_unit_test_setup_teardown(a_clock_that_is_set_again_is_reported_when_it_moves,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(a_time_that_cannot_be_is_not_believed, setup_connected,
                                      teardown),
      cmocka_unit_test_setup_teardown(an_event_is_sent_until_the_gateway_answers, setup_connected,
                                      teardown),
      cmocka_unit_test_setup_teardown(resend_seconds_are_the_outboxs, setup_connected, teardown),
      cmocka_unit_test_setup_teardown(a_broker_that_acknowledges_nothing_is_given_up,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(an_alarm_that_nobody_answers_goes_to_the_fallback, setup,
                                      teardown),
      cmocka_unit_test_setup_teardown(what_flash_did_not_take_is_tried_again_in_order,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(a_flash_that_is_broken_holds_no_event_up, setup_connected,
                                      teardown),
      cmocka_unit_test_setup_teardown(alarms_are_given_up_last_when_flash_fails_for_long,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(what_was_lost_for_want_of_space_is_counted_and_reported,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(the_unit_beats_while_it_is_connected, setup_connected,
                                      teardown),
      cmocka_unit_test_setup_teardown(a_beat_that_cannot_go_out_is_counted_and_never_sent_late,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(what_changes_nothing_is_answered, setup_connected, teardown),
      cmocka_unit_test_setup_teardown(a_command_is_taken_once_in_its_boot_only, setup_connected,
                                      teardown),
      cmocka_unit_test_setup_teardown(a_command_expires_only_by_a_synchronised_clock,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(a_command_that_is_not_of_the_contract_is_refused,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(what_comes_on_another_topic_is_nothing, setup_connected,
                                      teardown),
      cmocka_unit_test_setup_teardown(kept_events_are_published_again_on_demand, setup_connected,
                                      teardown),
      cmocka_unit_test_setup_teardown(a_reboot_answers_first_and_goes_on_purpose, setup_connected,
                                      teardown),
      cmocka_unit_test_setup_teardown(a_configuration_is_taken_reported_and_kept, setup_connected,
                                      teardown),
      cmocka_unit_test_setup_teardown(a_configuration_is_taken_wholly_or_not_at_all,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(a_configuration_that_flash_does_not_keep_is_refused,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(
          set_config_changes_what_it_names_until_another_configuration_comes, setup_connected,
          teardown),
      cmocka_unit_test_setup_teardown(a_shorter_beat_begins_at_once, setup_connected, teardown),
      cmocka_unit_test_setup_teardown(a_signed_image_is_loaded_installed_and_started,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(an_image_that_we_did_not_sign_is_not_even_fetched,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(an_image_with_another_hash_or_length_is_never_run,
                                      setup_connected, teardown),
      cmocka_unit_test_setup_teardown(nothing_is_updated_while_a_door_is_open, setup_connected,
                                      teardown),
      cmocka_unit_test_setup_teardown(one_update_at_a_time, setup_connected, teardown),
      cmocka_unit_test_setup_teardown(a_unit_that_cannot_update_says_so, setup_connected, teardown),
      cmocka_unit_test_setup_teardown(an_image_is_kept_once_the_gateway_has_answered, setup,
                                      teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
