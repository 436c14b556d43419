#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lk_locker.h"

enum { ALL = (1 << LK_CONTACTS) - 1, NO_KEYS = LK_FITTED(LK_DOOR) | LK_FITTED(LK_TAMPER) };

/** One locker on the bench, and what it found since the last look. */
struct bench {
  struct lk_locker locker;
  struct lk_settings settings;
  lk_ms now;
  char found[512];
};

static void bench_restart(struct bench *bench, uint8_t fitted) {
  const struct lk_latches latches = bench->locker.latches;
  lk_locker_init(&bench->locker, fitted, &latches);
  bench->now = 0;
}

static void run(struct bench *bench, lk_ms ms) {
  for (lk_ms end = bench->now + ms; bench->now < end; bench->now += LK_SAMPLE_MS) {
    struct lk_finding findings[LK_FINDINGS_MAX];
    const size_t count = lk_locker_sample(&bench->locker, bench->now, &bench->settings, findings);
    for (size_t i = 0; i < count; i++) {
      strcat(bench->found, bench->found[0] == '\0' ? "" : " ");
      strcat(bench->found, lk_event_type_name(findings[i].type));
    }
  }
}

/** A locker whose door was seen closed before. */
static void bench_init(struct bench *bench, uint8_t fitted) {
  struct lk_config config;
  memset(bench, 0, sizeof *bench);
  lk_config_defaults(&config);
  bench->settings = config.settings;
  bench->locker.latches.known = true;
  bench_restart(bench, fitted);
  run(bench, 1000);
}

static void set(struct bench *bench, enum lk_contact contact, bool active) {
  lk_locker_set(&bench->locker, contact, active);
  run(bench, 100);
}

static void pulse(struct bench *bench, enum lk_contact contact) {
  set(bench, contact, true);
  set(bench, contact, false);
}

static void expect(struct bench *bench, const char *found) {
  assert_string_equal(bench->found, found);
  bench->found[0] = '\0';
}

/** Both keys turned and the bolt withdrawn. */
static void authorise(struct bench *bench) {
  set(bench, LK_GUARD_KEY, true);
  set(bench, LK_HIRER_KEY, true);
  set(bench, LK_BOLT, true);
}

static void an_authorised_door_opens_and_closes(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  authorise(&bench);
  set(&bench, LK_DOOR, true);
  expect(&bench, "opened");
  set(&bench, LK_DOOR, false);
  expect(&bench, "closed");
}

static void a_door_that_nobody_released_is_opened_and_then_forced(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  set(&bench, LK_DOOR, true);
  expect(&bench, "opened forced");
}

static void a_single_key_releases_nothing(void **state) {
  static const enum lk_contact keys[] = {LK_GUARD_KEY, LK_HIRER_KEY};
  struct bench bench;
  (void)state;
  for (size_t i = 0; i < 2; i++) {
    bench_init(&bench, ALL);
    set(&bench, keys[i], true);
    set(&bench, LK_BOLT, true);
    set(&bench, LK_DOOR, true);
    expect(&bench, "opened forced");
  }
}

static void a_thrown_bolt_means_force_whatever_the_keys_say(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  set(&bench, LK_GUARD_KEY, true);
  set(&bench, LK_HIRER_KEY, true);
  set(&bench, LK_DOOR, true);
  expect(&bench, "opened forced");
}

static void a_bolt_that_moves_with_the_door_is_withdrawn(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  set(&bench, LK_GUARD_KEY, true);
  set(&bench, LK_HIRER_KEY, true);
  lk_locker_set(&bench.locker, LK_DOOR, true);
  run(&bench, 20);
  set(&bench, LK_BOLT, true);
  expect(&bench, "opened");
}

static void without_keys_and_bolt_an_opening_cannot_be_judged(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, NO_KEYS);
  set(&bench, LK_GUARD_KEY, true);
  set(&bench, LK_DOOR, true);
  expect(&bench, "opened");
}

static void a_single_release_signal_is_enough_where_it_is_all_there_is(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, NO_KEYS | LK_FITTED(LK_HIRER_KEY));
  pulse(&bench, LK_HIRER_KEY);
  set(&bench, LK_DOOR, true);
  expect(&bench, "opened");
  set(&bench, LK_DOOR, false);
  set(&bench, LK_DOOR, true);
  expect(&bench, "closed opened forced");
}

static void the_keys_may_be_turned_one_after_the_other(void **state) {
  static const struct {
    enum lk_contact first;
    lk_ms between;
    const char *found;
  } cases[] = {
      {LK_GUARD_KEY, 0, "opened"},
      {LK_HIRER_KEY, 0, "opened"},
      {LK_GUARD_KEY, LK_KEY_PAIR_MS - 1000, "opened"},
      {LK_GUARD_KEY, LK_KEY_PAIR_MS + 1000, "opened forced"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct bench bench;
    bench_init(&bench, NO_KEYS | LK_FITTED(LK_GUARD_KEY) | LK_FITTED(LK_HIRER_KEY));
    pulse(&bench, cases[i].first);
    run(&bench, cases[i].between);
    pulse(&bench, cases[i].first == LK_GUARD_KEY ? LK_HIRER_KEY : LK_GUARD_KEY);
    set(&bench, LK_DOOR, true);
    expect(&bench, cases[i].found);
  }
}

static void an_authorisation_runs_out(void **state) {
  static const struct {
    lk_ms wait;
    const char *found;
  } cases[] = {{LK_AUTHORISED_MS - 1000, "opened"}, {LK_AUTHORISED_MS + 1000, "opened forced"}};
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct bench bench;
    bench_init(&bench, ALL);
    authorise(&bench);
    set(&bench, LK_GUARD_KEY, false);
    set(&bench, LK_HIRER_KEY, false);
    run(&bench, cases[i].wait);
    set(&bench, LK_DOOR, true);
    expect(&bench, cases[i].found);
  }
}

static void a_key_that_stays_turned_keeps_its_authorisation(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  authorise(&bench);
  run(&bench, 10 * LK_AUTHORISED_MS);
  set(&bench, LK_DOOR, true);
  expect(&bench, "opened");
}

static void closing_uses_the_authorisation_up(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  authorise(&bench);
  set(&bench, LK_GUARD_KEY, false);
  set(&bench, LK_DOOR, true);
  set(&bench, LK_HIRER_KEY, false);
  set(&bench, LK_DOOR, false);
  expect(&bench, "opened closed");
  set(&bench, LK_DOOR, true);
  expect(&bench, "opened forced");
}

static void a_door_that_bounces_opens_once(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, NO_KEYS);
  for (int i = 0; i < 15; i++) {
    lk_locker_set(&bench.locker, LK_DOOR, i % 3 != 0);
    run(&bench, LK_SAMPLE_MS);
  }
  set(&bench, LK_DOOR, true);
  expect(&bench, "opened");
  for (int i = 0; i < 15; i++) {
    lk_locker_set(&bench.locker, LK_DOOR, i % 2 == 0);
    run(&bench, LK_SAMPLE_MS);
  }
  set(&bench, LK_DOOR, false);
  expect(&bench, "closed");
}

static void a_door_that_stands_open_is_reported_once_an_opening(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, NO_KEYS);
  bench.settings.value[LK_HELD_OPEN_SECONDS] = 10;
  set(&bench, LK_DOOR, true);
  run(&bench, 9800);
  expect(&bench, "opened");
  run(&bench, 200);
  expect(&bench, "held-open");
  run(&bench, 3600000);
  expect(&bench, "");
  set(&bench, LK_DOOR, false);
  set(&bench, LK_DOOR, true);
  run(&bench, 11000);
  expect(&bench, "closed opened held-open");
}

static void a_door_that_closes_in_time_was_not_held_open(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, NO_KEYS);
  bench.settings.value[LK_HELD_OPEN_SECONDS] = 10;
  for (int i = 0; i < 5; i++) {
    set(&bench, LK_DOOR, true);
    run(&bench, 9500);
    set(&bench, LK_DOOR, false);
    run(&bench, 9500);
  }
  expect(&bench, "opened closed opened closed opened closed opened closed opened closed");
}

static void tamper_is_latched_until_it_is_cleared(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  set(&bench, LK_TAMPER, true);
  assert_true(lk_locker_tampered(&bench.locker));
  expect(&bench, "tamper");
  set(&bench, LK_TAMPER, false);
  assert_false(lk_locker_tampered(&bench.locker));
  expect(&bench, "");
  lk_locker_clear_tamper(&bench.locker);
  run(&bench, 100);
  expect(&bench, "tamper-cleared");
  set(&bench, LK_TAMPER, true);
  expect(&bench, "tamper");
}

static void tamper_is_cleared_once_the_loop_is_closed(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  set(&bench, LK_TAMPER, true);
  lk_locker_clear_tamper(&bench.locker);
  run(&bench, 60000);
  expect(&bench, "tamper");
  set(&bench, LK_TAMPER, false);
  expect(&bench, "tamper-cleared");
}

static void clearing_what_was_not_tampered_with_says_nothing(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  lk_locker_clear_tamper(&bench.locker);
  run(&bench, 1000);
  set(&bench, LK_TAMPER, true);
  set(&bench, LK_TAMPER, false);
  expect(&bench, "tamper");
}

static void a_loose_wire_does_not_fill_the_journal(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  for (int i = 0; i < 1000; i++) pulse(&bench, LK_TAMPER);
  expect(&bench, "tamper");
}

static void a_second_attempt_is_not_hidden_by_the_latch(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  pulse(&bench, LK_TAMPER);
  run(&bench, LK_TAMPER_AGAIN_MS + 1000);
  pulse(&bench, LK_TAMPER);
  expect(&bench, "tamper tamper");
}

static void duress_is_reported_each_time_it_is_given(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  pulse(&bench, LK_DURESS);
  expect(&bench, "duress");
  pulse(&bench, LK_DURESS);
  expect(&bench, "duress");
}

static void duress_changes_nothing_else_about_an_opening(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  set(&bench, LK_DURESS, true);
  authorise(&bench);
  set(&bench, LK_DOOR, true);
  set(&bench, LK_DOOR, false);
  expect(&bench, "duress opened closed");
}

static void failed_attempts_within_a_minute_are_reported_together(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  for (int i = 0; i < 2; i++) pulse(&bench, LK_DENIED);
  expect(&bench, "");
  pulse(&bench, LK_DENIED);
  expect(&bench, "access-denied");
  for (int i = 0; i < 2; i++) pulse(&bench, LK_DENIED);
  expect(&bench, "");
}

static void attempts_that_lie_apart_are_not_counted_together(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  for (int i = 0; i < 20; i++) {
    pulse(&bench, LK_DENIED);
    run(&bench, 31000);
  }
  expect(&bench, "");
}

static void the_hirers_key_alone_is_a_failed_attempt(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench.settings.value[LK_DENIED_ATTEMPTS] = 1;
  pulse(&bench, LK_HIRER_KEY);
  expect(&bench, "access-denied");
  // The guard's is turned first and left alone on every visit.
  pulse(&bench, LK_GUARD_KEY);
  expect(&bench, "");
  pulse(&bench, LK_HIRER_KEY);
  expect(&bench, "");
}

static void locking_up_again_is_no_failed_attempt(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench.settings.value[LK_DENIED_ATTEMPTS] = 1;
  authorise(&bench);
  set(&bench, LK_GUARD_KEY, false);
  set(&bench, LK_HIRER_KEY, false);
  set(&bench, LK_DOOR, true);
  set(&bench, LK_DOOR, false);
  set(&bench, LK_HIRER_KEY, true);
  set(&bench, LK_BOLT, false);
  set(&bench, LK_HIRER_KEY, false);
  expect(&bench, "opened closed");
}

static void fewer_attempts_may_be_asked_for_while_some_are_counted(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench.settings.value[LK_DENIED_ATTEMPTS] = LK_ATTEMPTS_MAX;
  for (int i = 0; i < LK_ATTEMPTS_MAX - 1; i++) pulse(&bench, LK_DENIED);
  expect(&bench, "");
  bench.settings.value[LK_DENIED_ATTEMPTS] = 1;
  pulse(&bench, LK_DENIED);
  expect(&bench, "access-denied");
}

static void a_contact_that_is_not_fitted_says_nothing(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, LK_FITTED(LK_DOOR));
  for (int contact = LK_DOOR + 1; contact <= LK_CONTACTS; contact++) {
    pulse(&bench, (enum lk_contact)contact);
  }
  expect(&bench, "");
}

static void a_door_never_seen_before_is_taken_as_it_is(void **state) {
  struct bench bench;
  (void)state;
  for (int open = 0; open < 2; open++) {
    bench_init(&bench, ALL);
    memset(&bench.locker.latches, 0, sizeof bench.locker.latches);
    bench_restart(&bench, ALL);
    set(&bench, LK_DOOR, open != 0);
    run(&bench, 1000);
    assert_int_equal(lk_locker_open(&bench.locker), open);
    assert_int_equal(bench.locker.latches.open, open);
    expect(&bench, "");
  }
  // Installed with an open door: that it stays open is something to report.
  run(&bench, 301000);
  set(&bench, LK_DOOR, false);
  expect(&bench, "held-open closed");
}

static void a_door_opened_while_the_unit_was_down_is_opened_and_forced(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench_restart(&bench, ALL);
  set(&bench, LK_DOOR, true);
  expect(&bench, "opened forced");
}

static void a_door_closed_while_the_unit_was_down_is_closed(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, NO_KEYS);
  set(&bench, LK_DOOR, true);
  bench_restart(&bench, NO_KEYS);
  run(&bench, 100);
  expect(&bench, "opened closed");
}

static void nothing_is_reported_twice_because_of_a_restart(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, NO_KEYS);
  bench.settings.value[LK_HELD_OPEN_SECONDS] = 10;
  set(&bench, LK_DOOR, true);
  set(&bench, LK_TAMPER, true);
  run(&bench, 11000);
  expect(&bench, "opened tamper held-open");
  for (int i = 0; i < 3; i++) {
    bench_restart(&bench, NO_KEYS);
    lk_locker_set(&bench.locker, LK_DOOR, true);
    lk_locker_set(&bench.locker, LK_TAMPER, true);
    run(&bench, 20000);
  }
  expect(&bench, "");
  lk_locker_clear_tamper(&bench.locker);
  set(&bench, LK_TAMPER, false);
  expect(&bench, "tamper-cleared");
}

static void an_opening_that_lasts_over_a_restart_is_held_open_from_there(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, NO_KEYS);
  bench.settings.value[LK_HELD_OPEN_SECONDS] = 10;
  set(&bench, LK_DOOR, true);
  run(&bench, 5000);
  bench_restart(&bench, NO_KEYS);
  lk_locker_set(&bench.locker, LK_DOOR, true);
  run(&bench, 9000);
  expect(&bench, "opened");
  run(&bench, 2000);
  expect(&bench, "held-open");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_authorised_door_opens_and_closes),
      cmocka_unit_test(a_door_that_nobody_released_is_opened_and_then_forced),
      cmocka_unit_test(a_single_key_releases_nothing),
      cmocka_unit_test(a_thrown_bolt_means_force_whatever_the_keys_say),
      cmocka_unit_test(a_bolt_that_moves_with_the_door_is_withdrawn),
      cmocka_unit_test(without_keys_and_bolt_an_opening_cannot_be_judged),
      cmocka_unit_test(a_single_release_signal_is_enough_where_it_is_all_there_is),
      cmocka_unit_test(the_keys_may_be_turned_one_after_the_other),
      cmocka_unit_test(an_authorisation_runs_out),
      cmocka_unit_test(a_key_that_stays_turned_keeps_its_authorisation),
      cmocka_unit_test(closing_uses_the_authorisation_up),
      cmocka_unit_test(a_door_that_bounces_opens_once),
      cmocka_unit_test(a_door_that_stands_open_is_reported_once_an_opening),
      cmocka_unit_test(a_door_that_closes_in_time_was_not_held_open),
      cmocka_unit_test(tamper_is_latched_until_it_is_cleared),
      cmocka_unit_test(tamper_is_cleared_once_the_loop_is_closed),
      cmocka_unit_test(clearing_what_was_not_tampered_with_says_nothing),
      cmocka_unit_test(a_loose_wire_does_not_fill_the_journal),
      cmocka_unit_test(a_second_attempt_is_not_hidden_by_the_latch),
      cmocka_unit_test(duress_is_reported_each_time_it_is_given),
      cmocka_unit_test(duress_changes_nothing_else_about_an_opening),
      cmocka_unit_test(failed_attempts_within_a_minute_are_reported_together),
      cmocka_unit_test(attempts_that_lie_apart_are_not_counted_together),
      cmocka_unit_test(the_hirers_key_alone_is_a_failed_attempt),
      cmocka_unit_test(locking_up_again_is_no_failed_attempt),
      cmocka_unit_test(fewer_attempts_may_be_asked_for_while_some_are_counted),
      cmocka_unit_test(a_contact_that_is_not_fitted_says_nothing),
      cmocka_unit_test(a_door_never_seen_before_is_taken_as_it_is),
      cmocka_unit_test(a_door_opened_while_the_unit_was_down_is_opened_and_forced),
      cmocka_unit_test(a_door_closed_while_the_unit_was_down_is_closed),
      cmocka_unit_test(nothing_is_reported_twice_because_of_a_restart),
      cmocka_unit_test(an_opening_that_lasts_over_a_restart_is_held_open_from_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
