/**
 * What the tests use of cmocka, for a machine whose cmocka is not built for 32 bits (Debian's is not). Prints TAP,
 * as cmocka does with CMOCKA_MESSAGE_OUTPUT=TAP; group setups are not supported.
 */
#ifndef LK_TEST_M32_CMOCKA_H
#define LK_TEST_M32_CMOCKA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct CMUnitTest {
  const char *name;
  void (*test)(void **state);
  int (*setup)(void **state);
  int (*teardown)(void **state);
  void *initial_state;
};

#define cmocka_unit_test(f) {#f, f, NULL, NULL, NULL}
#define cmocka_unit_test_setup(f, setup) {#f, f, setup, NULL, NULL}
#define cmocka_unit_test_teardown(f, teardown) {#f, f, NULL, teardown, NULL}
#define cmocka_unit_test_setup_teardown(f, setup, teardown) {#f, f, setup, teardown, NULL}
#define cmocka_unit_test_prestate(f, state) {#f, f, NULL, NULL, state}

/* Weak: one of each for all files of a test. */
__attribute__((weak)) jmp_buf cmocka_failed;
/** What the case that failed has to say, printed below its `not ok`. */
__attribute__((weak)) char cmocka_said[1024];

static inline void cmocka_fail(const char *what, const char *file, int line) {
  size_t length = strlen(cmocka_said);
  snprintf(cmocka_said + length, sizeof cmocka_said - length, "# %s\n# %s:%d\n", what, file, line);
  longjmp(cmocka_failed, 1);
}

static inline void cmocka_integers(int equal, const char *what, long long a, long long b, const char *file,
                                   int line) {
  if ((a == b) == equal) return;
  snprintf(cmocka_said, sizeof cmocka_said, "# %lld (0x%llx), %lld (0x%llx)\n", a, (unsigned long long)a, b,
           (unsigned long long)b);
  cmocka_fail(what, file, line);
}

static inline void cmocka_range(int within, const char *what, unsigned long long value, unsigned long long least,
                                unsigned long long most, const char *file, int line) {
  if ((value >= least && value <= most) == within) return;
  snprintf(cmocka_said, sizeof cmocka_said, "# %llu, %llu to %llu\n", value, least, most);
  cmocka_fail(what, file, line);
}

static inline void cmocka_strings(int equal, const char *what, const char *a, const char *b, const char *file,
                                  int line) {
  if ((strcmp(a, b) == 0) == equal) return;
  snprintf(cmocka_said, sizeof cmocka_said, "# \"%.400s\"\n# \"%.400s\"\n", a, b);
  cmocka_fail(what, file, line);
}

__attribute__((format(printf, 3, 4))) static inline void cmocka_fail_saying(const char *file, int line,
                                                                            const char *format, ...) {
  char what[sizeof cmocka_said - 128];
  va_list values;
  va_start(values, format);
  vsnprintf(what, sizeof what, format, values);
  va_end(values);
  cmocka_fail(what, file, line);
}

/* Each argument is evaluated once. */
#define cmocka_check(ok, what) ((ok) ? (void)0 : cmocka_fail(what, __FILE__, __LINE__))

#define fail() cmocka_fail("fail()", __FILE__, __LINE__)
#define fail_msg(...) cmocka_fail_saying(__FILE__, __LINE__, __VA_ARGS__)
#define assert_true(c) cmocka_check(c, #c)
#define assert_false(c) cmocka_check(!(c), "!(" #c ")")
#define assert_null(p) cmocka_check((p) == NULL, #p " == NULL")
#define assert_non_null(p) cmocka_check((p) != NULL, #p " != NULL")
#define assert_ptr_equal(a, b) cmocka_check((const void *)(a) == (const void *)(b), #a " == " #b)
#define assert_ptr_not_equal(a, b) cmocka_check((const void *)(a) != (const void *)(b), #a " != " #b)
#define assert_int_equal(a, b) cmocka_integers(1, #a " == " #b, (long long)(a), (long long)(b), __FILE__, __LINE__)
#define assert_int_not_equal(a, b) cmocka_integers(0, #a " != " #b, (long long)(a), (long long)(b), __FILE__, __LINE__)
#define assert_in_range(value, least, most) \
  cmocka_range(1, #value " in range", (unsigned long long)(value), (unsigned long long)(least), \
               (unsigned long long)(most), __FILE__, __LINE__)
#define assert_not_in_range(value, least, most) \
  cmocka_range(0, #value " not in range", (unsigned long long)(value), (unsigned long long)(least), \
               (unsigned long long)(most), __FILE__, __LINE__)
#define assert_string_equal(a, b) cmocka_strings(1, #a " == " #b, a, b, __FILE__, __LINE__)
#define assert_string_not_equal(a, b) cmocka_strings(0, #a " != " #b, a, b, __FILE__, __LINE__)
#define assert_memory_equal(a, b, size) cmocka_check(memcmp(a, b, size) == 0, "the same bytes: " #a ", " #b)
#define assert_memory_not_equal(a, b, size) cmocka_check(memcmp(a, b, size) != 0, "other bytes: " #a ", " #b)
#define print_message printf
#define print_error printf

static inline int cmocka_run(const struct CMUnitTest *test) {
  void *state = test->initial_state;
  if (setjmp(cmocka_failed) != 0) return 0;
  if (test->setup != NULL && test->setup(&state) != 0) cmocka_fail("the setup failed", test->name, 0);
  test->test(&state);
  if (test->teardown != NULL && test->teardown(&state) != 0) cmocka_fail("the teardown failed", test->name, 0);
  return 1;
}

static inline int cmocka_run_all(const struct CMUnitTest *tests, size_t count) {
  int failed = 0;
  printf("1..%u\n", (unsigned)count);
  for (size_t i = 0; i < count; i++) {
    int ok = cmocka_run(&tests[i]);
    printf("%sok %u - %s\n%s", ok ? "" : "not ", (unsigned)i + 1, tests[i].name, cmocka_said);
    cmocka_said[0] = '\0';
    fflush(stdout);
    failed += !ok;
  }
  return failed;
}

#define cmocka_run_group_tests_name(name, tests, setup, teardown) \
  (((setup) == NULL && (teardown) == NULL) ? cmocka_run_all(tests, sizeof(tests) / sizeof((tests)[0])) : -1)
#define cmocka_run_group_tests(tests, setup, teardown) cmocka_run_group_tests_name("", tests, setup, teardown)

#endif
