/**
 * Sends what waits in the journal until the gateway has answered.
 *
 *  - At most LK_OUTBOX_WINDOW events are under way, oldest first. An alarm that has waited
 *    LK_OUTBOX_ALARM_MS behind others takes the place of the youngest routine event; one place
 *    stays with routine.
 *  - Only the gateway's reply/event lets an event go. A PUBACK does not: a broker can forget what
 *    it took.
 *  - Without an answer an event is sent again after `resend_ms`, doubled each time up to
 *    LK_OUTBOX_RESEND_MAX_MS, and at once on each new connection.
 *  - A message with QoS 1 that no PUBACK came for in LK_OUTBOX_PUBACK_MS proves the connection
 *    dead, whatever TCP and keep-alive believe: the port is asked for a new one.
 *  - An alarm that the gateway has not answered `fallback_ms` after it happened, nor after the
 *    connection was made, is published once more to the fallback topic, where an IoT rule tells
 *    people without the gateway.
 *
 * Needs about 330 bytes of memory, and 1.5 KB of stack while sending.
 */
#ifndef LK_OUTBOX_H
#define LK_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "../port.h"
#include "lk_journal.h"
#include "lk_ms.h"

#define LK_OUTBOX_WINDOW 4
/** Places of the window that a replay may use, so that it never delays what is new. */
#define LK_OUTBOX_REPLAY_WINDOW 2
#define LK_OUTBOX_ALARM_MS 5000
#define LK_OUTBOX_RESEND_MAX_MS 300000
#define LK_OUTBOX_PUBACK_MS 20000
/** After the port did not take a message. */
#define LK_OUTBOX_RETRY_MS 1000
/**
 * How often it is looked whether an alarm has waited too long: reading flash in every tick would be
 * too often.
 */
#define LK_OUTBOX_LOOK_MS 250
/**
 * Messages whose PUBACK is waited for at once; of more than that the later ones are not watched.
 */
#define LK_OUTBOX_PUBACKS 8

struct lk_outbox_settings {
  /** Texts must outlive the outbox. */
  const char *unit;
  /** lockers/v1/{site}/{unit}/event */
  const char *topic;
  /** $aws/rules/{rule}/... for the fallback; null where there is none. */
  const char *fallback_topic;
  /** How long an event waits for its answer the first time; 5,000 to 300,000. */
  lk_ms resend_ms;
  /** How long an alarm waits for its answer before the fallback; above zero. */
  lk_ms fallback_ms;
};

/** An event under way; the outbox's own. */
struct lk_outbox_entry {
  bool taken;
  /** It was answered before and is sent again on demand. */
  bool replayed;
  bool alarm;
  /** Sent on this connection, and waiting for its answer. */
  bool sent;
  uint8_t sends;
  uint32_t seq;
  lk_ms sent_at;
};

struct lk_outbox_puback {
  /** 0: free. */
  int32_t packet;
  lk_ms since;
};

struct lk_outbox {
  struct lk_journal *journal;
  const struct lk_port *port;
  struct lk_outbox_settings settings;
  bool connected;
  lk_ms connected_at;
  /** The greatest sequence number that was published since the start. */
  uint32_t published;
  /** Nothing is sent before: the port did not take the last message. */
  lk_ms retry_at;
  /** When alarms that wait are looked at next. */
  lk_ms look_at;
  struct lk_outbox_entry window[LK_OUTBOX_WINDOW];
  struct lk_outbox_puback pubacks[LK_OUTBOX_PUBACKS];
  /** What is still to be replayed, while `replay_on`. */
  bool replay_on;
  uint32_t replay_from;
  uint32_t replay_to;
  /** Alarms below this went to the fallback; `fallback_packet` carries the next one, or is 0. */
  uint32_t fallback_from;
  uint32_t fallback_seq;
  int32_t fallback_packet;
};

/** @param journal open; like `port`, it must outlive the outbox */
void lk_outbox_init(struct lk_outbox *outbox, struct lk_journal *journal,
                    const struct lk_port *port, const struct lk_outbox_settings *settings);

/** Takes effect with the next sending. @param resend_ms 5,000 to 300,000 */
void lk_outbox_set_resend(struct lk_outbox *outbox, lk_ms resend_ms);

/**
 * The connection stands and the unit has published its status on it. Sends at once.
 * @param now uptime, here and below
 */
void lk_outbox_connected(struct lk_outbox *outbox, lk_ms now);
void lk_outbox_disconnected(struct lk_outbox *outbox);

/**
 * Watches a message that somebody else published with QoS 1.
 * @param packet as publish() returned it; <= 0 is ignored
 */
void lk_outbox_watch(struct lk_outbox *outbox, int32_t packet, lk_ms now);

/** The broker has taken packet number `packet`. */
void lk_outbox_puback(struct lk_outbox *outbox, int32_t packet);

/** The gateway has answered event `seq`, in whatever way. Sends what may go next. */
void lk_outbox_answer(struct lk_outbox *outbox, uint32_t seq, lk_ms now);

/**
 * Sends the kept events from `from` to `to` again, both included; what has been erased since is
 * left out. A range that is still being replayed is replaced. Forgotten at a restart: the gateway
 * asks again.
 */
void lk_outbox_replay(struct lk_outbox *outbox, uint32_t from, uint32_t to, lk_ms now);

/** Events of this boot from this number on have never been published. */
uint32_t lk_outbox_unpublished(const struct lk_outbox *outbox);

/** Whether a replay is not yet through: something is still to be sent or answered. */
bool lk_outbox_replaying(const struct lk_outbox *outbox);

/**
 * Does whatever is due. After each lk_journal_append(), and at least every second; costs nothing
 * while nothing waits.
 */
void lk_outbox_tick(struct lk_outbox *outbox, lk_ms now);

#endif
