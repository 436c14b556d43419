/**
 * Time as the whole core writes it.
 *
 * No function of the core reads a clock: whoever calls passes the uptime in, and tells the wall
 * time when it learns it. 64 bits, because a 32-bit count of milliseconds starts anew after 49 days
 * and a 32-bit `time_t` ends in 2038.
 */
#ifndef LK_MS_H
#define LK_MS_H

#include <stdint.h>

/** Milliseconds. As uptime: since the start of this boot, never going back. As wall time: since
 * 1970-01-01T00:00Z. */
typedef int64_t lk_ms;

#endif
