/**
 * The unit's MQTT connection by libmosquitto: 3.1.1, persistent session, last will, keep-alive of 60 s.
 *
 * Each connection is made by a client of its own, so that nothing is queued here from one to the next: the
 * journal is the only queue. Tries again after 250 ms, twice as long each time, up to 5 s.
 */
#ifndef LK_HOST_LINK_H
#define LK_HOST_LINK_H

#include <mosquitto.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/lk_unit.h"
#include "options.h"

struct link {
  const struct options *options;
  struct lk_unit *unit;
  /** Uptime of the call under way, for what libmosquitto calls back. */
  lk_ms now;
  struct mosquitto *client;
  bool up;
  /** Somebody has cut the cable. */
  bool cut;
  bool drop;
  lk_ms retry_at;
  lk_ms retry_after;
};

void link_init(struct link *link, const struct options *options, struct lk_unit *unit);

/** Connects, sends and receives without waiting; at least every second. */
void link_run(struct link *link, lk_ms now);

/** For poll(); below zero while there is none. */
int link_socket(const struct link *link);

/** As struct lk_port wants it. */
int32_t link_publish(struct link *link, const char *topic, const char *payload, size_t length, int qos, bool retain);

/** Ends the connection without a farewell, at the next link_run(), and makes a new one. */
void link_drop(struct link *link);

/** Cuts or mends the cable. */
void link_cable(struct link *link, bool cut);

/** Ends the connection; a broker that it could be told to publishes no last will. */
void link_close(struct link *link);

#endif
