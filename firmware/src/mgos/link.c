#include "link.h"

#include "mgos.h"
#include "mgos_mqtt.h"
#include "uptime.h"

/** More than the library may hold back, bytes: two events and a status. What does not fit the unit
 * sends later. */
#define UNSENT_MOST 3072
/** A connection that the broker has not said yes to for this long is given up, milliseconds. The
 * library would wait for ever for a broker that takes the connection and hangs. */
#define CONNECT_MOST_MS 60000

static struct lk_unit *s_told;
/** Since when a connection is being made; below zero while none is. */
static lk_ms s_connecting_since;
static char s_will_topic[LK_TOPIC_MAX];
static char s_will[128];

int32_t lk_link_publish(const char *topic, const char *payload, size_t length, int qos,
                        bool retain) {
  // Without a connection the library returns a packet id all the same, and sends nothing.
  if (!mgos_mqtt_global_is_connected()) return -1;
  if (mgos_mqtt_num_unsent_bytes() + length > UNSENT_MOST) return -1;
  const uint16_t packet = mgos_mqtt_pub(topic, payload, length, qos, retain);
  if (qos == 0) return 0;
  return packet == 0 ? -1 : packet;
}

void lk_link_reconnect(void) {
  struct mg_connection *connection = mgos_mqtt_get_global_conn();
  if (connection != NULL) connection->flags |= MG_F_CLOSE_IMMEDIATELY;
}

void lk_link_watch(void) {
  if (mgos_mqtt_get_global_conn() == NULL || mgos_mqtt_global_is_connected()) {
    s_connecting_since = -1;
  } else if (s_connecting_since < 0) {
    s_connecting_since = lk_uptime();
  } else if (lk_uptime() - s_connecting_since > CONNECT_MOST_MS) {
    s_connecting_since = -1;
    lk_link_reconnect();
  }
}

/** There is no setting for the will's QoS, and its text names this boot, so it is given here. */
static void on_connect(struct mg_connection *connection, const char *client_id,
                       struct mg_send_mqtt_handshake_opts *options, void *arg) {
  options->will_topic = s_will_topic;
  options->will_message = s_will;
  int flags = options->flags | MG_MQTT_WILL_RETAIN;
  MG_MQTT_SET_WILL_QOS(flags, 1);
  options->flags = (unsigned char)flags;
  mg_send_mqtt_handshake_opt(connection, client_id, *options);
  (void)arg;
}

static void on_event(struct mg_connection *connection, int event, void *data, void *arg) {
  if (s_told == NULL) return;
  switch (event) {
    case MG_EV_MQTT_CONNACK:
      // The library has asked for the subscriptions before, and calls this only where the broker
      // said yes.
      lk_unit_connected(s_told, lk_uptime());
      break;
    case MG_EV_MQTT_PUBACK:
      lk_unit_puback(s_told, ((const struct mg_mqtt_message *)data)->message_id, lk_uptime());
      break;
    case MG_EV_CLOSE:
      lk_unit_disconnected(s_told, lk_uptime());
      break;
    default:
      break;
  }
  (void)connection;
  (void)arg;
}

static void on_message(struct mg_connection *connection, const char *topic, int topic_length,
                       const char *payload, int length, void *arg) {
  if (s_told != NULL && topic_length >= 0 && length >= 0) {
    lk_unit_message(s_told, topic, (size_t)topic_length, payload, (size_t)length, lk_uptime());
  }
  (void)connection;
  (void)arg;
}

void lk_link_init(struct lk_unit *unit) {
  static const char *const leaves[] = {"command", "config", "reply/event"};
  s_told = unit;
  s_connecting_since = -1;
  // Both have room for the longest names.
  (void)lk_unit_topic(unit, "status", s_will_topic, sizeof(s_will_topic));
  (void)lk_unit_will(unit, s_will, sizeof(s_will));
  mgos_mqtt_set_connect_fn(on_connect, NULL);
  mgos_mqtt_add_global_handler(on_event, NULL);
  for (size_t i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++) {
    char topic[LK_TOPIC_MAX];
    if (lk_unit_topic(unit, leaves[i], topic, sizeof(topic)))
      mgos_mqtt_sub(topic, on_message, NULL);
  }
}

void lk_link_end(void) { s_told = NULL; }
