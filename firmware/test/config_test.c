#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lk_config.h"

#define UNIT "MUM01-U07"
#define HEAD "{\"v\":1,\"unit\":\"" UNIT "\",\"id\":\"a\""

static enum lk_config_verdict parse(const char *text, struct lk_config *config) {
  return lk_config_parse(text, strlen(text), UNIT, config);
}

static void a_setting_that_is_left_out_is_at_its_default(void **state) {
  static const uint16_t defaults[LK_SETTINGS] = {60, 300, 50, 30, 20, 3, 0};
  struct lk_config config;
  (void)state;
  assert_int_equal(parse(HEAD ",\"heldOpenSeconds\":120}", &config), LK_CONFIG_OK);
  assert_string_equal(config.id, "a");
  for (int i = 0; i < LK_SETTINGS; i++) {
    assert_int_equal(config.settings.value[i], i == LK_HELD_OPEN_SECONDS ? 120 : defaults[i]);
  }
  assert_int_equal(config.settings.given, 1 << LK_HELD_OPEN_SECONDS);
}

static void every_setting_has_a_range_and_its_ends_belong_to_it(void **state) {
  (void)state;
  for (int i = 0; i < LK_SETTINGS; i++) {
    const struct lk_setting_range *range = &lk_setting_ranges[i];
    const int values[] = {range->least - 1, range->least, range->most, range->most + 1};
    for (int j = 0; j < 4; j++) {
      char text[128];
      struct lk_config config;
      snprintf(text, sizeof text, HEAD ",\"%s\":%d}", range->name, values[j]);
      const bool inside = j == 1 || j == 2;
      assert_int_equal(parse(text, &config), inside ? LK_CONFIG_OK : LK_CONFIG_VIOLATION);
      if (inside) assert_int_equal(config.settings.value[i], values[j]);
    }
  }
}

static void nothing_beside_the_listed_settings_is_taken(void **state) {
  static const char *const refused[] = {
      HEAD ",\"server\":\"broker.example\"}",
      HEAD ",\"sntp\":\"time.example\"}",
      HEAD ",\"pin\":4}",
      HEAD ",\"HeldOpenSeconds\":120}",
      HEAD ",\"heldOpenSecondsAndManyMore\":120}",
      HEAD ",\"heldOpenSeconds\":\"120\"}",
      HEAD ",\"heldOpenSeconds\":120.5}",
      HEAD ",\"heldOpenSeconds\":null}",
      HEAD ",\"heldOpenSeconds\":[120]}",
      HEAD ",\"heldOpenSeconds\":99999999999999999999}",
      HEAD ",\"heldOpenSeconds\":120,\"heldOpenSeconds\":130}",
      HEAD ",\"settings\":{\"heldOpenSeconds\":120}}",
      HEAD "} {}",
      HEAD,
      "{\"v\":2,\"unit\":\"" UNIT "\",\"id\":\"a\"}",
      "{\"unit\":\"" UNIT "\",\"id\":\"a\"}",
      "{\"v\":1,\"unit\":\"MUM01-U08\",\"id\":\"a\"}",
      "{\"v\":1,\"id\":\"a\"}",
      "{\"v\":1,\"unit\":\"" UNIT "\"}",
      "{\"v\":1,\"unit\":\"" UNIT "\",\"id\":\"\"}",
      "{\"v\":1,\"unit\":\"" UNIT "\",\"id\":\"a b\"}",
      "{\"v\":1,\"unit\":\"" UNIT "\",\"id\":\"123456789012345678901234567890123\"}",
      "[1]",
      "null",
      "",
  };
  (void)state;
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    struct lk_config config;
    assert_int_equal(parse(refused[i], &config), LK_CONFIG_VIOLATION);
  }
}

static void the_refusal_names_the_id_where_it_can_be_read(void **state) {
  static const struct {
    const char *text;
    const char *id;
  } cases[] = {
      {HEAD ",\"server\":\"x\"}", "a"},
      {"{\"server\":\"x\",\"id\":\"2026-11-20.1_b\",\"v\":7}", "2026-11-20.1_b"},
      {"{\"id\":\"a b\"}", ""},
      {"{\"id\":7}", ""},
      {HEAD ",", ""},
      {"", ""},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct lk_config config;
    assert_int_equal(parse(cases[i].text, &config), LK_CONFIG_VIOLATION);
    assert_string_equal(config.id, cases[i].id);
  }
}

static void a_message_over_its_limit_is_refused_by_name(void **state) {
  static char text[LK_CONFIG_READ_MAX + 1];
  struct lk_config config;
  (void)state;
  memset(text, ' ', sizeof text);
  memcpy(text, HEAD "}", strlen(HEAD "}"));
  assert_int_equal(lk_config_parse(text, LK_CONFIG_MAX, UNIT, &config), LK_CONFIG_OK);
  assert_int_equal(lk_config_parse(text, LK_CONFIG_MAX + 1, UNIT, &config), LK_CONFIG_TOO_LARGE);
  assert_string_equal(config.id, "a");
  assert_string_equal(lk_config_code(LK_CONFIG_TOO_LARGE), "too-large");
  assert_int_equal(lk_config_parse(text, sizeof text, UNIT, &config), LK_CONFIG_TOO_LARGE);
  assert_string_equal(config.id, "");
}

static void a_change_touches_only_what_it_names(void **state) {
  struct lk_config config;
  struct lk_config change;
  (void)state;
  assert_int_equal(parse(HEAD ",\"heldOpenSeconds\":120,\"sirenSeconds\":60}", &config),
                   LK_CONFIG_OK);
  assert_int_equal(parse(HEAD ",\"heldOpenSeconds\":30}", &change), LK_CONFIG_OK);
  lk_settings_change(&config.settings, &change.settings);
  assert_int_equal(config.settings.value[LK_HELD_OPEN_SECONDS], 30);
  assert_int_equal(config.settings.value[LK_SIREN_SECONDS], 60);
}

static void what_comes_from_flash_is_held_to_the_ranges_too(void **state) {
  struct lk_config config;
  (void)state;
  for (int i = 0; i < LK_SETTINGS; i++) {
    lk_config_defaults(&config);
    assert_true(lk_settings_valid(&config.settings));
    config.settings.value[i] = (uint16_t)(lk_setting_ranges[i].most + 1);
    assert_false(lk_settings_valid(&config.settings));
    config.settings.value[i] = (uint16_t)(lk_setting_ranges[i].least - 1);
    assert_false(lk_settings_valid(&config.settings));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_setting_that_is_left_out_is_at_its_default),
      cmocka_unit_test(every_setting_has_a_range_and_its_ends_belong_to_it),
      cmocka_unit_test(nothing_beside_the_listed_settings_is_taken),
      cmocka_unit_test(the_refusal_names_the_id_where_it_can_be_read),
      cmocka_unit_test(a_message_over_its_limit_is_refused_by_name),
      cmocka_unit_test(a_change_touches_only_what_it_names),
      cmocka_unit_test(what_comes_from_flash_is_held_to_the_ranges_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
