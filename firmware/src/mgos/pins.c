#include "pins.h"

#include "mgos.h"
#include "mgos_adc.h"

static void set_up_wire(const struct lk_wire *wire) {
  if (wire->pin < 0) return;
  if (wire->measured) {
    mgos_adc_enable(wire->pin);
  } else {
    mgos_gpio_setup_input(wire->pin, MGOS_GPIO_PULL_UP);
  }
}

void lk_pins_init(const struct lk_pins *pins) {
  for (uint8_t locker = 0; locker < pins->lockers.lockers; locker++) {
    for (unsigned contact = 0; contact < LK_CONTACTS; contact++)
      set_up_wire(&pins->lockers.wire[locker][contact]);
  }
  set_up_wire(&pins->housing);
  if (pins->mains >= 0) mgos_gpio_setup_input(pins->mains, MGOS_GPIO_PULL_NONE);
  if (pins->battery >= 0) mgos_adc_enable(pins->battery);
  if (pins->led >= 0) mgos_gpio_setup_output(pins->led, pins->led_low);
  if (pins->siren >= 0) mgos_gpio_setup_output(pins->siren, false);
}

static bool is_active(const struct lk_wire *wire, enum lk_contact contact) {
  if (wire->measured) return lk_wire_broken(mgos_adc_read_voltage(wire->pin));
  return lk_wire_active(wire, contact, mgos_gpio_read(wire->pin));
}

void lk_pins_sample(const struct lk_pins *pins, struct lk_unit *unit) {
  for (uint8_t locker = 0; locker < pins->lockers.lockers; locker++) {
    for (unsigned i = 0; i < LK_CONTACTS; i++) {
      const enum lk_contact contact = (enum lk_contact)i;
      const struct lk_wire *wire = &pins->lockers.wire[locker][contact];
      if (wire->pin >= 0) lk_unit_contact(unit, locker, contact, is_active(wire, contact));
    }
  }
  if (pins->housing.pin >= 0) lk_unit_case(unit, is_active(&pins->housing, pins->housing_contact));
  if (pins->mains >= 0) lk_unit_mains(unit, mgos_gpio_read(pins->mains));
}

void lk_pins_battery(const struct lk_pins *pins, struct lk_unit *unit) {
  if (pins->battery < 0 || pins->full_mv <= pins->empty_mv) return;
  const int above = mgos_adc_read_voltage(pins->battery) - pins->empty_mv;
  const int percent = above * 100 / (pins->full_mv - pins->empty_mv);
  lk_unit_battery(unit, (uint8_t)(percent < 0 ? 0 : percent > 100 ? 100 : percent));
}

void lk_pins_output(const struct lk_pins *pins, enum lk_output output, bool on) {
  const int pin = output == LK_OUTPUT_LED ? pins->led : pins->siren;
  if (pin >= 0) mgos_gpio_write(pin, output == LK_OUTPUT_LED ? on != pins->led_low : on);
}
