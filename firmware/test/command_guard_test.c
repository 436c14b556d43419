/** What keeps anybody else from commanding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lk_command.h"

#define NONCE "9f86d081884c7d65"

static struct lk_command numbered(uint32_t boot, const char *nonce, uint32_t n, lk_ms expires) {
  struct lk_command command;
  memset(&command, 0, sizeof command);
  command.op = LK_OP_REBOOT;
  command.boot = boot;
  strcpy(command.nonce, nonce);
  command.has_n = true;
  command.n = n;
  command.expires = expires;
  return command;
}

static void a_command_is_good_once(void **state) {
  struct lk_command_guard guard;
  struct lk_command command = numbered(17, NONCE, 12, 5000);
  (void)state;
  lk_command_guard_init(&guard, 17, NONCE);
  assert_int_equal(lk_command_guard_check(&guard, &command, false, 0), LK_COMMAND_OK);
  assert_int_equal(lk_command_guard_check(&guard, &command, false, 0), LK_COMMAND_STALE);
}

static void a_command_that_was_overtaken_is_stale(void **state) {
  static const struct {
    uint32_t n;
    enum lk_command_verdict verdict;
  } cases[] = {{0, LK_COMMAND_STALE},       {1, LK_COMMAND_OK},    {3, LK_COMMAND_OK},
               {2, LK_COMMAND_STALE},       {3, LK_COMMAND_STALE}, {4, LK_COMMAND_OK},
               {UINT32_MAX, LK_COMMAND_OK}, {5, LK_COMMAND_STALE}};
  struct lk_command_guard guard;
  (void)state;
  lk_command_guard_init(&guard, 17, NONCE);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct lk_command command = numbered(17, NONCE, cases[i].n, 5000);
    assert_int_equal(lk_command_guard_check(&guard, &command, false, 0), cases[i].verdict);
  }
}

static void a_command_for_another_boot_is_stale(void **state) {
  static const struct {
    uint32_t boot;
    const char *nonce;
  } cases[] = {{16, NONCE},
               {18, NONCE},
               {17, "9f86d081884c7d66"},
               {17, NONCE "00"},
               {17, "0000000000000000"},
               {17, ""}};
  struct lk_command_guard guard;
  (void)state;
  lk_command_guard_init(&guard, 17, NONCE);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct lk_command command = numbered(cases[i].boot, cases[i].nonce, 12, 5000);
    assert_int_equal(lk_command_guard_check(&guard, &command, false, 0), LK_COMMAND_STALE);
  }
  // None of them counts as taken.
  const struct lk_command own = numbered(17, NONCE, 1, 5000);
  assert_int_equal(lk_command_guard_check(&guard, &own, false, 0), LK_COMMAND_OK);
}

static void expires_is_looked_at_only_by_a_synchronised_clock(void **state) {
  static const struct {
    bool synchronised;
    lk_ms now;
    enum lk_command_verdict verdict;
  } cases[] = {{true, 5000, LK_COMMAND_OK},
               {true, 5001, LK_COMMAND_EXPIRED},
               {false, 5001, LK_COMMAND_OK},
               {false, INT64_MAX, LK_COMMAND_OK}};
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct lk_command_guard guard;
    const struct lk_command command = numbered(17, NONCE, 1, 5000);
    lk_command_guard_init(&guard, 17, NONCE);
    assert_int_equal(lk_command_guard_check(&guard, &command, cases[i].synchronised, cases[i].now),
                     cases[i].verdict);
  }
}

static void what_changes_nothing_passes_always(void **state) {
  struct lk_command_guard guard;
  struct lk_command command = numbered(1, "", 0, 0);
  (void)state;
  lk_command_guard_init(&guard, 17, NONCE);
  command.op = LK_OP_PING;
  assert_int_equal(lk_command_guard_check(&guard, &command, true, 1), LK_COMMAND_OK);
  command.op = LK_OP_GET_STATE;
  assert_int_equal(lk_command_guard_check(&guard, &command, true, 1), LK_COMMAND_OK);
  // Nor does its number count: it is ignored.
  command = numbered(17, NONCE, 50, 5000);
  command.op = LK_OP_PING;
  assert_int_equal(lk_command_guard_check(&guard, &command, false, 0), LK_COMMAND_OK);
  command = numbered(17, NONCE, 1, 5000);
  assert_int_equal(lk_command_guard_check(&guard, &command, false, 0), LK_COMMAND_OK);
}

static void each_refusal_has_a_code_of_its_own(void **state) {
  (void)state;
  assert_null(lk_command_code(LK_COMMAND_OK));
  for (int i = LK_COMMAND_TOO_LARGE; i <= LK_COMMAND_UNSUPPORTED; i++) {
    for (int j = LK_COMMAND_TOO_LARGE; j < i; j++) {
      assert_string_not_equal(lk_command_code((enum lk_command_verdict)i),
                              lk_command_code((enum lk_command_verdict)j));
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_command_is_good_once),
      cmocka_unit_test(a_command_that_was_overtaken_is_stale),
      cmocka_unit_test(a_command_for_another_boot_is_stale),
      cmocka_unit_test(expires_is_looked_at_only_by_a_synchronised_clock),
      cmocka_unit_test(what_changes_nothing_passes_always),
      cmocka_unit_test(each_refusal_has_a_code_of_its_own),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
