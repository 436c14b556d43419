/**
 * A unit on the desk: the whole core over a platform in memory, with a gateway that answers events,
 * and a clock that only the test moves.
 */
#ifndef LK_TEST_DESK_H
#define LK_TEST_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lk_unit.h"
#include "memory_flash.h"

enum { DESK_MESSAGES = 4096, DESK_SECTOR = 4096, DESK_SECTORS = 8 };

struct desk_message {
  char topic[LK_FALLBACK_TOPIC_MAX];
  char payload[LK_STATUS_MAX + 1];
  int qos;
  bool retain;
};

struct desk {
  struct lk_unit unit;
  struct lk_unit_setup setup;
  struct lk_port port;
  struct memory_flash journal;
  struct memory_flash settings;
  uint8_t journal_bytes[DESK_SECTOR * DESK_SECTORS];
  uint8_t settings_bytes[DESK_SECTOR * 2];
  lk_ms now;

  /** Whether the platform takes messages; whether broker and gateway answer what it took. */
  bool refuses;
  bool acknowledges;
  bool answers;
  /** Everything that was published, and how much of it the test has looked at. */
  struct desk_message *messages;
  size_t count;
  size_t seen;
  /** What is still to be answered: indices of messages. */
  size_t answered;
  int32_t packet;

  bool level[2];
  unsigned switched[2];
  unsigned restarts;
  unsigned reconnects;
  bool no_random;
  uint32_t random;

  bool verifies;
  bool loads;
  bool installs;
  char signed_text[LK_OTA_TEXT_MAX];
  struct lk_ota_image image;
  unsigned loading;
  unsigned installed;
  unsigned discarded;
  unsigned confirmed;
};

/*
 * Setups and teardown of a test whose state is the desk: blank flash, lockers MUM01-0001 and
 * MUM01-0002 with every contact, and the unit started a second ago; the second one connected too,
 * and nothing published yet that the test would see.
 */
int desk_setup(void **state);
int desk_setup_connected(void **state);
int desk_teardown(void **state);

/** Starts the unit over what flash holds, uptime 0. */
enum lk_unit_fault desk_start(struct desk *desk);

/** Lets time pass, a tick every LK_SAMPLE_MS; the gateway answers in between. */
void desk_run(struct desk *desk, lk_ms ms);

void desk_connect(struct desk *desk);
void desk_disconnect(struct desk *desk);

/** A contact of locker 0, and time for it to be noticed. */
void desk_set(struct desk *desk, enum lk_contact contact, bool active);

/** Turns both keys of locker 0 and withdraws its bolt. */
void desk_authorise(struct desk *desk);

/** Publishes to the unit. @param leaf "command", "config" or "reply/event" */
void desk_tell(struct desk *desk, const char *leaf, const char *payload);

/** A command of this boot. @param args of JSON */
void desk_command(struct desk *desk, uint32_t n, const char *op, const char *args);

/**
 * The types of the events published since the last look, with one space between them, each once
 * however often it was sent.
 */
const char *desk_events(struct desk *desk);

/** Fails unless these are the events since the last look. */
void desk_expect(struct desk *desk, const char *types);

/** The last message on this topic; null if there is none. */
const char *desk_last(const struct desk *desk, const char *leaf);

/** Messages on this topic so far. */
size_t desk_count(const struct desk *desk, const char *leaf);

/** Forgets what was published. */
void desk_forget(struct desk *desk);

/** Fails unless `text` has `part` in it. */
void desk_has(const char *text, const char *part);
void desk_has_not(const char *text, const char *part);

#endif
