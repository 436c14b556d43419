#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALL_FITTED ((uint8_t)((1U << LK_CONTACTS) - 1))

static const char *const usage =
  "A locker unit as a Linux process: the firmware's core with files for flash and a socket for contacts.\n"
  "\n"
  "locker-unit --state FOLDER --site SITE --unit UNIT --locker LOCKER [--locker LOCKER ...] [OPTION ...]\n"
  "\n"
  "  --state FOLDER          flash, wires and control socket; what is there is gone on with\n"
  "  --site, --unit          as in the topics lockers/v1/SITE/UNIT/...\n"
  "  --locker LOCKER[=LIST]  up to 16; LIST of door,tamper,bolt,guard-key,hirer-key,denied,duress: what is\n"
  "                          wired (default: all)\n"
  "  --broker HOST           default 127.0.0.1\n"
  "  --port PORT             default 1883, with TLS 8883\n"
  "  --ca, --cert, --key     PEM files for mutual TLS\n"
  "  --reset REASON          why it starts: power-on (default), software, watchdog, panic, brownout, external,\n"
  "                          unknown\n"
  "  --fallback-rule RULE    AWS IoT rule for alarms that the gateway does not acknowledge\n"
  "  --fallback-seconds N    after so many seconds (default 60)\n"
  "  --no-clock              the unit is never told the time\n"
  "  --journal-sectors N     flash of the journal, in sectors of 4096 bytes (default 64)\n"
  "  --byte-us N             microseconds that a byte of flash takes (default 0)\n"
  "\n"
  "Its contacts are moved, and it is asked how it is, on the socket FOLDER/control, a command a line:\n"
  "  door LOCKER open|closed           bolt LOCKER withdrawn|thrown     tamper LOCKER broken|whole\n"
  "  guard-key LOCKER turned|back      hirer-key LOCKER turned|back     denied LOCKER on|off\n"
  "  duress LOCKER on|off              case open|closed                 mains on|off\n"
  "  battery PERCENT                   network down|up                  clock MS|now\n"
  "  health DBM BYTES                  state                            event SEQ\n"
  "  cut BYTES\n"
  "Each is answered with a line of JSON. `health` is for the next heartbeats. `cut` ends the process by SIGKILL\n"
  "in the middle of a write, after so many more bytes of flash.\n";

static const char *const contact_names[LK_CONTACTS] = {
  [LK_DOOR] = "door",
  [LK_TAMPER] = "tamper",
  [LK_BOLT] = "bolt",
  [LK_GUARD_KEY] = "guard-key",
  [LK_HIRER_KEY] = "hirer-key",
  [LK_DENIED] = "denied",
  [LK_DURESS] = "duress",
};

static bool read_number(const char *text, unsigned long least, unsigned long most, unsigned long *number) {
  char *end;
  if (*text < '0' || *text > '9') return false;
  *number = strtoul(text, &end, 10);
  return *end == '\0' && *number >= least && *number <= most;
}

/** Reads "door,tamper" as bits. @returns 0 where a word is no contact */
static uint8_t read_fitted(char *list) {
  uint8_t fitted = 0;
  char *rest = NULL;
  for (char *word = strtok_r(list, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
    unsigned contact = 0;
    while (contact < LK_CONTACTS && strcmp(word, contact_names[contact]) != 0) contact++;
    if (contact == LK_CONTACTS) return 0;
    fitted = (uint8_t)(fitted | LK_FITTED(contact));
  }
  return fitted;
}

static bool read_locker(struct lk_unit_setup *setup, const char *value) {
  // A copy, because a restart needs the command line as it was.
  char *name = strdup(value);
  char *list = name == NULL ? NULL : strchr(name, '=');
  if (name == NULL || setup->lockers == LK_LOCKERS_MAX) return false;
  if (list != NULL) *list++ = '\0';
  setup->locker[setup->lockers] = name;
  setup->fitted[setup->lockers] = list == NULL ? ALL_FITTED : read_fitted(list);
  return setup->fitted[setup->lockers++] != 0;
}

static bool read_option(struct options *options, const char *name, const char *value) {
  struct {
    const char *name;
    const char **text;
  } texts[] = {
    {"--state", &options->state},         {"--site", &options->setup.site},
    {"--unit", &options->setup.unit},     {"--broker", &options->broker},
    {"--ca", &options->ca},               {"--cert", &options->cert},
    {"--key", &options->key},             {"--reset", &options->setup.reset},
    {"--fallback-rule", &options->setup.fallback_rule},
  };
  unsigned long number;
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    if (strcmp(name, texts[i].name) != 0) continue;
    *texts[i].text = value;
    return true;
  }
  if (strcmp(name, "--locker") == 0) return read_locker(&options->setup, value);
  if (strcmp(name, "--port") == 0 && read_number(value, 1, 65535, &number)) {
    options->port = (int)number;
    return true;
  }
  if (strcmp(name, "--fallback-seconds") == 0 && read_number(value, 1, 3600, &number)) {
    options->setup.fallback_seconds = (uint16_t)number;
    return true;
  }
  if (strcmp(name, "--journal-sectors") == 0 && read_number(value, 2, 4096, &number)) {
    options->sectors = (uint32_t)number;
    return true;
  }
  if (strcmp(name, "--byte-us") == 0 && read_number(value, 0, 10000, &number)) {
    options->byte_us = (uint32_t)number;
    return true;
  }
  return false;
}

int options_read(struct options *options, int argc, char **argv) {
  memset(options, 0, sizeof *options);
  options->broker = "127.0.0.1";
  options->sectors = 64;
  options->clock = true;
  options->setup.firmware = "0.1.0-host";
  options->setup.reset = "power-on";
  options->setup.fallback_seconds = 60;

  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--help") == 0) return fputs(usage, stdout) < 0 ? 1 : 0;
    if (strcmp(argv[i], "--no-clock") == 0) {
      options->clock = false;
    } else if (i + 1 == argc || !read_option(options, argv[i], argv[i + 1])) {
      fprintf(stderr, "%s %s cannot be used. locker-unit --help says what can.\n", argv[i],
              i + 1 == argc ? "without a value" : argv[i + 1]);
      return 2;
    } else {
      i++;
    }
  }
  if (options->state == NULL || options->setup.site == NULL || options->setup.unit == NULL ||
      options->setup.lockers == 0) {
    fputs("--state, --site, --unit and a --locker are needed. locker-unit --help says more.\n", stderr);
    return 2;
  }
  if ((options->ca == NULL) != (options->cert == NULL) || (options->ca == NULL) != (options->key == NULL)) {
    fputs("Mutual TLS needs --ca, --cert and --key.\n", stderr);
    return 2;
  }
  if (options->port == 0) options->port = options->ca == NULL ? 1883 : 8883;
  return -1;
}
