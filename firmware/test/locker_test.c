#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "locker_bench.h"

static void an_authorised_door_opens_and_closes(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench_authorise(&bench);
  bench_set(&bench, LK_DOOR, true);
  bench_expect(&bench, "opened");
  bench_set(&bench, LK_DOOR, false);
  bench_expect(&bench, "closed");
}

static void a_door_that_nobody_released_is_opened_and_then_forced(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench_set(&bench, LK_DOOR, true);
  bench_expect(&bench, "opened forced");
}

static void a_single_key_releases_nothing(void **state) {
  static const enum lk_contact keys[] = {LK_GUARD_KEY, LK_HIRER_KEY};
  struct bench bench;
  (void)state;
  for (size_t i = 0; i < 2; i++) {
    bench_init(&bench, ALL);
    bench_set(&bench, keys[i], true);
    bench_set(&bench, LK_BOLT, true);
    bench_set(&bench, LK_DOOR, true);
    bench_expect(&bench, "opened forced");
  }
}

static void a_thrown_bolt_means_force_whatever_the_keys_say(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench_set(&bench, LK_GUARD_KEY, true);
  bench_set(&bench, LK_HIRER_KEY, true);
  bench_set(&bench, LK_DOOR, true);
  bench_expect(&bench, "opened forced");
}

static void a_bolt_that_moves_with_the_door_is_withdrawn(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench_set(&bench, LK_GUARD_KEY, true);
  bench_set(&bench, LK_HIRER_KEY, true);
  lk_locker_set(&bench.locker, LK_DOOR, true);
  bench_run(&bench, 20);
  bench_set(&bench, LK_BOLT, true);
  bench_expect(&bench, "opened");
}

static void without_keys_and_bolt_an_opening_cannot_be_judged(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, NO_KEYS);
  bench_set(&bench, LK_GUARD_KEY, true);
  bench_set(&bench, LK_DOOR, true);
  bench_expect(&bench, "opened");
}

static void a_single_release_signal_is_enough_where_it_is_all_there_is(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, NO_KEYS | LK_FITTED(LK_HIRER_KEY));
  bench_pulse(&bench, LK_HIRER_KEY);
  bench_set(&bench, LK_DOOR, true);
  bench_expect(&bench, "opened");
  bench_set(&bench, LK_DOOR, false);
  bench_set(&bench, LK_DOOR, true);
  bench_expect(&bench, "closed opened forced");
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
    bench_pulse(&bench, cases[i].first);
    bench_run(&bench, cases[i].between);
    bench_pulse(&bench, cases[i].first == LK_GUARD_KEY ? LK_HIRER_KEY : LK_GUARD_KEY);
    bench_set(&bench, LK_DOOR, true);
    bench_expect(&bench, cases[i].found);
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
    bench_authorise(&bench);
    bench_set(&bench, LK_GUARD_KEY, false);
    bench_set(&bench, LK_HIRER_KEY, false);
    bench_run(&bench, cases[i].wait);
    bench_set(&bench, LK_DOOR, true);
    bench_expect(&bench, cases[i].found);
  }
}

static void a_key_that_stays_turned_keeps_its_authorisation(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench_authorise(&bench);
  bench_run(&bench, 10 * LK_AUTHORISED_MS);
  bench_set(&bench, LK_DOOR, true);
  bench_expect(&bench, "opened");
}

static void closing_uses_the_authorisation_up(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench_authorise(&bench);
  bench_set(&bench, LK_GUARD_KEY, false);
  bench_set(&bench, LK_DOOR, true);
  bench_set(&bench, LK_HIRER_KEY, false);
  bench_set(&bench, LK_DOOR, false);
  bench_expect(&bench, "opened closed");
  bench_set(&bench, LK_DOOR, true);
  bench_expect(&bench, "opened forced");
}

static void a_door_that_bounces_opens_once(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, NO_KEYS);
  for (int i = 0; i < 15; i++) {
    lk_locker_set(&bench.locker, LK_DOOR, i % 3 != 0);
    bench_run(&bench, LK_SAMPLE_MS);
  }
  bench_set(&bench, LK_DOOR, true);
  bench_expect(&bench, "opened");
  for (int i = 0; i < 15; i++) {
    lk_locker_set(&bench.locker, LK_DOOR, i % 2 == 0);
    bench_run(&bench, LK_SAMPLE_MS);
  }
  bench_set(&bench, LK_DOOR, false);
  bench_expect(&bench, "closed");
}

static void a_door_that_stands_open_is_reported_once_an_opening(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, NO_KEYS);
  bench.settings.value[LK_HELD_OPEN_SECONDS] = 10;
  bench_set(&bench, LK_DOOR, true);
  bench_run(&bench, 9800);
  bench_expect(&bench, "opened");
  bench_run(&bench, 200);
  bench_expect(&bench, "held-open");
  bench_run(&bench, 3600000);
  bench_expect(&bench, "");
  bench_set(&bench, LK_DOOR, false);
  bench_set(&bench, LK_DOOR, true);
  bench_run(&bench, 11000);
  bench_expect(&bench, "closed opened held-open");
}

static void a_door_that_closes_in_time_was_not_held_open(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, NO_KEYS);
  bench.settings.value[LK_HELD_OPEN_SECONDS] = 10;
  for (int i = 0; i < 5; i++) {
    bench_set(&bench, LK_DOOR, true);
    bench_run(&bench, 9500);
    bench_set(&bench, LK_DOOR, false);
    bench_run(&bench, 9500);
  }
  bench_expect(&bench, "opened closed opened closed opened closed opened closed opened closed");
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
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
