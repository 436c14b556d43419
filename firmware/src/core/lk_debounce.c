#include "lk_debounce.h"

enum { LEAST_MS = 10, MOST_MS = 1000 };

static uint8_t window_of(uint16_t debounce_ms) {
  if (debounce_ms < LEAST_MS) debounce_ms = LEAST_MS;
  if (debounce_ms > MOST_MS) debounce_ms = MOST_MS;
  return (uint8_t)((debounce_ms + LK_SAMPLE_MS - 1) / LK_SAMPLE_MS);
}

void lk_debounce_init(struct lk_debounce *debounce, bool level) {
  debounce->level = level;
  debounce->seen = 0;
  debounce->differing = 0;
}

bool lk_debounce_sample(struct lk_debounce *debounce, bool raw, uint16_t debounce_ms) {
  const uint8_t window = window_of(debounce_ms);
  const bool differs = raw != debounce->level;
  if (debounce->seen == 0 && !differs) return false;

  debounce->seen++;
  if (differs) debounce->differing++;
  if (debounce->seen - debounce->differing > window / LK_DEBOUNCE_SPIKES) {
    debounce->seen = 0;
    debounce->differing = 0;
    return false;
  }
  if (debounce->seen < window || !differs) return false;
  lk_debounce_init(debounce, raw);
  return true;
}
