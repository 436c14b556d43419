/** The firmware's core as a Linux process: see options.c for what it can do. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "control.h"
#include "flash_file.h"

#define SETTINGS_SECTORS 2
/** How often the clock is said to be right, as by a time server. */
#define CLOCK_EVERY_MS 60000
/** How long a restart waits for what was published. */
#define FAREWELL_MS 500
#define PATH_MAX_BYTES 1024
/** Set for the process that follows a restart of the unit's own. */
#define RESTARTED "LOCKER_UNIT_RESTARTED"

/** Everything the process holds. */
static struct host {
  struct options options;
  struct flash_file journal;
  struct flash_file settings;
  struct wires wires;
  struct link link;
  struct control control;
  struct bench bench;
  struct lk_unit unit;
  struct lk_port port;
  bool restarting;
} host;

static volatile sig_atomic_t asked_to_end;

static void on_signal(int signal) {
  (void)signal;
  asked_to_end = 1;
}

static lk_ms monotonic(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (lk_ms)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int32_t port_publish(void *ctx, const char *topic, const char *payload, size_t length, int qos, bool retain) {
  return link_publish(&((struct host *)ctx)->link, topic, payload, length, qos, retain);
}

static void port_reconnect(void *ctx) {
  link_drop(&((struct host *)ctx)->link);
}

static void port_output(void *ctx, enum lk_output output, bool on) {
  struct bench *bench = &((struct host *)ctx)->bench;
  if (output == LK_OUTPUT_LED) bench->led = on;
  if (output == LK_OUTPUT_SIREN) bench->siren = on;
}

static void port_restart(void *ctx) {
  ((struct host *)ctx)->restarting = true;
}

static bool port_random(void *ctx, uint8_t *bytes, size_t length) {
  (void)ctx;
  return getrandom(bytes, length, 0) == (ssize_t)length;
}

static void port_log(void *ctx, enum lk_log_level level, const char *text) {
  static const char *const levels[] = {
    [LK_LOG_INFO] = "info", [LK_LOG_WARNING] = "warning", [LK_LOG_ERROR] = "error"};
  fprintf(stderr, "%s %s: %s\n", ((struct host *)ctx)->options.setup.unit, levels[level], text);
}

static void port_ota_confirm(void *ctx) {
  (void)ctx;
}

/** "{state}/{name}"; ends the process where that is too long. */
static const char *in_state(const char *name) {
  static char path[PATH_MAX_BYTES];
  int length = snprintf(path, sizeof path, "%s/%s", host.options.state, name);
  if (length < 0 || (size_t)length >= sizeof path) {
    fprintf(stderr, "The name of the folder %s is too long.\n", host.options.state);
    exit(1);
  }
  return path;
}

/** What cannot be opened ends the process. */
static void must(bool opened, const char *name) {
  if (opened) return;
  fprintf(stderr, "%s/%s cannot be used: %s\n", host.options.state, name, strerror(errno));
  exit(1);
}

static void start(lk_ms now) {
  static const char *const faults[] = {
    [LK_UNIT_BAD_SETUP] = "a site, unit or locker is named as the contract does not allow, or twice",
    [LK_UNIT_BAD_FLASH] = "a flash cannot be used",
    [LK_UNIT_NO_RANDOM] = "there is no source of random numbers",
  };
  const struct options *options = &host.options;
  enum lk_unit_fault fault;

  must(flash_file_open(&host.journal, in_state("journal.flash"), options->sectors, options->byte_us), "journal.flash");
  must(flash_file_open(&host.settings, in_state("settings.flash"), SETTINGS_SECTORS, options->byte_us),
       "settings.flash");
  must(wires_open(&host.wires, in_state("wires")), "wires");
  host.port = (struct lk_port){
    .ctx = &host,
    .journal = &host.journal.flash,
    .settings = &host.settings.flash,
    .publish = port_publish,
    .reconnect = port_reconnect,
    .output = port_output,
    .restart = port_restart,
    .random = port_random,
    .ota_confirm = port_ota_confirm,
    .log = port_log,
  };
  host.bench = (struct bench){
    .unit = &host.unit, .wires = &host.wires, .link = &host.link, .clock = options->clock};
  fault = lk_unit_init(&host.unit, &options->setup, &host.port, now);
  if (fault != LK_UNIT_OK) {
    fprintf(stderr, "The unit cannot start: %s.\n", faults[fault]);
    exit(1);
  }
  wires_tell(&host.wires, &host.unit);
  link_init(&host.link, options, &host.unit);
  must(control_open(&host.control, in_state("control"), &host.bench), "control");
}

/** Waits for a message, a command or the next sample. */
static void rest(lk_ms ms) {
  struct pollfd fds[CONTROL_CLIENTS + 2];
  size_t count = control_poll(&host.control, fds);
  int socket = link_socket(&host.link);
  if (socket >= 0) {
    short events = mosquitto_want_write(host.link.client) ? POLLIN | POLLOUT : POLLIN;
    fds[count++] = (struct pollfd){.fd = socket, .events = events};
  }
  poll(fds, (nfds_t)count, (int)ms);
}

/** Runs until somebody ends it or the unit wants to restart. */
static void run(lk_ms started) {
  lk_ms next_sample = 0;
  lk_ms next_clock = 0;
  while (!asked_to_end && !host.restarting) {
    lk_ms now = monotonic() - started;
    if (host.bench.clock && now >= next_clock) {
      lk_unit_wall_time(&host.unit, wall_time() + host.bench.clock_offset, now);
      next_clock = now + CLOCK_EVERY_MS;
    }
    if (now >= next_sample) {
      lk_unit_tick(&host.unit, now);
      next_sample = now + LK_SAMPLE_MS;
    }
    link_run(&host.link, now);
    control_run(&host.control, now);
    now = monotonic() - started;
    if (now < next_sample) rest(next_sample - now);
  }
}

/** Lets the network take what was published, and no more. */
static void farewell(lk_ms started) {
  lk_ms end = monotonic() + FAREWELL_MS;
  while (monotonic() < end && host.link.client != NULL && mosquitto_want_write(host.link.client)) {
    link_run(&host.link, monotonic() - started);
  }
}

int main(int argc, char **argv) {
  struct sigaction end = {.sa_handler = on_signal};
  lk_ms started = monotonic();
  int code = options_read(&host.options, argc, argv);
  if (code >= 0) return code;
  if (getenv(RESTARTED) != NULL) host.options.setup.reset = "software";
  sigaction(SIGTERM, &end, NULL);
  sigaction(SIGINT, &end, NULL);

  start(0);
  run(started);
  if (asked_to_end) lk_unit_goodbye(&host.unit, monotonic() - started);
  farewell(started);
  link_close(&host.link);
  if (!host.restarting) return 0;
  setenv(RESTARTED, "1", 1);
  execv("/proc/self/exe", argv);
  perror("The unit cannot restart");
  return 1;
}
