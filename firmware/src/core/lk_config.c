#include "lk_config.h"

#include <string.h>

const struct lk_setting_range lk_setting_ranges[LK_SETTINGS] = {
    [LK_HEARTBEAT_SECONDS] = {"heartbeatSeconds", 10, 300, 60},
    [LK_HELD_OPEN_SECONDS] = {"heldOpenSeconds", 10, 7200, 300},
    [LK_DEBOUNCE_MS] = {"debounceMs", 10, 1000, 50},
    [LK_RESEND_SECONDS] = {"resendSeconds", 5, 300, 30},
    [LK_BATTERY_LOW_PERCENT] = {"batteryLowPercent", 5, 50, 20},
    [LK_DENIED_ATTEMPTS] = {"deniedAttempts", 1, 10, 3},
    [LK_SIREN_SECONDS] = {"sirenSeconds", 0, 900, 0},
};

/** Longer than any name of a setting; a longer one reads as none. */
enum { NAME_SIZE = 24 };

void lk_config_defaults(struct lk_config *config) {
  memset(config, 0, sizeof *config);
  for (int i = 0; i < LK_SETTINGS; i++) config->settings.value[i] = lk_setting_ranges[i].initial;
}

bool lk_settings_valid(const struct lk_settings *settings) {
  for (int i = 0; i < LK_SETTINGS; i++) {
    const uint16_t value = settings->value[i];
    if (value < lk_setting_ranges[i].least || value > lk_setting_ranges[i].most) return false;
  }
  return true;
}

bool lk_settings_read(struct lk_settings *settings, const char *name,
                      struct lk_json_parser *parser) {
  for (int i = 0; i < LK_SETTINGS; i++) {
    const struct lk_setting_range *range = &lk_setting_ranges[i];
    if (strcmp(name, range->name) != 0) continue;
    int64_t value;
    if (!lk_json_read_integer(parser, range->least, range->most, &value)) return false;
    settings->value[i] = (uint16_t)value;
    settings->given |= (uint8_t)(1U << i);
    return true;
  }
  lk_json_skip(parser);
  return false;
}

void lk_settings_change(struct lk_settings *settings, const struct lk_settings *change) {
  for (int i = 0; i < LK_SETTINGS; i++) {
    if ((change->given & (1U << i)) != 0) settings->value[i] = change->value[i];
  }
}

bool lk_config_id_valid(const char *id) {
  const size_t length = strlen(id);
  if (length < 1 || length > LK_CONFIG_ID_MAX) return false;
  for (size_t i = 0; i < length; i++) {
    const char c = id[i];
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    const bool digit = c >= '0' && c <= '9';
    if (!letter && !digit && c != '.' && c != '_' && c != '-') return false;
  }
  return true;
}

/** Reads one member of the message. @returns false where the schema does not want it so */
static bool read_member(struct lk_json_parser *parser, const char *name, const char *unit,
                        struct lk_config *config, bool *version, bool *addressed) {
  if (strcmp(name, "v") == 0) {
    int64_t v;
    *version = lk_json_read_integer(parser, 1, 1, &v);
    return *version;
  }
  if (strcmp(name, "unit") == 0) {
    char whose[LK_CONFIG_UNIT_MAX + 1];
    *addressed = lk_json_read_string(parser, whose, sizeof whose) && strcmp(whose, unit) == 0;
    return *addressed;
  }
  if (strcmp(name, "id") == 0) {
    if (lk_json_read_string(parser, config->id, sizeof config->id) &&
        lk_config_id_valid(config->id))
      return true;
    config->id[0] = '\0';
    return false;
  }
  return lk_settings_read(&config->settings, name, parser);
}

enum lk_config_verdict lk_config_parse(const char *payload, size_t length, const char *unit,
                                       struct lk_config *config) {
  struct lk_json_parser parser;
  char name[NAME_SIZE];
  bool version = false;
  bool addressed = false;
  lk_config_defaults(config);
  if (length > LK_CONFIG_READ_MAX) return LK_CONFIG_TOO_LARGE;
  lk_json_parse(&parser, payload, length);
  bool right = lk_json_read_object(&parser);
  while (lk_json_read_name(&parser, name, sizeof name)) {
    right &= read_member(&parser, name, unit, config, &version, &addressed);
  }
  if (!lk_json_end(&parser)) {
    config->id[0] = '\0';
    right = false;
  }
  if (length > LK_CONFIG_MAX) return LK_CONFIG_TOO_LARGE;
  return right && version && addressed && config->id[0] != '\0' ? LK_CONFIG_OK
                                                                : LK_CONFIG_VIOLATION;
}

const char *lk_config_code(enum lk_config_verdict verdict) {
  return verdict == LK_CONFIG_TOO_LARGE ? "too-large" : "schema-violation";
}
