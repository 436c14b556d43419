#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lk_outbox.h"
#include "memory_flash.h"

#define TOPIC "lockers/v1/MUM01/MUM01-U07/event"
#define FALLBACK "$aws/rules/locker_alarm/" TOPIC
#define RESEND_MS 30000
#define FALLBACK_MS 45000

struct message {
  bool fallback;
  uint32_t seq;
  int32_t packet;
  char payload[LK_EVENT_MAX + 1];
};

static uint8_t bytes[8 * 4096];
static struct memory_flash memory;
static struct lk_journal journal;
static struct lk_outbox outbox;
static lk_ms now;

/* What the platform was given. */
static struct message messages[2000];
static unsigned count;
static unsigned reconnects;
static bool takes;

static int32_t publish(void *ctx, const char *topic, const char *payload, size_t length, int qos,
                       bool retain) {
  (void)ctx;
  if (!takes) return -1;
  assert_true(count < sizeof messages / sizeof *messages);
  struct message *message = &messages[count++];
  message->fallback = strcmp(topic, TOPIC) != 0;
  if (message->fallback) assert_string_equal(topic, FALLBACK);
  assert_int_equal(strlen(payload), length);
  assert_in_range(length, 1, LK_EVENT_MAX);
  assert_int_equal(qos, 1);
  assert_false(retain);
  memcpy(message->payload, payload, length + 1);
  message->seq = (uint32_t)strtoul(strstr(payload, "\"seq\":") + 6, NULL, 10);
  message->packet = (int32_t)(count % 65535 + 1);
  return message->packet;
}

static void reconnect(void *ctx) {
  (void)ctx;
  reconnects++;
}

static const struct lk_port port = {.publish = publish, .reconnect = reconnect};

static const struct lk_outbox_settings settings = {.unit = "MUM01-U07",
                                                   .topic = TOPIC,
                                                   .fallback_topic = FALLBACK,
                                                   .resend_ms = RESEND_MS,
                                                   .fallback_ms = FALLBACK_MS};

/** The unit starts: what flash holds stays, uptime begins anew. */
static void start(void) {
  now = 1000;
  assert_int_equal(lk_journal_open(&journal, &memory.flash), LK_JOURNAL_OK);
  lk_outbox_init(&outbox, &journal, &port, &settings);
}

static int set_up(void **state) {
  (void)state;
  memory_flash_init(&memory, bytes, 4096, 8);
  count = reconnects = 0;
  takes = true;
  start();
  return 0;
}

static uint32_t record(enum lk_event_type type) {
  struct lk_event event;
  memset(&event, 0, sizeof event);
  event.type = type;
  event.uptime = now;
  assert_int_equal(lk_journal_append(&journal, &event), LK_JOURNAL_OK);
  lk_outbox_tick(&outbox, now);
  return event.seq;
}

static void record_many(enum lk_event_type type, unsigned many) {
  for (unsigned i = 0; i < many; i++) record(type);
}

static void wait_for(lk_ms ms) {
  for (lk_ms end = now + ms; now < end;) {
    now += 50;
    lk_outbox_tick(&outbox, now);
  }
}

/** The broker acknowledges whatever was published so far. */
static void puback_all(void) {
  for (unsigned i = 0; i < count; i++) lk_outbox_puback(&outbox, messages[i].packet);
}

static void wait_with_pubacks(lk_ms ms) {
  for (lk_ms end = now + ms; now < end;) {
    wait_for(1000);
    puback_all();
  }
}

/** Whether since message number `from` exactly these events were published, in this order. */
static void expect_sent(unsigned from, const uint32_t *seqs, unsigned many) {
  assert_int_equal(count - from, many);
  for (unsigned i = 0; i < many; i++) assert_int_equal(messages[from + i].seq, seqs[i]);
}

#define EXPECT_SENT(from, ...)                                    \
  do {                                                            \
    const uint32_t wanted_[] = {__VA_ARGS__};                     \
    expect_sent(from, wanted_, sizeof wanted_ / sizeof *wanted_); \
  } while (0)

static void answer(uint32_t seq) { lk_outbox_answer(&outbox, seq, now); }

static void sends_the_oldest_four_once_there_is_a_connection(void **state) {
  (void)state;
  record_many(LK_EVENT_OPENED, 6);
  wait_for(60000);
  assert_int_equal(count, 0);
  lk_outbox_connected(&outbox, now);
  EXPECT_SENT(0, 1, 2, 3, 4);
  wait_for(1000);
  assert_int_equal(count, 4);
}

static void an_answer_lets_the_next_go_and_a_puback_does_not(void **state) {
  (void)state;
  lk_outbox_connected(&outbox, now);
  record_many(LK_EVENT_OPENED, 6);
  puback_all();
  wait_for(1000);
  EXPECT_SENT(0, 1, 2, 3, 4);
  assert_int_equal(lk_journal_queued(&journal), 6);
  answer(2);
  EXPECT_SENT(4, 5);
  answer(1);
  EXPECT_SENT(5, 6);
  assert_int_equal(lk_journal_queued(&journal), 4);
  assert_int_equal(lk_journal_acked(&journal), 2);
  for (uint32_t seq = 3; seq <= 6; seq++) answer(seq);
  assert_int_equal(lk_journal_queued(&journal), 0);
  wait_for(1000000);
  assert_int_equal(count, 6);
}

static void an_answer_to_nothing_is_ignored(void **state) {
  (void)state;
  lk_outbox_connected(&outbox, now);
  answer(0);
  answer(1);
  answer(UINT32_MAX);
  record(LK_EVENT_OPENED);
  answer(1);
  answer(1);
  assert_int_equal(count, 1);
  assert_int_equal(lk_journal_queued(&journal), 0);
}

static void waits_twice_as_long_each_time_up_to_five_minutes(void **state) {
  (void)state;
  static const lk_ms waits[] = {30000, 60000, 120000, 240000, 300000, 300000, 300000};
  lk_outbox_connected(&outbox, now);
  record(LK_EVENT_OPENED);
  puback_all();
  for (unsigned i = 0; i < sizeof waits / sizeof *waits; i++) {
    wait_for(waits[i] - 50);
    assert_int_equal(count, i + 1);
    wait_for(50);
    puback_all();
    assert_int_equal(count, i + 2);
    assert_string_equal(messages[i + 1].payload, messages[0].payload);
  }
  assert_int_equal(reconnects, 0);
}

static void the_first_wait_can_be_set(void **state) {
  (void)state;
  lk_outbox_connected(&outbox, now);
  lk_outbox_set_resend(&outbox, 5000);
  record(LK_EVENT_OPENED);
  puback_all();
  wait_for(5000);
  EXPECT_SENT(0, 1, 1);
}

static void a_new_connection_sends_again_at_once(void **state) {
  (void)state;
  lk_outbox_connected(&outbox, now);
  record_many(LK_EVENT_OPENED, 5);
  lk_outbox_disconnected(&outbox);
  answer(2);
  wait_for(600000);
  assert_int_equal(count, 4);
  lk_outbox_connected(&outbox, now);
  EXPECT_SENT(4, 1, 3, 4, 5);
}

static void a_restart_sends_the_same_bytes(void **state) {
  (void)state;
  lk_outbox_connected(&outbox, now);
  record(LK_EVENT_FORCED);
  record(LK_EVENT_BOOT);
  start();
  lk_outbox_connected(&outbox, now);
  EXPECT_SENT(2, 1, 2);
  assert_string_equal(messages[2].payload, messages[0].payload);
  assert_string_equal(messages[3].payload, messages[1].payload);
}

static void what_the_port_does_not_take_is_offered_again_in_order(void **state) {
  (void)state;
  lk_outbox_connected(&outbox, now);
  takes = false;
  record_many(LK_EVENT_OPENED, 3);
  wait_for(5000);
  takes = true;
  wait_for(LK_OUTBOX_RETRY_MS);
  EXPECT_SENT(0, 1, 2, 3);
}

static void silence_of_the_broker_asks_for_a_new_connection_once(void **state) {
  (void)state;
  lk_outbox_connected(&outbox, now);
  record_many(LK_EVENT_OPENED, 2);
  lk_outbox_puback(&outbox, messages[0].packet);
  wait_for(LK_OUTBOX_PUBACK_MS);
  assert_int_equal(reconnects, 0);
  wait_for(50);
  assert_int_equal(reconnects, 1);
  wait_for(120000);
  assert_int_equal(reconnects, 1);
  assert_int_equal(count, 2);
  lk_outbox_connected(&outbox, now);
  EXPECT_SENT(2, 1, 2);
  wait_for(LK_OUTBOX_PUBACK_MS + 50);
  assert_int_equal(reconnects, 2);
}

static void silence_after_what_others_published_counts_too(void **state) {
  (void)state;
  lk_outbox_watch(&outbox, 700, now);
  lk_outbox_connected(&outbox, now);
  lk_outbox_watch(&outbox, -1, now);
  lk_outbox_watch(&outbox, 0, now);
  wait_for(10000);
  lk_outbox_watch(&outbox, 701, now);
  lk_outbox_puback(&outbox, 700);
  wait_for(15000);
  assert_int_equal(reconnects, 0);
  wait_for(5050);
  assert_int_equal(reconnects, 1);
}

static void costs_no_reading_while_nothing_can_be_sent(void **state) {
  (void)state;
  lk_outbox_connected(&outbox, now);
  record_many(LK_EVENT_OPENED, 10);
  puback_all();
  unsigned long reads = memory.reads;
  wait_for(20000);
  assert_int_equal(memory.reads, reads);
  for (uint32_t seq = 1; seq <= 10; seq++) answer(seq);
  reads = memory.reads;
  wait_for(100000);
  assert_int_equal(memory.reads, reads);
}

static void an_alarm_passes_routine_that_is_not_answered(void **state) {
  (void)state;
  lk_outbox_connected(&outbox, now);
  record_many(LK_EVENT_OPENED, 8);
  record(LK_EVENT_DURESS);
  puback_all();
  wait_for(LK_OUTBOX_ALARM_MS - 300);
  assert_int_equal(count, 4);
  wait_for(600);
  EXPECT_SENT(4, 9);
  /* It took the place of the fourth, which is sent again when there is one. */
  answer(9);
  EXPECT_SENT(5, 4);
  answer(1);
  EXPECT_SENT(6, 5);
}

static void an_alarm_keeps_its_turn_where_answers_come(void **state) {
  (void)state;
  record_many(LK_EVENT_OPENED, 20);
  record(LK_EVENT_FORCED);
  lk_outbox_connected(&outbox, now);
  for (uint32_t seq = 1; seq <= 21; seq++) {
    wait_for(150);
    answer(seq);
  }
  assert_int_equal(count, 21);
  for (uint32_t i = 0; i < 21; i++) assert_int_equal(messages[i].seq, i + 1);
}

static void alarms_leave_one_place_to_routine(void **state) {
  (void)state;
  lk_outbox_connected(&outbox, now);
  record_many(LK_EVENT_OPENED, 4);
  record_many(LK_EVENT_TAMPER, 10);
  wait_with_pubacks(10000);
  EXPECT_SENT(0, 1, 2, 3, 4, 5, 6, 7);
  answer(1);
  EXPECT_SENT(7, 2);
}

static void an_alarm_that_is_not_answered_goes_to_the_fallback_once(void **state) {
  (void)state;
  lk_outbox_connected(&outbox, now);
  record(LK_EVENT_OPENED);
  record(LK_EVENT_FORCED);
  record(LK_EVENT_TAMPER);
  puback_all();
  wait_for(FALLBACK_MS - 300);
  for (unsigned i = 0; i < count; i++) assert_false(messages[i].fallback);
  unsigned before = count;
  wait_with_pubacks(600000);
  unsigned fallbacks = 0;
  for (unsigned i = before; i < count; i++) {
    if (!messages[i].fallback) continue;
    assert_int_equal(messages[i].seq, 2 + fallbacks);
    assert_string_equal(messages[i].payload, messages[1 + fallbacks].payload);
    fallbacks++;
  }
  assert_int_equal(fallbacks, 2);
  assert_int_equal(lk_journal_queued(&journal), 3);
}

static unsigned fallbacks_after(lk_ms ms) {
  unsigned fallbacks = 0;
  wait_with_pubacks(ms);
  for (unsigned i = 0; i < count; i++) fallbacks += messages[i].fallback;
  return fallbacks;
}

static void an_answered_alarm_does_not_go_to_the_fallback(void **state) {
  (void)state;
  lk_outbox_connected(&outbox, now);
  record(LK_EVENT_FORCED);
  wait_with_pubacks(FALLBACK_MS - 1000);
  answer(1);
  assert_int_equal(fallbacks_after(600000), 0);
}

static void there_is_no_fallback_where_none_is_set(void **state) {
  (void)state;
  struct lk_outbox_settings none = settings;
  none.fallback_topic = NULL;
  lk_outbox_init(&outbox, &journal, &port, &none);
  lk_outbox_connected(&outbox, now);
  record(LK_EVENT_FORCED);
  assert_int_equal(fallbacks_after(600000), 0);
}

static void after_a_long_outage_the_gateway_gets_its_time_to_answer(void **state) {
  (void)state;
  record(LK_EVENT_FORCED);
  wait_for(3600000);
  lk_outbox_connected(&outbox, now);
  assert_int_equal(fallbacks_after(FALLBACK_MS - 1000), 0);
  assert_int_equal(fallbacks_after(2000), 1);
}

static void an_alarm_of_an_earlier_boot_goes_to_the_fallback_too(void **state) {
  (void)state;
  wait_for(3600000);
  record(LK_EVENT_FORCED);
  start();
  lk_outbox_connected(&outbox, now);
  assert_int_equal(fallbacks_after(FALLBACK_MS + 1000), 1);
}

static void a_fallback_without_puback_is_published_again(void **state) {
  (void)state;
  lk_outbox_connected(&outbox, now);
  record(LK_EVENT_FORCED);
  wait_with_pubacks(FALLBACK_MS - 1000);
  wait_for(1000);
  assert_true(messages[count - 1].fallback);
  lk_outbox_disconnected(&outbox);
  lk_outbox_connected(&outbox, now);
  assert_int_equal(fallbacks_after(FALLBACK_MS + 1000), 2);
  lk_outbox_disconnected(&outbox);
  lk_outbox_connected(&outbox, now);
  assert_int_equal(fallbacks_after(600000), 2);
}

/** Ten events, all answered. */
static void ten_answered(void) {
  lk_outbox_connected(&outbox, now);
  for (uint32_t seq = 1; seq <= 10; seq++) {
    record(LK_EVENT_OPENED);
    answer(seq);
  }
  puback_all();
}

static void a_replay_sends_what_was_answered_again(void **state) {
  (void)state;
  ten_answered();
  assert_false(lk_outbox_replaying(&outbox));
  lk_outbox_replay(&outbox, 4, 7, now);
  EXPECT_SENT(10, 4, 5);
  for (uint32_t seq = 4; seq <= 7; seq++) {
    assert_true(lk_outbox_replaying(&outbox));
    answer(seq);
  }
  assert_false(lk_outbox_replaying(&outbox));
  EXPECT_SENT(10, 4, 5, 6, 7);
  for (unsigned i = 0; i < 4; i++)
    assert_string_equal(messages[10 + i].payload, messages[3 + i].payload);
  assert_int_equal(lk_journal_queued(&journal), 0);
}

static void a_replay_up_to_the_newest_ends(void **state) {
  (void)state;
  ten_answered();
  lk_outbox_replay(&outbox, 9, UINT32_MAX, now);
  answer(9);
  answer(10);
  EXPECT_SENT(10, 9, 10);
  assert_false(lk_outbox_replaying(&outbox));
  lk_outbox_replay(&outbox, 5, 4, now);
  lk_outbox_replay(&outbox, 11, UINT32_MAX, now);
  assert_false(lk_outbox_replaying(&outbox));
  assert_int_equal(count, 12);
}

static void a_replay_does_not_delay_what_is_new(void **state) {
  (void)state;
  ten_answered();
  lk_outbox_replay(&outbox, 1, 10, now);
  record(LK_EVENT_OPENED);
  record(LK_EVENT_FORCED);
  EXPECT_SENT(10, 1, 2, 11, 12);
  answer(11);
  answer(12);
  assert_int_equal(lk_journal_queued(&journal), 0);
}

static void a_replay_goes_on_over_a_new_connection_and_sends_again(void **state) {
  (void)state;
  ten_answered();
  lk_outbox_replay(&outbox, 4, 7, now);
  answer(4);
  EXPECT_SENT(10, 4, 5, 6);
  lk_outbox_disconnected(&outbox);
  lk_outbox_connected(&outbox, now);
  EXPECT_SENT(13, 5, 6);
  puback_all();
  wait_for(RESEND_MS);
  EXPECT_SENT(15, 5, 6);
}

static void a_replay_also_hurries_what_waits(void **state) {
  (void)state;
  ten_answered();
  record_many(LK_EVENT_OPENED, 2);
  puback_all();
  wait_for(10000);
  lk_outbox_replay(&outbox, 10, 11, now);
  EXPECT_SENT(12, 10, 11);
}

static void a_second_replay_takes_the_place_of_the_first(void **state) {
  (void)state;
  ten_answered();
  lk_outbox_replay(&outbox, 1, 10, now);
  lk_outbox_replay(&outbox, 8, 8, now);
  EXPECT_SENT(10, 1, 2, 8);
  answer(8);
  assert_false(lk_outbox_replaying(&outbox));
}

static void an_answer_that_flash_does_not_take_is_asked_for_again(void **state) {
  (void)state;
  lk_outbox_connected(&outbox, now);
  record(LK_EVENT_OPENED);
  puback_all();
  /* Finding the event works, marking it does not. */
  memory.broken_from = 0;
  memory.broken_to = sizeof bytes;
  answer(1);
  memory.broken_to = 0;
  assert_int_equal(count, 1);
  assert_int_equal(lk_journal_queued(&journal), 1);
  wait_for(RESEND_MS);
  EXPECT_SENT(0, 1, 1);
  answer(1);
  assert_int_equal(lk_journal_queued(&journal), 0);
}

static void what_was_given_up_meanwhile_blocks_nothing(void **state) {
  (void)state;
  lk_outbox_connected(&outbox, now);
  uint32_t capacity = lk_journal_capacity(&journal);
  record_many(LK_EVENT_OPENED, capacity + 10);
  wait_with_pubacks(RESEND_MS);
  for (uint32_t seq = 11; seq <= capacity + 10; seq++) answer(seq);
  assert_int_equal(lk_journal_queued(&journal), 0);
  assert_int_equal(messages[count - 1].seq, capacity + 10);
  record(LK_EVENT_CLOSED);
  assert_int_equal(messages[count - 1].seq, capacity + 11);
}

/* A broker that loses what it likes, and a gateway behind it. */

static void everything_arrives_over_a_connection_that_fails_all_the_time(void **state) {
  (void)state;
  enum { EVENTS = 300 };
  static char told[EVENTS + 1][LK_EVENT_MAX + 1];
  uint32_t random = 7;
  uint32_t highest = 0;
  unsigned received = 0;
  unsigned seen = 0;
  memset(told, 0, sizeof told);
  for (unsigned round = 0; received < EVENTS || lk_journal_queued(&journal) > 0; round++) {
    if (round > 20000) fail_msg("%u of %u arrived", received, (unsigned)EVENTS);
    count = seen = 0;
    uint32_t dice = next_random(&random) % 100;
    if (dice < 3) {
      start();
    } else if (dice < 8) {
      lk_outbox_disconnected(&outbox);
    } else if (dice < 16) {
      lk_outbox_connected(&outbox, now);
    } else if (dice < 18) {
      takes = !takes;
    } else if (dice < 60 && lk_journal_seq(&journal) < EVENTS &&
               lk_journal_queued(&journal) < 100) {
      record(LK_EVENT_OPENED);
    }
    wait_for(next_random(&random) % 8000);
    for (; seen < count; seen++) {
      const struct message *message = &messages[seen];
      if (next_random(&random) % 4 == 0) continue;
      lk_outbox_puback(&outbox, message->packet);
      if (next_random(&random) % 4 == 0) continue;
      if (told[message->seq][0] == '\0') {
        strcpy(told[message->seq], message->payload);
        received++;
        if (message->seq > highest) highest = message->seq;
      }
      assert_string_equal(told[message->seq], message->payload);
      if (next_random(&random) % 4 != 0) answer(message->seq);
    }
  }
  assert_int_equal(highest, EVENTS);
  assert_int_equal(lk_journal_lost(&journal), 0);
}

#define CASE(f) cmocka_unit_test_setup(f, set_up)

int main(void) {
  const struct CMUnitTest tests[] = {
      CASE(sends_the_oldest_four_once_there_is_a_connection),
      CASE(an_answer_lets_the_next_go_and_a_puback_does_not),
      CASE(an_answer_to_nothing_is_ignored),
      CASE(waits_twice_as_long_each_time_up_to_five_minutes),
      CASE(the_first_wait_can_be_set),
      CASE(a_new_connection_sends_again_at_once),
      CASE(a_restart_sends_the_same_bytes),
      CASE(what_the_port_does_not_take_is_offered_again_in_order),
      CASE(silence_of_the_broker_asks_for_a_new_connection_once),
      CASE(silence_after_what_others_published_counts_too),
      CASE(costs_no_reading_while_nothing_can_be_sent),
      CASE(an_alarm_passes_routine_that_is_not_answered),
      CASE(an_alarm_keeps_its_turn_where_answers_come),
      CASE(alarms_leave_one_place_to_routine),
      CASE(an_alarm_that_is_not_answered_goes_to_the_fallback_once),
      CASE(an_answered_alarm_does_not_go_to_the_fallback),
      CASE(there_is_no_fallback_where_none_is_set),
      CASE(after_a_long_outage_the_gateway_gets_its_time_to_answer),
      CASE(an_alarm_of_an_earlier_boot_goes_to_the_fallback_too),
      CASE(a_fallback_without_puback_is_published_again),
      CASE(a_replay_sends_what_was_answered_again),
      CASE(a_replay_up_to_the_newest_ends),
      CASE(a_replay_does_not_delay_what_is_new),
      CASE(a_replay_goes_on_over_a_new_connection_and_sends_again),
      CASE(a_replay_also_hurries_what_waits),
      CASE(a_second_replay_takes_the_place_of_the_first),
      CASE(an_answer_that_flash_does_not_take_is_asked_for_again),
      CASE(what_was_given_up_meanwhile_blocks_nothing),
      CASE(everything_arrives_over_a_connection_that_fails_all_the_time),
  };
  return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
