#include "lk_reception.h"

#include <string.h>

#include "lk_crc.h"
#include "lk_keep.h"
#include "lk_record.h"
#include "lk_uplink.h"

static bool any_door_open(const struct lk_unit *unit) {
  for (uint8_t i = 0; i < unit->setup->lockers; i++) {
    if (lk_locker_open(&unit->locker[i])) return true;
  }
  return false;
}

/** Takes settings that are in flash already; the status then tells them. */
static void apply(struct lk_unit *unit, const struct lk_config *config, lk_ms now) {
  const lk_ms beat = now + (lk_ms)config->settings.value[LK_HEARTBEAT_SECONDS] * 1000;
  unit->config = *config;
  unit->status_due = true;
  if (unit->next_beat > beat) unit->next_beat = beat;
  lk_outbox_set_resend(&unit->outbox, (lk_ms)config->settings.value[LK_RESEND_SECONDS] * 1000);
}

/** @param code why it was refused; null where it was applied */
static void report_config(struct lk_unit *unit, const char *id, const char *code, lk_ms now) {
  struct lk_event event;
  memset(&event, 0, sizeof event);
  event.type = LK_EVENT_CONFIG_CHANGED;
  event.number = code == NULL;
  memcpy(event.text, id, strlen(id));
  if (code != NULL) memcpy(event.code, code, strlen(code));
  lk_record_event(unit, &event, now);
}

void lk_reception_config(struct lk_unit *unit, const char *payload, size_t length, lk_ms now) {
  struct lk_config config;
  const uint32_t crc = lk_crc32(payload, length);
  const enum lk_config_verdict verdict =
      lk_config_parse(payload, length, unit->setup->unit, &config);
  if (verdict == LK_CONFIG_OK && strcmp(config.id, unit->config.id) == 0) return;
  if (verdict != LK_CONFIG_OK && unit->refused && unit->refused_crc == crc) return;
  unit->refused = verdict != LK_CONFIG_OK;
  unit->refused_crc = crc;
  if (verdict != LK_CONFIG_OK) {
    report_config(unit, config.id, lk_config_code(verdict), now);
  } else if (!lk_keep_config(unit, &config)) {
    report_config(unit, config.id, "not-kept", now);
  } else {
    apply(unit, &config, now);
    report_config(unit, config.id, NULL, now);
  }
}

/** Only what cannot be kept is refused: the settings have been checked. */
static enum lk_command_verdict set_config(struct lk_unit *unit, const struct lk_settings *settings,
                                          lk_ms now) {
  struct lk_config config = unit->config;
  lk_settings_change(&config.settings, settings);
  if (!lk_keep_config(unit, &config)) return LK_COMMAND_BUSY;
  apply(unit, &config, now);
  report_config(unit, config.id, NULL, now);
  return LK_COMMAND_OK;
}

static void clear_tamper(struct lk_unit *unit) {
  for (uint8_t i = 0; i < unit->setup->lockers; i++) lk_locker_clear_tamper(&unit->locker[i]);
  lk_locker_clear_tamper(&unit->housing);
}

/** Goes with a last word, so that nobody takes it for lost. */
static void restart(struct lk_unit *unit, lk_ms now) {
  lk_unit_goodbye(unit, now);
  unit->restarting = true;
  unit->port->restart(unit->port->ctx);
}

/** Whether the update may begin. Its signature is verified before anything is fetched. */
static enum lk_command_verdict check_update(const struct lk_unit *unit, const struct lk_ota *ota) {
  const struct lk_port *port = unit->port;
  char text[LK_OTA_TEXT_MAX];
  if (any_door_open(unit)) return LK_COMMAND_DOOR_OPEN;
  if (port->ota_verify == NULL || port->ota_load == NULL || port->ota_install == NULL) {
    return LK_COMMAND_UNSUPPORTED;
  }
  if (unit->update.loading) return LK_COMMAND_BUSY;
  const size_t length = lk_ota_text(&ota->image, text);
  const bool signed_by_us =
      ota->signature_length > 0 &&
      port->ota_verify(port->ctx, text, length, ota->signature, ota->signature_length);
  return signed_by_us ? LK_COMMAND_OK : LK_COMMAND_BAD_SIGNATURE;
}

static enum lk_command_verdict update(struct lk_unit *unit, const struct lk_command *command,
                                      lk_ms now) {
  const enum lk_command_verdict verdict = check_update(unit, &command->ota);
  if (verdict != LK_COMMAND_OK) return verdict;
  struct lk_update *loading = &unit->update;
  loading->loading = true;
  memcpy(loading->id, command->id, sizeof loading->id);
  loading->n = command->n;
  loading->size = command->ota.image.size;
  memcpy(loading->sha256, command->ota.image.sha256, sizeof loading->sha256);
  lk_uplink_reply(unit, command, LK_REPLY_ACCEPTED, NULL, now);
  if (unit->port->ota_load(unit->port->ctx, &command->ota.image)) return LK_COMMAND_OK;
  loading->loading = false;
  return LK_COMMAND_BAD_IMAGE;
}

void lk_reception_loaded(struct lk_unit *unit, bool ok, uint32_t size, const uint8_t *sha256,
                         lk_ms now) {
  const struct lk_port *port = unit->port;
  const struct lk_update *loaded = &unit->update;
  struct lk_command command;
  if (!loaded->loading) return;
  unit->update.loading = false;
  memset(&command, 0, sizeof command);
  memcpy(command.id, loaded->id, sizeof command.id);
  command.has_n = true;
  command.n = loaded->n;

  enum lk_command_verdict verdict = LK_COMMAND_OK;
  const bool same =
      ok && size == loaded->size && memcmp(sha256, loaded->sha256, sizeof loaded->sha256) == 0;
  if (!same) {
    verdict = LK_COMMAND_BAD_IMAGE;
  } else if (any_door_open(unit)) {
    verdict = LK_COMMAND_DOOR_OPEN;
  } else if (!port->ota_install(port->ctx)) {
    verdict = LK_COMMAND_BAD_IMAGE;
  }
  if (verdict == LK_COMMAND_OK) {
    lk_uplink_reply(unit, &command, LK_REPLY_DONE, NULL, now);
    restart(unit, now);
    return;
  }
  if (port->ota_discard != NULL) port->ota_discard(port->ctx);
  lk_uplink_reply(unit, &command, LK_REPLY_REJECTED, lk_command_code(verdict), now);
}

/** @returns LK_COMMAND_OK where it was carried out or is under way */
static enum lk_command_verdict carry_out(struct lk_unit *unit, const struct lk_command *command,
                                         lk_ms now) {
  switch (command->op) {
    case LK_OP_PING:
      break;
    case LK_OP_GET_STATE:
      unit->status_due = !lk_uplink_status(unit, now);
      break;
    case LK_OP_REPLAY:
      lk_outbox_replay(&unit->outbox, command->replay.from, command->replay.to, now);
      break;
    case LK_OP_IDENTIFY:
      lk_signals_identify(&unit->signals, now);
      break;
    case LK_OP_CLEAR_TAMPER:
      clear_tamper(unit);
      break;
    case LK_OP_SET_CONFIG:
      return set_config(unit, &command->settings, now);
    case LK_OP_REBOOT:
      lk_uplink_reply(unit, command, LK_REPLY_ACCEPTED, NULL, now);
      restart(unit, now);
      return LK_COMMAND_OK;
    case LK_OP_OTA:
      return update(unit, command, now);
  }
  return LK_COMMAND_OK;
}

void lk_reception_command(struct lk_unit *unit, const char *payload, size_t length, lk_ms now) {
  struct lk_command command;
  const bool synchronised = lk_clock_state(&unit->clock, now) == LK_CLOCK_SNTP;
  enum lk_command_verdict verdict = lk_command_parse(payload, length, &command);
  if (verdict == LK_COMMAND_OK) {
    verdict = lk_command_guard_check(&unit->guard, &command, synchronised,
                                     lk_clock_at(&unit->clock, now));
  }
  if (verdict == LK_COMMAND_OK) verdict = carry_out(unit, &command, now);
  if (command.id[0] == '\0') return;
  if (verdict != LK_COMMAND_OK) {
    lk_uplink_reply(unit, &command, LK_REPLY_REJECTED, lk_command_code(verdict), now);
  } else if (command.op != LK_OP_REBOOT && command.op != LK_OP_OTA) {
    lk_uplink_reply(unit, &command, LK_REPLY_DONE, NULL, now);
  }
}
