/**
 * Whatever bytes come as a command or a configuration: no crash, no hang, nothing taken that the
 * schema would not let through, and the same bytes always judged alike.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lk_command.h"

/** Ends the process where libFuzzer sees it. */
static void must(bool held) {
  if (!held) abort();
}

static bool is_code(const char *text) { return strlen(text) >= 1 && strlen(text) <= 32; }

static void settings_are_in_range(const struct lk_settings *settings) {
  for (int i = 0; i < LK_SETTINGS; i++) {
    if ((settings->given & (1 << i)) == 0) continue;
    must(settings->value[i] >= lk_setting_ranges[i].least);
    must(settings->value[i] <= lk_setting_ranges[i].most);
  }
}

static void command(const char *text, size_t length) {
  struct lk_command command;
  struct lk_command again;
  struct lk_command_guard guard;
  const enum lk_command_verdict verdict = lk_command_parse(text, length, &command);
  must(lk_command_parse(text, length, &again) == verdict);
  must(command.id[0] == '\0' || strlen(command.id) == LK_COMMAND_ID);
  if (verdict != LK_COMMAND_OK) {
    must(is_code(lk_command_code(verdict)));
    return;
  }
  must(length <= LK_COMMAND_MAX && command.id[0] != '\0' && command.op <= LK_OP_OTA);
  settings_are_in_range(&command.settings);
  must((command.settings.given != 0) == (command.op == LK_OP_SET_CONFIG));
  must((command.ota.given == LK_OTA_HAS_ALL) == (command.op == LK_OP_OTA));
  if (command.op == LK_OP_OTA) {
    char signed_text[LK_OTA_TEXT_MAX];
    must(lk_ota_text(&command.ota.image, signed_text) < LK_OTA_TEXT_MAX);
    must(strncmp(command.ota.image.url, "https://", 8) == 0);
    must(command.ota.signature_length <= LK_OTA_SIGNATURE_MAX);
  }

  // A unit takes it once at most.
  lk_command_guard_init(&guard, 17, "9f86d081884c7d65");
  const bool free = command.op == LK_OP_PING || command.op == LK_OP_GET_STATE;
  const enum lk_command_verdict first = lk_command_guard_check(&guard, &command, false, 0);
  must(free == (lk_command_guard_check(&guard, &command, false, 0) == LK_COMMAND_OK));
  must(free || first == LK_COMMAND_STALE ||
       (command.boot == 17 && strcmp(command.nonce, "9f86d081884c7d65") == 0));
}

static void config(const char *text, size_t length) {
  struct lk_config config;
  const enum lk_config_verdict verdict = lk_config_parse(text, length, "MUM01-U07", &config);
  must(config.id[0] == '\0' || lk_config_id_valid(config.id));
  if (verdict != LK_CONFIG_OK) {
    must(is_code(lk_config_code(verdict)));
    return;
  }
  must(length <= LK_CONFIG_MAX && config.id[0] != '\0');
  must(lk_settings_valid(&config.settings));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  // A copy of exactly this size, so that reading one byte too many is seen.
  char *text = malloc(size == 0 ? 1 : size);
  if (text == NULL) return 0;
  memcpy(text, data, size);
  command(text, size);
  config(text, size);
  free(text);
  return 0;
}
