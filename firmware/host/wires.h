/**
 * What is wired to the unit, as it is out there in the vault: doors stay open while a unit restarts, so the
 * levels are kept in a file beside the flash and told again at the start.
 */
#ifndef LK_HOST_WIRES_H
#define LK_HOST_WIRES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/lk_unit.h"

/** As the file holds it, a byte each, so that no change can be cut in two. Zeros: a new unit, all quiet. */
struct wire_levels {
  /** A bit for each contact. */
  uint8_t contacts[LK_LOCKERS_MAX];
  uint8_t case_open;
  /** 0: not sensed, 1: mains present, 2: failed. */
  uint8_t mains;
  /** 0: none, otherwise percent + 1. */
  uint8_t battery;
};

struct wires {
  struct wire_levels *levels;
};

/** @returns false when the file cannot be used; `errno` says why */
bool wires_open(struct wires *wires, const char *path);

/** Tells the unit all levels, after lk_unit_init(). */
void wires_tell(const struct wires *wires, struct lk_unit *unit);

/* Each keeps a level and tells the unit. */

void wires_contact(struct wires *wires, struct lk_unit *unit, uint8_t locker, enum lk_contact contact, bool active);
void wires_case(struct wires *wires, struct lk_unit *unit, bool open);
void wires_mains(struct wires *wires, struct lk_unit *unit, bool present);
void wires_battery(struct wires *wires, struct lk_unit *unit, uint8_t percent);

#endif
