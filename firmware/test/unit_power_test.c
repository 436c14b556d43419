#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "desk.h"

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
    desk_expect(desk, course[i].events);
  }
  desk_has(desk_last(desk, "event"), "\"data\":{\"percent\":0}");
}

static void a_battery_that_was_reported_low_is_not_reported_again_after_a_restart(void **state) {
  struct desk *desk = *state;
  lk_unit_battery(&desk->unit, 10);
  desk_run(desk, 100);
  desk_expect(desk, "battery-low");
  desk_start(desk);
  lk_unit_battery(&desk->unit, 10);
  desk_connect(desk);
  desk_expect(desk, "boot");
}

static void mains_are_reported_when_they_change(void **state) {
  struct desk *desk = *state;
  lk_unit_mains(&desk->unit, true);
  desk_run(desk, 1000);
  desk_expect(desk, "");
  lk_unit_mains(&desk->unit, false);
  desk_run(desk, 1000);
  desk_has(desk_last(desk, "event"), "\"data\":{\"mains\":false}");
  lk_unit_mains(&desk->unit, true);
  desk_run(desk, 20);
  lk_unit_mains(&desk->unit, false);
  desk_run(desk, 1000);
  desk_expect(desk, "power");
  // Down and up again while the mains were back.
  desk_start(desk);
  lk_unit_mains(&desk->unit, true);
  desk_run(desk, 1000);
  desk_connect(desk);
  desk_expect(desk, "boot power");
  desk_has(desk_last(desk, "event"), "\"data\":{\"mains\":true}");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_battery_is_low_once_until_it_is_well_again,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(
          a_battery_that_was_reported_low_is_not_reported_again_after_a_restart,
          desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(mains_are_reported_when_they_change, desk_setup_connected,
                                      desk_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
