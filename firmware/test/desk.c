#include "desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TOPICS "lockers/v1/MUM01/MUM01-U07/"

static int32_t publish(void *ctx, const char *topic, const char *payload, size_t length, int qos,
                       bool retain) {
  struct desk *desk = ctx;
  if (desk->refuses) return -1;
  assert_true(desk->count < DESK_MESSAGES);
  struct desk_message *message = &desk->messages[desk->count++];
  assert_true(strlen(topic) < sizeof message->topic);
  assert_true(length < sizeof message->payload);
  strcpy(message->topic, topic);
  memcpy(message->payload, payload, length);
  message->payload[length] = '\0';
  message->qos = qos;
  message->retain = retain;
  return qos == 0 ? 0 : ++desk->packet;
}

static void reconnect(void *ctx) { ((struct desk *)ctx)->reconnects++; }

static void output(void *ctx, enum lk_output which, bool on) {
  struct desk *desk = ctx;
  desk->level[which] = on;
  desk->switched[which]++;
}

static void restart(void *ctx) { ((struct desk *)ctx)->restarts++; }

static bool random_bytes(void *ctx, uint8_t *bytes, size_t length) {
  struct desk *desk = ctx;
  for (size_t i = 0; i < length; i++) bytes[i] = (uint8_t)(next_random(&desk->random) >> 8);
  return !desk->no_random;
}

static bool ota_verify(void *ctx, const char *text, size_t length, const uint8_t *signature,
                       size_t signature_length) {
  struct desk *desk = ctx;
  assert_int_equal(strlen(text), length);
  assert_true(signature_length > 0 && signature[0] == 0x30);
  strcpy(desk->signed_text, text);
  return desk->verifies;
}

static bool ota_load(void *ctx, const struct lk_ota_image *image) {
  struct desk *desk = ctx;
  desk->image = *image;
  desk->loading++;
  return desk->loads;
}

static bool ota_install(void *ctx) {
  struct desk *desk = ctx;
  desk->installed++;
  return desk->installs;
}

static void ota_discard(void *ctx) { ((struct desk *)ctx)->discarded++; }

static void ota_confirm(void *ctx) { ((struct desk *)ctx)->confirmed++; }

static struct desk *desk_new(void) {
  struct desk *desk = calloc(1, sizeof *desk);
  assert_non_null(desk);
  desk->messages = calloc(DESK_MESSAGES, sizeof *desk->messages);
  assert_non_null(desk->messages);
  memory_flash_init(&desk->journal, desk->journal_bytes, DESK_SECTOR, DESK_SECTORS);
  memory_flash_init(&desk->settings, desk->settings_bytes, DESK_SECTOR, 2);
  desk->acknowledges = desk->answers = true;
  desk->verifies = desk->loads = desk->installs = true;
  desk->random = 1;
  desk->setup.site = "MUM01";
  desk->setup.unit = "MUM01-U07";
  desk->setup.firmware = "1.0.0";
  desk->setup.reset = "power-on";
  desk->setup.lockers = 2;
  desk->setup.locker[0] = "MUM01-0001";
  desk->setup.locker[1] = "MUM01-0002";
  memset(desk->setup.fitted, (1 << LK_CONTACTS) - 1, sizeof desk->setup.fitted);
  const struct lk_port port = {
      .ctx = desk,
      .journal = &desk->journal.flash,
      .settings = &desk->settings.flash,
      .publish = publish,
      .reconnect = reconnect,
      .output = output,
      .restart = restart,
      .random = random_bytes,
      .ota_verify = ota_verify,
      .ota_load = ota_load,
      .ota_install = ota_install,
      .ota_discard = ota_discard,
      .ota_confirm = ota_confirm,
  };
  desk->port = port;
  assert_int_equal(desk_start(desk), LK_UNIT_OK);
  desk_run(desk, 1000);
  return desk;
}

enum lk_unit_fault desk_start(struct desk *desk) {
  desk->now = 0;
  desk->answered = desk->count;
  return lk_unit_init(&desk->unit, &desk->setup, &desk->port, desk->now);
}

/** The gateway's answer to an event. */
static void answer(struct desk *desk, const char *payload) {
  char text[64];
  const char *seq = strstr(payload, "\"seq\":");
  assert_non_null(seq);
  snprintf(text, sizeof text, "{\"v\":1,\"seq\":%lu,\"result\":\"stored\"}",
           strtoul(seq + 6, NULL, 10));
  desk_tell(desk, "reply/event", text);
}

static void respond(struct desk *desk) {
  // A message's packet id is how many with QoS 1 there were, itself included; replies come in
  // order.
  for (; desk->answered < desk->count; desk->answered++) {
    const struct desk_message *message = &desk->messages[desk->answered];
    if (!desk->unit.connected) continue;
    if (desk->acknowledges && message->qos == 1) {
      for (int32_t packet = 1; packet <= desk->packet; packet++) {
        lk_unit_puback(&desk->unit, (uint16_t)packet, desk->now);
      }
    }
    if (desk->answers && strcmp(message->topic, TOPICS "event") == 0)
      answer(desk, message->payload);
  }
}

void desk_run(struct desk *desk, lk_ms ms) {
  for (const lk_ms end = desk->now + ms; desk->now < end;) {
    desk->now += LK_SAMPLE_MS;
    lk_unit_tick(&desk->unit, desk->now);
    respond(desk);
  }
}

void desk_connect(struct desk *desk) {
  lk_unit_connected(&desk->unit, desk->now);
  desk_run(desk, 100);
}

void desk_disconnect(struct desk *desk) { lk_unit_disconnected(&desk->unit, desk->now); }

void desk_set(struct desk *desk, enum lk_contact contact, bool active) {
  lk_unit_contact(&desk->unit, 0, contact, active);
  desk_run(desk, 100);
}

int desk_setup(void **state) {
  *state = desk_new();
  return 0;
}

int desk_setup_connected(void **state) {
  struct desk *desk = desk_new();
  desk_connect(desk);
  desk_run(desk, 1000);
  desk_forget(desk);
  *state = desk;
  return 0;
}

int desk_teardown(void **state) {
  struct desk *desk = *state;
  free(desk->messages);
  free(desk);
  return 0;
}

void desk_authorise(struct desk *desk) {
  desk_set(desk, LK_GUARD_KEY, true);
  desk_set(desk, LK_HIRER_KEY, true);
  desk_set(desk, LK_BOLT, true);
}

void desk_tell(struct desk *desk, const char *leaf, const char *payload) {
  char topic[128];
  snprintf(topic, sizeof topic, TOPICS "%s", leaf);
  lk_unit_message(&desk->unit, topic, strlen(topic), payload, strlen(payload), desk->now);
}

void desk_command(struct desk *desk, uint32_t n, const char *op, const char *args) {
  char payload[LK_COMMAND_MAX];
  snprintf(
      payload, sizeof payload,
      "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-%012lu\",\"boot\":%lu,\"nonce\":\"%s\",\"n\":%lu,"
      "\"expires\":1795334191425,\"op\":\"%s\",\"args\":%s}",
      (unsigned long)n, (unsigned long)lk_journal_boot(&desk->unit.journal), desk->unit.guard.nonce,
      (unsigned long)n, op, args);
  desk_tell(desk, "command", payload);
}

/** Whether the same event was published before this message. */
static bool sent_before(const struct desk *desk, size_t index) {
  for (size_t i = 0; i < index; i++) {
    if (strcmp(desk->messages[i].topic, TOPICS "event") != 0) continue;
    if (strcmp(desk->messages[i].payload, desk->messages[index].payload) == 0) return true;
  }
  return false;
}

const char *desk_events(struct desk *desk) {
  static char types[4096];
  types[0] = '\0';
  for (; desk->seen < desk->count; desk->seen++) {
    const struct desk_message *message = &desk->messages[desk->seen];
    if (strcmp(message->topic, TOPICS "event") != 0 || sent_before(desk, desk->seen)) continue;
    const char *type = strstr(message->payload, "\"type\":\"");
    assert_non_null(type);
    type += strlen("\"type\":\"");
    const size_t length = strcspn(type, "\"");
    assert_true(strlen(types) + length + 2 < sizeof types);
    if (types[0] != '\0') strcat(types, " ");
    strncat(types, type, length);
  }
  return types;
}

void desk_expect(struct desk *desk, const char *types) {
  assert_string_equal(desk_events(desk), types);
}

const char *desk_last(const struct desk *desk, const char *leaf) {
  char topic[128];
  snprintf(topic, sizeof topic, TOPICS "%s", leaf);
  for (size_t i = desk->count; i > 0; i--) {
    if (strcmp(desk->messages[i - 1].topic, topic) == 0) return desk->messages[i - 1].payload;
  }
  return NULL;
}

size_t desk_count(const struct desk *desk, const char *leaf) {
  char topic[128];
  size_t count = 0;
  snprintf(topic, sizeof topic, TOPICS "%s", leaf);
  for (size_t i = 0; i < desk->count; i++) count += strcmp(desk->messages[i].topic, topic) == 0;
  return count;
}

void desk_forget(struct desk *desk) { desk->count = desk->seen = desk->answered = 0; }

void desk_has(const char *text, const char *part) {
  if (text == NULL || strstr(text, part) == NULL) {
    fail_msg("%s is not in %s", part, text == NULL ? "nothing" : text);
  }
}

void desk_has_not(const char *text, const char *part) {
  assert_non_null(text);
  if (strstr(text, part) != NULL) fail_msg("%s is in %s", part, text);
}
