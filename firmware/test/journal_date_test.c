#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lk_journal.h"
#include "memory_flash.h"

#define OFFSET INT64_C(1795334000000)

enum { SECTOR = 512, SECTORS = 4 };

struct bench {
  struct memory_flash memory;
  uint8_t bytes[SECTOR * SECTORS];
  struct lk_journal journal;
};

static void bench_init(struct bench *bench) {
  memory_flash_init(&bench->memory, bench->bytes, SECTOR, SECTORS);
  assert_int_equal(lk_journal_open(&bench->journal, &bench->memory.flash), LK_JOURNAL_OK);
}

static void reopen(struct bench *bench) {
  memory_flash_revive(&bench->memory);
  assert_int_equal(lk_journal_open(&bench->journal, &bench->memory.flash), LK_JOURNAL_OK);
}

/** An event of a minute after the start. @returns its number */
static uint32_t append(struct bench *bench, enum lk_clock_state clock) {
  struct lk_event event;
  memset(&event, 0, sizeof event);
  event.type = LK_EVENT_OPENED;
  event.clock = clock;
  event.at = clock == LK_CLOCK_NONE ? 0 : 1;
  event.uptime = 60000;
  strcpy(event.locker, "MUM01-0001");
  assert_int_equal(lk_journal_append(&bench->journal, &event), LK_JOURNAL_OK);
  return event.seq;
}

static struct lk_event get(const struct bench *bench, enum lk_journal_which which, uint32_t seq) {
  struct lk_event event;
  assert_true(lk_journal_next(&bench->journal, which, seq, &event));
  assert_int_equal(event.seq, seq);
  return event;
}

static void expect(const struct lk_event *event, enum lk_clock_state clock, lk_ms at) {
  assert_int_equal(event->clock, clock);
  assert_true(event->at == at);
  assert_true(event->uptime == 60000);
  assert_string_equal(event->locker, "MUM01-0001");
}

static void an_event_gets_the_time_that_its_uptime_was(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench);
  const uint32_t seq = append(&bench, LK_CLOCK_NONE);
  assert_int_equal(lk_journal_date(&bench.journal, 0, OFFSET), LK_JOURNAL_OK);
  for (int i = 0; i < 3; i++) {
    const struct lk_event event = get(&bench, LK_JOURNAL_WAITING, seq);
    expect(&event, LK_CLOCK_ESTIMATED, OFFSET + 60000);
    reopen(&bench);
  }
}

static void it_keeps_the_time_when_it_is_answered_and_replayed(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench);
  const uint32_t seq = append(&bench, LK_CLOCK_NONE);
  assert_int_equal(lk_journal_date(&bench.journal, 0, OFFSET), LK_JOURNAL_OK);
  assert_int_equal(lk_journal_acknowledge(&bench.journal, seq), LK_JOURNAL_OK);
  assert_int_equal(lk_journal_queued(&bench.journal), 0);
  reopen(&bench);
  assert_int_equal(lk_journal_queued(&bench.journal), 0);
  const struct lk_event event = get(&bench, LK_JOURNAL_ANSWERED, seq);
  expect(&event, LK_CLOCK_ESTIMATED, OFFSET + 60000);
}

static void it_keeps_the_time_when_it_is_moved_to_another_sector(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench);
  const uint32_t seq = append(&bench, LK_CLOCK_NONE);
  assert_int_equal(lk_journal_date(&bench.journal, 0, OFFSET), LK_JOURNAL_OK);
  for (int i = 0; i < 40; i++) {
    const uint32_t other = append(&bench, LK_CLOCK_SNTP);
    assert_int_equal(lk_journal_acknowledge(&bench.journal, other), LK_JOURNAL_OK);
  }
  assert_true(bench.memory.erases > SECTORS + 2);
  struct lk_event event = get(&bench, LK_JOURNAL_WAITING, seq);
  expect(&event, LK_CLOCK_ESTIMATED, OFFSET + 60000);
  reopen(&bench);
  event = get(&bench, LK_JOURNAL_WAITING, seq);
  expect(&event, LK_CLOCK_ESTIMATED, OFFSET + 60000);
}

static void what_was_told_or_has_a_time_or_is_of_another_boot_stays_as_it_is(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench);
  const uint32_t earlier = append(&bench, LK_CLOCK_NONE);
  reopen(&bench);
  const uint32_t told = append(&bench, LK_CLOCK_NONE);
  const uint32_t timed = append(&bench, LK_CLOCK_SNTP);
  assert_int_equal(lk_journal_date(&bench.journal, timed, OFFSET), LK_JOURNAL_OK);
  struct lk_event event = get(&bench, LK_JOURNAL_WAITING, told);
  expect(&event, LK_CLOCK_NONE, 0);
  event = get(&bench, LK_JOURNAL_WAITING, timed);
  expect(&event, LK_CLOCK_SNTP, 1);
  assert_int_equal(lk_journal_date(&bench.journal, 0, OFFSET), LK_JOURNAL_OK);
  event = get(&bench, LK_JOURNAL_WAITING, earlier);
  expect(&event, LK_CLOCK_NONE, 0);
  event = get(&bench, LK_JOURNAL_WAITING, told);
  expect(&event, LK_CLOCK_ESTIMATED, OFFSET + 60000);
}

static void a_time_is_given_once(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench);
  const uint32_t seq = append(&bench, LK_CLOCK_NONE);
  assert_int_equal(lk_journal_date(&bench.journal, 0, OFFSET), LK_JOURNAL_OK);
  assert_int_equal(lk_journal_date(&bench.journal, 0, OFFSET + 5), LK_JOURNAL_OK);
  const struct lk_event event = get(&bench, LK_JOURNAL_WAITING, seq);
  expect(&event, LK_CLOCK_ESTIMATED, OFFSET + 60000);
}

/** Dates and answers three events until the power goes; nothing may be lost, and no time may be
 * wrong. */
static void cut_at(enum tear tear, long budget, bool *through) {
  struct bench bench;
  uint32_t seq[3];
  bool answered[3] = {false, false, false};
  bench_init(&bench);
  for (int i = 0; i < 3; i++) seq[i] = append(&bench, LK_CLOCK_NONE);
  bench.memory.tear = tear;
  bench.memory.random = (uint32_t)budget + 1;
  bench.memory.budget = budget;
  const bool dated = lk_journal_date(&bench.journal, 0, OFFSET) == LK_JOURNAL_OK;
  for (int i = 0; i < 3 && !bench.memory.dead; i++) {
    answered[i] = lk_journal_acknowledge(&bench.journal, seq[i]) == LK_JOURNAL_OK;
  }
  *through = !bench.memory.dead;
  reopen(&bench);
  for (int i = 0; i < 3; i++) {
    struct lk_event event;
    const bool waits =
        lk_journal_next(&bench.journal, LK_JOURNAL_WAITING, seq[i], &event) && event.seq == seq[i];
    assert_true(!waits || !answered[i]);
    if (!waits) event = get(&bench, LK_JOURNAL_ANSWERED, seq[i]);
    assert_true(event.clock == LK_CLOCK_ESTIMATED || !dated);
    expect(&event, event.clock, event.clock == LK_CLOCK_NONE ? 0 : OFFSET + 60000);
    if (waits) assert_int_equal(lk_journal_acknowledge(&bench.journal, seq[i]), LK_JOURNAL_OK);
    reopen(&bench);
    const struct lk_event kept = get(&bench, LK_JOURNAL_ANSWERED, seq[i]);
    expect(&kept, event.clock, event.at);
  }
  assert_int_equal(lk_journal_queued(&bench.journal), 0);
}

static void a_cut_at_any_byte_makes_no_time_wrong_and_loses_nothing(void **state) {
  (void)state;
  for (int tear = 0; tear < TEARS; tear++) {
    bool through = false;
    for (long budget = 0; !through; budget++) cut_at((enum tear)tear, budget, &through);
  }
}

static void flash_that_fails_leaves_the_event_without_a_time(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench);
  const uint32_t seq = append(&bench, LK_CLOCK_NONE);
  bench.memory.broken_to = UINT32_MAX;
  assert_int_equal(lk_journal_date(&bench.journal, 0, OFFSET), LK_JOURNAL_FLASH);
  bench.memory.broken_to = 0;
  reopen(&bench);
  const struct lk_event event = get(&bench, LK_JOURNAL_WAITING, seq);
  expect(&event, LK_CLOCK_NONE, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_event_gets_the_time_that_its_uptime_was),
      cmocka_unit_test(it_keeps_the_time_when_it_is_answered_and_replayed),
      cmocka_unit_test(it_keeps_the_time_when_it_is_moved_to_another_sector),
      cmocka_unit_test(what_was_told_or_has_a_time_or_is_of_another_boot_stays_as_it_is),
      cmocka_unit_test(a_time_is_given_once),
      cmocka_unit_test(a_cut_at_any_byte_makes_no_time_wrong_and_loses_nothing),
      cmocka_unit_test(flash_that_fails_leaves_the_event_without_a_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
