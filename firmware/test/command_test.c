#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lk_command.h"

#define ID "5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11"
#define NONCE "9f86d081884c7d65"
#define ONCE "\"boot\":17,\"nonce\":\"" NONCE "\",\"n\":12,\"expires\":1795334191425,"
#define COMMAND(op, args) "{\"v\":1,\"id\":\"" ID "\"," ONCE "\"op\":\"" op "\",\"args\":" args "}"
#define HASH "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define SIGNATURE                                      \
  "MEUCIQDO9tf+OvgdaTw1c2bjdp7zeNFesFDfnsbW/0pHWz79Yw" \
  "IgFRap8dXM2JVxxoEHMp96j1NZ7Zs7G98elvt/DHFV8rM="
#define IMAGE(url, version, size, hash, signature)                                        \
  "{\"url\":\"" url "\",\"version\":\"" version "\",\"size\":" size ",\"sha256\":\"" hash \
  "\",\"signature\":\"" signature "\"}"
#define URL "https://firmware.bank.example/smart-lockers-1.1.0.zip"

static enum lk_command_verdict parse(const char *text, struct lk_command *command) {
  return lk_command_parse(text, strlen(text), command);
}

static void every_operation_is_read(void **state) {
  static const struct {
    const char *text;
    enum lk_op op;
  } cases[] = {
      {"{\"v\":1,\"id\":\"" ID "\",\"op\":\"ping\"}", LK_OP_PING},
      {"{\"v\":1,\"id\":\"" ID "\",\"op\":\"get-state\",\"args\":{}}", LK_OP_GET_STATE},
      {COMMAND("ping", "{}"), LK_OP_PING},
      {COMMAND("replay", "{\"from\":4200}"), LK_OP_REPLAY},
      {COMMAND("identify", "{}"), LK_OP_IDENTIFY},
      {"{\"v\":1,\"id\":\"" ID "\"," ONCE "\"op\":\"identify\"}", LK_OP_IDENTIFY},
      {COMMAND("clear-tamper", "{}"), LK_OP_CLEAR_TAMPER},
      {COMMAND("reboot", "{}"), LK_OP_REBOOT},
      {COMMAND("set-config", "{\"sirenSeconds\":60}"), LK_OP_SET_CONFIG},
      {COMMAND("ota", IMAGE(URL, "1.1.0", "1048576", HASH, SIGNATURE)), LK_OP_OTA},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct lk_command command;
    assert_int_equal(parse(cases[i].text, &command), LK_COMMAND_OK);
    assert_int_equal(command.op, cases[i].op);
    assert_string_equal(command.id, ID);
  }
}

static void its_fields_are_read(void **state) {
  struct lk_command command;
  (void)state;
  assert_int_equal(parse(COMMAND("replay", "{\"from\":4200,\"to\":4210}"), &command),
                   LK_COMMAND_OK);
  assert_int_equal(command.boot, 17);
  assert_string_equal(command.nonce, NONCE);
  assert_true(command.has_n);
  assert_int_equal(command.n, 12);
  assert_true(command.expires == INT64_C(1795334191425));
  assert_int_equal(command.replay.from, 4200);
  assert_int_equal(command.replay.to, 4210);
  assert_int_equal(parse(COMMAND("replay", "{\"from\":4200}"), &command), LK_COMMAND_OK);
  assert_true(command.replay.to == UINT32_MAX);
  assert_int_equal(
      parse(COMMAND("set-config", "{\"heldOpenSeconds\":120,\"sirenSeconds\":60}"), &command),
      LK_COMMAND_OK);
  assert_int_equal(command.settings.given, 1 << LK_HELD_OPEN_SECONDS | 1 << LK_SIREN_SECONDS);
  assert_int_equal(command.settings.value[LK_HELD_OPEN_SECONDS], 120);
}

static void the_order_of_the_fields_does_not_matter(void **state) {
  struct lk_command command;
  (void)state;
  assert_int_equal(parse("{\"args\":{\"to\":9,\"from\":7},\"op\":\"replay\",\"expires\":5,\"n\":1,"
                         "\"nonce\":\"" NONCE "\",\"boot\":2,\"id\":\"" ID "\",\"v\":1}",
                         &command),
                   LK_COMMAND_OK);
  assert_int_equal(command.replay.from, 7);
}

static void what_the_schema_does_not_have_is_refused(void **state) {
  static const char *const refused[] = {
      COMMAND("reboot", "{}") "x",
      COMMAND("reboot", "{\"from\":1}"),
      COMMAND("reboot", "{\"sirenSeconds\":60}"),
      COMMAND("reboot", "[]"),
      COMMAND("reboot", "null"),
      COMMAND("replay", "{}"),
      COMMAND("replay", "{\"to\":4210}"),
      COMMAND("replay", "{\"from\":4200,\"speed\":2}"),
      COMMAND("replay", "{\"from\":-1}"),
      COMMAND("replay", "{\"from\":4294967296}"),
      COMMAND("replay", "{\"from\":4200,\"sirenSeconds\":60}"),
      COMMAND("set-config", "{}"),
      COMMAND("set-config", "{\"server\":\"x\"}"),
      COMMAND("set-config", "{\"sirenSeconds\":901}"),
      COMMAND("set-config", "{\"sirenSeconds\":60,\"heldOpenSeconds\":9}"),
      COMMAND("set-config", "{\"sirenSeconds\":60,\"from\":1}"),
      COMMAND("set-config", "{\"sirenSeconds\":60,\"id\":\"x\"}"),
      COMMAND("ota", "{}"),
      COMMAND("ota", IMAGE("http://firmware.bank.example/x", "1.1.0", "1", HASH, SIGNATURE)),
      COMMAND("ota", IMAGE("https://", "1.1.0", "1", HASH, SIGNATURE)),
      COMMAND("ota", IMAGE("https://a b", "1.1.0", "1", HASH, SIGNATURE)),
      COMMAND("ota", IMAGE("https://a\\\"b", "1.1.0", "1", HASH, SIGNATURE)),
      COMMAND("ota", IMAGE("https://\\u00e9", "1.1.0", "1", HASH, SIGNATURE)),
      COMMAND("ota", IMAGE(URL, "", "1", HASH, SIGNATURE)),
      COMMAND("ota", IMAGE(URL, "1 1", "1", HASH, SIGNATURE)),
      COMMAND("ota", IMAGE(URL, "123456789012345678901234567890123", "1", HASH, SIGNATURE)),
      COMMAND("ota", IMAGE(URL, "1.1.0", "0", HASH, SIGNATURE)),
      COMMAND("ota", IMAGE(URL, "1.1.0", "16777217", HASH, SIGNATURE)),
      COMMAND("ota", IMAGE(URL, "1.1.0", "1", "9f86", SIGNATURE)),
      COMMAND("ota", IMAGE(URL, "1.1.0", "1", HASH "00", SIGNATURE)),
      COMMAND("ota", IMAGE(URL, "1.1.0", "1", HASH, "MEUC")),
      COMMAND("ota", IMAGE(URL, "1.1.0", "1", HASH, SIGNATURE "AAAA")),
      COMMAND("ota", IMAGE(URL, "1.1.0", "1", HASH, "=" SIGNATURE)),
      "{\"v\":2,\"id\":\"" ID "\"," ONCE "\"op\":\"reboot\"}",
      "{\"id\":\"" ID "\"," ONCE "\"op\":\"reboot\"}",
      "{\"v\":1,\"id\":\"" ID "\"," ONCE "\"op\":\"reboot\",\"force\":true}",
      "{\"v\":1,\"id\":\"" ID "\",\"op\":\"reboot\"}",
      "{\"v\":1,\"id\":\"" ID "\",\"boot\":17,\"nonce\":\"9F86d081884c7d65\",\"n\":12,"
      "\"expires\":1,\"op\":\"reboot\"}",
      "{\"v\":1,\"id\":\"" ID "\",\"boot\":17,\"nonce\":\"9f86d081884c7d6\",\"n\":12,"
      "\"expires\":1,\"op\":\"reboot\"}",
      "{\"v\":1,\"id\":\"" ID "\",\"op\":\"ping\",\"n\":-1}",
      "{\"v\":1,\"id\":\"" ID "\",\"op\":\"ping\",\"expires\":8640000000000001}",
  };
  (void)state;
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    struct lk_command command;
    assert_int_equal(parse(refused[i], &command), LK_COMMAND_VIOLATION);
  }
}

static void each_of_what_makes_a_command_good_once_is_wanted(void **state) {
  static const char *const parts[] = {"\"boot\":17,", "\"nonce\":\"" NONCE "\",", "\"n\":12,",
                                      "\"expires\":1,"};
  (void)state;
  for (int without = 0; without <= 4; without++) {
    struct lk_command command;
    char text[256] = "{\"v\":1,\"id\":\"" ID "\",";
    for (int i = 0; i < 4; i++) {
      if (i != without) strcat(text, parts[i]);
    }
    strcat(text, "\"op\":\"reboot\"}");
    assert_int_equal(parse(text, &command), without == 4 ? LK_COMMAND_OK : LK_COMMAND_VIOLATION);
  }
}

static void each_argument_of_an_update_is_wanted(void **state) {
  static const char *const parts[] = {"\"url\":\"" URL "\"", "\"version\":\"1.1.0\"", "\"size\":1",
                                      "\"sha256\":\"" HASH "\"", "\"signature\":\"" SIGNATURE "\""};
  (void)state;
  for (int without = 0; without <= 5; without++) {
    struct lk_command command;
    char text[640] = "{\"v\":1,\"id\":\"" ID "\"," ONCE "\"op\":\"ota\",\"args\":{";
    for (int i = 0, first = 1; i < 5; i++) {
      if (i == without) continue;
      if (!first) strcat(text, ",");
      first = 0;
      strcat(text, parts[i]);
    }
    strcat(text, "}}");
    assert_int_equal(parse(text, &command), without == 5 ? LK_COMMAND_OK : LK_COMMAND_VIOLATION);
  }
}

static void there_is_no_unlock_command(void **state) {
  static const char *const ops[] = {"unlock",      "open", "release",
                                    "lock",        "Ping", "ping ",
                                    "set-config2", "",     "a-very-long-operation"};
  (void)state;
  for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
    struct lk_command command;
    char text[256];
    snprintf(text, sizeof text, "{\"v\":1,\"id\":\"" ID "\"," ONCE "\"op\":\"%s\",\"args\":{}}",
             ops[i]);
    assert_int_equal(parse(text, &command), LK_COMMAND_UNKNOWN_OP);
    assert_string_equal(command.id, ID);
    assert_int_equal(command.n, 12);
  }
}

static void nobody_is_answered_who_cannot_be_named(void **state) {
  static const char *const texts[] = {
      "",
      "null",
      "{",
      "{\"v\":1,\"id\":\"12\",\"op\":\"ping\"}",
      "{\"v\":1,\"id\":\"5B1F6C1E-6A0D-4C52-9D0A-0D8F5F1F7A11\",\"op\":\"ping\"}",
      "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a1\",\"op\":\"ping\"}",
      "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a112\",\"op\":\"ping\"}",
      "{\"v\":1,\"id\":\"5b1f6c1e06a0d-4c52-9d0a-0d8f5f1f7a11\",\"op\":\"ping\"}",
      "{\"v\":1,\"id\":\"" ID "\",\"op\":\"ping\"",
      "{\"v\":1,\"id\":\"" ID "\",\"op\":\"ping\"}}",
      "{\"v\":1,\"id\":\"" ID "\",\"op\":\"ping\",\"id\":\"" ID "\"}",
      "{\"v\":1,\"op\":\"ping\"}",
  };
  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct lk_command command;
    assert_int_not_equal(parse(texts[i], &command), LK_COMMAND_OK);
    assert_string_equal(command.id, "");
  }
}

static void the_refusal_carries_the_number_where_it_can_be_read(void **state) {
  struct lk_command command;
  (void)state;
  parse("{\"v\":1,\"id\":\"" ID "\",\"n\":7,\"op\":\"unlock\"}", &command);
  assert_true(command.has_n);
  assert_int_equal(command.n, 7);
  parse("{\"v\":1,\"id\":\"" ID "\",\"n\":\"7\",\"op\":\"ping\"}", &command);
  assert_false(command.has_n);
}

static void a_command_over_its_limit_is_refused_by_name(void **state) {
  static char text[LK_COMMAND_READ_MAX + 1];
  struct lk_command command;
  (void)state;
  memset(text, ' ', sizeof text);
  memcpy(text, COMMAND("reboot", "{}"), strlen(COMMAND("reboot", "{}")));
  assert_int_equal(lk_command_parse(text, LK_COMMAND_MAX, &command), LK_COMMAND_OK);
  assert_int_equal(lk_command_parse(text, LK_COMMAND_MAX + 1, &command), LK_COMMAND_TOO_LARGE);
  assert_string_equal(command.id, ID);
  assert_int_equal(lk_command_parse(text, sizeof text, &command), LK_COMMAND_TOO_LARGE);
  assert_string_equal(command.id, "");
}

static void every_cut_of_a_command_is_refused(void **state) {
  static const char text[] = COMMAND("ota", IMAGE(URL, "1.1.0", "1048576", HASH, SIGNATURE));
  (void)state;
  for (size_t length = 0; length < sizeof text - 1; length++) {
    struct lk_command command;
    assert_int_not_equal(lk_command_parse(text, length, &command), LK_COMMAND_OK);
    assert_string_equal(command.id, "");
  }
}

static void what_is_signed_is_version_size_and_hash(void **state) {
  struct lk_command command;
  char text[LK_OTA_TEXT_MAX];
  (void)state;
  assert_int_equal(parse(COMMAND("ota", IMAGE(URL, "1.1.0", "1048576", HASH, SIGNATURE)), &command),
                   LK_COMMAND_OK);
  assert_int_equal(lk_ota_text(&command.ota.image, text), strlen("1.1.0 1048576 " HASH));
  assert_string_equal(text, "1.1.0 1048576 " HASH);
  assert_string_equal(command.ota.image.url, URL);
  // The longest there can be.
  assert_int_equal(parse(COMMAND("ota", IMAGE(URL, "12345678901234567890123456789012", "16777216",
                                              HASH, SIGNATURE)),
                         &command),
                   LK_COMMAND_OK);
  assert_int_equal(lk_ota_text(&command.ota.image, text), LK_OTA_TEXT_MAX - 1);
}

static void the_signature_is_decoded(void **state) {
  struct lk_command command;
  (void)state;
  assert_int_equal(parse(COMMAND("ota", IMAGE(URL, "1.1.0", "1048576", HASH, SIGNATURE)), &command),
                   LK_COMMAND_OK);
  const struct lk_ota *ota = &command.ota;
  // DER: a sequence of 69 bytes, an integer of 33, one of 32.
  assert_int_equal(ota->signature_length, 71);
  assert_int_equal(ota->signature[0], 0x30);
  assert_int_equal(ota->signature[1], 69);
  assert_int_equal(ota->signature[3], 33);
  assert_int_equal(ota->signature[37], 0x02);
  assert_int_equal(ota->signature[38], 32);
  assert_int_equal(ota->signature[70], 0xb3);
}

static void what_is_no_whole_base64_is_no_signature(void **state) {
  struct lk_command command;
  (void)state;
  // 94 digits, as many as the schema allows, but no multiple of four.
  assert_int_equal(parse(COMMAND("ota", IMAGE(URL, "1.1.0", "1", HASH,
                                              "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                                              "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
                         &command),
                   LK_COMMAND_OK);
  assert_int_equal(command.ota.signature_length, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_operation_is_read),
      cmocka_unit_test(its_fields_are_read),
      cmocka_unit_test(the_order_of_the_fields_does_not_matter),
      cmocka_unit_test(what_the_schema_does_not_have_is_refused),
      cmocka_unit_test(each_of_what_makes_a_command_good_once_is_wanted),
      cmocka_unit_test(each_argument_of_an_update_is_wanted),
      cmocka_unit_test(there_is_no_unlock_command),
      cmocka_unit_test(nobody_is_answered_who_cannot_be_named),
      cmocka_unit_test(the_refusal_carries_the_number_where_it_can_be_read),
      cmocka_unit_test(a_command_over_its_limit_is_refused_by_name),
      cmocka_unit_test(every_cut_of_a_command_is_refused),
      cmocka_unit_test(what_is_signed_is_version_size_and_hash),
      cmocka_unit_test(the_signature_is_decoded),
      cmocka_unit_test(what_is_no_whole_base64_is_no_signature),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
