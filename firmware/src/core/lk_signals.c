#include "lk_signals.h"

/** Half a blink takes 2 to this power of milliseconds: a bit of the uptime, so that nothing is
 * divided. */
enum { FAST = 7, SLOW = 10 };

void lk_signals_init(struct lk_signals *signals, const struct lk_port *port) {
  signals->led = false;
  signals->siren = false;
  signals->identify_until = 0;
  signals->siren_until = 0;
  port->output(port->ctx, LK_OUTPUT_LED, false);
  port->output(port->ctx, LK_OUTPUT_SIREN, false);
}

void lk_signals_identify(struct lk_signals *signals, lk_ms now) {
  signals->identify_until = now + LK_IDENTIFY_MS;
}

void lk_signals_alarm(struct lk_signals *signals, lk_ms now, uint16_t seconds) {
  const lk_ms until = now + (lk_ms)seconds * 1000;
  if (until > signals->siren_until) signals->siren_until = until;
}

static bool blink(lk_ms now, int half) { return (now >> half & 1) == 0; }

static void switch_to(bool *level, bool wanted, const struct lk_port *port, enum lk_output output) {
  if (*level == wanted) return;
  *level = wanted;
  port->output(port->ctx, output, wanted);
}

void lk_signals_tick(struct lk_signals *signals, const struct lk_port *port, lk_ms now,
                     bool connected, bool door_open) {
  bool led = door_open;
  if (!connected) led = blink(now, SLOW);
  if (now < signals->identify_until) led = blink(now, FAST);
  switch_to(&signals->led, led, port, LK_OUTPUT_LED);
  switch_to(&signals->siren, now < signals->siren_until, port, LK_OUTPUT_SIREN);
}
