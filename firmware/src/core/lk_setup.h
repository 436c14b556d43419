/** Whom a unit serves, and what its topics are called. */
#ifndef LK_SETUP_H
#define LK_SETUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lk_locker.h"

/** Bytes of a topic at most, the terminating zero included; of the fallback's as well. */
#define LK_TOPIC_MAX 96
#define LK_FALLBACK_TOPIC_MAX 160
/** Whom the unit serves. Set at installation, never from afar; the strings must outlive the unit.
 */
struct lk_unit_setup {
  /** 2 to 16 of A-Z 0-9 - */
  const char *site;
  /** 2 to 32 of A-Z a-z 0-9 - ; thing name, client id and certificate CN. */
  const char *unit;
  /** Version of the firmware, 1 to 32 characters of A-Z a-z 0-9 . _ + - */
  const char *firmware;
  /** Why the unit started: "power-on", "software", "watchdog", "panic", "brownout", "external" or
   * "unknown". */
  const char *reset;
  /** 1 to LK_LOCKERS_MAX. */
  uint8_t lockers;
  /** 2 to 32 of A-Z a-z 0-9 - each, no two the same. */
  const char *locker[LK_LOCKERS_MAX];
  /** LK_FITTED() bits of each locker. */
  uint8_t fitted[LK_LOCKERS_MAX];
  /**
   * Basic Ingest rule for alarms that the gateway does not acknowledge, 1 to 64 of A-Z a-z 0-9 _ ;
   * null where there is none.
   */
  const char *fallback_rule;
  /** Seconds after which an unacknowledged alarm goes there; 0: never. */
  uint16_t fallback_seconds;
};

/** Whether everything is as it must be; nothing else of the core looks at it again. */
bool lk_setup_valid(const struct lk_unit_setup *setup);

/** Writes "lockers/v1/{site}/{unit}/{leaf}". @returns false where `size` is too small; LK_TOPIC_MAX
 * never is */
bool lk_setup_topic(const struct lk_unit_setup *setup, const char *leaf, char *topic, size_t size);

/**
 * Writes "$aws/rules/{rule}/" and the topic of events: Basic Ingest.
 * @returns false where there is no such rule, or `size` is too small; LK_FALLBACK_TOPIC_MAX never
 * is
 */
bool lk_setup_fallback_topic(const struct lk_unit_setup *setup, char *topic, size_t size);

#endif
