#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "locker_bench.h"

static void a_door_never_seen_before_is_taken_as_it_is(void **state) {
  struct bench bench;
  (void)state;
  for (int open = 0; open < 2; open++) {
    bench_init(&bench, ALL);
    memset(&bench.locker.latches, 0, sizeof bench.locker.latches);
    bench_restart(&bench, ALL);
    bench_set(&bench, LK_DOOR, open != 0);
    bench_run(&bench, 1000);
    assert_int_equal(lk_locker_open(&bench.locker), open);
    assert_int_equal(bench.locker.latches.open, open);
    bench_expect(&bench, "");
  }
  // Installed with an open door: that it stays open is something to report.
  bench_run(&bench, 301000);
  bench_set(&bench, LK_DOOR, false);
  bench_expect(&bench, "held-open closed");
}

static void a_door_opened_while_the_unit_was_down_is_opened_and_forced(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench_restart(&bench, ALL);
  bench_set(&bench, LK_DOOR, true);
  bench_expect(&bench, "opened forced");
}

static void a_door_closed_while_the_unit_was_down_is_closed(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, NO_KEYS);
  bench_set(&bench, LK_DOOR, true);
  bench_restart(&bench, NO_KEYS);
  bench_run(&bench, 100);
  bench_expect(&bench, "opened closed");
}

static void nothing_is_reported_twice_because_of_a_restart(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, NO_KEYS);
  bench.settings.value[LK_HELD_OPEN_SECONDS] = 10;
  bench_set(&bench, LK_DOOR, true);
  bench_set(&bench, LK_TAMPER, true);
  bench_run(&bench, 11000);
  bench_expect(&bench, "opened tamper held-open");
  for (int i = 0; i < 3; i++) {
    bench_restart(&bench, NO_KEYS);
    lk_locker_set(&bench.locker, LK_DOOR, true);
    lk_locker_set(&bench.locker, LK_TAMPER, true);
    bench_run(&bench, 20000);
  }
  bench_expect(&bench, "");
  lk_locker_clear_tamper(&bench.locker);
  bench_set(&bench, LK_TAMPER, false);
  bench_expect(&bench, "tamper-cleared");
}

static void an_opening_that_lasts_over_a_restart_is_held_open_from_there(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, NO_KEYS);
  bench.settings.value[LK_HELD_OPEN_SECONDS] = 10;
  bench_set(&bench, LK_DOOR, true);
  bench_run(&bench, 5000);
  bench_restart(&bench, NO_KEYS);
  lk_locker_set(&bench.locker, LK_DOOR, true);
  bench_run(&bench, 9000);
  bench_expect(&bench, "opened");
  bench_run(&bench, 2000);
  bench_expect(&bench, "held-open");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_door_never_seen_before_is_taken_as_it_is),
      cmocka_unit_test(a_door_opened_while_the_unit_was_down_is_opened_and_forced),
      cmocka_unit_test(a_door_closed_while_the_unit_was_down_is_closed),
      cmocka_unit_test(nothing_is_reported_twice_because_of_a_restart),
      cmocka_unit_test(an_opening_that_lasts_over_a_restart_is_held_open_from_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
