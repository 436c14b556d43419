/** Contacts, supplies and outputs at the board's pins. */
#ifndef LK_PINS_H
#define LK_PINS_H

#include "../core/lk_unit.h"
#include "../port.h"
#include "wiring.h"

/** Pins below zero are not wired. */
struct lk_pins {
  struct lk_wiring lockers;
  struct lk_wire housing;
  enum lk_contact housing_contact;
  int led;
  bool led_low;
  int siren;
  int mains;
  int battery;
  /** Millivolts at the pin of a battery that is empty, and of one that is full. */
  int empty_mv;
  int full_mv;
};

/** Sets up inputs and outputs, all outputs off. */
void lk_pins_init(const struct lk_pins *pins);

/** Tells the unit every contact's level; before each tick. */
void lk_pins_sample(const struct lk_pins *pins, struct lk_unit *unit);

/** Tells the unit the battery's charge, where there is one. */
void lk_pins_battery(const struct lk_pins *pins, struct lk_unit *unit);

void lk_pins_output(const struct lk_pins *pins, enum lk_output output, bool on);

#endif
