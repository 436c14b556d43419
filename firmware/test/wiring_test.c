/** What an installer may write of names and pins, and what is refused. */
#include "../src/mgos/wiring.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct lk_wiring wiring;

static const char *read_one(const char *text) { return lk_wiring_read(&wiring, "A1", text); }

static void assert_says(const char *problem, const char *part) {
  assert_non_null(problem);
  if (strstr(problem, part) == NULL) fail_msg("\"%s\" does not say \"%s\"", problem, part);
}

static void reads_a_whole_locker(void **state) {
  (void)state;
  assert_null(read_one("door=32 bolt=33 guard=25 hirer=26 duress=27 denied=14 loop=34"));
  assert_int_equal(wiring.lockers, 1);
  assert_string_equal(wiring.name[0], "A1");
  assert_int_equal(wiring.wire[0][LK_DOOR].pin, 32);
  assert_int_equal(wiring.wire[0][LK_TAMPER].pin, 34);
  assert_true(wiring.wire[0][LK_TAMPER].measured);
  assert_int_equal(lk_wiring_fitted(&wiring, 0), (1 << LK_CONTACTS) - 1);
}

static void reads_several_lockers_that_share_a_key(void **state) {
  (void)state;
  assert_null(lk_wiring_read(&wiring, "A1,B-2", " door=32 guard=13 ; door=33\tguard=13 "));
  assert_int_equal(wiring.lockers, 2);
  assert_string_equal(wiring.name[1], "B-2");
  assert_int_equal(wiring.wire[0][LK_GUARD_KEY].pin, 13);
  assert_int_equal(wiring.wire[1][LK_GUARD_KEY].pin, 13);
  assert_int_equal(wiring.wire[1][LK_BOLT].pin, -1);
  assert_int_equal(lk_wiring_fitted(&wiring, 1), LK_FITTED(LK_DOOR) | LK_FITTED(LK_GUARD_KEY));
}

static void takes_sixteen_lockers_and_no_more(void **state) {
  (void)state;
  char names[17 * 4] = "";
  char text[17 * 10] = "";
  for (int i = 0; i < 16; i++) {
    sprintf(names + strlen(names), "%sL%02d", i == 0 ? "" : ",", i);
    sprintf(text + strlen(text), "%sdoor=32", i == 0 ? "" : ";");
  }
  assert_null(lk_wiring_read(&wiring, names, text));
  assert_int_equal(wiring.lockers, 16);
  strcat(names, ",L16");
  assert_says(lk_wiring_read(&wiring, names, text), "more than 16");
}

static void knows_what_a_level_means(void **state) {
  (void)state;
  static const struct {
    const char *text;
    enum lk_contact contact;
    bool open_line;
  } cases[] = {
      {"door=32", LK_DOOR, true},
      {"door=32 tamper=33", LK_TAMPER, true},
      {"door=32 bolt=33", LK_BOLT, false},
      {"door=32 guard=33", LK_GUARD_KEY, false},
      {"door=32 hirer=33", LK_HIRER_KEY, false},
      {"door=32 denied=33", LK_DENIED, false},
      {"door=32 duress=33", LK_DURESS, false},
      {"door=0!", LK_DOOR, false},
      {"door=32 duress=33!", LK_DURESS, true},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    assert_null(read_one(cases[i].text));
    const struct lk_wire *wire = &wiring.wire[0][cases[i].contact];
    assert_int_equal(lk_wire_active(wire, cases[i].contact, true), cases[i].open_line);
    assert_int_equal(lk_wire_active(wire, cases[i].contact, false), !cases[i].open_line);
  }
}

static void takes_a_cut_and_a_shorted_loop_for_broken(void **state) {
  (void)state;
  assert_true(lk_wire_broken(0));
  assert_true(lk_wire_broken(999));
  assert_false(lk_wire_broken(1000));
  assert_false(lk_wire_broken(1650));
  assert_false(lk_wire_broken(2300));
  assert_true(lk_wire_broken(2301));
  assert_true(lk_wire_broken(3300));
}

static void refuses_what_cannot_be_meant(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"", "no door"},
      {"bolt=33", "no door"},
      {"door", "not known"},
      {"door=", "number must follow"},
      {"door=x", "number must follow"},
      {"door=-1", "number must follow"},
      {"door=32x", "after a pin"},
      {"door=32,bolt=33", "after a pin"},
      {"door=32 door=33", "twice"},
      {"door=32 tamper=33 loop=34", "twice"},
      {"lock=32", "not known"},
      {"doors=32", "not known"},
      {"door=32 loop=34!", "turned round"},
      {"door=32 loop=25", "32 to 36"},
      {"door=32;", "more parts"},
      {"door=32; door=33", "more parts"},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    assert_says(read_one(cases[i][0]), cases[i][1]);
  }
}

static void refuses_pins_that_would_not_work(void **state) {
  (void)state;
  // Strapping pins, console, flash, no such pin, no pull-up, and numbers that would wrap.
  static const char *const pins[] = {
      "2",  "5",  "12", "15", "1",  "3",  "6",  "7",  "8",  "9",  "10",  "11",  "20",        "24",
      "28", "31", "34", "35", "36", "37", "38", "39", "40", "99", "100", "256", "4294967328"};
  for (size_t i = 0; i < sizeof(pins) / sizeof(pins[0]); i++) {
    char text[32];
    snprintf(text, sizeof(text), "door=%s", pins[i]);
    assert_non_null(read_one(text));
  }
}

static void refuses_names_that_do_not_fit(void **state) {
  (void)state;
  assert_says(lk_wiring_read(&wiring, NULL, "door=32"), "none is set");
  assert_says(lk_wiring_read(&wiring, "", "door=32"), "none is set");
  assert_says(lk_wiring_read(&wiring, "A", "door=32"), "2 to 32");
  assert_says(lk_wiring_read(&wiring, "A1,,B2", "door=32"), "2 to 32");
  assert_says(lk_wiring_read(&wiring, "A1,", "door=32"), "must follow");
  assert_says(lk_wiring_read(&wiring, "A23456789-123456789-123456789-123", "door=32"), "2 to 32");
  assert_says(lk_wiring_read(&wiring, "A1,B2", "door=32"), "fewer parts");
  assert_says(lk_wiring_read(&wiring, "A1,B2", NULL), "no door");
  assert_null(lk_wiring_read(&wiring, "A23456789-123456789-123456789-12", "door=32"));
}

static void reads_the_case_of_the_unit(void **state) {
  (void)state;
  struct lk_wire wire;
  enum lk_contact contact;
  assert_null(lk_wire_read(&wire, &contact, "loop=35"));
  assert_int_equal(wire.pin, 35);
  assert_true(wire.measured);
  assert_null(lk_wire_read(&wire, &contact, "tamper=33"));
  assert_int_equal(contact, LK_TAMPER);
  assert_null(lk_wire_read(&wire, &contact, ""));
  assert_int_equal(wire.pin, -1);
  assert_null(lk_wire_read(&wire, &contact, NULL));
  assert_says(lk_wire_read(&wire, &contact, "door=32"), "tamper or loop");
  assert_says(lk_wire_read(&wire, &contact, "loop=35 loop=34"), "one contact only");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_a_whole_locker),
      cmocka_unit_test(reads_several_lockers_that_share_a_key),
      cmocka_unit_test(takes_sixteen_lockers_and_no_more),
      cmocka_unit_test(knows_what_a_level_means),
      cmocka_unit_test(takes_a_cut_and_a_shorted_loop_for_broken),
      cmocka_unit_test(refuses_what_cannot_be_meant),
      cmocka_unit_test(refuses_pins_that_would_not_work),
      cmocka_unit_test(refuses_names_that_do_not_fit),
      cmocka_unit_test(reads_the_case_of_the_unit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
