/**
 * What is wired to which pin, as the installer sets it: text in, a table out. No Mongoose OS in
 * here, so that it is tested on any machine.
 *
 *   names   "MUM01-0001,MUM01-0002"
 *   wiring  "door=32 bolt=33 guard=25 hirer=26; door=27 bolt=14 guard=25 hirer=13"
 *
 * One part of `wiring` for each name, in the same order. In a part, contact=pin, with a ! behind
 * the pin where the contact works the other way round. Lockers may share a pin, such as that of the
 * guard key. The contacts connect their pin to ground; the pin has a pull-up.
 *
 *   contact        what is wired                             what an open line means
 *   door           reed, closed by the magnet (NC)           open: so is a cut wire
 *   tamper         loop, closed while all is well (NC)       broken
 *   loop           the same with a resistor at its end       broken, as is a shorted one
 *   bolt           switch, closed while withdrawn            thrown: an opening is forced
 *   guard, hirer   switch, closed while the key is turned    not turned
 *   denied         the lock's "no", closed for a moment      nothing
 *   duress         button                                    nothing
 */
#ifndef LK_WIRING_H
#define LK_WIRING_H

#include <stdbool.h>
#include <stdint.h>

#include "../core/lk_locker.h"
#include "../core/lk_message.h"

/** Between these the voltage of a loop with its resistor is well, millivolts. */
#define LK_LOOP_LEAST_MV 1000
#define LK_LOOP_MOST_MV 2300

struct lk_wire {
  /** Below zero where nothing is wired. */
  int8_t pin;
  bool inverted;
  /** A loop with a resistor at its end: measured, not read. */
  bool measured;
};

struct lk_wiring {
  uint8_t lockers;
  char name[LK_LOCKERS_MAX][LK_NAME_MAX + 1];
  struct lk_wire wire[LK_LOCKERS_MAX][LK_CONTACTS];
};

/** @returns null, or what is wrong with the texts, for the installer */
const char *lk_wiring_read(struct lk_wiring *wiring, const char *names, const char *text);

/** Reads the single contact of the unit's own case, tamper=pin or loop=pin. Empty text: not wired.
 * @returns as above */
const char *lk_wire_read(struct lk_wire *wire, enum lk_contact *contact, const char *text);

/** LK_FITTED() bits of a locker. */
uint8_t lk_wiring_fitted(const struct lk_wiring *wiring, uint8_t locker);

/** What the pin's level means for the contact; not for a measured one. */
bool lk_wire_active(const struct lk_wire *wire, enum lk_contact contact, bool high);

/** Whether a measured loop is broken: cut, shorted or tampered with. @param millivolts at the pin
 */
bool lk_wire_broken(int millivolts);

#endif
