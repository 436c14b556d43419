/** What can be done to a unit that runs as a process. */
#ifndef LK_HOST_COMMANDS_H
#define LK_HOST_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/lk_unit.h"
#include "link.h"
#include "wires.h"

/** Bytes of an answer at most, the terminating zero included. */
#define ANSWER_MAX 8192

/** The unit and the world around it. */
struct bench {
  struct lk_unit *unit;
  struct wires *wires;
  struct link *link;
  /** Whether the time of this machine is told to the unit, and what is added to it, milliseconds. */
  bool clock;
  lk_ms clock_offset;
  bool led;
  bool siren;
};

/** Milliseconds since 1970, as this machine believes. */
lk_ms wall_time(void);

/**
 * Carries out one line.
 * @param line is written into
 * @param answer an object of JSON without a line's end; its `ok` is false for what is no command, no locker of
 *               this unit, or an event that flash does not hold
 * @returns length of the answer
 */
size_t commands_run(struct bench *bench, char *line, lk_ms now, char *answer, size_t size);

#endif
