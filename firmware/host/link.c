#include "link.h"

#include <stdio.h>
#include <string.h>

#define KEEP_ALIVE_S 60
#define RETRY_LEAST_MS 250
#define RETRY_MOST_MS 5000

static void destroy(struct link *link) {
  if (link->client == NULL) return;
  mosquitto_destroy(link->client);
  link->client = NULL;
  if (link->up) lk_unit_disconnected(link->unit, link->now);
  link->up = false;
}

static void on_connect(struct mosquitto *client, void *ctx, int code) {
  static const char *const leaves[] = {"command", "config", "reply/event"};
  struct link *link = ctx;
  char topic[LK_TOPIC_MAX];
  if (code != 0) {
    fprintf(stderr, "The broker refuses the connection: %s\n", mosquitto_connack_string(code));
    link->drop = true;
    return;
  }
  for (size_t i = 0; i < sizeof leaves / sizeof leaves[0]; i++) {
    if (lk_unit_topic(link->unit, leaves[i], topic, sizeof topic)) mosquitto_subscribe(client, NULL, topic, 1);
  }
  link->up = true;
  link->retry_after = RETRY_LEAST_MS;
  lk_unit_connected(link->unit, link->now);
}

static void on_disconnect(struct mosquitto *client, void *ctx, int reason) {
  (void)client;
  (void)reason;
  ((struct link *)ctx)->drop = true;
}

static void on_publish(struct mosquitto *client, void *ctx, int packet) {
  struct link *link = ctx;
  (void)client;
  lk_unit_puback(link->unit, (uint16_t)packet, link->now);
}

static void on_message(struct mosquitto *client, void *ctx, const struct mosquitto_message *message) {
  struct link *link = ctx;
  (void)client;
  lk_unit_message(link->unit, message->topic, strlen(message->topic), message->payload,
                  (size_t)message->payloadlen, link->now);
}

static bool create(struct link *link) {
  const struct options *options = link->options;
  char topic[LK_TOPIC_MAX];
  char will[128];
  size_t length = lk_unit_will(link->unit, will, sizeof will);
  struct mosquitto *client = mosquitto_new(options->setup.unit, false, link);

  link->client = client;
  if (client == NULL || !lk_unit_topic(link->unit, "status", topic, sizeof topic)) return false;
  mosquitto_connect_callback_set(client, on_connect);
  mosquitto_disconnect_callback_set(client, on_disconnect);
  mosquitto_publish_callback_set(client, on_publish);
  mosquitto_message_callback_set(client, on_message);
  // What the outbox has under way is its own business.
  mosquitto_max_inflight_messages_set(client, 0);
  if (mosquitto_will_set(client, topic, (int)length, will, 1, true) != MOSQ_ERR_SUCCESS) return false;
  if (options->ca != NULL &&
      mosquitto_tls_set(client, options->ca, NULL, options->cert, options->key, NULL) != MOSQ_ERR_SUCCESS) {
    return false;
  }
  return mosquitto_connect_async(client, options->broker, options->port, KEEP_ALIVE_S) == MOSQ_ERR_SUCCESS;
}

void link_init(struct link *link, const struct options *options, struct lk_unit *unit) {
  mosquitto_lib_init();
  memset(link, 0, sizeof *link);
  link->options = options;
  link->unit = unit;
  link->retry_after = RETRY_LEAST_MS;
}

void link_run(struct link *link, lk_ms now) {
  link->now = now;
  if (link->client == NULL) {
    if (link->cut || now < link->retry_at) return;
    link->drop = !create(link);
  }
  if (!link->drop && mosquitto_loop(link->client, 0, 1) != MOSQ_ERR_SUCCESS) link->drop = true;
  if (!link->drop) return;
  link->drop = false;
  destroy(link);
  link->retry_at = now + link->retry_after;
  link->retry_after = link->retry_after * 2 < RETRY_MOST_MS ? link->retry_after * 2 : RETRY_MOST_MS;
}

int link_socket(const struct link *link) {
  return link->client == NULL ? -1 : mosquitto_socket(link->client);
}

int32_t link_publish(struct link *link, const char *topic, const char *payload, size_t length, int qos, bool retain) {
  int packet = 0;
  if (!link->up || link->drop) return -1;
  if (mosquitto_publish(link->client, &packet, topic, (int)length, payload, qos, retain) != MOSQ_ERR_SUCCESS) {
    return -1;
  }
  return qos == 0 ? 0 : packet;
}

void link_drop(struct link *link) {
  if (link->client != NULL) link->drop = true;
}

void link_cable(struct link *link, bool cut) {
  link->cut = cut;
  link->retry_at = 0;
  if (cut) link_drop(link);
}

void link_close(struct link *link) {
  if (link->client != NULL) mosquitto_disconnect(link->client);
  destroy(link);
  mosquitto_lib_cleanup();
}
