/** What the command line of the unit as a Linux process says. */
#ifndef LK_HOST_OPTIONS_H
#define LK_HOST_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/lk_unit.h"

struct options {
  /** Folder for everything that outlives the process; it must exist. */
  const char *state;
  struct lk_unit_setup setup;
  const char *broker;
  int port;
  /** PEM files for mutual TLS: all three, or none for a plain connection. */
  const char *ca;
  const char *cert;
  const char *key;
  /** Sectors of the journal's flash. */
  uint32_t sectors;
  /** Microseconds that writing a byte of flash takes; erasing a sector takes as long as writing it. */
  uint32_t byte_us;
  /** Whether the wall clock of this machine is given to the unit as a synchronised one. */
  bool clock;
};

/**
 * Reads the command line; tells on standard error what is wrong with it.
 * @returns below zero: go on; otherwise the exit code to end with
 */
int options_read(struct options *options, int argc, char **argv);

#endif
