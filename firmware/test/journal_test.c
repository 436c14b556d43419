#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lk_crc.h"
#include "lk_journal.h"
#include "lk_journal_record.h"
#include "memory_flash.h"

/* Eight sectors of seven places each: six sectors' worth may wait. */
#define SECTOR_SIZE 1024
#define SECTORS 8
#define CAPACITY 42

static uint8_t bytes[256 * 1024];
static struct memory_flash memory;
static struct lk_journal journal;

static int blank_flash(void **state) {
  (void)state;
  memory_flash_init(&memory, bytes, SECTOR_SIZE, SECTORS);
  return 0;
}

static void open_journal(void) {
  assert_int_equal(lk_journal_open(&journal, &memory.flash), LK_JOURNAL_OK);
}

static struct lk_event an_event(enum lk_event_type type) {
  struct lk_event event;
  memset(&event, 0, sizeof event);
  event.type = type;
  event.uptime = 1000;
  return event;
}

/** @returns its number */
static uint32_t append(enum lk_event_type type) {
  struct lk_event event = an_event(type);
  assert_int_equal(lk_journal_append(&journal, &event), LK_JOURNAL_OK);
  return event.seq;
}

static void append_many(enum lk_event_type type, unsigned count) {
  for (unsigned i = 0; i < count; i++) append(type);
}

static void acknowledge(uint32_t seq) {
  assert_int_equal(lk_journal_acknowledge(&journal, seq), LK_JOURNAL_OK);
}

/** The lowest number of at least `from`, or UINT32_MAX. */
static uint32_t next(enum lk_journal_which which, uint32_t from) {
  struct lk_event event;
  return lk_journal_next(&journal, which, from, &event) ? event.seq : UINT32_MAX;
}

static void an_empty_flash_becomes_an_empty_journal(void **state) {
  (void)state;
  open_journal();
  assert_int_equal(lk_journal_boot(&journal), 1);
  assert_int_equal(lk_journal_seq(&journal), 0);
  assert_int_equal(lk_journal_acked(&journal), 0);
  assert_int_equal(lk_journal_queued(&journal), 0);
  assert_int_equal(lk_journal_lost(&journal), 0);
  assert_int_equal(lk_journal_capacity(&journal), CAPACITY);
  assert_int_equal(next(LK_JOURNAL_WAITING, 0), UINT32_MAX);
  assert_int_equal(next(LK_JOURNAL_ANSWERED, 0), UINT32_MAX);
}

static void a_flash_full_of_something_else_too(void **state) {
  (void)state;
  for (size_t i = 0; i < SECTOR_SIZE * SECTORS; i++) bytes[i] = (uint8_t)(i * 7);
  open_journal();
  assert_int_equal(append(LK_EVENT_OPENED), 1);
  open_journal();
  assert_int_equal(lk_journal_boot(&journal), 2);
  assert_int_equal(next(LK_JOURNAL_WAITING, 0), 1);
}

static void each_boot_counts_on(void **state) {
  (void)state;
  for (uint32_t boot = 1; boot <= 500; boot++) {
    open_journal();
    assert_int_equal(lk_journal_boot(&journal), boot);
    if (boot % 10 == 0) append(LK_EVENT_BOOT);
    assert_int_equal(lk_journal_seq(&journal), boot / 10);
    if (boot % 10 == 5 && boot > 10) acknowledge(boot / 10);
  }
}

static void an_event_comes_back_as_it_was(void **state) {
  (void)state;
  struct lk_event written[2] = {an_event(LK_EVENT_HELD_OPEN), an_event(LK_EVENT_CONFIG_CHANGED)};
  struct lk_event read;
  open_journal();
  written[0].clock = LK_CLOCK_SNTP;
  written[0].at = 1795334131425;
  written[0].uptime = INT64_C(9007199254740991);
  written[0].door = LK_DOOR_IS_OPEN;
  written[0].tamper = LK_TAMPER_IS_ACTIVE;
  written[0].number = 300;
  memset(written[0].locker, 'A', LK_NAME_MAX);
  written[1].clock = LK_CLOCK_ESTIMATED;
  written[1].at = -5;
  written[1].number = -3;
  written[1].has_number = true;
  memset(written[1].text, 'b', LK_NAME_MAX);
  memset(written[1].code, 'c', LK_CODE_MAX);
  for (int i = 0; i < 2; i++) {
    assert_int_equal(lk_journal_append(&journal, &written[i]), LK_JOURNAL_OK);
    assert_int_equal(written[i].boot, 1);
    assert_int_equal(written[i].seq, i + 1);
  }
  open_journal();
  for (uint32_t i = 0; i < 2; i++) {
    assert_true(lk_journal_next(&journal, LK_JOURNAL_WAITING, i + 1, &read));
    assert_int_equal(read.boot, 1);
    assert_int_equal(read.seq, i + 1);
    assert_int_equal(read.type, written[i].type);
    assert_int_equal(read.clock, written[i].clock);
    assert_true(read.at == written[i].at);
    assert_true(read.uptime == written[i].uptime);
    assert_int_equal(read.door, written[i].door);
    assert_int_equal(read.tamper, written[i].tamper);
    assert_true(read.number == written[i].number);
    assert_int_equal(read.has_number, written[i].has_number);
    assert_string_equal(read.locker, written[i].locker);
    assert_string_equal(read.text, written[i].text);
    assert_string_equal(read.code, written[i].code);
  }
}

static void what_is_in_flash_is_what_earlier_firmware_wrote(void **state) {
  (void)state;
  struct lk_journal_header header = {1, 2, 3, 4, 5, 6};
  struct lk_journal_record record = {
      .kind = LK_RECORD_EVENT, .lost = 7, .reported = 8, .gave_up = true, .given_up = 9};
  uint8_t at[LK_RECORD_SIZE];
  record.event = an_event(LK_EVENT_FORCED);
  record.event.boot = 17;
  record.event.seq = 4211;
  record.event.at = 1795334131425;
  record.event.clock = LK_CLOCK_SNTP;
  record.event.door = LK_DOOR_IS_OPEN;
  record.event.tamper = LK_TAMPER_IS_QUIET;
  strcpy(record.event.locker, "MUM01-0001");
  lk_journal_encode_header(&header, at);
  assert_int_equal(lk_crc32(at, LK_HEADER_SIZE), 0x7f36f0be);
  lk_journal_encode_emptied(1, at);
  assert_int_equal(lk_crc32(at, LK_EMPTIED_SIZE), 0xbd75cba9);
  lk_journal_encode_record(&record, at);
  assert_int_equal(lk_crc32(at, LK_RECORD_SIZE), 0x018dfb35);
}

static void an_answered_event_waits_no_more_but_is_kept(void **state) {
  (void)state;
  open_journal();
  append_many(LK_EVENT_OPENED, 5);
  acknowledge(1);
  acknowledge(3);
  for (int i = 0; i < 2; i++) {
    assert_int_equal(lk_journal_queued(&journal), 3);
    assert_int_equal(lk_journal_acked(&journal), 1);
    assert_int_equal(next(LK_JOURNAL_WAITING, 0), 2);
    assert_int_equal(next(LK_JOURNAL_WAITING, 3), 4);
    assert_int_equal(next(LK_JOURNAL_ANSWERED, 0), 1);
    assert_int_equal(next(LK_JOURNAL_ANSWERED, 2), 3);
    assert_int_equal(next(LK_JOURNAL_ANSWERED, 4), UINT32_MAX);
    open_journal();
  }
  acknowledge(2);
  assert_int_equal(lk_journal_acked(&journal), 3);
  acknowledge(4);
  acknowledge(5);
  assert_int_equal(lk_journal_acked(&journal), 5);
}

static void an_answer_to_nothing_changes_nothing(void **state) {
  (void)state;
  open_journal();
  append(LK_EVENT_OPENED);
  acknowledge(1);
  unsigned programs = memory.programs;
  assert_int_equal(lk_journal_acknowledge(&journal, 1), LK_JOURNAL_UNKNOWN);
  assert_int_equal(lk_journal_acknowledge(&journal, 0), LK_JOURNAL_UNKNOWN);
  assert_int_equal(lk_journal_acknowledge(&journal, 2), LK_JOURNAL_UNKNOWN);
  assert_int_equal(memory.programs, programs);
}

static void alarms_can_be_asked_for(void **state) {
  (void)state;
  static const enum lk_event_type types[] = {LK_EVENT_OPENED, LK_EVENT_FORCED, LK_EVENT_CLOSED,
                                             LK_EVENT_TAMPER, LK_EVENT_DURESS, LK_EVENT_OPENED};
  open_journal();
  for (size_t i = 0; i < 6; i++) append(types[i]);
  assert_int_equal(lk_journal_queued_alarms(&journal), 3);
  assert_int_equal(next(LK_JOURNAL_WAITING_ALARMS, 0), 2);
  acknowledge(2);
  open_journal();
  assert_int_equal(lk_journal_queued_alarms(&journal), 2);
  assert_int_equal(next(LK_JOURNAL_WAITING_ALARMS, 0), 4);
  assert_int_equal(next(LK_JOURNAL_WAITING_ALARMS, 5), 5);
  assert_int_equal(next(LK_JOURNAL_WAITING_ALARMS, 6), UINT32_MAX);
}

static void all_sectors_wear_alike(void **state) {
  (void)state;
  open_journal();
  for (unsigned i = 0; i < 5000; i++) {
    append(LK_EVENT_OPENED);
    if (i >= 10) acknowledge(i - 9);
  }
  unsigned least = memory.worn[0];
  unsigned most = memory.worn[0];
  for (unsigned i = 1; i < SECTORS; i++) {
    if (memory.worn[i] < least) least = memory.worn[i];
    if (memory.worn[i] > most) most = memory.worn[i];
  }
  assert_in_range(most - least, 0, 3);
  /* Seven events to an erase, and a few for copying. */
  assert_in_range(memory.erases, 5000 / 7, 5000 / 6);
  assert_int_equal(lk_journal_lost(&journal), 0);
}

static void an_event_that_nobody_answers_stays_while_others_come_and_go(void **state) {
  (void)state;
  open_journal();
  append(LK_EVENT_OPENED);
  for (uint32_t i = 2; i <= 5000; i++) {
    append(LK_EVENT_OPENED);
    acknowledge(i);
    if (i % 100 == 0) open_journal();
  }
  assert_int_equal(lk_journal_queued(&journal), 1);
  assert_int_equal(lk_journal_lost(&journal), 0);
  assert_int_equal(next(LK_JOURNAL_WAITING, 0), 1);
  assert_int_equal(lk_journal_acked(&journal), 0);
}

static void holds_its_capacity_even_when_what_waits_is_scattered(void **state) {
  (void)state;
  open_journal();
  for (uint32_t i = 1; lk_journal_queued(&journal) < CAPACITY; i++) {
    append(LK_EVENT_OPENED);
    if (i % 5 != 0) acknowledge(i);
  }
  assert_int_equal(lk_journal_lost(&journal), 0);
  open_journal();
  assert_int_equal(lk_journal_queued(&journal), CAPACITY);
  for (uint32_t i = 1; i <= CAPACITY; i++)
    assert_int_equal(next(LK_JOURNAL_WAITING, 5 * i - 4), 5 * i);
}

static void one_more_costs_the_oldest_routine_event(void **state) {
  (void)state;
  open_journal();
  append(LK_EVENT_FORCED);
  append_many(LK_EVENT_OPENED, CAPACITY - 1);
  assert_int_equal(lk_journal_lost(&journal), 0);
  for (uint32_t i = 1; i <= 100; i++) {
    append(LK_EVENT_OPENED);
    assert_int_equal(lk_journal_lost(&journal), i);
    assert_int_equal(lk_journal_queued(&journal), CAPACITY);
    assert_int_equal(next(LK_JOURNAL_WAITING, 0), 1);
    assert_int_equal(next(LK_JOURNAL_WAITING, 2), i + 2);
    if (i % 10 == 0) open_journal();
  }
  assert_int_equal(lk_journal_lost(&journal), 100);
}

static void an_alarm_costs_an_alarm_only_where_nothing_else_waits(void **state) {
  (void)state;
  struct lk_event routine = an_event(LK_EVENT_OPENED);
  open_journal();
  append_many(LK_EVENT_OPENED, CAPACITY);
  append_many(LK_EVENT_TAMPER, CAPACITY);
  assert_int_equal(lk_journal_queued_alarms(&journal), CAPACITY);
  assert_int_equal(lk_journal_lost(&journal), CAPACITY);
  assert_int_equal(lk_journal_append(&journal, &routine), LK_JOURNAL_FULL);
  assert_int_equal(lk_journal_seq(&journal), 2 * CAPACITY);
  assert_int_equal(lk_journal_lost(&journal), CAPACITY + 1);
  append(LK_EVENT_TAMPER);
  assert_int_equal(next(LK_JOURNAL_WAITING, 0), CAPACITY + 2);
  open_journal();
  assert_int_equal(lk_journal_queued_alarms(&journal), CAPACITY);
  assert_int_equal(lk_journal_lost(&journal), CAPACITY + 2);
}

static void an_overflow_is_to_be_reported_once_there_is_room(void **state) {
  (void)state;
  open_journal();
  append_many(LK_EVENT_OPENED, CAPACITY + 12);
  assert_int_equal(lk_journal_overflow_due(&journal), 0);
  uint32_t oldest = 13;
  while (lk_journal_overflow_due(&journal) == 0) acknowledge(oldest++);
  assert_int_equal(lk_journal_queued(&journal), 32);
  assert_int_equal(lk_journal_overflow_due(&journal), 12);
  open_journal();
  assert_int_equal(lk_journal_overflow_due(&journal), 12);
  append(LK_EVENT_JOURNAL_OVERFLOW);
  assert_int_equal(lk_journal_overflow_due(&journal), 0);
  open_journal();
  assert_int_equal(lk_journal_overflow_due(&journal), 0);
  assert_int_equal(lk_journal_lost(&journal), 12);
}

static void a_place_that_does_not_take_is_passed_over(void **state) {
  (void)state;
  memory.broken_from = 3 * SECTOR_SIZE + LK_PLACES_AT + 2 * LK_PLACE_SIZE;
  memory.broken_to = 3 * SECTOR_SIZE + LK_PLACES_AT + 5 * LK_PLACE_SIZE;
  open_journal();
  for (uint32_t i = 1; i <= 300; i++) {
    append(LK_EVENT_OPENED);
    if (i > 20) acknowledge(i - 20);
    if (i % 50 == 0) open_journal();
  }
  assert_int_equal(lk_journal_lost(&journal), 0);
  for (uint32_t i = 281; i <= 300; i++) assert_int_equal(next(LK_JOURNAL_WAITING, i), i);
}

static void what_flash_does_not_take_is_told_and_its_number_not_used_again(void **state) {
  (void)state;
  struct lk_event event = an_event(LK_EVENT_OPENED);
  open_journal();
  append(LK_EVENT_OPENED);
  for (unsigned i = 0; i < 20; i++) {
    memory.failing = UINT32_MAX;
    assert_int_equal(lk_journal_append(&journal, &event), LK_JOURNAL_FLASH);
    assert_int_not_equal(lk_journal_acknowledge(&journal, 1), LK_JOURNAL_OK);
    memory.failing = 0;
  }
  assert_int_equal(append(LK_EVENT_CLOSED), 22);
  assert_int_equal(lk_journal_queued(&journal), 2);
  open_journal();
  assert_int_equal(next(LK_JOURNAL_WAITING, 2), 22);
  acknowledge(1);
}

static void no_failure_of_one_call_loses_an_event(void **state) {
  (void)state;
  struct lk_event event = an_event(LK_EVENT_OPENED);
  uint32_t kept[CAPACITY];
  for (unsigned at = 0; at < 60; at++) {
    unsigned count = 0;
    blank_flash(NULL);
    open_journal();
    for (unsigned i = 0; i < 30; i++) {
      if (i == at / 2) memory.failing = 1 + at % 2 * 3;
      if (lk_journal_append(&journal, &event) == LK_JOURNAL_OK) kept[count++] = event.seq;
    }
    memory.failing = 0;
    for (int i = 0; i < 2; i++) {
      uint32_t from = 0;
      for (unsigned k = 0; k < count; k++) {
        assert_int_equal(next(LK_JOURNAL_WAITING, from), kept[k]);
        from = kept[k] + 1;
      }
      open_journal();
    }
  }
}

static void a_flash_that_cannot_be_read_is_not_taken_for_an_empty_one(void **state) {
  (void)state;
  open_journal();
  append_many(LK_EVENT_OPENED, 20);
  for (unsigned well = 0; well < 200; well++) {
    memory.well = well;
    memory.failing = UINT32_MAX;
    lk_journal_open(&journal, &memory.flash);
    if (well == 0) assert_int_equal(lk_journal_open(&journal, &memory.flash), LK_JOURNAL_FLASH);
    memory.failing = 0;
    open_journal();
    assert_int_equal(lk_journal_queued(&journal), 20);
    for (uint32_t i = 1; i <= 20; i++) assert_int_equal(next(LK_JOURNAL_WAITING, i), i);
  }
}

static void a_spare_sector_is_erased_again_unless_it_is_known_to_be_clean(void **state) {
  (void)state;
  open_journal();
  append_many(LK_EVENT_OPENED, 15);
  unsigned erases = memory.erases;
  open_journal();
  assert_int_equal(memory.erases, erases);
  /* As a cut leaves it right after the erase: it reads as erased, but nobody saw the end of it. */
  memset(bytes + (size_t)journal.head * SECTOR_SIZE + LK_EMPTIED_AT, 0xff, LK_EMPTIED_SIZE);
  open_journal();
  assert_int_equal(memory.erases, erases + 1);
  open_journal();
  assert_int_equal(memory.erases, erases + 1);
  /* As one leaves it while the next sector is begun. */
  bytes[(size_t)journal.spare * SECTOR_SIZE + LK_PLACES_AT] = 0;
  open_journal();
  assert_int_equal(memory.erases, erases + 2);
}

static void a_broken_header_does_not_lose_the_records_behind_it(void **state) {
  (void)state;
  open_journal();
  append_many(LK_EVENT_OPENED, 30);
  uint8_t head = journal.head;
  for (uint8_t i = 0; i < SECTORS; i++) {
    if (i == head) continue;
    memset(bytes + (size_t)i * SECTOR_SIZE, 0, 8);
    open_journal();
    assert_int_equal(lk_journal_queued(&journal), 30);
    head = journal.head;
  }
  append_many(LK_EVENT_OPENED, CAPACITY - 30);
  assert_int_equal(lk_journal_queued(&journal), CAPACITY);
  assert_int_equal(lk_journal_lost(&journal), 0);
}

static void no_sequence_number_is_used_twice(void **state) {
  (void)state;
  struct lk_journal_header header = {
      .number = 1, .victim = SECTORS - 1, .boot = 4, .seq = UINT32_MAX - 1};
  struct lk_event event = an_event(LK_EVENT_OPENED);
  lk_journal_encode_header(&header, bytes);
  open_journal();
  assert_int_equal(lk_journal_boot(&journal), 5);
  assert_int_equal(append(LK_EVENT_OPENED), UINT32_MAX);
  assert_int_equal(lk_journal_append(&journal, &event), LK_JOURNAL_EXHAUSTED);
  open_journal();
  assert_int_equal(lk_journal_append(&journal, &event), LK_JOURNAL_EXHAUSTED);
  acknowledge(UINT32_MAX);
  assert_int_equal(lk_journal_acked(&journal), UINT32_MAX);
}

static void keeps_nothing_that_is_no_message(void **state) {
  (void)state;
  struct lk_event events[7];
  open_journal();
  for (int i = 0; i < 7; i++) events[i] = an_event(LK_EVENT_OPENED);
  events[0].uptime = -1;
  events[1].type = LK_EVENT_TYPES;
  memset(events[2].locker, 'x', sizeof events[2].locker);
  memset(events[3].code, 'x', sizeof events[3].code);
  strcpy(events[4].locker, "MUM01-0001");
  strcpy(events[4].text, "watchdog");
  strcpy(events[5].locker, "\xff");
  events[6].door = (enum lk_door_state)3;
  for (int i = 0; i < 7; i++)
    assert_int_equal(lk_journal_append(&journal, &events[i]), LK_JOURNAL_INVALID);
  assert_int_equal(lk_journal_seq(&journal), 0);
}

static void refuses_a_flash_of_the_wrong_size(void **state) {
  (void)state;
  static const struct {
    uint32_t size;
    uint32_t count;
    enum lk_journal_result result;
  } cases[] = {{4096, 3, LK_JOURNAL_GEOMETRY},  {256, 8, LK_JOURNAL_GEOMETRY},
               {65536, 4, LK_JOURNAL_GEOMETRY}, {1000, 8, LK_JOURNAL_GEOMETRY},
               {512, 4, LK_JOURNAL_OK},         {32768, 4, LK_JOURNAL_OK},
               {4096, 4, LK_JOURNAL_OK}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    memory_flash_init(&memory, bytes, cases[i].size, cases[i].count);
    assert_int_equal(lk_journal_open(&journal, &memory.flash), cases[i].result);
    if (cases[i].result != LK_JOURNAL_OK) continue;
    append_many(LK_EVENT_OPENED, lk_journal_capacity(&journal) + 1);
    assert_int_equal(lk_journal_lost(&journal), 1);
  }
}

static void of_a_large_flash_the_first_64_sectors_are_used(void **state) {
  (void)state;
  memory_flash_init(&memory, bytes, 512, 80);
  memset(bytes + 64 * 512, 0x5a, 16 * 512);
  open_journal();
  append_many(LK_EVENT_OPENED, 1000);
  open_journal();
  assert_int_equal(lk_journal_queued(&journal), lk_journal_capacity(&journal));
  for (size_t i = 64 * 512; i < 80 * 512; i++) assert_int_equal(bytes[i], 0x5a);
}

static void plant(uint32_t sector, uint32_t place, enum lk_event_type type, uint32_t seq) {
  struct lk_journal_record record = {.kind = LK_RECORD_EVENT};
  record.event = an_event(type);
  record.event.boot = 1;
  record.event.seq = seq;
  lk_journal_encode_record(&record, bytes + (size_t)sector * SECTOR_SIZE + LK_PLACES_AT +
                                        (size_t)place * LK_PLACE_SIZE);
}

static void a_flash_that_was_larger_once_gives_up_what_does_not_fit(void **state) {
  (void)state;
  struct lk_journal_header header = {.number = 9, .victim = 7, .boot = 1, .seq = 49};
  lk_journal_encode_header(&header, bytes);
  for (uint32_t seq = 1; seq <= 49; seq++) {
    plant((seq - 1) / 7, (seq - 1) % 7, seq <= 3 ? LK_EVENT_FORCED : LK_EVENT_OPENED, seq);
  }
  open_journal();
  assert_int_equal(lk_journal_queued(&journal), CAPACITY);
  assert_int_equal(lk_journal_queued_alarms(&journal), 3);
  assert_int_equal(lk_journal_lost(&journal), 7);
  assert_int_equal(next(LK_JOURNAL_WAITING, 4), 11);
  open_journal();
  assert_int_equal(lk_journal_queued(&journal), CAPACITY);
  assert_int_equal(lk_journal_lost(&journal), 7);
  assert_int_equal(append(LK_EVENT_CLOSED), 50);
}

static void a_header_that_names_itself_as_its_victim_is_no_end(void **state) {
  (void)state;
  struct lk_journal_header header = {.number = 9, .victim = 2, .boot = 1, .seq = 2};
  lk_journal_encode_header(&header, bytes + 2 * SECTOR_SIZE);
  plant(2, 0, LK_EVENT_OPENED, 1);
  plant(1, 0, LK_EVENT_OPENED, 2);
  open_journal();
  assert_int_equal(lk_journal_queued(&journal), 2);
  for (uint32_t seq = 3; seq <= 30; seq++) assert_int_equal(append(LK_EVENT_OPENED), seq);
  open_journal();
  assert_int_equal(lk_journal_queued(&journal), 30);
}

static void numbers_that_were_used_elsewhere_are_skipped(void **state) {
  (void)state;
  open_journal();
  append(LK_EVENT_OPENED);
  lk_journal_skip(&journal, 5);
  lk_journal_skip(&journal, 3);
  assert_int_equal(append(LK_EVENT_OPENED), 6);
  open_journal();
  assert_int_equal(append(LK_EVENT_OPENED), 7);
}

/*
 * Against a model: whatever is done in whatever order, the journal holds what a plain list would.
 */

struct modelled {
  enum lk_event_type type;
  bool waits;
};

static void expect_like(const struct modelled *model, uint32_t count, uint32_t lost) {
  uint32_t waiting = 0;
  uint32_t alarms = 0;
  uint32_t from = 1;
  for (uint32_t seq = 1; seq <= count; seq++) {
    if (!model[seq].waits) continue;
    waiting++;
    alarms += lk_event_is_alarm(model[seq].type);
    if (waiting == 1) assert_int_equal(lk_journal_acked(&journal), seq - 1);
    assert_int_equal(next(LK_JOURNAL_WAITING, from), seq);
    from = seq + 1;
  }
  assert_int_equal(next(LK_JOURNAL_WAITING, from), UINT32_MAX);
  assert_int_equal(lk_journal_queued(&journal), waiting);
  assert_int_equal(lk_journal_queued_alarms(&journal), alarms);
  assert_int_equal(lk_journal_seq(&journal), count);
  assert_int_equal(lk_journal_lost(&journal), lost);
}

static uint32_t oldest_of(const struct modelled *model, uint32_t count, bool alarm) {
  for (uint32_t seq = 1; seq <= count; seq++) {
    if (model[seq].waits && lk_event_is_alarm(model[seq].type) == alarm) return seq;
  }
  return 0;
}

static void holds_what_a_list_would_hold(void **state) {
  (void)state;
  static struct modelled model[2001];
  uint32_t random = 20261122;
  for (unsigned run = 0; run < 20; run++) {
    uint32_t count = 0;
    uint32_t lost = 0;
    uint32_t boots = 1;
    memory_flash_init(&memory, bytes, run % 2 == 0 ? 512 : 1024, 4 + run % 5);
    open_journal();
    while (count < 2000) {
      uint32_t dice = next_random(&random) % 100;
      if (dice < (run % 4 == 3 ? 80 : 55)) {
        struct lk_event event =
            an_event((enum lk_event_type)(next_random(&random) % LK_EVENT_TYPES));
        bool full = lk_journal_queued(&journal) == lk_journal_capacity(&journal);
        uint32_t routine = oldest_of(model, count, false);
        bool alarm = lk_event_is_alarm(event.type);
        bool none = full && routine == 0 && !alarm;
        assert_int_equal(lk_journal_append(&journal, &event),
                         none ? LK_JOURNAL_FULL : LK_JOURNAL_OK);
        if (full) lost++;
        if (none) continue;
        if (full) model[routine > 0 ? routine : oldest_of(model, count, true)].waits = false;
        model[++count] = (struct modelled){event.type, true};
        assert_int_equal(event.seq, count);
        assert_int_equal(event.boot, boots);
      } else if (dice < 97) {
        uint32_t seq =
            next(LK_JOURNAL_WAITING, dice < 90 || count == 0 ? 0 : next_random(&random) % count);
        if (seq == UINT32_MAX) continue;
        acknowledge(seq);
        assert_true(model[seq].waits);
        model[seq].waits = false;
      } else {
        /* A refusal for want of room is written down with the next record, not by itself. */
        uint32_t known = journal.lost;
        open_journal();
        boots++;
        if (lk_journal_lost(&journal) < known) lost = lk_journal_lost(&journal);
        expect_like(model, count, lost);
      }
    }
    expect_like(model, count, lost);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(an_empty_flash_becomes_an_empty_journal, blank_flash),
      cmocka_unit_test_setup(a_flash_full_of_something_else_too, blank_flash),
      cmocka_unit_test_setup(each_boot_counts_on, blank_flash),
      cmocka_unit_test_setup(an_event_comes_back_as_it_was, blank_flash),
      cmocka_unit_test(what_is_in_flash_is_what_earlier_firmware_wrote),
      cmocka_unit_test_setup(an_answered_event_waits_no_more_but_is_kept, blank_flash),
      cmocka_unit_test_setup(an_answer_to_nothing_changes_nothing, blank_flash),
      cmocka_unit_test_setup(alarms_can_be_asked_for, blank_flash),
      cmocka_unit_test_setup(all_sectors_wear_alike, blank_flash),
      cmocka_unit_test_setup(an_event_that_nobody_answers_stays_while_others_come_and_go,
                             blank_flash),
      cmocka_unit_test_setup(holds_its_capacity_even_when_what_waits_is_scattered, blank_flash),
      cmocka_unit_test_setup(one_more_costs_the_oldest_routine_event, blank_flash),
      cmocka_unit_test_setup(an_alarm_costs_an_alarm_only_where_nothing_else_waits, blank_flash),
      cmocka_unit_test_setup(an_overflow_is_to_be_reported_once_there_is_room, blank_flash),
      cmocka_unit_test_setup(a_place_that_does_not_take_is_passed_over, blank_flash),
      cmocka_unit_test_setup(what_flash_does_not_take_is_told_and_its_number_not_used_again,
                             blank_flash),
      cmocka_unit_test_setup(no_failure_of_one_call_loses_an_event, blank_flash),
      cmocka_unit_test_setup(a_flash_that_cannot_be_read_is_not_taken_for_an_empty_one,
                             blank_flash),
      cmocka_unit_test_setup(a_spare_sector_is_erased_again_unless_it_is_known_to_be_clean,
                             blank_flash),
      cmocka_unit_test_setup(a_broken_header_does_not_lose_the_records_behind_it, blank_flash),
      cmocka_unit_test_setup(no_sequence_number_is_used_twice, blank_flash),
      cmocka_unit_test_setup(keeps_nothing_that_is_no_message, blank_flash),
      cmocka_unit_test(refuses_a_flash_of_the_wrong_size),
      cmocka_unit_test(of_a_large_flash_the_first_64_sectors_are_used),
      cmocka_unit_test_setup(a_flash_that_was_larger_once_gives_up_what_does_not_fit, blank_flash),
      cmocka_unit_test_setup(a_header_that_names_itself_as_its_victim_is_no_end, blank_flash),
      cmocka_unit_test_setup(numbers_that_were_used_elsewhere_are_skipped, blank_flash),
      cmocka_unit_test(holds_what_a_list_would_hold),
  };
  return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
