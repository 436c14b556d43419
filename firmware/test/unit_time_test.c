#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

#define WALL INT64_C(1795334131425)

static void an_event_carries_the_time_as_well_as_the_unit_knows_it(void **state) {
  struct desk *desk = *state;
  desk_set(desk, LK_DURESS, true);
  desk_has(desk_last(desk, "event"), "\"at\":null,\"clock\":\"none\",\"uptime\":");
  desk_set(desk, LK_DURESS, false);
  lk_unit_wall_time(&desk->unit, WALL, desk->now);
  const lk_ms set_at = desk->now;
  desk_run(desk, 100);
  desk_expect(desk, "duress clock-set");
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
  desk_expect(desk, "clock-set");
  lk_unit_wall_time(&desk->unit, WALL - 3100, desk->now);
  desk_run(desk, 100);
  desk_expect(desk, "clock-set");
  desk_has(desk_last(desk, "event"), "\"data\":{\"changedMs\":-3200}");
}

static void a_time_that_cannot_be_is_not_believed(void **state) {
  struct desk *desk = *state;
  lk_unit_wall_time(&desk->unit, 0, desk->now);
  lk_unit_wall_time(&desk->unit, INT64_C(946684800000), desk->now);
  lk_unit_wall_time(&desk->unit, INT64_MAX, desk->now);
  lk_unit_wall_time(&desk->unit, INT64_MIN, desk->now);
  desk_run(desk, 100);
  desk_expect(desk, "");
  desk_set(desk, LK_DURESS, true);
  desk_has(desk_last(desk, "event"), "\"clock\":\"none\"");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(an_event_carries_the_time_as_well_as_the_unit_knows_it,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(
          a_time_that_is_learned_later_is_given_to_what_nobody_was_told_yet, desk_setup_connected,
          desk_teardown),
      cmocka_unit_test_setup_teardown(a_clock_that_is_set_again_is_reported_when_it_moves,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(a_time_that_cannot_be_is_not_believed, desk_setup_connected,
                                      desk_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
