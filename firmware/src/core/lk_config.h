/**
 * What a unit may be told from afar: seven numbers, each within its range, and nothing else.
 * Brokers, time servers, certificates, keys and pins are set at installation only.
 *
 * The one source of names, ranges and defaults is contract/config.schema.json; the contract's
 * vectors hold this module to it.
 */
#ifndef LK_CONFIG_H
#define LK_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lk_json.h"

/** Bytes of a config message at most. A longer one is read for its id only, and not even so over
 * _READ_MAX. */
#define LK_CONFIG_MAX 2048
#define LK_CONFIG_READ_MAX 8192
/** Characters of a configuration's id at most, without the terminating zero. */
#define LK_CONFIG_ID_MAX 32
/** Characters of a unit's name at most, without the terminating zero. */
#define LK_CONFIG_UNIT_MAX 32

enum lk_setting {
  LK_HEARTBEAT_SECONDS,
  LK_HELD_OPEN_SECONDS,
  LK_DEBOUNCE_MS,
  LK_RESEND_SECONDS,
  LK_BATTERY_LOW_PERCENT,
  LK_DENIED_ATTEMPTS,
  LK_SIREN_SECONDS,
  LK_SETTINGS,
};

struct lk_setting_range {
  const char *name;
  uint16_t least;
  uint16_t most;
  uint16_t initial;
};

/** Names, ranges and defaults by `enum lk_setting`. */
extern const struct lk_setting_range lk_setting_ranges[LK_SETTINGS];

/** Settings by `enum lk_setting`; `given` has bit 1 << setting for each that a message named. */
struct lk_settings {
  uint16_t value[LK_SETTINGS];
  uint8_t given;
};

struct lk_config {
  /** Empty while the unit runs on its firmware's defaults. */
  char id[LK_CONFIG_ID_MAX + 1];
  struct lk_settings settings;
};

/** The firmware's own settings, no id. */
void lk_config_defaults(struct lk_config *config);

/** Whether it is 1 to LK_CONFIG_ID_MAX letters, digits, dots, underscores and hyphens. */
bool lk_config_id_valid(const char *id);

/** Whether every value lies in its range: what comes from flash is held to it too. */
bool lk_settings_valid(const struct lk_settings *settings);

/**
 * Reads one member of an object of settings: the value that follows its name.
 * @returns false where the name is no setting, the value no integer or out of its range; it is read
 * all the same
 */
bool lk_settings_read(struct lk_settings *settings, const char *name,
                      struct lk_json_parser *parser);

/** Puts the settings that `change` was given in the place of those of `settings`. */
void lk_settings_change(struct lk_settings *settings, const struct lk_settings *change);

enum lk_config_verdict {
  LK_CONFIG_OK,
  /** Over LK_CONFIG_MAX bytes. */
  LK_CONFIG_TOO_LARGE,
  /** No JSON, another unit's, a field that is not listed, a value out of its range. */
  LK_CONFIG_VIOLATION,
};

/**
 * Reads a config message, as strictly as the schema: all of it or nothing. What it leaves out is at
 * the firmware's default.
 * @param unit the unit that reads: a message to another is refused
 * @param config filled in where the verdict is LK_CONFIG_OK; otherwise only `id`, where one could
 * be read, so that the refusal can name it
 */
enum lk_config_verdict lk_config_parse(const char *payload, size_t length, const char *unit,
                                       struct lk_config *config);

/** "too-large" or "schema-violation". */
const char *lk_config_code(enum lk_config_verdict verdict);

#endif
