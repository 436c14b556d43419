/**
 * What a unit knows of the time. Uptime it always knows; the wall time only once somebody has told
 * it, and after a restart it has to be told again.
 */
#ifndef LK_CLOCK_H
#define LK_CLOCK_H

#include <stdbool.h>

#include "lk_message.h"
#include "lk_ms.h"

/** The clock counts as synchronised this long after it was set last; then it is an estimate. */
#define LK_SNTP_TRUST_MS 86400000
/** A clock that is set anew is reported when it moves by more than this. */
#define LK_CLOCK_STEP_MS 2000
/** No wall time before 2025 is believed: servers and chips that do not know it say 1970 or 2000. */
#define LK_WALL_MIN INT64_C(1735689600000)
/** Nor any after 2199. */
#define LK_WALL_MAX INT64_C(7258118400000)

struct lk_clock {
  /** Told in this boot. */
  bool known;
  /** Wall time less uptime. */
  lk_ms offset;
  /** Uptime at which it was set last. */
  lk_ms set_at;
};

enum lk_clock_change {
  /** As it was, or a time that is not to be believed. */
  LK_CLOCK_KEPT,
  /** Known for the first time in this boot: there is nothing it moved from. */
  LK_CLOCK_FOUND,
  /** Moved by more than LK_CLOCK_STEP_MS. */
  LK_CLOCK_MOVED,
};

/** @param wall milliseconds since 1970 @param now uptime at the same moment @param moved by how
 * much, if at all */
enum lk_clock_change lk_clock_set(struct lk_clock *clock, lk_ms wall, lk_ms now, lk_ms *moved);

enum lk_clock_state lk_clock_state(const struct lk_clock *clock, lk_ms now);

/** Wall time at an uptime of this boot; meaningless while the state is none. */
lk_ms lk_clock_at(const struct lk_clock *clock, lk_ms uptime);

#endif
