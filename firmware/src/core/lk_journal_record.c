#include "lk_journal_record.h"

#include <string.h>

#include "lk_crc.h"

/* "LKJ1", "LKE1" and "LKR1", read as little-endian numbers. */
#define HEADER_MAGIC UINT32_C(0x314a4b4c)
#define EMPTIED_MAGIC UINT32_C(0x31454b4c)
#define RECORD_MAGIC UINT32_C(0x31524b4c)

/* Offsets in a record; the CRC of what follows it comes first. */
enum {
  AT_MAGIC = 4,
  AT_SEQ = 8,
  AT_BOOT = 12,
  AT_TIME = 16,
  AT_UPTIME = 24,
  AT_NUMBER = 32,
  AT_LOST = 40,
  AT_REPORTED = 44,
  AT_GIVEN_UP = 48,
  AT_KIND = 52,
  AT_TYPE = 53,
  AT_STATES = 54,
  AT_FLAGS = 55,
  /* The locker; of an event that concerns the unit, its text. */
  AT_NAME = 56,
  AT_CODE = 88,
};

/** `event.has_number`, and whether `given_up` means anything. */
enum {
  FLAG_NUMBER = 1,
  FLAG_GAVE_UP = 2,
};

static void put32(uint8_t *to, uint32_t value) {
  for (unsigned i = 0; i < 4; i++) to[i] = (uint8_t)(value >> (8 * i));
}

static uint32_t get32(const uint8_t *from) {
  return (uint32_t)from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 |
         (uint32_t)from[3] << 24;
}

static void put64(uint8_t *to, int64_t value) {
  put32(to, (uint32_t)(uint64_t)value);
  put32(to + 4, (uint32_t)((uint64_t)value >> 32));
}

static int64_t get64(const uint8_t *from) {
  return (int64_t)((uint64_t)get32(from + 4) << 32 | get32(from));
}

/** A text fills its field up with zeros; one as long as the field has none behind it. */
static void put_text(uint8_t *to, const char *text, size_t size) {
  memset(to, 0, size);
  memcpy(to, text, strlen(text));
}

static void get_text(const uint8_t *from, char *text, size_t size) {
  memcpy(text, from, size);
  text[size] = '\0';
}

static void seal(uint8_t *bytes, size_t size) { put32(bytes, lk_crc32(bytes + 4, size - 4)); }

static bool is_sealed(const uint8_t *bytes, size_t size, uint32_t magic) {
  return get32(bytes + 4) == magic && get32(bytes) == lk_crc32(bytes + 4, size - 4);
}

void lk_journal_encode_header(const struct lk_journal_header *header,
                              uint8_t bytes[LK_HEADER_SIZE]) {
  put32(bytes + 4, HEADER_MAGIC);
  put32(bytes + 8, header->number);
  put32(bytes + 12, header->victim);
  put32(bytes + 16, header->boot);
  put32(bytes + 20, header->seq);
  put32(bytes + 24, header->lost);
  put32(bytes + 28, header->reported);
  seal(bytes, LK_HEADER_SIZE);
}

bool lk_journal_decode_header(const uint8_t bytes[LK_HEADER_SIZE],
                              struct lk_journal_header *header) {
  if (!is_sealed(bytes, LK_HEADER_SIZE, HEADER_MAGIC)) return false;
  header->number = get32(bytes + 8);
  header->victim = get32(bytes + 12);
  header->boot = get32(bytes + 16);
  header->seq = get32(bytes + 20);
  header->lost = get32(bytes + 24);
  header->reported = get32(bytes + 28);
  return true;
}

void lk_journal_encode_emptied(uint32_t number, uint8_t bytes[LK_EMPTIED_SIZE]) {
  memset(bytes, 0, LK_EMPTIED_SIZE);
  put32(bytes + 4, EMPTIED_MAGIC);
  put32(bytes + 8, number);
  seal(bytes, LK_EMPTIED_SIZE);
}

enum { DATE_TIME = 7, DATE_BITS = 0x7f, DATE_SET = 0x80 };

void lk_journal_encode_date(lk_ms at, uint8_t mark[LK_MARK_SIZE]) {
  memset(mark, 0xff, LK_MARK_SIZE);
  for (int i = 0; i < DATE_TIME; i++) {
    mark[i] = (uint8_t)(((uint64_t)at >> (7 * i) & DATE_BITS) | DATE_SET);
  }
  uint32_t crc = lk_crc32(mark, DATE_TIME);
  for (int i = DATE_TIME; i < LK_DATE_SIZE; i++) {
    mark[i] = (uint8_t)((crc & DATE_BITS) | DATE_SET);
    crc >>= 7;
  }
}

bool lk_journal_decode_date(const uint8_t mark[LK_MARK_SIZE], lk_ms *at) {
  uint8_t again[LK_MARK_SIZE];
  uint64_t time = 0;
  for (int i = DATE_TIME - 1; i >= 0; i--) time = time << 7 | (mark[i] & DATE_BITS);
  lk_journal_encode_date((lk_ms)time, again);
  *at = (lk_ms)time;
  return memcmp(again, mark, LK_DATE_SIZE) == 0;
}

/**
 * Events of these types concern the unit as a whole, so the place of the locker is free for their
 * text.
 */
static bool has_text(enum lk_event_type type) {
  return type == LK_EVENT_BOOT || type == LK_EVENT_CONFIG_CHANGED;
}

void lk_journal_encode_record(const struct lk_journal_record *record,
                              uint8_t bytes[LK_RECORD_SIZE]) {
  const struct lk_event *event = &record->event;
  put32(bytes + AT_MAGIC, RECORD_MAGIC);
  put32(bytes + AT_SEQ, event->seq);
  put32(bytes + AT_BOOT, event->boot);
  put64(bytes + AT_TIME, event->at);
  put64(bytes + AT_UPTIME, event->uptime);
  put64(bytes + AT_NUMBER, event->number);
  put32(bytes + AT_LOST, record->lost);
  put32(bytes + AT_REPORTED, record->reported);
  put32(bytes + AT_GIVEN_UP, record->given_up);
  bytes[AT_KIND] = (uint8_t)record->kind;
  bytes[AT_TYPE] = (uint8_t)event->type;
  bytes[AT_STATES] =
      (uint8_t)((unsigned)event->clock | (unsigned)event->door << 2 | (unsigned)event->tamper << 4);
  bytes[AT_FLAGS] =
      (uint8_t)((event->has_number ? FLAG_NUMBER : 0) | (record->gave_up ? FLAG_GAVE_UP : 0));
  put_text(bytes + AT_NAME, has_text(event->type) ? event->text : event->locker, LK_NAME_MAX);
  put_text(bytes + AT_CODE, event->code, LK_CODE_MAX);
  seal(bytes, LK_RECORD_SIZE);
}

uint32_t lk_journal_record_seq(const uint8_t bytes[LK_RECORD_BEGINNING]) {
  return get32(bytes + AT_SEQ);
}

bool lk_journal_decode_record(const uint8_t bytes[LK_RECORD_SIZE],
                              struct lk_journal_record *record) {
  struct lk_event *event = &record->event;
  memset(record, 0, sizeof *record);
  if (!is_sealed(bytes, LK_RECORD_SIZE, RECORD_MAGIC)) return false;
  if (bytes[AT_KIND] != LK_RECORD_EVENT && bytes[AT_KIND] != LK_RECORD_START) return false;
  if (bytes[AT_TYPE] >= LK_EVENT_TYPES) return false;
  unsigned clock = bytes[AT_STATES] & 3U;
  unsigned door = bytes[AT_STATES] >> 2 & 3U;
  unsigned tamper = bytes[AT_STATES] >> 4 & 3U;
  if (clock > LK_CLOCK_SNTP || door > LK_DOOR_IS_OPEN || tamper > LK_TAMPER_IS_ACTIVE) return false;
  record->kind = (enum lk_record_kind)bytes[AT_KIND];
  record->lost = get32(bytes + AT_LOST);
  record->reported = get32(bytes + AT_REPORTED);
  record->gave_up = (bytes[AT_FLAGS] & FLAG_GAVE_UP) != 0;
  record->given_up = get32(bytes + AT_GIVEN_UP);
  event->seq = get32(bytes + AT_SEQ);
  event->boot = get32(bytes + AT_BOOT);
  event->at = get64(bytes + AT_TIME);
  event->uptime = get64(bytes + AT_UPTIME);
  event->number = get64(bytes + AT_NUMBER);
  event->has_number = (bytes[AT_FLAGS] & FLAG_NUMBER) != 0;
  event->type = (enum lk_event_type)bytes[AT_TYPE];
  event->clock = (enum lk_clock_state)clock;
  event->door = (enum lk_door_state)door;
  event->tamper = (enum lk_tamper_state)tamper;
  get_text(bytes + AT_NAME, has_text(event->type) ? event->text : event->locker, LK_NAME_MAX);
  get_text(bytes + AT_CODE, event->code, LK_CODE_MAX);
  return true;
}
