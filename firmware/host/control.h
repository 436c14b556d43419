/**
 * The socket on which contacts are moved and the unit is asked how it is: a Unix socket, a command a line,
 * each answered with a line of JSON. The commands are listed by `locker-unit --help`.
 */
#ifndef LK_HOST_CONTROL_H
#define LK_HOST_CONTROL_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "commands.h"

#define CONTROL_CLIENTS 8
#define CONTROL_LINE_MAX 256

struct control_client {
  /** Below zero: free. */
  int fd;
  size_t length;
  char line[CONTROL_LINE_MAX];
};

struct control {
  struct bench *bench;
  int listener;
  struct control_client clients[CONTROL_CLIENTS];
};

/** Takes the place of a socket that an earlier process left. @returns false when it cannot; `errno` says why */
bool control_open(struct control *control, const char *path, struct bench *bench);

/** Fills in what to wait for. @param fds room for CONTROL_CLIENTS + 1 @returns how many */
size_t control_poll(const struct control *control, struct pollfd *fds);

/** Reads and answers what has come, without waiting. */
void control_run(struct control *control, lk_ms now);

#endif
