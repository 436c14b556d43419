/**
 * What the gateway may ask of a unit, and what keeps anybody else from asking. There is no unlock
 * command.
 *
 * A command that changes something names the boot and the nonce of the unit's last status and a
 * number above the last one taken. Both are new with every start, so nothing about commands has to
 * be kept in flash: one that is repeated after a restart is `stale`, and this needs no clock.
 * `expires` is looked at only where the clock was synchronised in this boot.
 */
#ifndef LK_COMMAND_H
#define LK_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lk_config.h"
#include "lk_ms.h"
#include "lk_ota.h"

/** Bytes of a command at most. A longer one is read only to answer it, and not even so over
 * _READ_MAX. */
#define LK_COMMAND_MAX 1024
#define LK_COMMAND_READ_MAX 8192
/** Characters of a UUID, without the terminating zero. */
#define LK_COMMAND_ID 36
/** Characters of a nonce at most, without the terminating zero. A unit's own has LK_NONCE. */
#define LK_NONCE_MAX 64
#define LK_NONCE 16
enum lk_op {
  LK_OP_PING,
  LK_OP_GET_STATE,
  LK_OP_REPLAY,
  LK_OP_IDENTIFY,
  LK_OP_CLEAR_TAMPER,
  LK_OP_REBOOT,
  LK_OP_SET_CONFIG,
  LK_OP_OTA,
};

struct lk_replay {
  uint32_t from;
  /** UINT32_MAX where the command names none. */
  uint32_t to;
};

struct lk_command {
  /** Empty where no id could be read: then there is nobody to answer to. */
  char id[LK_COMMAND_ID + 1];
  bool has_n;
  uint32_t n;
  enum lk_op op;
  uint32_t boot;
  char nonce[LK_NONCE_MAX + 1];
  /** Wall time. */
  lk_ms expires;
  /** By `op`; the other operations take no arguments. */
  struct lk_replay replay;
  struct lk_settings settings;
  struct lk_ota ota;
};

enum lk_command_verdict {
  LK_COMMAND_OK,
  LK_COMMAND_TOO_LARGE,
  LK_COMMAND_UNKNOWN_OP,
  LK_COMMAND_VIOLATION,
  LK_COMMAND_STALE,
  LK_COMMAND_EXPIRED,
  LK_COMMAND_BUSY,
  LK_COMMAND_DOOR_OPEN,
  LK_COMMAND_BAD_SIGNATURE,
  LK_COMMAND_BAD_IMAGE,
  LK_COMMAND_UNSUPPORTED,
};

/**
 * Reads a command as strictly as contract/command.schema.json.
 * @param command filled in where the verdict is LK_COMMAND_OK; otherwise only `id`, `has_n` and
 * `n`, as far as they could be read
 * @returns LK_COMMAND_OK, _TOO_LARGE, _UNKNOWN_OP or _VIOLATION
 */
enum lk_command_verdict lk_command_parse(const char *payload, size_t length,
                                         struct lk_command *command);

/** What is known of this boot when a command comes. */
struct lk_command_guard {
  uint32_t boot;
  char nonce[LK_NONCE + 1];
  uint32_t last_n;
};

/** Begins a boot: no command has been taken yet. */
void lk_command_guard_init(struct lk_command_guard *guard, uint32_t boot, const char *nonce);

/**
 * Refuses what was meant for another boot, came before or has run out; takes note of what it lets
 * through. ping and get-state change nothing, so they pass always.
 * @param synchronised whether the clock was set by SNTP in this boot
 * @param now wall time; ignored unless `synchronised`
 * @returns LK_COMMAND_OK, _STALE or _EXPIRED
 */
enum lk_command_verdict lk_command_guard_check(struct lk_command_guard *guard,
                                               const struct lk_command *command, bool synchronised,
                                               lk_ms now);

/** The code of a reply: "stale", "door-open" and so on; null for LK_COMMAND_OK. */
const char *lk_command_code(enum lk_command_verdict verdict);

#endif
