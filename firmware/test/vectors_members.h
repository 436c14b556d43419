/** Reads a valid vector of what a unit says back into the values that the firmware writes such a message from. */
#ifndef LK_TEST_VECTORS_MEMBERS_H
#define LK_TEST_VECTORS_MEMBERS_H

#include "lk_command.h"
#include "lk_message.h"
#include "vectors.h"

/**
 * Members of a message, whichever it is; what is not there stays zero. `boot`, `seq`, `uptime` and `clock` are in
 * `event`, a configuration's id in its `text`.
 */
struct members {
  struct lk_event event;
  struct lk_status status;
  struct lk_heartbeat heartbeat;
  struct lk_reply reply;
  bool online;
  char unit[LK_NAME_MAX + 1];
  char nonce[65];
  char firmware[LK_NAME_MAX + 1];
  char reset[LK_NAME_MAX + 1];
  char id[LK_COMMAND_ID + 1];
  char code[LK_NAME_MAX + 1];
  struct lk_status_locker lockers[16];
  char names[16][LK_NAME_MAX + 1];
  struct lk_settings settings;
};

/** Fails the test at a member that no message of a unit has. */
void vector_members(const struct vector *vector, struct members *members);

#endif
