/** One locker on the bench, and what it found since the last look. */
#ifndef LK_TEST_LOCKER_BENCH_H
#define LK_TEST_LOCKER_BENCH_H

#include "lk_locker.h"

enum { ALL = (1 << LK_CONTACTS) - 1, NO_KEYS = LK_FITTED(LK_DOOR) | LK_FITTED(LK_TAMPER) };

struct bench {
  struct lk_locker locker;
  struct lk_settings settings;
  lk_ms now;
  char found[512];
};

/** A locker whose door was seen closed before; a second has passed. */
void bench_init(struct bench *bench, uint8_t fitted);

/** The unit starts again, and remembers the latches. */
void bench_restart(struct bench *bench, uint8_t fitted);

void bench_run(struct bench *bench, lk_ms ms);

/** Moves a contact, and gives it time to be noticed. */
void bench_set(struct bench *bench, enum lk_contact contact, bool active);
void bench_pulse(struct bench *bench, enum lk_contact contact);

/** Both keys turned and the bolt withdrawn. */
void bench_authorise(struct bench *bench);

/** Fails unless exactly this was found since the last look: types with one space between them. */
void bench_expect(struct bench *bench, const char *found);

#endif
