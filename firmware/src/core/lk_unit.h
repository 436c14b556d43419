/**
 * The unit: everything of the core, tied together. The platform calls it; it calls the platform by
 * port.h.
 *
 * Needs 6.3 KB of memory and up to 4 KB of stack. One thread. Every call that can matter in time is
 * given the uptime. Order at the start:
 * lk_unit_init(), then the contacts' levels by lk_unit_contact() and the like, then lk_unit_tick()
 * every LK_SAMPLE_MS, and lk_unit_connected() whenever there is a connection.
 *
 * Subscribe after each connection to lk_unit_topic() of `command`, `config` and `reply/event`,
 * QoS 1.
 *
 * LED: blinks fast while identifying, slowly while there is no connection; otherwise it is lit
 * while a door is open. Siren: for sirenSeconds after forced and tamper. Duress changes neither,
 * and nothing else that somebody at the locker could see.
 */
#ifndef LK_UNIT_H
#define LK_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../port.h"
#include "lk_clock.h"
#include "lk_command.h"
#include "lk_config.h"
#include "lk_journal.h"
#include "lk_locker.h"
#include "lk_message.h"
#include "lk_ms.h"
#include "lk_outbox.h"
#include "lk_setup.h"
#include "lk_signals.h"
#include "lk_store.h"
#include "lk_supply.h"

/** Bytes of a last will at most, the terminating zero included. */
#define LK_WILL_MAX 128

enum lk_unit_fault {
  LK_UNIT_OK,
  /** `setup` is not as it says it must be. */
  LK_UNIT_BAD_SETUP,
  /** A flash cannot be read or is too small. */
  LK_UNIT_BAD_FLASH,
  /** There is no source of secrets, so no command could be told from a repeated one. */
  LK_UNIT_NO_RANDOM,
};

/** An update on its way. */
struct lk_update {
  bool loading;
  char id[LK_COMMAND_ID + 1];
  uint32_t n;
  uint32_t size;
  uint8_t sha256[LK_OTA_DIGEST];
};

/**
 * Events that flash would not take wait here and are tried again every LK_UNKEPT_RETRY_MS. After
 * LK_UNKEPT_SEND_MS flash counts as broken, and they are sent without being kept.
 */
#define LK_UNKEPT_MAX 8
#define LK_UNKEPT_RETRY_MS 1000
#define LK_UNKEPT_SEND_MS 10000

/** Read it as you like; only the functions below write it. */
struct lk_unit {
  const struct lk_port *port;
  const struct lk_unit_setup *setup;
  char event_topic[LK_TOPIC_MAX];
  char fallback_topic[LK_FALLBACK_TOPIC_MAX];

  struct lk_store store;
  struct lk_journal journal;
  struct lk_outbox outbox;
  struct lk_command_guard guard;
  struct lk_clock clock;
  struct lk_config config;
  /** CRC of the config message that was refused last: it is retained and comes with every
   * connection. */
  uint32_t refused_crc;
  bool refused;
  struct lk_update update;

  struct lk_locker locker[LK_LOCKERS_MAX];
  /** Which lockers these are, and in which order. */
  uint32_t wiring;
  /** The unit's own case: a locker that has nothing but a tamper loop. */
  struct lk_locker housing;
  struct lk_supply supply;
  struct lk_signals signals;

  bool connected;
  /** The status of this connection is out, and with it the way is free for events. */
  bool introduced;
  bool status_due;
  /** When to try again what the platform did not take. */
  lk_ms status_retry_at;
  enum lk_clock_state told_clock;
  uint32_t beats;
  lk_ms next_beat;
  int16_t rssi;
  uint32_t heap;
  bool has_rssi;
  bool has_heap;

  /** The state of contacts and supply is not written before. */
  lk_ms state_retry_at;

  struct lk_event unkept[LK_UNKEPT_MAX];
  uint8_t unkept_count;
  lk_ms unkept_retry_at;

  /** ota_confirm() was called. */
  bool confirmed;
  /** Nothing is done any more: the platform is about to restart. */
  bool restarting;
};

/**
 * Starts a boot: counts it, draws a nonce, reads what flash kept, records `boot`. Contacts are
 * taken to be as they were when the unit went down; the ticks that follow find out what changed
 * meanwhile.
 * @param now uptime
 * @returns anything but LK_UNIT_OK: no other function may be called
 */
enum lk_unit_fault lk_unit_init(struct lk_unit *unit, const struct lk_unit_setup *setup,
                                const struct lk_port *port, lk_ms now);

/** Samples contacts, sends, resends, beats. Every LK_SAMPLE_MS; a late call loses nothing but time.
 */
void lk_unit_tick(struct lk_unit *unit, lk_ms now);

/** @param locker 0 to lockers - 1, in the order of `setup`; others are ignored */
void lk_unit_contact(struct lk_unit *unit, uint8_t locker, enum lk_contact contact, bool active);

/** The unit's own case: true while it is open. Judged and latched like a locker's tamper loop. */
void lk_unit_case(struct lk_unit *unit, bool open);

/** Call only where mains are sensed. The first call tells how it is; a later change is an event. */
void lk_unit_mains(struct lk_unit *unit, bool present);

/** Call only where there is a battery. @param percent 0 to 100 */
void lk_unit_battery(struct lk_unit *unit, uint8_t percent);

/**
 * What the next heartbeats say.
 * @param rssi dBm, -128 to 20; anything beyond it: a wired unit
 * @param heap free bytes; 0: not known
 */
void lk_unit_health(struct lk_unit *unit, int16_t rssi, uint32_t heap);

/**
 * The clock was set, or is said to be right still.
 * @param wall milliseconds since 1970
 * @param now uptime at the same moment
 */
void lk_unit_wall_time(struct lk_unit *unit, lk_ms wall, lk_ms now);

/** MQTT is up and the subscriptions are asked for. */
void lk_unit_connected(struct lk_unit *unit, lk_ms now);

void lk_unit_disconnected(struct lk_unit *unit, lk_ms now);

/** The broker has acknowledged what publish() called `packet_id`. */
void lk_unit_puback(struct lk_unit *unit, uint16_t packet_id, lk_ms now);

/** A message came on a topic that was subscribed to; any other is ignored. Neither need end with a
 * zero. */
void lk_unit_message(struct lk_unit *unit, const char *topic, size_t topic_length,
                     const char *payload, size_t length, lk_ms now);

/**
 * What ota_load() came to.
 * @param ok the image is there as a whole
 * @param size bytes that came
 * @param sha256 over them, LK_OTA_DIGEST bytes; ignored unless `ok`
 */
void lk_unit_ota_loaded(struct lk_unit *unit, bool ok, uint32_t size, const uint8_t *sha256,
                        lk_ms now);

/** Last words of a unit that is switched off on purpose; disconnect after it. */
void lk_unit_goodbye(struct lk_unit *unit, lk_ms now);

/** Writes "lockers/v1/{site}/{unit}/{leaf}". @returns false where `size` is too small; LK_TOPIC_MAX
 * never is */
bool lk_unit_topic(const struct lk_unit *unit, const char *leaf, char *topic, size_t size);

/**
 * Writes the last will of this boot, to be given to the broker at each connection: topic `status`,
 * QoS 1, retained. @returns its length, or 0 where `size` is too small; 128 never is
 */
size_t lk_unit_will(const struct lk_unit *unit, char *payload, size_t size);

#endif
