/** Hears the gateway: commands and configuration, and what becomes of an update. */
#ifndef LK_RECEPTION_H
#define LK_RECEPTION_H

#include "lk_unit.h"

void lk_reception_command(struct lk_unit *unit, const char *payload, size_t length, lk_ms now);

void lk_reception_config(struct lk_unit *unit, const char *payload, size_t length, lk_ms now);

/** See lk_unit_ota_loaded(). */
void lk_reception_loaded(struct lk_unit *unit, bool ok, uint32_t size, const uint8_t *sha256,
                         lk_ms now);

#endif
