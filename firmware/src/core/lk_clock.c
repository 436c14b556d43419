#include "lk_clock.h"

enum lk_clock_change lk_clock_set(struct lk_clock *clock, lk_ms wall, lk_ms now, lk_ms *moved) {
  const bool known = clock->known;
  const lk_ms before = clock->offset;
  *moved = 0;
  if (wall < LK_WALL_MIN || wall > LK_WALL_MAX) return LK_CLOCK_KEPT;
  clock->known = true;
  clock->offset = wall - now;
  clock->set_at = now;
  if (!known) return LK_CLOCK_FOUND;
  *moved = clock->offset - before;
  return *moved > LK_CLOCK_STEP_MS || *moved < -LK_CLOCK_STEP_MS ? LK_CLOCK_MOVED : LK_CLOCK_KEPT;
}

enum lk_clock_state lk_clock_state(const struct lk_clock *clock, lk_ms now) {
  if (!clock->known) return LK_CLOCK_NONE;
  return now - clock->set_at > LK_SNTP_TRUST_MS ? LK_CLOCK_ESTIMATED : LK_CLOCK_SNTP;
}

lk_ms lk_clock_at(const struct lk_clock *clock, lk_ms uptime) { return uptime + clock->offset; }
