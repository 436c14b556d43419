/**
 * What somebody at the locker sees and hears. Duress is no input of it, so that it cannot show.
 *
 * LED, the first that applies: blinks fast while identifying; blinks slowly while there is no
 * connection; is lit while a door is open. Siren: for a while after forced and tamper.
 */
#ifndef LK_SIGNALS_H
#define LK_SIGNALS_H

#include <stdbool.h>
#include <stdint.h>

#include "../port.h"
#include "lk_ms.h"

/** identify lasts this long. */
#define LK_IDENTIFY_MS 60000

struct lk_signals {
  bool led;
  bool siren;
  /** Uptimes; 0: not. */
  lk_ms identify_until;
  lk_ms siren_until;
};

/** Switches both off. */
void lk_signals_init(struct lk_signals *signals, const struct lk_port *port);

void lk_signals_identify(struct lk_signals *signals, lk_ms now);

/** forced or tamper. @param seconds sirenSeconds; 0 is silent; a later end is never made an earlier
 * one */
void lk_signals_alarm(struct lk_signals *signals, lk_ms now, uint16_t seconds);

/** Switches what is to be switched now. */
void lk_signals_tick(struct lk_signals *signals, const struct lk_port *port, lk_ms now,
                     bool connected, bool door_open);

#endif
