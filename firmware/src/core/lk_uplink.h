/** What a unit says of itself, beside its events: status, heartbeat, reply, last will. */
#ifndef LK_UPLINK_H
#define LK_UPLINK_H

#include "lk_unit.h"

/** @returns false where the platform did not take it */
bool lk_uplink_status(struct lk_unit *unit, lk_ms now);

/** Counts also where it is dropped, and is never sent later than it is due. */
void lk_uplink_heartbeat(struct lk_unit *unit, lk_ms now);

/** @param command an id that could be read @param code why it was rejected; null otherwise */
void lk_uplink_reply(struct lk_unit *unit, const struct lk_command *command,
                     enum lk_reply_result result, const char *code, lk_ms now);

/** Once, without journal and answer: flash is broken. @returns false where the platform did not
 * take it */
bool lk_uplink_event(struct lk_unit *unit, const struct lk_event *event, lk_ms now);

/** Publishes the last will: the unit goes on purpose. */
void lk_uplink_goodbye(struct lk_unit *unit, lk_ms now);

#endif
