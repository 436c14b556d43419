/** The unit's one MQTT connection, by Mongoose OS's `mqtt` library. */
#ifndef LK_LINK_H
#define LK_LINK_H

#include "../core/lk_unit.h"

/** Begins to pass connections, acknowledgements and messages on to the unit. @param unit must
 * outlive everything */
void lk_link_init(struct lk_unit *unit);

/** Passes nothing on any more. */
void lk_link_end(void);

/** Gives up a connection that comes to nothing; every few seconds. */
void lk_link_watch(void);

/** As in struct lk_port. */
int32_t lk_link_publish(const char *topic, const char *payload, size_t length, int qos,
                        bool retain);
void lk_link_reconnect(void);

#endif
