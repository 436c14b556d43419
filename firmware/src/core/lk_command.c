#include "lk_command.h"

#include <string.h>

/** Longer than any name of a field; a longer one reads as none. */
enum { NAME_SIZE = 24, OP_SIZE = 16 };
#define WALL_MAX INT64_C(8640000000000000)

static const char *const ops[] = {
    [LK_OP_PING] = "ping",
    [LK_OP_GET_STATE] = "get-state",
    [LK_OP_REPLAY] = "replay",
    [LK_OP_IDENTIFY] = "identify",
    [LK_OP_CLEAR_TAMPER] = "clear-tamper",
    [LK_OP_REBOOT] = "reboot",
    [LK_OP_SET_CONFIG] = "set-config",
    [LK_OP_OTA] = "ota",
};

/** What was there, a bit for each field. */
enum field {
  HAS_V = 1 << 0,
  HAS_ID = 1 << 1,
  HAS_BOOT = 1 << 2,
  HAS_NONCE = 1 << 3,
  HAS_N = 1 << 4,
  HAS_EXPIRES = 1 << 5,
  HAS_OP = 1 << 6,
  HAS_ARGS = 1 << 7,
  HAS_FROM = 1 << 8,
  HAS_TO = 1 << 9,
};
enum { ONE_TIME = HAS_BOOT | HAS_NONCE | HAS_N | HAS_EXPIRES };

struct reading {
  struct lk_json_parser parser;
  struct lk_command *command;
  unsigned fields;
  bool known_op;
};

static bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

static bool is_uuid(const char *text) {
  for (size_t i = 0; i < LK_COMMAND_ID; i++) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return text[LK_COMMAND_ID] == '\0';
}

static bool is_nonce(const char *text) {
  const size_t length = strlen(text);
  for (size_t i = 0; i < length; i++) {
    if (!is_hex(text[i])) return false;
  }
  return length >= 16;
}

static bool read_version(struct lk_json_parser *parser) {
  int64_t version;
  return lk_json_read_integer(parser, 1, 1, &version);
}

static bool read_uint32(struct lk_json_parser *parser, uint32_t *value) {
  int64_t number;
  if (!lk_json_read_integer(parser, 0, UINT32_MAX, &number)) return false;
  *value = (uint32_t)number;
  return true;
}

static bool read_id(struct reading *reading) {
  char *id = reading->command->id;
  if (lk_json_read_string(&reading->parser, id, LK_COMMAND_ID + 1) && is_uuid(id)) return true;
  id[0] = '\0';
  return false;
}

static bool read_n(struct reading *reading) {
  reading->command->has_n = read_uint32(&reading->parser, &reading->command->n);
  return reading->command->has_n;
}

static bool read_nonce(struct reading *reading) {
  char *nonce = reading->command->nonce;
  return lk_json_read_string(&reading->parser, nonce, LK_NONCE_MAX + 1) && is_nonce(nonce);
}

static bool read_op(struct reading *reading) {
  char text[OP_SIZE];
  if (!lk_json_read_string(&reading->parser, text, sizeof text)) return false;
  for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
    if (strcmp(text, ops[i]) != 0) continue;
    reading->command->op = (enum lk_op)i;
    reading->known_op = true;
  }
  return reading->known_op;
}

/**
 * Arguments may stand before the operation they belong to, so all of them are read; whose they are
 * is looked at when the whole command is known.
 */
static bool read_args(struct reading *reading) {
  struct lk_json_parser *parser = &reading->parser;
  struct lk_command *command = reading->command;
  char name[NAME_SIZE];
  bool right = lk_json_read_object(parser);
  if (!right) return false;
  while (lk_json_read_name(parser, name, sizeof name)) {
    if (strcmp(name, "from") == 0) {
      reading->fields |= HAS_FROM;
      right &= read_uint32(parser, &command->replay.from);
    } else if (strcmp(name, "to") == 0) {
      reading->fields |= HAS_TO;
      right &= read_uint32(parser, &command->replay.to);
    } else if (lk_ota_names(name)) {
      right &= lk_ota_read(&command->ota, name, parser);
    } else {
      right &= lk_settings_read(&command->settings, name, parser);
    }
  }
  return right;
}

/** Reads one member of the command. @returns false where the schema does not want it so */
static bool read_member(struct reading *reading, const char *name) {
  static const struct {
    const char *name;
    enum field field;
  } members[] = {{"v", HAS_V}, {"id", HAS_ID},           {"boot", HAS_BOOT}, {"nonce", HAS_NONCE},
                 {"n", HAS_N}, {"expires", HAS_EXPIRES}, {"op", HAS_OP},     {"args", HAS_ARGS}};
  enum field field = 0;
  for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
    if (strcmp(name, members[i].name) == 0) field = members[i].field;
  }
  reading->fields |= field;
  switch (field) {
    case HAS_V:
      return read_version(&reading->parser);
    case HAS_ID:
      return read_id(reading);
    case HAS_BOOT:
      return read_uint32(&reading->parser, &reading->command->boot);
    case HAS_NONCE:
      return read_nonce(reading);
    case HAS_N:
      return read_n(reading);
    case HAS_EXPIRES:
      return lk_json_read_integer(&reading->parser, 0, WALL_MAX, &reading->command->expires);
    case HAS_OP:
      return read_op(reading);
    case HAS_ARGS:
      return read_args(reading);
    default:
      lk_json_skip(&reading->parser);
      return false;
  }
}

/** Whether the operation has the arguments it wants, and no others. */
static bool args_fit(const struct reading *reading) {
  const struct lk_command *command = reading->command;
  const unsigned range = reading->fields & (HAS_FROM | HAS_TO);
  const uint8_t settings = command->settings.given;
  const uint8_t image = command->ota.given;
  switch (command->op) {
    case LK_OP_REPLAY:
      return (range & HAS_FROM) != 0 && settings == 0 && image == 0;
    case LK_OP_SET_CONFIG:
      return range == 0 && settings != 0 && image == 0;
    case LK_OP_OTA:
      return range == 0 && settings == 0 && image == LK_OTA_HAS_ALL;
    default:
      return range == 0 && settings == 0 && image == 0;
  }
}

static bool one_time(enum lk_op op) { return op != LK_OP_PING && op != LK_OP_GET_STATE; }

enum lk_command_verdict lk_command_parse(const char *payload, size_t length,
                                         struct lk_command *command) {
  struct reading reading = {.command = command};
  char name[NAME_SIZE];
  memset(command, 0, sizeof *command);
  command->replay.to = UINT32_MAX;
  if (length > LK_COMMAND_READ_MAX) return LK_COMMAND_TOO_LARGE;

  lk_json_parse(&reading.parser, payload, length);
  bool right = lk_json_read_object(&reading.parser);
  while (lk_json_read_name(&reading.parser, name, sizeof name))
    right &= read_member(&reading, name);
  if (!lk_json_end(&reading.parser)) {
    command->id[0] = '\0';
    return LK_COMMAND_VIOLATION;
  }
  if (length > LK_COMMAND_MAX) return LK_COMMAND_TOO_LARGE;
  if (!reading.known_op) return LK_COMMAND_UNKNOWN_OP;
  const unsigned wanted = HAS_V | HAS_ID | (one_time(command->op) ? ONE_TIME : 0);
  if (!right || (reading.fields & wanted) != wanted || !args_fit(&reading))
    return LK_COMMAND_VIOLATION;
  return LK_COMMAND_OK;
}

void lk_command_guard_init(struct lk_command_guard *guard, uint32_t boot, const char *nonce) {
  memset(guard, 0, sizeof *guard);
  guard->boot = boot;
  memcpy(guard->nonce, nonce, LK_NONCE);
}

enum lk_command_verdict lk_command_guard_check(struct lk_command_guard *guard,
                                               const struct lk_command *command, bool synchronised,
                                               lk_ms now) {
  if (!one_time(command->op)) return LK_COMMAND_OK;
  if (command->boot != guard->boot || strcmp(command->nonce, guard->nonce) != 0 ||
      command->n <= guard->last_n) {
    return LK_COMMAND_STALE;
  }
  if (synchronised && now > command->expires) return LK_COMMAND_EXPIRED;
  guard->last_n = command->n;
  return LK_COMMAND_OK;
}

const char *lk_command_code(enum lk_command_verdict verdict) {
  switch (verdict) {
    case LK_COMMAND_OK:
      return NULL;
    case LK_COMMAND_TOO_LARGE:
      return "too-large";
    case LK_COMMAND_UNKNOWN_OP:
      return "unknown-op";
    case LK_COMMAND_VIOLATION:
      return "schema-violation";
    case LK_COMMAND_STALE:
      return "stale";
    case LK_COMMAND_EXPIRED:
      return "expired";
    case LK_COMMAND_BUSY:
      return "busy";
    case LK_COMMAND_DOOR_OPEN:
      return "door-open";
    case LK_COMMAND_BAD_SIGNATURE:
      return "bad-signature";
    case LK_COMMAND_BAD_IMAGE:
      return "bad-image";
    case LK_COMMAND_UNSUPPORTED:
      return "unsupported";
  }
  return "schema-violation";
}
