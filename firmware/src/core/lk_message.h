/**
 * What a unit says, as the schemas of contract/ want it, and the one answer it waits for.
 *
 * The order of the members and the way they are written are part of the contract with flash: an
 * event is kept as its values and written anew for each sending, and the gateway knows it by a hash
 * of the bytes. A change here makes what waits in flash over an update look `replayed`;
 * message_test.c holds the bytes.
 */
#ifndef LK_MESSAGE_H
#define LK_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lk_config.h"
#include "lk_ms.h"

/** Bytes of an event, heartbeat and reply at most; room for the terminating zero is one more. */
#define LK_EVENT_MAX 512
#define LK_HEARTBEAT_MAX 512
#define LK_REPLY_MAX 512
/** Bytes of a status at most. Sixteen lockers with the longest names and values need 1,729. */
#define LK_STATUS_MAX 2048
/** Bytes of a reply/event at most; a longer one is not read. */
#define LK_ANSWER_MAX 256

/** Characters of a unit's or locker's name, of a reset reason and a configuration's id at most. */
#define LK_NAME_MAX 32
/**
 * Characters of a code that goes into flash at most; the longest of our own has 16. A message may
 * have 32.
 */
#define LK_CODE_MAX 24

enum lk_event_type {
  LK_EVENT_OPENED,
  LK_EVENT_CLOSED,
  LK_EVENT_FORCED,
  LK_EVENT_HELD_OPEN,
  LK_EVENT_TAMPER,
  LK_EVENT_TAMPER_CLEARED,
  LK_EVENT_ACCESS_DENIED,
  LK_EVENT_DURESS,
  LK_EVENT_BATTERY_LOW,
  LK_EVENT_POWER,
  LK_EVENT_BOOT,
  LK_EVENT_CLOCK_SET,
  LK_EVENT_CONFIG_CHANGED,
  LK_EVENT_JOURNAL_OVERFLOW,
  /** How many there are. Kept in flash: new types are added before this, none is moved. */
  LK_EVENT_TYPES,
};

/** "opened", "held-open" and so on. */
const char *lk_event_type_name(enum lk_event_type type);

/**
 * forced, tamper and duress: given up last, never kept waiting behind routine, told by the
 * fallback.
 */
bool lk_event_is_alarm(enum lk_event_type type);

/** How the unit knows the time. */
enum lk_clock_state {
  LK_CLOCK_NONE,
  LK_CLOCK_ESTIMATED,
  LK_CLOCK_SNTP,
};

/** What a contact said; _ABSENT leaves the field out. */
enum lk_door_state {
  LK_DOOR_ABSENT,
  LK_DOOR_IS_CLOSED,
  LK_DOOR_IS_OPEN,
};

enum lk_tamper_state {
  LK_TAMPER_ABSENT,
  LK_TAMPER_IS_QUIET,
  LK_TAMPER_IS_ACTIVE,
};

/** An event. Zero it first; what does not belong to its type stays zero. */
struct lk_event {
  /** Given by lk_journal_append(). */
  uint32_t boot;
  uint32_t seq;
  enum lk_event_type type;
  enum lk_clock_state clock;
  /** Wall time; ignored while `clock` is LK_CLOCK_NONE: null is written. */
  lk_ms at;
  /** When it happened; 0 to LK_JSON_INTEGER_MAX. */
  lk_ms uptime;
  enum lk_door_state door;
  enum lk_tamper_state tamper;
  /**
   * held-open: seconds. access-denied: attempts. battery-low: percent. power: 1 mains came back, 0
   * failed. clock-set: changedMs, written only if `has_number`. config-changed: 1 applied, 0
   * refused. journal-overflow: how many were lost. Not negative, but for changedMs.
   */
  int64_t number;
  bool has_number;
  /** The locker's name; empty for what concerns the whole unit, then null is written. */
  char locker[LK_NAME_MAX + 1];
  /**
   * boot: the reset reason. config-changed: the configuration's id, or empty where none could be
   * read. No locker then.
   */
  char text[LK_NAME_MAX + 1];
  /** config-changed and refused: why. */
  char code[LK_CODE_MAX + 1];
};

struct lk_status_locker {
  const char *locker;
  bool open;
  bool tamper;
};

struct lk_status {
  const char *unit;
  uint32_t boot;
  /** 16 to 64 lower-case hexadecimal digits. */
  const char *nonce;
  /** Version, 1 to 32 characters. */
  const char *firmware;
  /** power-on, software, watchdog, panic, brownout, external or unknown. */
  const char *reset;
  const struct lk_status_locker *lockers;
  size_t locker_count;
  /** The last one used; 0 before the first event. */
  uint32_t seq;
  enum lk_clock_state clock;
  /** Null or empty while the unit runs on its firmware's defaults. */
  const char *config;
  /** In force, all of them written; `given` does not matter. */
  const struct lk_settings *settings;
};

struct lk_heartbeat {
  const char *unit;
  uint32_t boot;
  uint32_t n;
  uint32_t seq;
  uint32_t acked;
  uint32_t queued;
  uint32_t lost;
  lk_ms uptime;
  /** dBm, -128 to 20; only if `has_rssi`. */
  int16_t rssi;
  bool has_rssi;
  /** Free bytes; only if `has_heap`. */
  uint32_t heap;
  bool has_heap;
};

enum lk_reply_result {
  LK_REPLY_ACCEPTED,
  LK_REPLY_DONE,
  LK_REPLY_REJECTED,
};

struct lk_reply {
  const char *unit;
  /** Of the command; its UUID. */
  const char *id;
  uint32_t n;
  bool has_n;
  enum lk_reply_result result;
  /** Why it was rejected; null otherwise. */
  const char *code;
};

/*
 * Each writes into `to`, at most `size` bytes with the terminating zero (one more than the
 * message's _MAX is always enough), and returns the length without it; 0 when it does not fit or a
 * value is out of its range.
 */

size_t lk_message_event(char *to, size_t size, const char *unit, const struct lk_event *event);
size_t lk_message_status(char *to, size_t size, const struct lk_status *status);
/** The last will, which a unit that leaves on purpose publishes itself. Retained, QoS 1. */
size_t lk_message_will(char *to, size_t size, const char *unit, uint32_t boot);
size_t lk_message_heartbeat(char *to, size_t size, const struct lk_heartbeat *heartbeat);
size_t lk_message_reply(char *to, size_t size, const struct lk_reply *reply);

enum lk_answer_result {
  LK_ANSWER_STORED,
  LK_ANSWER_DUPLICATE,
  LK_ANSWER_REJECTED,
};

struct lk_answer {
  uint32_t seq;
  enum lk_answer_result result;
};

/**
 * Reads a reply/event. Fields it does not know are no fault.
 * @returns false for what is no answer: ignore it, the event is sent again
 */
bool lk_message_answer(const char *payload, size_t length, struct lk_answer *answer);

#endif
