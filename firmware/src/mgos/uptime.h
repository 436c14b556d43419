#ifndef LK_UPTIME_H
#define LK_UPTIME_H

#include "../core/lk_ms.h"
#include "mgos.h"

/** Milliseconds since this start; never goes back, whatever SNTP does. */
static inline lk_ms lk_uptime(void) { return mgos_uptime_micros() / 1000; }

#endif
