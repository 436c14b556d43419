/** Events on their way into flash. */
#ifndef LK_RECORD_H
#define LK_RECORD_H

#include "lk_unit.h"

/** Of one locker, or of the unit's own case where `locker` is `&unit->housing`. */
void lk_record_finding(struct lk_unit *unit, const struct lk_locker *locker,
                       const struct lk_finding *finding, lk_ms now);

/** Of the whole unit. Give `type` and what belongs to it; the time is filled in here. */
void lk_record_event(struct lk_unit *unit, struct lk_event *event, lk_ms now);

/** The time is known now: gives it to the events of this boot that nobody has been told of yet. */
void lk_record_date(struct lk_unit *unit);

/**
 * Tries again what flash did not take, and says what was lost for want of space as soon as there is
 * room to say it.
 */
void lk_record_tick(struct lk_unit *unit, lk_ms now);

#endif
