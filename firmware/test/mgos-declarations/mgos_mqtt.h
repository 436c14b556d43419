/** Of the library `mqtt`, and of the Mongoose networking library below it. */
#ifndef MGOS_MQTT_H
#define MGOS_MQTT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mg_str {
  const char *p;
  size_t len;
};

struct mg_connection {
  unsigned long flags;
};
#define MG_F_CLOSE_IMMEDIATELY (1 << 11)
#define MG_EV_CLOSE 5

#define MG_MQTT_EVENT_BASE 200
#define MG_EV_MQTT_CONNACK (MG_MQTT_EVENT_BASE + 2)
#define MG_EV_MQTT_PUBACK (MG_MQTT_EVENT_BASE + 4)

struct mg_mqtt_message {
  int cmd;
  int qos;
  struct mg_str topic;
  struct mg_str payload;
  uint8_t connack_ret_code;
  uint16_t message_id;
};

#define MG_MQTT_WILL_RETAIN 0x20
#define MG_MQTT_SET_WILL_QOS(flags, qos) (flags) = ((flags) & ~0x18) | ((qos) << 3)

struct mg_send_mqtt_handshake_opts {
  unsigned char flags;
  uint16_t keep_alive;
  const char *will_topic;
  const char *will_message;
  const char *user_name;
  const char *password;
};
void mg_send_mqtt_handshake_opt(struct mg_connection *nc, const char *client_id,
                                struct mg_send_mqtt_handshake_opts opts);

typedef void (*mg_event_handler_t)(struct mg_connection *nc, int ev, void *ev_data,
                                   void *user_data);
typedef void (*sub_handler_t)(struct mg_connection *nc, const char *topic, int topic_len,
                              const char *msg, int msg_len, void *ud);
typedef void (*mgos_mqtt_connect_fn_t)(struct mg_connection *c, const char *client_id,
                                       struct mg_send_mqtt_handshake_opts *opts, void *fn_arg);

void mgos_mqtt_add_global_handler(mg_event_handler_t handler, void *ud);
void mgos_mqtt_set_connect_fn(mgos_mqtt_connect_fn_t cb, void *fn_arg);
struct mg_connection *mgos_mqtt_get_global_conn(void);
bool mgos_mqtt_global_is_connected(void);
uint16_t mgos_mqtt_pub(const char *topic, const void *message, size_t len, int qos, bool retain);
void mgos_mqtt_sub(const char *topic, sub_handler_t handler, void *ud);
size_t mgos_mqtt_num_unsent_bytes(void);

#endif
