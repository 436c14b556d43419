/**
 * What a unit remembers over a restart, and how it stands in the store: the configuration, and the
 * state of contacts and supply, so that nothing is reported twice and nothing that happened
 * meanwhile is missed.
 *
 * What cannot be read, or is not in its range, is as if it had never been kept.
 */
#ifndef LK_KEEP_H
#define LK_KEEP_H

#include <stdbool.h>

#include "lk_unit.h"

/** @returns false where the store failed; then nothing has changed */
bool lk_keep_config(struct lk_unit *unit, const struct lk_config *config);
void lk_recall_config(const struct lk_unit *unit, struct lk_config *config);

/** A sequence number that an event is sent under which the journal could not keep. */
bool lk_keep_number(struct lk_unit *unit, uint32_t seq);
/** @returns the last one; 0 where there was none */
uint32_t lk_recall_number(const struct lk_unit *unit);

/** Writes only when something has changed. @returns false where the store failed */
bool lk_keep_state(struct lk_unit *unit);
/** Initialises lockers, housing and supply. */
void lk_recall_state(struct lk_unit *unit);

#endif
