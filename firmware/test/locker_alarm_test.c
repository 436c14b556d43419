#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "locker_bench.h"

static void tamper_is_latched_until_it_is_cleared(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench_set(&bench, LK_TAMPER, true);
  assert_true(lk_locker_tampered(&bench.locker));
  bench_expect(&bench, "tamper");
  bench_set(&bench, LK_TAMPER, false);
  assert_false(lk_locker_tampered(&bench.locker));
  bench_expect(&bench, "");
  lk_locker_clear_tamper(&bench.locker);
  bench_run(&bench, 100);
  bench_expect(&bench, "tamper-cleared");
  bench_set(&bench, LK_TAMPER, true);
  bench_expect(&bench, "tamper");
}

static void tamper_is_cleared_once_the_loop_is_closed(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench_set(&bench, LK_TAMPER, true);
  lk_locker_clear_tamper(&bench.locker);
  bench_run(&bench, 60000);
  bench_expect(&bench, "tamper");
  bench_set(&bench, LK_TAMPER, false);
  bench_expect(&bench, "tamper-cleared");
}

static void clearing_what_was_not_tampered_with_says_nothing(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  lk_locker_clear_tamper(&bench.locker);
  bench_run(&bench, 1000);
  bench_set(&bench, LK_TAMPER, true);
  bench_set(&bench, LK_TAMPER, false);
  bench_expect(&bench, "tamper");
}

static void a_loose_wire_does_not_fill_the_journal(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  for (int i = 0; i < 1000; i++) bench_pulse(&bench, LK_TAMPER);
  bench_expect(&bench, "tamper");
}

static void a_second_attempt_is_not_hidden_by_the_latch(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench_pulse(&bench, LK_TAMPER);
  bench_run(&bench, LK_TAMPER_AGAIN_MS + 1000);
  bench_pulse(&bench, LK_TAMPER);
  bench_expect(&bench, "tamper tamper");
}

static void duress_is_reported_each_time_it_is_given(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench_pulse(&bench, LK_DURESS);
  bench_expect(&bench, "duress");
  bench_pulse(&bench, LK_DURESS);
  bench_expect(&bench, "duress");
}

static void duress_changes_nothing_else_about_an_opening(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench_set(&bench, LK_DURESS, true);
  bench_authorise(&bench);
  bench_set(&bench, LK_DOOR, true);
  bench_set(&bench, LK_DOOR, false);
  bench_expect(&bench, "duress opened closed");
}

static void failed_attempts_within_a_minute_are_reported_together(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  for (int i = 0; i < 2; i++) bench_pulse(&bench, LK_DENIED);
  bench_expect(&bench, "");
  bench_pulse(&bench, LK_DENIED);
  bench_expect(&bench, "access-denied");
  for (int i = 0; i < 2; i++) bench_pulse(&bench, LK_DENIED);
  bench_expect(&bench, "");
}

static void attempts_that_lie_apart_are_not_counted_together(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  for (int i = 0; i < 20; i++) {
    bench_pulse(&bench, LK_DENIED);
    bench_run(&bench, 31000);
  }
  bench_expect(&bench, "");
}

static void the_hirers_key_alone_is_a_failed_attempt(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench.settings.value[LK_DENIED_ATTEMPTS] = 1;
  bench_pulse(&bench, LK_HIRER_KEY);
  bench_expect(&bench, "access-denied");
  // The guard's is turned first and left alone on every visit.
  bench_pulse(&bench, LK_GUARD_KEY);
  bench_expect(&bench, "");
  bench_pulse(&bench, LK_HIRER_KEY);
  bench_expect(&bench, "");
}

static void locking_up_again_is_no_failed_attempt(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench.settings.value[LK_DENIED_ATTEMPTS] = 1;
  bench_authorise(&bench);
  bench_set(&bench, LK_GUARD_KEY, false);
  bench_set(&bench, LK_HIRER_KEY, false);
  bench_set(&bench, LK_DOOR, true);
  bench_set(&bench, LK_DOOR, false);
  bench_set(&bench, LK_HIRER_KEY, true);
  bench_set(&bench, LK_BOLT, false);
  bench_set(&bench, LK_HIRER_KEY, false);
  bench_expect(&bench, "opened closed");
}

static void fewer_attempts_may_be_asked_for_while_some_are_counted(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, ALL);
  bench.settings.value[LK_DENIED_ATTEMPTS] = LK_ATTEMPTS_MAX;
  for (int i = 0; i < LK_ATTEMPTS_MAX - 1; i++) bench_pulse(&bench, LK_DENIED);
  bench_expect(&bench, "");
  bench.settings.value[LK_DENIED_ATTEMPTS] = 1;
  bench_pulse(&bench, LK_DENIED);
  bench_expect(&bench, "access-denied");
}

static void a_contact_that_is_not_fitted_says_nothing(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench, LK_FITTED(LK_DOOR));
  for (int contact = LK_DOOR + 1; contact <= LK_CONTACTS; contact++) {
    bench_pulse(&bench, (enum lk_contact)contact);
  }
  bench_expect(&bench, "");
}

int main(void) {
  const struct CMUnitTest tests[] = {
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
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
