#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lk_json.h"
#include "lk_locker.h"
#include "lk_message.h"

#define UNIT "MUM01-U07"
#define LONGEST "ABCDEFGHIJKLMNOPQRSTUVWXYZ-01234"

/** An event of locker MUM01-0001 with everything that it can have. */
static struct lk_event an_event(enum lk_event_type type) {
  struct lk_event event;
  memset(&event, 0, sizeof event);
  event.boot = 17;
  event.seq = 4211;
  event.type = type;
  event.clock = LK_CLOCK_SNTP;
  event.at = 1795334131425;
  event.uptime = 123456;
  return event;
}

static void expect_event(const struct lk_event *event, const char *wanted) {
  char text[LK_EVENT_MAX + 1];
  assert_int_equal(lk_message_event(text, sizeof text, UNIT, event), strlen(wanted));
  assert_string_equal(text, wanted);
}

/*
 * What waits in flash over an update is written anew by the next firmware: these bytes may never
 * change.
 */

static void an_event_of_a_locker_is_these_bytes(void **state) {
  (void)state;
  struct lk_event event = an_event(LK_EVENT_OPENED);
  strcpy(event.locker, "MUM01-0001");
  event.door = LK_DOOR_IS_OPEN;
  event.tamper = LK_TAMPER_IS_QUIET;
  expect_event(&event,
               "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,"
               "\"type\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,"
               "\"door\":\"open\",\"tamper\":false,\"data\":{}}");
  event.type = LK_EVENT_FORCED;
  event.door = LK_DOOR_IS_CLOSED;
  event.tamper = LK_TAMPER_IS_ACTIVE;
  event.clock = LK_CLOCK_ESTIMATED;
  expect_event(&event,
               "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,"
               "\"type\":\"forced\",\"at\":1795334131425,\"clock\":\"estimated\",\"uptime\":123456,"
               "\"door\":\"closed\",\"tamper\":true,\"data\":{}}");
}

static void an_event_of_the_unit_is_these_bytes(void **state) {
  (void)state;
  struct lk_event event = an_event(LK_EVENT_BOOT);
  event.clock = LK_CLOCK_NONE;
  event.uptime = 310;
  strcpy(event.text, "watchdog");
  expect_event(
      &event,
      "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":null,\"boot\":17,\"seq\":4211,\"type\":\"boot\","
      "\"at\":null,\"clock\":\"none\",\"uptime\":310,\"data\":{\"reset\":\"watchdog\"}}");
}

/** Whether what is written of `event` ends with `"data":` and this. */
static void expect_data(const struct lk_event *event, const char *type, const char *data) {
  char text[LK_EVENT_MAX + 1];
  size_t length = lk_message_event(text, sizeof text, UNIT, event);
  assert_true(length > strlen(data) + 1);
  assert_non_null(strstr(text, type));
  assert_memory_equal(text + length - strlen(data) - 8, "\"data\":", 7);
  assert_memory_equal(text + length - strlen(data) - 1, data, strlen(data));
}

static void each_type_says_its_data(void **state) {
  (void)state;
  static const struct {
    enum lk_event_type type;
    const char *name;
    const char *data;
  } cases[] = {
      {LK_EVENT_OPENED, "\"opened\"", "{}"},
      {LK_EVENT_CLOSED, "\"closed\"", "{}"},
      {LK_EVENT_FORCED, "\"forced\"", "{}"},
      {LK_EVENT_HELD_OPEN, "\"held-open\"", "{\"seconds\":1}"},
      {LK_EVENT_TAMPER, "\"tamper\"", "{}"},
      {LK_EVENT_TAMPER_CLEARED, "\"tamper-cleared\"", "{}"},
      {LK_EVENT_ACCESS_DENIED, "\"access-denied\"", "{\"attempts\":1}"},
      {LK_EVENT_DURESS, "\"duress\"", "{}"},
      {LK_EVENT_BATTERY_LOW, "\"battery-low\"", "{\"percent\":1}"},
      {LK_EVENT_POWER, "\"power\"", "{\"mains\":true}"},
      {LK_EVENT_BOOT, "\"boot\"", "{}"},
      {LK_EVENT_CLOCK_SET, "\"clock-set\"", "{}"},
      {LK_EVENT_CONFIG_CHANGED, "\"config-changed\"", "{\"result\":\"applied\"}"},
      {LK_EVENT_JOURNAL_OVERFLOW, "\"journal-overflow\"", "{\"lost\":1}"},
  };
  assert_int_equal(sizeof cases / sizeof *cases, LK_EVENT_TYPES);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct lk_event event = an_event(cases[i].type);
    event.number = 1;
    expect_data(&event, cases[i].name, cases[i].data);
    assert_memory_equal(lk_event_type_name(cases[i].type), cases[i].name + 1,
                        strlen(cases[i].name) - 2);
  }
}

static void data_that_varies(void **state) {
  (void)state;
  struct lk_event event = an_event(LK_EVENT_POWER);
  expect_data(&event, "\"power\"", "{\"mains\":false}");
  event = an_event(LK_EVENT_CLOCK_SET);
  event.has_number = true;
  event.number = -3200;
  expect_data(&event, "\"clock-set\"", "{\"changedMs\":-3200}");
  event = an_event(LK_EVENT_CONFIG_CHANGED);
  strcpy(event.text, "2026-11-20.1");
  strcpy(event.code, "schema-violation");
  expect_data(&event, "\"config-changed\"",
              "{\"config\":\"2026-11-20.1\",\"result\":\"refused\",\"code\":\"schema-violation\"}");
}

static void alarms_are_forced_tamper_and_duress(void **state) {
  (void)state;
  for (unsigned type = 0; type < LK_EVENT_TYPES; type++) {
    bool alarm = type == LK_EVENT_FORCED || type == LK_EVENT_TAMPER || type == LK_EVENT_DURESS;
    assert_int_equal(lk_event_is_alarm((enum lk_event_type)type), alarm);
  }
}

static void the_longest_event_fits_and_needs_all_its_room(void **state) {
  (void)state;
  char text[LK_EVENT_MAX + 1];
  for (unsigned type = 0; type < LK_EVENT_TYPES; type++) {
    struct lk_event event = an_event((enum lk_event_type)type);
    event.boot = event.seq = UINT32_MAX;
    event.clock = LK_CLOCK_ESTIMATED;
    event.at = event.number = -LK_JSON_INTEGER_MAX;
    event.uptime = LK_JSON_INTEGER_MAX;
    event.door = LK_DOOR_IS_CLOSED;
    event.tamper = LK_TAMPER_IS_QUIET;
    event.has_number = true;
    /* Even of characters that take six bytes each. */
    memset(event.locker, 1, LK_NAME_MAX);
    size_t length = lk_message_event(text, sizeof text, LONGEST, &event);
    assert_in_range(length, 1, LK_EVENT_MAX);
    assert_int_equal(strlen(text), length);
    for (size_t size = 0; size <= length; size++) {
      assert_int_equal(lk_message_event(text, size, LONGEST, &event), 0);
    }
    assert_int_equal(lk_message_event(text, length + 1, LONGEST, &event), length);
  }
}

static void writes_no_event_that_is_out_of_range(void **state) {
  (void)state;
  char text[LK_EVENT_MAX + 1];
  struct lk_event event = an_event(LK_EVENT_OPENED);
  event.uptime = -1;
  assert_int_equal(lk_message_event(text, sizeof text, UNIT, &event), 0);
  event = an_event(LK_EVENT_TYPES);
  assert_int_equal(lk_message_event(text, sizeof text, UNIT, &event), 0);
  event = an_event(LK_EVENT_OPENED);
  event.at = LK_JSON_INTEGER_MAX + 1;
  assert_int_equal(lk_message_event(text, sizeof text, UNIT, &event), 0);
  event = an_event(LK_EVENT_OPENED);
  event.locker[0] = (char)0xff;
  assert_int_equal(lk_message_event(text, sizeof text, UNIT, &event), 0);
}

static const struct lk_settings own_settings = {{60, 300, 50, 30, 20, 3, 0}, 0};
#define OWN_SETTINGS                                                                      \
  "\"settings\":{\"heartbeatSeconds\":60,\"heldOpenSeconds\":300,\"debounceMs\":50,"      \
  "\"resendSeconds\":30,\"batteryLowPercent\":20,\"deniedAttempts\":3,\"sirenSeconds\":0}"

static void status_and_last_will(void **state) {
  (void)state;
  static const struct lk_status_locker lockers[] = {{"MUM01-0001", false, false},
                                                    {"MUM01-0002", true, true}};
  char text[LK_STATUS_MAX + 1];
  struct lk_status status = {.unit = UNIT,
                             .boot = 17,
                             .nonce = "9f86d081884c7d65",
                             .firmware = "1.0.0",
                             .reset = "watchdog",
                             .lockers = lockers,
                             .locker_count = 2,
                             .seq = 4211,
                             .clock = LK_CLOCK_NONE,
                             .config = "",
                             .settings = &own_settings};
  const char *wanted =
      "{\"v\":1,\"unit\":\"MUM01-U07\",\"online\":true,\"boot\":17,\"nonce\":\"9f86d081884c7d65\","
      "\"firmware\":\"1.0.0\",\"reset\":\"watchdog\",\"lockers\":["
      "{\"locker\":\"MUM01-0001\",\"door\":\"closed\",\"tamper\":false},"
      "{\"locker\":\"MUM01-0002\",\"door\":\"open\",\"tamper\":true}],\"seq\":4211,\"clock\":"
      "\"none\"," OWN_SETTINGS "}";
  assert_int_equal(lk_message_status(text, sizeof text, &status), strlen(wanted));
  assert_string_equal(text, wanted);
  status.config = "2026-11-20.1";
  status.locker_count = 0;
  wanted =
      "{\"v\":1,\"unit\":\"MUM01-U07\",\"online\":true,\"boot\":17,\"nonce\":\"9f86d081884c7d65\","
      "\"firmware\":\"1.0.0\",\"reset\":\"watchdog\",\"lockers\":[],\"seq\":4211,\"clock\":"
      "\"none\","
      "\"config\":\"2026-11-20.1\"," OWN_SETTINGS "}";
  assert_int_equal(lk_message_status(text, sizeof text, &status), strlen(wanted));
  assert_string_equal(text, wanted);
  wanted = "{\"v\":1,\"unit\":\"MUM01-U07\",\"online\":false,\"boot\":17}";
  assert_int_equal(lk_message_will(text, sizeof text, UNIT, 17), strlen(wanted));
  assert_string_equal(text, wanted);
}

/** Bytes. */
enum { LONGEST_STATUS = 1729 };

/** The longest of everything that a unit can have. */
static void the_longest_status_of_sixteen_lockers_fits(void **state) {
  (void)state;
  struct lk_status_locker lockers[LK_LOCKERS_MAX];
  char text[LK_STATUS_MAX + 1];
  char nonce[65];
  struct lk_settings settings;
  memset(nonce, 'f', 64);
  nonce[64] = '\0';
  for (size_t i = 0; i < LK_LOCKERS_MAX; i++) {
    lockers[i] = (struct lk_status_locker){LONGEST, false, false};
  }
  for (size_t i = 0; i < LK_SETTINGS; i++) settings.value[i] = lk_setting_ranges[i].most;
  struct lk_status status = {.unit = LONGEST,
                             .boot = UINT32_MAX,
                             .nonce = nonce,
                             .firmware = LONGEST,
                             .reset = LONGEST,
                             .lockers = lockers,
                             .locker_count = LK_LOCKERS_MAX,
                             .seq = UINT32_MAX,
                             .clock = LK_CLOCK_ESTIMATED,
                             .config = LONGEST,
                             .settings = &settings};
  const size_t length = lk_message_status(text, sizeof text, &status);
  assert_int_equal(length, LONGEST_STATUS);
  assert_true(LONGEST_STATUS <= LK_STATUS_MAX);
  for (size_t size = 0; size <= length; size++) {
    assert_int_equal(lk_message_status(text, size, &status), 0);
  }
}

static void heartbeat_and_reply(void **state) {
  (void)state;
  char text[LK_HEARTBEAT_MAX + 1];
  struct lk_heartbeat heartbeat = {.unit = UNIT,
                                   .boot = 17,
                                   .n = 88,
                                   .seq = 4211,
                                   .acked = 4209,
                                   .queued = 2,
                                   .lost = 0,
                                   .uptime = 123456,
                                   .rssi = -61,
                                   .has_rssi = true,
                                   .heap = 81234,
                                   .has_heap = true};
  const char *wanted =
      "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":17,\"n\":88,\"seq\":4211,\"acked\":4209,"
      "\"queued\":2,\"lost\":0,\"uptime\":123456,\"rssi\":-61,\"heap\":81234}";
  assert_int_equal(lk_message_heartbeat(text, sizeof text, &heartbeat), strlen(wanted));
  assert_string_equal(text, wanted);
  heartbeat.has_rssi = heartbeat.has_heap = false;
  wanted =
      "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":17,\"n\":88,\"seq\":4211,\"acked\":4209,"
      "\"queued\":2,\"lost\":0,\"uptime\":123456}";
  assert_int_equal(lk_message_heartbeat(text, sizeof text, &heartbeat), strlen(wanted));
  assert_string_equal(text, wanted);

  struct lk_reply reply = {.unit = UNIT,
                           .id = "5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11",
                           .n = 12,
                           .has_n = true,
                           .result = LK_REPLY_REJECTED,
                           .code = "stale"};
  wanted =
      "{\"v\":1,\"unit\":\"MUM01-U07\",\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"n\":12,"
      "\"result\":\"rejected\",\"code\":\"stale\"}";
  assert_int_equal(lk_message_reply(text, sizeof text, &reply), strlen(wanted));
  assert_string_equal(text, wanted);
  reply.has_n = false;
  reply.code = NULL;
  reply.result = LK_REPLY_DONE;
  wanted =
      "{\"v\":1,\"unit\":\"MUM01-U07\",\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"result\":"
      "\"done\"}";
  assert_int_equal(lk_message_reply(text, sizeof text, &reply), strlen(wanted));
  assert_string_equal(text, wanted);
}

static void reads_an_answer(void **state) {
  (void)state;
  static const struct {
    const char *text;
    uint32_t seq;
    enum lk_answer_result result;
  } right[] = {
      {"{\"v\":1,\"seq\":4211,\"result\":\"stored\"}", 4211, LK_ANSWER_STORED},
      {" { \"result\" : \"duplicate\" , \"seq\" : 0 , \"v\" : 1 } ", 0, LK_ANSWER_DUPLICATE},
      {"{\"v\":1,\"seq\":4294967295,\"result\":\"rejected\",\"code\":\"unknown-locker\"}",
       UINT32_MAX, LK_ANSWER_REJECTED},
      {"{\"v\":1,\"seq\":7,\"result\":\"stored\",\"later\":{\"a\":[1,null]}}", 7, LK_ANSWER_STORED},
  };
  for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
    struct lk_answer answer;
    assert_true(lk_message_answer(right[i].text, strlen(right[i].text), &answer));
    assert_int_equal(answer.seq, right[i].seq);
    assert_int_equal(answer.result, right[i].result);
  }
}

static void ignores_what_is_no_answer(void **state) {
  (void)state;
  static const char *const wrong[] = {
      "",
      "[]",
      "null",
      "{}",
      "{\"v\":1,\"seq\":4211}",
      "{\"v\":1,\"result\":\"stored\"}",
      "{\"seq\":4211,\"result\":\"stored\"}",
      "{\"v\":2,\"seq\":4211,\"result\":\"stored\"}",
      "{\"v\":1,\"seq\":\"4211\",\"result\":\"stored\"}",
      "{\"v\":1,\"seq\":-1,\"result\":\"stored\"}",
      "{\"v\":1,\"seq\":4294967296,\"result\":\"stored\"}",
      "{\"v\":1,\"seq\":4211.0,\"result\":\"stored\"}",
      "{\"v\":1,\"seq\":4211,\"result\":\"lost\"}",
      "{\"v\":1,\"seq\":4211,\"result\":\"stored-and-more-than-fits\"}",
      "{\"v\":1,\"seq\":4211,\"result\":\"rejected\",\"code\":\"\"}",
      "{\"v\":1,\"seq\":4211,\"result\":\"rejected\",\"code\":\"Unknown\"}",
      "{\"v\":1,\"seq\":4211,\"result\":\"rejected\",\"code\":5}",
      "{\"v\":1,\"seq\":4211,\"seq\":4212,\"result\":\"stored\"}",
      "{\"v\":1,\"seq\":4211,\"result\":\"stored\"",
      "{\"v\":1,\"seq\":4211,\"result\":\"stored\"}}",
  };
  struct lk_answer answer;
  char long_one[LK_ANSWER_MAX + 2];
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    if (lk_message_answer(wrong[i], strlen(wrong[i]), &answer)) fail_msg("taken: %s", wrong[i]);
  }
  memset(long_one, ' ', sizeof long_one);
  memcpy(long_one, "{\"v\":1,\"seq\":4211,\"result\":\"stored\"}", 36);
  assert_true(lk_message_answer(long_one, LK_ANSWER_MAX, &answer));
  assert_false(lk_message_answer(long_one, LK_ANSWER_MAX + 1, &answer));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_event_of_a_locker_is_these_bytes),
      cmocka_unit_test(an_event_of_the_unit_is_these_bytes),
      cmocka_unit_test(each_type_says_its_data),
      cmocka_unit_test(data_that_varies),
      cmocka_unit_test(alarms_are_forced_tamper_and_duress),
      cmocka_unit_test(the_longest_event_fits_and_needs_all_its_room),
      cmocka_unit_test(writes_no_event_that_is_out_of_range),
      cmocka_unit_test(status_and_last_will),
      cmocka_unit_test(the_longest_status_of_sixteen_lockers_fits),
      cmocka_unit_test(heartbeat_and_reply),
      cmocka_unit_test(reads_an_answer),
      cmocka_unit_test(ignores_what_is_no_answer),
  };
  return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
