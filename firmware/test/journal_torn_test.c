/*
 * The power is cut at every byte of every program and every erase of a run of journal writes:
 * appends, answers, restarts, times that are learned later, and a journal that runs full. After each cut the journal is opened
 * again and must hold what it had promised. In a part of the cases the power fails once more while
 * it recovers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lk_journal.h"
#include "memory_flash.h"

#define EVENTS 400
#define FLASH_MAX (4 * 4096)
/** Wall time less uptime, when it is learned. */
#define OFFSET INT64_C(1795334000000)

enum fate {
  WAITS,
  /** Its answer was being written down: it may wait or not. */
  ANSWERING,
  GONE,
};

enum dated {
  UNDATED,
  /** Its time was being written down: it may have it or not. */
  DATING,
  DATED,
};

/** What the run was told, which the journal has to keep to. */
struct promise {
  uint32_t boot;
  uint32_t seq;
  uint32_t lost;
  enum fate fate[EVENTS];
  enum dated dated[EVENTS];
  uint32_t of_boot[EVENTS];
};

struct world {
  uint8_t bytes[FLASH_MAX];
  struct memory_flash memory;
  struct lk_journal journal;
  struct promise promise;
  /**
   * The append under way: it may have happened or not; if it has, it cost `victim`, unless that is
   * 0.
   */
  bool appending;
  uint32_t victim;
};

static struct world world;

/** A copy of the flash's description points into the copied world again. */
static void restore(const struct world *from) {
  world = *from;
  world.memory.bytes = world.bytes;
  world.memory.flash.ctx = &world.memory;
  world.journal.flash = &world.memory.flash;
}

static enum lk_event_type type_of(uint32_t seq) {
  static const enum lk_event_type types[] = {LK_EVENT_OPENED, LK_EVENT_CLOSED, LK_EVENT_OPENED,
                                             LK_EVENT_FORCED, LK_EVENT_CLOSED, LK_EVENT_BOOT,
                                             LK_EVENT_TAMPER};
  return types[seq % (sizeof types / sizeof *types)];
}

static struct lk_event event_of(uint32_t seq) {
  struct lk_event event;
  memset(&event, 0, sizeof event);
  event.type = type_of(seq);
  event.uptime = 1000 * (int64_t)seq;
  if (event.type != LK_EVENT_BOOT)
    snprintf(event.locker, sizeof event.locker, "MUM01-%04u", (unsigned)seq);
  return event;
}

static uint32_t oldest_waiting(const struct promise *promise, bool alarm) {
  for (uint32_t seq = 1; seq <= promise->seq; seq++) {
    if (promise->fate[seq] == WAITS && lk_event_is_alarm(type_of(seq)) == alarm) return seq;
  }
  return 0;
}

enum op { OPEN, APPEND, ANSWER_OLDEST, ANSWER_NEWEST, DATE };

static bool do_open(void) {
  if (lk_journal_open(&world.journal, &world.memory.flash) != LK_JOURNAL_OK) return false;
  world.promise.boot = lk_journal_boot(&world.journal);
  return true;
}

static bool do_answer(bool oldest) {
  struct promise *promise = &world.promise;
  uint32_t seq = 0;
  for (uint32_t i = 1; i <= promise->seq; i++) {
    if (promise->fate[i] != WAITS) continue;
    seq = i;
    if (oldest) break;
  }
  if (seq == 0) return true;
  promise->fate[seq] = ANSWERING;
  if (lk_journal_acknowledge(&world.journal, seq) != LK_JOURNAL_OK) return false;
  promise->fate[seq] = GONE;
  return true;
}

/** The time is learned. */
static bool do_date(void) {
  struct promise *promise = &world.promise;
  for (uint32_t seq = 1; seq <= promise->seq; seq++) {
    bool undated = promise->fate[seq] == WAITS && promise->dated[seq] == UNDATED;
    if (undated && promise->of_boot[seq] == promise->boot) promise->dated[seq] = DATING;
  }
  if (lk_journal_date(&world.journal, 0, OFFSET) != LK_JOURNAL_OK) return false;
  for (uint32_t seq = 1; seq <= promise->seq; seq++) {
    if (promise->dated[seq] == DATING) promise->dated[seq] = DATED;
  }
  return true;
}

static bool do_append(void) {
  struct promise *promise = &world.promise;
  struct lk_event event = event_of(promise->seq + 1);
  uint32_t victim = 0;
  if (lk_journal_queued(&world.journal) == lk_journal_capacity(&world.journal)) {
    victim = oldest_waiting(promise, false);
    /* Where only alarms wait, a routine event would not be taken: that writes nothing. */
    if (victim == 0 && !lk_event_is_alarm(event.type)) return do_answer(true);
    if (victim == 0) victim = oldest_waiting(promise, true);
  }
  world.appending = true;
  world.victim = victim;
  if (lk_journal_append(&world.journal, &event) != LK_JOURNAL_OK || world.memory.dead) return false;
  promise->seq++;
  assert_int_equal(event.seq, promise->seq);
  promise->fate[event.seq] = WAITS;
  promise->of_boot[event.seq] = promise->boot;
  if (world.victim != 0) {
    promise->fate[world.victim] = GONE;
    promise->lost++;
  }
  world.appending = false;
  return true;
}

static bool perform(enum op op) {
  switch (op) {
    case OPEN:
      return do_open();
    case APPEND:
      return do_append();
    case ANSWER_OLDEST:
      return do_answer(true);
    case DATE:
      return do_date();
    case ANSWER_NEWEST:
      break;
  }
  return do_answer(false);
}

/** Opens the journal after a cut and holds it to the promise. */
static void expect_kept(void) {
  struct promise *promise = &world.promise;
  struct lk_event event;
  uint32_t waiting = 0;
  memory_flash_revive(&world.memory);
  assert_int_equal(lk_journal_open(&world.journal, &world.memory.flash), LK_JOURNAL_OK);
  assert_true(lk_journal_boot(&world.journal) > promise->boot);

  bool appended = lk_journal_seq(&world.journal) == promise->seq + 1;
  if (appended) {
    assert_true(world.appending);
    promise->seq++;
    promise->fate[promise->seq] = WAITS;
    promise->of_boot[promise->seq] = promise->boot;
    if (world.victim != 0) {
      promise->fate[world.victim] = GONE;
      promise->lost++;
    }
  }
  assert_int_equal(lk_journal_seq(&world.journal), promise->seq);
  assert_int_equal(lk_journal_lost(&world.journal), promise->lost);

  bool any = lk_journal_next(&world.journal, LK_JOURNAL_WAITING, 0, &event);
  for (uint32_t seq = 1; seq <= promise->seq; seq++) {
    bool found = any && event.seq == seq;
    if (promise->fate[seq] == ANSWERING) promise->fate[seq] = found ? WAITS : GONE;
    if (found != (promise->fate[seq] == WAITS))
      fail_msg("event %u %s", (unsigned)seq, found ? "is back" : "is lost");
    if (!found) continue;
    struct lk_event wanted = event_of(seq);
    assert_int_equal(event.type, wanted.type);
    assert_true(event.uptime == wanted.uptime);
    assert_string_equal(event.locker, wanted.locker);
    assert_int_equal(event.boot, promise->of_boot[seq]);
    bool dated = event.clock == LK_CLOCK_ESTIMATED;
    assert_true(dated || event.clock == LK_CLOCK_NONE);
    if (promise->dated[seq] == DATING) promise->dated[seq] = dated ? DATED : UNDATED;
    assert_int_equal(dated, promise->dated[seq] == DATED);
    if (dated) assert_true(event.at == event.uptime + OFFSET);
    waiting++;
    any = lk_journal_next(&world.journal, LK_JOURNAL_WAITING, seq + 1, &event);
  }
  /* Nothing beyond, and nothing twice. */
  assert_false(any);
  assert_int_equal(lk_journal_queued(&world.journal), waiting);
  promise->boot = lk_journal_boot(&world.journal);
  world.appending = false;
}

/** And it works on, with the next number. */
static void expect_usable(void) {
  assert_true(do_append());
  expect_kept();
}

/** Cuts operation `op`, which starts from `before`, after `budget` bytes. */
static void cut(const struct world *before, enum op op, long budget, enum tear tear,
                uint32_t *random) {
  static struct world after_cut;
  restore(before);
  world.memory.tear = tear;
  world.memory.random = next_random(random);
  world.memory.budget = budget;
  perform(op);
  assert_true(world.memory.dead);
  bool again = next_random(random) % 4 == 0;
  if (again) after_cut = world;
  unsigned long work = world.memory.work;
  expect_kept();
  long recovery = (long)(world.memory.work - work);
  expect_usable();
  if (!again || recovery == 0) return;

  restore(&after_cut);
  memory_flash_revive(&world.memory);
  world.memory.budget = (long)(next_random(random) % (uint32_t)recovery);
  lk_journal_open(&world.journal, &world.memory.flash);
  assert_true(world.memory.dead);
  expect_kept();
  expect_usable();
}

/**
 * Makes a run, and cuts each of its operations at every `stride`-th byte.
 * @param appends how many of a hundred operations append
 */
static void cut_everywhere(uint32_t sector_size, unsigned operations, unsigned appends, long stride,
                           enum tear tear) {
  static struct world before;
  uint32_t random = 4211 + appends;
  unsigned long cuts = 0;
  memset(&world, 0, sizeof world);
  memory_flash_init(&world.memory, world.bytes, sector_size, 4);
  /* It begins with what something else left in the flash. */
  memset(world.bytes, 0x5a, sizeof world.bytes);
  for (unsigned i = 0; i < operations; i++) {
    uint32_t dice = next_random(&random) % 100;
    enum op op = OPEN;
    if (dice < 97) op = ANSWER_NEWEST;
    if (dice < 94) op = DATE;
    if (dice < 88) op = ANSWER_OLDEST;
    if (dice < appends) op = APPEND;
    if (i == 0) op = OPEN;
    before = world;
    unsigned long work = world.memory.work;
    restore(&before);
    assert_true(perform(op));
    static struct world after;
    after = world;
    long whole = (long)(world.memory.work - work);
    for (long budget = 0; budget < whole; budget += stride, cuts++)
      cut(&before, op, budget, tear, &random);
    restore(&after);
  }
  print_message("# %lu cuts, %u erases, %u of %u events given up\n", cuts, world.memory.erases,
                (unsigned)world.promise.lost, (unsigned)world.promise.seq);
  assert_true(world.memory.erases > 10);
}

static void at_every_byte_while_answers_keep_up(void **state) {
  (void)state;
  for (int tear = 0; tear < TEARS; tear++) cut_everywhere(512, 80, 45, 1, (enum tear)tear);
}

static void at_every_byte_while_the_journal_runs_full(void **state) {
  (void)state;
  for (int tear = 0; tear < TEARS; tear++) cut_everywhere(512, 50, 75, 1, (enum tear)tear);
}

static void in_sectors_of_the_size_of_a_real_chip(void **state) {
  (void)state;
  for (int tear = 0; tear < TEARS; tear++) cut_everywhere(4096, 400, 60, 97, (enum tear)tear);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(at_every_byte_while_answers_keep_up),
      cmocka_unit_test(at_every_byte_while_the_journal_runs_full),
      cmocka_unit_test(in_sectors_of_the_size_of_a_real_chip),
  };
  return cmocka_run_group_tests_name("journal torn by power cuts", tests, NULL, NULL);
}
