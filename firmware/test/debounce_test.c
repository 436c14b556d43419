#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lk_debounce.h"

/** Feeds a run of equal samples. @returns the number of the one that changed the level, or 0 */
static int feed(struct lk_debounce *contact, bool level, int samples, uint16_t debounce_ms) {
  for (int i = 1; i <= samples; i++) {
    if (lk_debounce_sample(contact, level, debounce_ms)) return i;
  }
  return 0;
}

static void a_steady_contact_changes_after_the_debounce_time(void **state) {
  (void)state;
  static const struct {
    uint16_t debounce_ms;
    int samples;
  } cases[] = {{10, 2}, {11, 3}, {50, 10}, {100, 20}, {1000, 200}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct lk_debounce contact;
    lk_debounce_init(&contact, false);
    assert_int_equal(feed(&contact, true, 400, cases[i].debounce_ms), cases[i].samples);
    assert_true(contact.level);
    assert_int_equal(feed(&contact, false, 400, cases[i].debounce_ms), cases[i].samples);
    assert_false(contact.level);
  }
}

static void a_time_outside_its_range_is_the_nearer_end(void **state) {
  (void)state;
  struct lk_debounce contact;
  lk_debounce_init(&contact, false);
  assert_int_equal(feed(&contact, true, 400, 0), 2);
  assert_int_equal(feed(&contact, false, 400, UINT16_MAX), 200);
}

static void nothing_changes_while_nothing_differs(void **state) {
  (void)state;
  struct lk_debounce contact;
  lk_debounce_init(&contact, true);
  assert_int_equal(feed(&contact, true, 10000, 50), 0);
}

static void a_contact_that_bounces_changes_once(void **state) {
  (void)state;
  struct lk_debounce contact;
  lk_debounce_init(&contact, false);
  int changes = 0;
  // A reed that chatters for 60 ms before it stays open.
  for (int i = 0; i < 12; i++) changes += lk_debounce_sample(&contact, i % 2 == 0, 50);
  assert_int_equal(changes, 0);
  for (int i = 0; i < 100; i++) changes += lk_debounce_sample(&contact, true, 50);
  assert_int_equal(changes, 1);
  assert_true(contact.level);
}

static void a_contact_that_bounces_for_ever_never_changes(void **state) {
  (void)state;
  // 2 of 10 samples say otherwise, the worst place for them included.
  for (int phase = 0; phase < 5; phase++) {
    struct lk_debounce contact;
    lk_debounce_init(&contact, false);
    for (int i = 0; i < 5000; i++)
      assert_false(lk_debounce_sample(&contact, (i + phase) % 5 != 0, 50));
  }
}

static void one_spike_neither_makes_nor_delays_a_change(void **state) {
  (void)state;
  struct lk_debounce contact;
  lk_debounce_init(&contact, false);
  assert_false(lk_debounce_sample(&contact, true, 50));
  assert_int_equal(feed(&contact, false, 1000, 50), 0);

  for (int spike = 2; spike < 10; spike++) {
    lk_debounce_init(&contact, false);
    int at = 0;
    for (int i = 1; i <= 40 && at == 0; i++) {
      if (lk_debounce_sample(&contact, i != spike, 50)) at = i;
    }
    assert_int_equal(at, 10);
  }
}

static void the_change_never_comes_with_a_sample_that_contradicts_it(void **state) {
  (void)state;
  struct lk_debounce contact;
  lk_debounce_init(&contact, false);
  assert_int_equal(feed(&contact, true, 9, 50), 0);
  assert_false(lk_debounce_sample(&contact, false, 50));
  assert_true(lk_debounce_sample(&contact, true, 50));
}

static void a_shorter_time_set_meanwhile_takes_effect_at_once(void **state) {
  (void)state;
  struct lk_debounce contact;
  lk_debounce_init(&contact, false);
  assert_int_equal(feed(&contact, true, 100, 1000), 0);
  assert_true(lk_debounce_sample(&contact, true, 50));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_steady_contact_changes_after_the_debounce_time),
      cmocka_unit_test(a_time_outside_its_range_is_the_nearer_end),
      cmocka_unit_test(nothing_changes_while_nothing_differs),
      cmocka_unit_test(a_contact_that_bounces_changes_once),
      cmocka_unit_test(a_contact_that_bounces_for_ever_never_changes),
      cmocka_unit_test(one_spike_neither_makes_nor_delays_a_change),
      cmocka_unit_test(the_change_never_comes_with_a_sample_that_contradicts_it),
      cmocka_unit_test(a_shorter_time_set_meanwhile_takes_effect_at_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
