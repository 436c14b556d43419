#include "commands.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/lk_journal.h"
#include "core/lk_json.h"
#include "flash_file.h"

#define WORDS_MAX 4
/** Greatest number on a command line: some time after the year 5000. */
#define NUMBER_MAX INT64_C(99999999999999)

/** A contact's command, and its words for active and not. */
static const struct {
  const char *name;
  const char *on;
  const char *off;
} contact_words[LK_CONTACTS] = {
  [LK_DOOR] = {"door", "open", "closed"},
  [LK_TAMPER] = {"tamper", "broken", "whole"},
  [LK_BOLT] = {"bolt", "withdrawn", "thrown"},
  [LK_GUARD_KEY] = {"guard-key", "turned", "back"},
  [LK_HIRER_KEY] = {"hirer-key", "turned", "back"},
  [LK_DENIED] = {"denied", "on", "off"},
  [LK_DURESS] = {"duress", "on", "off"},
};

static const char *const clock_words[] = {
  [LK_CLOCK_NONE] = "none",
  [LK_CLOCK_ESTIMATED] = "estimated",
  [LK_CLOCK_SNTP] = "sntp",
};

lk_ms wall_time(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (lk_ms)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool read_switch(const char *word, const char *on, const char *off, bool *active) {
  *active = strcmp(word, on) == 0;
  return *active || strcmp(word, off) == 0;
}

static bool read_number(const char *word, int64_t most, int64_t *number) {
  char *end;
  if (*word < '0' || *word > '9') return false;
  *number = strtoll(word, &end, 10);
  return *end == '\0' && *number <= most;
}

static bool move_contact(struct bench *bench, char *const *words) {
  const struct lk_unit_setup *setup = bench->unit->setup;
  for (unsigned contact = 0; contact < LK_CONTACTS; contact++) {
    bool active;
    if (strcmp(words[0], contact_words[contact].name) != 0) continue;
    if (!read_switch(words[2], contact_words[contact].on, contact_words[contact].off, &active)) return false;
    for (uint8_t locker = 0; locker < setup->lockers; locker++) {
      if (strcmp(setup->locker[locker], words[1]) != 0) continue;
      wires_contact(bench->wires, bench->unit, locker, (enum lk_contact)contact, active);
      return true;
    }
  }
  return false;
}

/** Commands of one word and one value. */
static bool set_one(struct bench *bench, const char *name, const char *value, lk_ms now) {
  bool on;
  int64_t number;
  if (strcmp(name, "case") == 0 && read_switch(value, "open", "closed", &on)) {
    wires_case(bench->wires, bench->unit, on);
  } else if (strcmp(name, "mains") == 0 && read_switch(value, "on", "off", &on)) {
    wires_mains(bench->wires, bench->unit, on);
  } else if (strcmp(name, "battery") == 0 && read_number(value, 100, &number)) {
    wires_battery(bench->wires, bench->unit, (uint8_t)number);
  } else if (strcmp(name, "network") == 0 && read_switch(value, "up", "down", &on)) {
    link_cable(bench->link, !on);
  } else if (strcmp(name, "clock") == 0 && strcmp(value, "now") == 0) {
    bench->clock = true;
    bench->clock_offset = 0;
    lk_unit_wall_time(bench->unit, wall_time(), now);
  } else if (strcmp(name, "clock") == 0 && read_number(value, NUMBER_MAX, &number)) {
    bench->clock = true;
    bench->clock_offset = number - wall_time();
    lk_unit_wall_time(bench->unit, number, now);
  } else if (strcmp(name, "cut") == 0 && read_number(value, UINT32_MAX, &number)) {
    flash_file_cut((uint32_t)number);
  } else {
    return false;
  }
  return true;
}

/** "health DBM BYTES", with the strength of a signal from -128 to -1. */
static bool tell_health(struct lk_unit *unit, char *const *words) {
  int64_t dbm;
  int64_t heap;
  if (strcmp(words[0], "health") != 0 || words[1][0] != '-') return false;
  if (!read_number(words[1] + 1, 128, &dbm) || !read_number(words[2], UINT32_MAX, &heap)) return false;
  lk_unit_health(unit, (int16_t)-dbm, (uint32_t)heap);
  return true;
}

static void put_state(struct lk_json_writer *answer, const struct bench *bench, lk_ms now) {
  const struct lk_unit *unit = bench->unit;
  lk_json_put_boolean(answer, "connected", unit->connected);
  lk_json_put_integer(answer, "boot", lk_journal_boot(&unit->journal));
  lk_json_put_string(answer, "nonce", unit->guard.nonce);
  lk_json_put_integer(answer, "seq", lk_journal_seq(&unit->journal));
  lk_json_put_integer(answer, "acked", lk_journal_acked(&unit->journal));
  lk_json_put_integer(answer, "queued", lk_journal_queued(&unit->journal));
  lk_json_put_integer(answer, "lost", lk_journal_lost(&unit->journal));
  lk_json_put_integer(answer, "uptime", now);
  lk_json_put_string(answer, "clock", clock_words[lk_clock_state(&unit->clock, now)]);
  lk_json_put_string(answer, "config", unit->config.id);
  lk_json_put_boolean(answer, "led", bench->led);
  lk_json_put_boolean(answer, "siren", bench->siren);
  lk_json_put_array(answer, "lockers");
  for (uint8_t i = 0; i < unit->setup->lockers; i++) {
    const struct lk_locker *locker = &unit->locker[i];
    lk_json_put_object(answer, NULL);
    lk_json_put_string(answer, "locker", unit->setup->locker[i]);
    // A unit that has never seen a door takes its first look without an event.
    if (locker->latches.known) {
      lk_json_put_string(answer, "door", lk_locker_open(locker) ? "open" : "closed");
    } else {
      lk_json_put_null(answer, "door");
    }
    lk_json_put_boolean(answer, "tamper", lk_locker_tampered(locker));
    lk_json_put_object_end(answer);
  }
  lk_json_put_array_end(answer);
}

/** The event as it is published, where flash still holds it, and whether the gateway has answered it. */
static bool put_event(struct lk_json_writer *answer, const struct lk_unit *unit, const char *number) {
  static const enum lk_journal_which places[] = {LK_JOURNAL_WAITING, LK_JOURNAL_ANSWERED};
  struct lk_event event;
  char body[LK_EVENT_MAX + 1];
  int64_t seq;
  if (!read_number(number, UINT32_MAX, &seq)) return false;
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    if (!lk_journal_next(&unit->journal, places[i], (uint32_t)seq, &event) || event.seq != seq) continue;
    if (lk_message_event(body, sizeof body, unit->setup->unit, &event) == 0) return false;
    lk_json_put_string(answer, "event", body);
    lk_json_put_boolean(answer, "answered", places[i] == LK_JOURNAL_ANSWERED);
    return true;
  }
  return false;
}

size_t commands_run(struct bench *bench, char *line, lk_ms now, char *answer, size_t size) {
  struct lk_json_writer writer;
  char *words[WORDS_MAX];
  size_t count = 0;
  bool ok;
  char *rest = NULL;

  for (char *word = strtok_r(line, " ", &rest); word != NULL && count < WORDS_MAX; word = strtok_r(NULL, " ", &rest)) {
    words[count++] = word;
  }
  lk_json_write(&writer, answer, size);
  lk_json_put_object(&writer, NULL);
  if (count == 1 && strcmp(words[0], "state") == 0) {
    put_state(&writer, bench, now);
    ok = true;
  } else if (count == 2 && strcmp(words[0], "event") == 0) {
    ok = put_event(&writer, bench->unit, words[1]);
  } else if (count == 2) {
    ok = set_one(bench, words[0], words[1], now);
  } else {
    ok = count == 3 && (tell_health(bench->unit, words) || move_contact(bench, words));
  }
  lk_json_put_boolean(&writer, "ok", ok);
  lk_json_put_object_end(&writer);
  return lk_json_written(&writer);
}
