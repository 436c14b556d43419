/**
 * A whole unit, to which anything happens in any order: contacts, time, connections, messages,
 * power cuts in the middle of a write. It must neither crash nor hang, and must never
 *
 *  - say what is no JSON, or too long;
 *  - use one sequence number for two different events, or change an event once it was told;
 *  - fail to start again, or use a boot's number twice;
 *  - show duress: without it, everything is switched at the same moments.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lk_crc.h"
#include "lk_unit.h"
#include "memory_flash.h"

enum { SECTOR = 1024, SECTORS = 4, NUMBERS = 2048, SWITCHINGS = 1024, STEPS_MAX = 48 };

struct world {
  struct lk_unit unit;
  struct lk_unit_setup setup;
  struct lk_port port;
  struct memory_flash journal;
  struct memory_flash settings;
  uint8_t journal_bytes[SECTOR * SECTORS];
  uint8_t settings_bytes[SECTOR * 2];
  lk_ms now;
  int32_t packet;
  uint32_t random;
  bool refuses;
  /** A message with QoS 1 that waits for its PUBACK, and an event that waits for its answer. */
  int32_t unacknowledged;
  uint32_t unanswered;
  /** CRC of what was published under each number. */
  uint32_t told[NUMBERS];
  uint32_t boot;
  /** Everything that was switched, and when. */
  struct switching {
    lk_ms now;
    enum lk_output which;
    bool on;
  } switched[SWITCHINGS];
  size_t switchings;
  bool with_duress;
  bool had_duress;
  /** The power may go in the middle of a write. */
  bool with_cuts;
};

static void must(bool held) {
  if (!held) abort();
}

/** A number of the message, which must be there. */
static uint32_t number(const char *payload, const char *name) {
  const char *at = strstr(payload, name);
  must(at != NULL);
  return (uint32_t)strtoul(at + strlen(name), NULL, 10);
}

static void check_event(struct world *world, const char *payload, size_t length) {
  const uint32_t seq = number(payload, "\"seq\":");
  const uint32_t crc = lk_crc32(payload, length);
  must(length <= LK_EVENT_MAX && seq > 0);
  world->unanswered = seq;
  if (seq >= NUMBERS) return;
  must(world->told[seq] == 0 || world->told[seq] == crc);
  world->told[seq] = crc;
}

/** The power is gone; only the step that it went in is still gone through. */
static bool is_dark(const struct world *world) {
  return world->journal.dead || world->settings.dead;
}

static int32_t publish(void *ctx, const char *topic, const char *payload, size_t length, int qos,
                       bool retain) {
  struct world *world = ctx;
  struct lk_json_parser parser;
  if (world->refuses || is_dark(world)) return -1;
  lk_json_parse(&parser, payload, length);
  lk_json_skip(&parser);
  must(lk_json_end(&parser) && payload[length] == '\0');
  must(strstr(topic, "lockers/v1/MUM01/MUM01-U07/") != NULL);
  must(length <= LK_STATUS_MAX && (qos == 0 || qos == 1));
  must(retain == (strstr(topic, "/status") != NULL));
  if (strstr(topic, "/event") != NULL) check_event(world, payload, length);
  if (qos == 0) return 0;
  world->packet = world->packet % UINT16_MAX + 1;
  world->unacknowledged = world->packet;
  return world->packet;
}

static void output(void *ctx, enum lk_output which, bool on) {
  struct world *world = ctx;
  if (world->switchings == SWITCHINGS) return;
  struct switching *switching = &world->switched[world->switchings++];
  switching->now = world->now;
  switching->which = which;
  switching->on = on;
}

static void nothing(void *ctx) { (void)ctx; }

static bool yes(void *ctx) {
  (void)ctx;
  return true;
}

static bool random_bytes(void *ctx, uint8_t *bytes, size_t length) {
  struct world *world = ctx;
  for (size_t i = 0; i < length; i++) bytes[i] = (uint8_t)(next_random(&world->random) >> 8);
  return true;
}

static bool verify(void *ctx, const char *text, size_t length, const uint8_t *signature,
                   size_t signature_length) {
  (void)ctx;
  must(strlen(text) == length && signature_length > 0);
  return (signature[signature_length - 1] & 1) == 0;
}

static bool load(void *ctx, const struct lk_ota_image *image) {
  (void)ctx;
  return image->size % 2 == 0;
}

/** Whatever was cut, the unit comes up again. */
static void start(struct world *world) {
  memory_flash_revive(&world->journal);
  world->journal.failing = 0;
  memory_flash_revive(&world->settings);
  world->now = 0;
  must(lk_unit_init(&world->unit, &world->setup, &world->port, world->now) == LK_UNIT_OK);
  must(lk_journal_boot(&world->unit.journal) > world->boot);
  world->boot = lk_journal_boot(&world->unit.journal);
}

static struct world *create(bool with_duress, bool with_cuts) {
  struct world *world = calloc(1, sizeof *world);
  must(world != NULL);
  memory_flash_init(&world->journal, world->journal_bytes, SECTOR, SECTORS);
  memory_flash_init(&world->settings, world->settings_bytes, SECTOR, 2);
  world->random = 1;
  world->with_duress = with_duress;
  world->with_cuts = with_cuts;
  const struct lk_unit_setup setup = {
      .site = "MUM01",
      .unit = "MUM01-U07",
      .firmware = "1.0.0",
      .reset = "watchdog",
      .lockers = 2,
      .locker = {"MUM01-0001", "MUM01-0002"},
      .fitted = {(1 << LK_CONTACTS) - 1, LK_FITTED(LK_DOOR) | LK_FITTED(LK_DURESS)},
      .fallback_rule = "alarm",
      .fallback_seconds = 60,
  };
  const struct lk_port port = {
      .ctx = world,
      .journal = &world->journal.flash,
      .settings = &world->settings.flash,
      .publish = publish,
      .reconnect = nothing,
      .output = output,
      .restart = nothing,
      .random = random_bytes,
      .ota_verify = verify,
      .ota_load = load,
      .ota_install = yes,
      .ota_discard = nothing,
      .ota_confirm = nothing,
  };
  world->setup = setup;
  world->port = port;
  start(world);
  return world;
}

/** What is left of the input. */
struct input {
  const uint8_t *bytes;
  size_t length;
};

static uint8_t next(struct input *input) {
  if (input->length == 0) return 0;
  input->length--;
  return *input->bytes++;
}

static void tick(struct world *world, unsigned times, lk_ms step) {
  for (unsigned i = 0; i < times; i++) {
    world->now += step;
    lk_unit_tick(&world->unit, world->now);
  }
}

static void tell(struct world *world, const char *leaf, const char *payload, size_t length) {
  char topic[LK_TOPIC_MAX];
  must(lk_unit_topic(&world->unit, leaf, topic, sizeof topic));
  lk_unit_message(&world->unit, topic, strlen(topic), payload, length, world->now);
}

/** The rest of the input as a message, or a command that fits this boot. */
static void say(struct world *world, struct input *input) {
  static const char *const leaves[] = {"command", "config", "reply/event"};
  static const char *const orders[] = {
      "identify\"",
      "clear-tamper\"",
      "reboot\"",
      "replay\",\"args\":{\"from\":0}",
      "set-config\",\"args\":{\"resendSeconds\":5,\"sirenSeconds\":60,\"debounceMs\":10}",
      "get-state\"",
  };
  const uint8_t which = next(input);
  if (which < 0x40) {
    tell(world, leaves[which % 3], (const char *)input->bytes, input->length);
    return;
  }
  char payload[LK_COMMAND_MAX];
  const int length =
      snprintf(payload, sizeof payload,
               "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":%lu,\"nonce\":\"%"
               "s\",\"n\":%lu,"
               "\"expires\":1795334191425,\"op\":\"%s}",
               (unsigned long)world->boot, world->unit.guard.nonce,
               (unsigned long)world->unit.guard.last_n + which % 2, orders[which % 6]);
  tell(world, "command", payload, (size_t)length);
}

static void answer(struct world *world) {
  char payload[64];
  if (world->unanswered == 0) return;
  const int length =
      snprintf(payload, sizeof payload, "{\"v\":1,\"seq\":%lu,\"result\":\"stored\"}",
               (unsigned long)world->unanswered);
  world->unanswered = 0;
  tell(world, "reply/event", payload, (size_t)length);
}

/** The power goes in the middle of a write, or the journal's flash fails for a while. */
static void cut_soon(struct world *world, uint8_t byte) {
  if (!world->with_cuts) return;
  if (byte >= 0xc0) {
    world->journal.failing = byte;
    return;
  }
  struct memory_flash *memory = (byte & 1) != 0 ? &world->journal : &world->settings;
  memory->tear = (enum tear)(byte / 2 % TEARS);
  memory->budget = byte;
}

static void contact(struct world *world, uint8_t byte) {
  const enum lk_contact which = (enum lk_contact)(byte >> 2 & 7);
  if (which == LK_DURESS && !world->with_duress) return;
  if (which == LK_DURESS) world->had_duress = true;
  lk_unit_contact(&world->unit, byte & 1, which, (byte & 2) != 0);
}

/** One thing that happens. */
static void step(struct world *world, struct input *input) {
  const uint8_t what = next(input);
  switch (what % 16) {
    case 0:
    case 1:
      contact(world, next(input));
      tick(world, 12, LK_SAMPLE_MS);
      break;
    case 2:
      contact(world, next(input));
      break;
    case 3:
      tick(world, what / 16U + 1, LK_SAMPLE_MS);
      break;
    case 4:
      tick(world, 4, (lk_ms)next(input) * 1000);
      break;
    case 5:
      lk_unit_connected(&world->unit, world->now);
      break;
    case 6:
      lk_unit_disconnected(&world->unit, world->now);
      break;
    case 7:
    case 8:
      answer(world);
      break;
    case 9:
      lk_unit_puback(&world->unit, (uint16_t)world->unacknowledged, world->now);
      break;
    case 10:
      say(world, input);
      break;
    case 11:
      lk_unit_wall_time(&world->unit, INT64_C(1795334131425) + (lk_ms)next(input) * 100,
                        world->now);
      break;
    case 12:
      cut_soon(world, next(input));
      break;
    case 13:
      start(world);
      break;
    case 14:
      world->refuses = (what & 16) != 0;
      lk_unit_case(&world->unit, (what & 32) != 0);
      break;
    default:
      lk_unit_mains(&world->unit, (what & 16) != 0);
      lk_unit_battery(&world->unit, next(input));
      break;
  }
  // A unit without power does nothing more; nor does one that is about to restart.
  if (is_dark(world) || world->unit.restarting) start(world);
}

static void live(struct world *world, struct input input) {
  for (int i = 0; i < STEPS_MAX && input.length > 0; i++) step(world, &input);
}

static void show_no_duress(const struct world *with, const struct world *without) {
  must(with->switchings == without->switchings);
  for (size_t i = 0; i < with->switchings; i++) {
    must(with->switched[i].now == without->switched[i].now);
    must(with->switched[i].which == without->switched[i].which);
    must(with->switched[i].on == without->switched[i].on);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const struct input input = {data, size};
  // Duress writes to flash, so with cuts the power would go at another moment without it.
  const bool with_cuts = size > 0 && (data[size - 1] & 1) != 0;
  struct world *world = create(true, with_cuts);
  live(world, input);
  if (world->had_duress && !with_cuts) {
    struct world *calm = create(false, false);
    live(calm, input);
    show_no_duress(world, calm);
    free(calm);
  }
  free(world);
  return 0;
}
