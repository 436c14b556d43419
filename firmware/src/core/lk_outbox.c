#include "lk_outbox.h"

#include <string.h>

void lk_outbox_init(struct lk_outbox *outbox, struct lk_journal *journal,
                    const struct lk_port *port, const struct lk_outbox_settings *settings) {
  memset(outbox, 0, sizeof *outbox);
  outbox->journal = journal;
  outbox->port = port;
  outbox->settings = *settings;
}

void lk_outbox_set_resend(struct lk_outbox *outbox, lk_ms resend_ms) {
  outbox->settings.resend_ms = resend_ms;
}

/* What is under way */

static struct lk_outbox_entry *entry_of(struct lk_outbox *outbox, uint32_t seq) {
  for (size_t i = 0; i < LK_OUTBOX_WINDOW; i++) {
    if (outbox->window[i].taken && outbox->window[i].seq == seq) return &outbox->window[i];
  }
  return NULL;
}

static struct lk_outbox_entry *free_entry(struct lk_outbox *outbox) {
  for (size_t i = 0; i < LK_OUTBOX_WINDOW; i++) {
    if (!outbox->window[i].taken) return &outbox->window[i];
  }
  return NULL;
}

static void take(struct lk_outbox_entry *entry, const struct lk_event *event, bool replayed) {
  memset(entry, 0, sizeof *entry);
  entry->taken = true;
  entry->replayed = replayed;
  entry->alarm = lk_event_is_alarm(event->type);
  entry->seq = event->seq;
}

struct tally {
  uint32_t replayed;
  uint32_t alarms;
  uint32_t routine;
};

static struct tally count(const struct lk_outbox *outbox) {
  struct tally tally = {0};
  for (size_t i = 0; i < LK_OUTBOX_WINDOW; i++) {
    const struct lk_outbox_entry *entry = &outbox->window[i];
    if (!entry->taken) continue;
    if (entry->replayed) {
      tally.replayed++;
    } else if (entry->alarm) {
      tally.alarms++;
    } else {
      tally.routine++;
    }
  }
  return tally;
}

/** Forgets what was under way; what a replay had not heard of yet is replayed again. */
static void clear_window(struct lk_outbox *outbox) {
  for (size_t i = 0; i < LK_OUTBOX_WINDOW; i++) {
    struct lk_outbox_entry *entry = &outbox->window[i];
    if (!entry->taken) continue;
    entry->taken = false;
    if (!entry->replayed) continue;
    if (!outbox->replay_on || entry->seq < outbox->replay_from) outbox->replay_from = entry->seq;
    outbox->replay_on = true;
  }
}

/* PUBACKs */

void lk_outbox_watch(struct lk_outbox *outbox, int32_t packet, lk_ms now) {
  if (packet <= 0) return;
  for (size_t i = 0; i < LK_OUTBOX_PUBACKS; i++) {
    if (outbox->pubacks[i].packet != 0) continue;
    outbox->pubacks[i].packet = packet;
    outbox->pubacks[i].since = now;
    return;
  }
}

void lk_outbox_puback(struct lk_outbox *outbox, int32_t packet) {
  if (packet <= 0) return;
  for (size_t i = 0; i < LK_OUTBOX_PUBACKS; i++) {
    if (outbox->pubacks[i].packet == packet) outbox->pubacks[i].packet = 0;
  }
  if (outbox->fallback_packet == packet) {
    outbox->fallback_packet = 0;
    outbox->fallback_from = outbox->fallback_seq + 1;
  }
}

static bool is_connection_dead(const struct lk_outbox *outbox, lk_ms now) {
  for (size_t i = 0; i < LK_OUTBOX_PUBACKS; i++) {
    const struct lk_outbox_puback *puback = &outbox->pubacks[i];
    if (puback->packet != 0 && now - puback->since > LK_OUTBOX_PUBACK_MS) return true;
  }
  return false;
}

/* Sending */

/**
 * @returns the packet id, 0 where the event could not be written, below zero where the port did not
 * take it
 */
static int32_t publish(struct lk_outbox *outbox, const char *topic, const struct lk_event *event,
                       lk_ms now) {
  char payload[LK_EVENT_MAX + 1];
  size_t length = lk_message_event(payload, sizeof payload, outbox->settings.unit, event);
  if (length == 0) return 0;
  int32_t packet = outbox->port->publish(outbox->port->ctx, topic, payload, length, 1, false);
  if (packet < 0) outbox->retry_at = now + LK_OUTBOX_RETRY_MS;
  if (packet >= 0 && event->seq > outbox->published) outbox->published = event->seq;
  lk_outbox_watch(outbox, packet, now);
  return packet;
}

static void send_entry(struct lk_outbox *outbox, struct lk_outbox_entry *entry, lk_ms now) {
  struct lk_event event;
  enum lk_journal_which which = entry->replayed ? LK_JOURNAL_ANSWERED : LK_JOURNAL_WAITING;
  if (!lk_journal_next(outbox->journal, which, entry->seq, &event) || event.seq != entry->seq) {
    /* Given up, or erased, meanwhile. */
    entry->taken = false;
    return;
  }
  if (publish(outbox, outbox->settings.topic, &event, now) < 0) return;
  entry->sent = true;
  entry->sent_at = now;
  if (entry->sends < UINT8_MAX) entry->sends++;
}

static void send_all(struct lk_outbox *outbox, lk_ms now) {
  while (now >= outbox->retry_at) {
    struct lk_outbox_entry *next = NULL;
    for (size_t i = 0; i < LK_OUTBOX_WINDOW; i++) {
      struct lk_outbox_entry *entry = &outbox->window[i];
      if (entry->taken && !entry->sent && (next == NULL || entry->seq < next->seq)) next = entry;
    }
    if (next == NULL) return;
    send_entry(outbox, next, now);
  }
}

/** How long an event waits for its answer after it was sent for the `sends`-th time. */
static lk_ms patience(const struct lk_outbox *outbox, uint8_t sends) {
  lk_ms wait = outbox->settings.resend_ms;
  for (uint8_t i = 1; i < sends && wait < LK_OUTBOX_RESEND_MAX_MS; i++) wait *= 2;
  return wait < LK_OUTBOX_RESEND_MAX_MS ? wait : LK_OUTBOX_RESEND_MAX_MS;
}

static void send_again(struct lk_outbox *outbox, lk_ms now) {
  for (size_t i = 0; i < LK_OUTBOX_WINDOW; i++) {
    struct lk_outbox_entry *entry = &outbox->window[i];
    if (entry->sent && now - entry->sent_at >= patience(outbox, entry->sends)) entry->sent = false;
  }
}

/* Filling the window */

static void take_oldest(struct lk_outbox *outbox) {
  struct lk_event event;
  struct lk_outbox_entry *entry = free_entry(outbox);
  struct tally tally = count(outbox);
  uint32_t left = lk_journal_queued(outbox->journal);
  left = left > tally.alarms + tally.routine ? left - tally.alarms - tally.routine : 0;
  uint32_t from = 0;
  while (entry != NULL && left > 0 &&
         lk_journal_next(outbox->journal, LK_JOURNAL_WAITING, from, &event)) {
    if (entry_of(outbox, event.seq) == NULL) {
      take(entry, &event, false);
      entry = free_entry(outbox);
      left--;
    }
    if (event.seq == UINT32_MAX) return;
    from = event.seq + 1;
  }
}

static void take_replayed(struct lk_outbox *outbox) {
  struct lk_event event;
  struct lk_outbox_entry *entry = free_entry(outbox);
  while (outbox->replay_on && entry != NULL && count(outbox).replayed < LK_OUTBOX_REPLAY_WINDOW) {
    uint32_t from = outbox->replay_from;
    if (!lk_journal_next(outbox->journal, LK_JOURNAL_ANSWERED, from, &event) ||
        event.seq > outbox->replay_to) {
      outbox->replay_on = false;
      return;
    }
    outbox->replay_on = event.seq < outbox->replay_to;
    outbox->replay_from = event.seq + 1;
    take(entry, &event, true);
    entry = free_entry(outbox);
  }
}

/* Alarms */

/** Whether an alarm has waited this long, and the connection stood as long too. */
static bool has_waited(const struct lk_outbox *outbox, const struct lk_event *event, lk_ms wait,
                       lk_ms now) {
  bool earlier = event->boot != lk_journal_boot(outbox->journal);
  return now - outbox->connected_at >= wait && (earlier || now - event->uptime >= wait);
}

/** The youngest routine event under way; null where there is only one. */
static struct lk_outbox_entry *youngest_routine(struct lk_outbox *outbox) {
  struct lk_outbox_entry *youngest = NULL;
  if (count(outbox).routine < 2) return NULL;
  for (size_t i = 0; i < LK_OUTBOX_WINDOW; i++) {
    struct lk_outbox_entry *entry = &outbox->window[i];
    if (!entry->taken || entry->replayed || entry->alarm) continue;
    if (youngest == NULL || entry->seq > youngest->seq) youngest = entry;
  }
  return youngest;
}

static void let_alarm_pass(struct lk_outbox *outbox, lk_ms now) {
  struct lk_event event;
  struct lk_outbox_entry *entry = youngest_routine(outbox);
  uint32_t from = 0;
  if (entry == NULL || free_entry(outbox) != NULL) return;
  if (lk_journal_queued_alarms(outbox->journal) <= count(outbox).alarms) return;
  while (lk_journal_next(outbox->journal, LK_JOURNAL_WAITING_ALARMS, from, &event)) {
    if (entry_of(outbox, event.seq) == NULL) {
      if (has_waited(outbox, &event, LK_OUTBOX_ALARM_MS, now)) take(entry, &event, false);
      return;
    }
    if (event.seq == UINT32_MAX) return;
    from = event.seq + 1;
  }
}

static void tell_fallback(struct lk_outbox *outbox, lk_ms now) {
  struct lk_event event;
  if (outbox->settings.fallback_topic == NULL || outbox->fallback_packet != 0 ||
      now < outbox->retry_at) {
    return;
  }
  if (lk_journal_queued_alarms(outbox->journal) == 0) return;
  uint32_t from = outbox->fallback_from;
  if (!lk_journal_next(outbox->journal, LK_JOURNAL_WAITING_ALARMS, from, &event)) return;
  if (!has_waited(outbox, &event, outbox->settings.fallback_ms, now)) return;
  int32_t packet = publish(outbox, outbox->settings.fallback_topic, &event, now);
  if (packet < 0) return;
  outbox->fallback_seq = event.seq;
  outbox->fallback_packet = packet;
  if (packet == 0) outbox->fallback_from = event.seq + 1;
}

/* What happens to it */

void lk_outbox_tick(struct lk_outbox *outbox, lk_ms now) {
  if (!outbox->connected) return;
  if (is_connection_dead(outbox, now)) {
    lk_outbox_disconnected(outbox);
    outbox->port->reconnect(outbox->port->ctx);
    return;
  }
  send_again(outbox, now);
  take_oldest(outbox);
  take_replayed(outbox);
  if (now >= outbox->look_at) {
    outbox->look_at = now + LK_OUTBOX_LOOK_MS;
    let_alarm_pass(outbox, now);
    tell_fallback(outbox, now);
  }
  send_all(outbox, now);
}

void lk_outbox_connected(struct lk_outbox *outbox, lk_ms now) {
  outbox->connected = true;
  outbox->connected_at = now;
  outbox->retry_at = now;
  outbox->look_at = now;
  lk_outbox_tick(outbox, now);
}

void lk_outbox_disconnected(struct lk_outbox *outbox) {
  outbox->connected = false;
  outbox->fallback_packet = 0;
  memset(outbox->pubacks, 0, sizeof outbox->pubacks);
  clear_window(outbox);
}

void lk_outbox_answer(struct lk_outbox *outbox, uint32_t seq, lk_ms now) {
  struct lk_outbox_entry *entry = entry_of(outbox, seq);
  /* Where flash failed the event stays under way, and is sent again when its time comes. */
  if (lk_journal_acknowledge(outbox->journal, seq) == LK_JOURNAL_FLASH) return;
  if (entry != NULL) entry->taken = false;
  lk_outbox_tick(outbox, now);
}

void lk_outbox_replay(struct lk_outbox *outbox, uint32_t from, uint32_t to, lk_ms now) {
  for (size_t i = 0; i < LK_OUTBOX_WINDOW; i++) {
    struct lk_outbox_entry *entry = &outbox->window[i];
    if (entry->replayed) entry->taken = false;
    if (entry->seq >= from && entry->seq <= to) entry->sent = false;
  }
  outbox->replay_on = from <= to;
  outbox->replay_from = from;
  outbox->replay_to = to;
  lk_outbox_tick(outbox, now);
}

uint32_t lk_outbox_unpublished(const struct lk_outbox *outbox) {
  return outbox->published == UINT32_MAX ? UINT32_MAX : outbox->published + 1;
}

bool lk_outbox_replaying(const struct lk_outbox *outbox) {
  return outbox->replay_on || count(outbox).replayed > 0;
}
