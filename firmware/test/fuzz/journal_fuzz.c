/*
 * Any flash, and anything that is done to a journal on it, with cuts of the power in between. A
 * journal always opens, takes an event, and gives it back after the next start; one that began
 * blank loses nothing it has taken.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lk_journal.h"
#include "lk_journal_record.h"
#include "memory_flash.h"

#define SECTOR_SIZE 512
#define SECTORS_MAX 7
#define NUMBERS 400

struct input {
  const uint8_t *at;
  size_t left;
};

static uint8_t take(struct input *input) {
  if (input->left == 0) return 0;
  input->left--;
  return *input->at++;
}

static uint32_t take32(struct input *input) {
  uint32_t value = 0;
  for (int i = 0; i < 4; i++) value = value << 8 | take(input);
  return value;
}

static void must(bool holds) {
  if (!holds) abort();
}

static uint8_t bytes[SECTOR_SIZE * SECTORS_MAX];
static struct memory_flash memory;
static struct lk_journal journal;
/** What a journal that began blank has promised to give back: waiting events by number. */
static bool waits[NUMBERS];
static bool exact;

/** Puts a piece that is right in itself anywhere, with whatever it says. */
static void plant(struct input *input) {
  uint8_t piece[LK_RECORD_SIZE];
  uint32_t sector = take(input) % memory.flash.sector_count;
  uint8_t kind = take(input);
  uint8_t *at = bytes + sector * SECTOR_SIZE;
  if (kind % 4 == 0) {
    struct lk_journal_header header = {.number = take32(input) >> 1,
                                       .victim = take(input),
                                       .boot = take32(input),
                                       .seq = take32(input),
                                       .lost = take(input),
                                       .reported = take(input)};
    lk_journal_encode_header(&header, at);
    return;
  }
  if (kind % 4 == 1) {
    lk_journal_encode_emptied(take32(input) >> 1, at + LK_EMPTIED_AT);
    return;
  }
  struct lk_journal_record record;
  memset(&record, 0, sizeof record);
  record.kind = kind % 8 == 7 ? LK_RECORD_START : LK_RECORD_EVENT;
  record.event.type = (enum lk_event_type)(take(input) % LK_EVENT_TYPES);
  record.event.seq = take32(input);
  record.event.boot = take32(input);
  record.event.uptime = take32(input);
  record.lost = take(input);
  record.gave_up = kind % 8 == 3;
  record.given_up = take32(input);
  lk_journal_encode_record(&record, piece);
  at += LK_PLACES_AT + take(input) % 3 * LK_PLACE_SIZE;
  memcpy(at, piece, sizeof piece);
  memset(at + LK_RECORD_SIZE, kind & 0x40 ? 0 : 0xff, LK_MARK_SIZE);
}

static void expect_consistent(void) {
  struct lk_event event;
  char message[LK_EVENT_MAX + 1];
  uint32_t from = 0;
  uint32_t found = 0;
  while (lk_journal_next(&journal, LK_JOURNAL_WAITING, from, &event)) {
    must(event.seq >= from && event.seq <= lk_journal_seq(&journal));
    must(strlen(event.locker) <= LK_NAME_MAX && strlen(event.text) <= LK_NAME_MAX);
    lk_message_event(message, sizeof message, "MUM01-U07", &event);
    if (exact && event.seq < NUMBERS) must(waits[event.seq]);
    found++;
    if (event.seq == UINT32_MAX) break;
    from = event.seq + 1;
  }
  must(found <= lk_journal_queued(&journal));
  must(lk_journal_queued(&journal) <= lk_journal_capacity(&journal));
  must(lk_journal_queued_alarms(&journal) <= lk_journal_queued(&journal));
  must(lk_journal_acked(&journal) <= lk_journal_seq(&journal));
  if (!exact) return;
  must(found == lk_journal_queued(&journal));
  uint32_t promised = 0;
  for (uint32_t seq = 0; seq < NUMBERS; seq++) promised += waits[seq];
  must(found == promised || lk_journal_seq(&journal) >= NUMBERS);
}

static void open_again(void) {
  memory_flash_revive(&memory);
  must(lk_journal_open(&journal, &memory.flash) == LK_JOURNAL_OK);
}

static bool is_waiting(uint32_t seq) {
  struct lk_event event;
  return lk_journal_next(&journal, LK_JOURNAL_WAITING, seq, &event) && event.seq == seq;
}

/** After a cut: what was under way may have happened or not; everything else is as it was. */
static void settle(uint32_t seq, uint32_t answered) {
  uint32_t lost = lk_journal_lost(&journal);
  open_again();
  if (!exact) return;
  if (lk_journal_seq(&journal) == seq + 1 && seq + 1 < NUMBERS) waits[seq + 1] = true;
  if (answered < NUMBERS && waits[answered]) waits[answered] = is_waiting(answered);
  if (lk_journal_lost(&journal) == lost) return;
  /* An append that cost the oldest. */
  for (uint32_t i = 0; i < NUMBERS; i++) {
    if (waits[i] && !is_waiting(i)) {
      waits[i] = false;
      return;
    }
  }
}

static void append(enum lk_event_type type) {
  struct lk_event event;
  uint32_t seq = lk_journal_seq(&journal);
  uint32_t lost = lk_journal_lost(&journal);
  memset(&event, 0, sizeof event);
  event.type = type;
  event.uptime = 1000;
  enum lk_journal_result result = lk_journal_append(&journal, &event);
  if (memory.dead) {
    journal.lost = lost;
    settle(seq, UINT32_MAX);
    return;
  }
  must(result == LK_JOURNAL_OK || result == LK_JOURNAL_FULL || seq == UINT32_MAX);
  if (!exact || result != LK_JOURNAL_OK) return;
  must(event.seq == seq + 1);
  for (uint32_t i = 0; i < NUMBERS && lk_journal_lost(&journal) > lost; i++) {
    if (!waits[i] || is_waiting(i)) continue;
    waits[i] = false;
    break;
  }
  if (event.seq < NUMBERS) waits[event.seq] = true;
}

static void acknowledge(uint32_t from) {
  struct lk_event event;
  if (!lk_journal_next(&journal, LK_JOURNAL_WAITING, from, &event)) return;
  uint32_t seq = lk_journal_seq(&journal);
  enum lk_journal_result result = lk_journal_acknowledge(&journal, event.seq);
  if (memory.dead) {
    settle(seq, event.seq);
    return;
  }
  must(result == LK_JOURNAL_OK);
  if (exact && event.seq < NUMBERS) waits[event.seq] = false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct input input = {data, size};
  uint8_t start = take(&input);
  uint32_t sectors = 4 + take(&input) % 4;
  memory_flash_init(&memory, bytes, SECTOR_SIZE, sectors);
  memset(waits, 0, sizeof waits);
  exact = start % 4 == 0;
  if (start % 4 == 1) {
    size_t raw = input.left < sizeof bytes ? input.left : sizeof bytes;
    memcpy(bytes, input.at, raw);
  }
  if (start % 4 >= 2) {
    for (unsigned i = take(&input) % 32; i > 0; i--) plant(&input);
  }
  open_again();
  while (input.left > 0) {
    uint8_t op = take(&input);
    memory.tear = (enum tear)(op >> 6);
    if ((op & 0x20) != 0) memory.budget = take(&input) * 4L;
    uint8_t what = take(&input);
    switch (op % 4) {
      case 0:
      case 1:
        append((enum lk_event_type)(what % LK_EVENT_TYPES));
        break;
      case 2:
        acknowledge(what % 4 == 0 ? what : 0);
        break;
      default:
        if (lk_journal_open(&journal, &memory.flash) != LK_JOURNAL_OK) must(memory.dead);
        if (memory.dead) open_again();
    }
    if (memory.dead) open_again();
    memory_flash_revive(&memory);
    if (op % 16 == 3) expect_consistent();
  }
  expect_consistent();
  struct lk_event last;
  memset(&last, 0, sizeof last);
  last.type = LK_EVENT_FORCED;
  if (lk_journal_append(&journal, &last) == LK_JOURNAL_OK) {
    open_again();
    must(is_waiting(last.seq));
  } else {
    must(lk_journal_seq(&journal) == UINT32_MAX);
  }
  return 0;
}
