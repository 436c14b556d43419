/**
 * A contact that bounces becomes one change.
 *
 * Buttons and reeds bounce for some milliseconds, and a long wire picks up spikes. The contact is
 * looked at every LK_SAMPLE_MS. With the first sample that differs a window of M samples begins;
 * when N of them differ, and the last one does, the change counts. A window that can no longer be
 * won is given up at once, and the next sample that differs begins another.
 *
 * M is the debounce time in samples, N is M less one in LK_DEBOUNCE_SPIKES: a single spike does not
 * start the wait anew, and a contact that goes on bouncing is not called steady. A sample that
 * comes late makes the wait longer, never shorter.
 */
#ifndef LK_DEBOUNCE_H
#define LK_DEBOUNCE_H

#include <stdbool.h>
#include <stdint.h>

/** Milliseconds between two samples; lk_unit_tick() is to be called as often. */
#define LK_SAMPLE_MS 5
/** One sample in so many of a window may say otherwise. */
#define LK_DEBOUNCE_SPIKES 8

struct lk_debounce {
  bool level;
  /** Samples of the window so far, and how many of them differ from `level`. */
  uint8_t seen;
  uint8_t differing;
};

/** Starts from a level that is known or assumed, with no window open. */
void lk_debounce_init(struct lk_debounce *debounce, bool level);

/**
 * Takes one sample.
 * @param debounce_ms how long a contact must be steady, 10 to 1000 (outside of it: the nearer end)
 * @returns true when the debounced level has just changed; it is then in `debounce->level`
 */
bool lk_debounce_sample(struct lk_debounce *debounce, bool raw, uint16_t debounce_ms);

#endif
