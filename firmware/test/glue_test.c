/** The glue on a Mongoose OS of plain memory: what it asks of the platform, and what it makes of
 * it. */
#include "../src/mgos/link.c"
#include "../src/mgos/main.c"
#include "../src/mgos/partition.c"
#include "../src/mgos/pins.c"
#include "../src/mgos/wiring.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* --- the platform */

#define SECTORS 66
enum { PIN_DOOR = 32, PIN_LED = 2, PIN_SIREN = 23, PIN_MAINS = 36, PIN_BATTERY = 39, PINS = 40 };

static struct {
  const char *id, *names, *wiring, *housing, *rule;
  int fallback_seconds;
} settings;

static struct {
  int64_t micros;
  int64_t wall;
  bool level[PINS];
  bool pulled_up[PINS];
  int millivolts[PINS];
  bool connecting;
  bool connected;
  size_t unsent;
  uint16_t packet;
  struct mg_connection connection;
  mgos_mqtt_connect_fn_t connect_fn;
  mg_event_handler_t on_event;
  sub_handler_t on_message;
  mgos_event_handler_t on_time;
  mgos_cb_t queued;
  bool queue_full;
  timer_callback every[2];
  timer_callback once;
  timer_callback interrupt;
  int interrupt_us;
  int restarts;
  bool no_partition;
  esp_reset_reason_t reset;
  int published;
  char subscribed[256];
  char topics[2048];
  char sent[8192];
  char logged[512];
  unsigned char will_flags;
  char will[256];
} os;
static uint8_t flash[SECTORS * LK_PARTITION_SECTOR];
static esp_partition_t partition;

static void add_to(char *text, size_t size, const char *more, size_t length) {
  const size_t used = strlen(text);
  if (used + length + 2 > size) fail_msg("the platform ran out of room");
  memcpy(text + used, more, length);
  memcpy(text + used + length, "\n", 2);
}

const char *mgos_sys_ro_vars_get_fw_version(void) { return "1.0.0"; }
const char *mgos_sys_config_get_device_id(void) { return settings.id; }
const char *mgos_sys_config_get_lockers_site(void) { return "MUM01"; }
const char *mgos_sys_config_get_lockers_names(void) { return settings.names; }
const char *mgos_sys_config_get_lockers_wiring(void) { return settings.wiring; }
const char *mgos_sys_config_get_lockers_housing(void) { return settings.housing; }
const char *mgos_sys_config_get_lockers_fallback_rule(void) { return settings.rule; }
int mgos_sys_config_get_lockers_fallback_seconds(void) { return settings.fallback_seconds; }
int mgos_sys_config_get_lockers_led_pin(void) { return PIN_LED; }
bool mgos_sys_config_get_lockers_led_low(void) { return true; }
int mgos_sys_config_get_lockers_siren_pin(void) { return PIN_SIREN; }
int mgos_sys_config_get_lockers_mains_pin(void) { return PIN_MAINS; }
int mgos_sys_config_get_lockers_battery_pin(void) { return PIN_BATTERY; }
int mgos_sys_config_get_lockers_battery_empty_mv(void) { return 1500; }
int mgos_sys_config_get_lockers_battery_full_mv(void) { return 2100; }

int cs_log_print_prefix(enum cs_log_level level, const char *file, int line) {
  (void)file;
  (void)line;
  return level <= LL_WARN;
}
void cs_log_printf(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(os.logged, sizeof(os.logged), format, arguments);
  va_end(arguments);
}

bool mgos_event_add_handler(int event, mgos_event_handler_t handler, void *arg) {
  (void)arg;
  assert_int_equal(event, MGOS_EVENT_TIME_CHANGED);
  os.on_time = handler;
  return true;
}
bool mgos_gpio_setup_input(int pin, enum mgos_gpio_pull_type pull) {
  os.pulled_up[pin] = pull == MGOS_GPIO_PULL_UP;
  return true;
}
bool mgos_gpio_setup_output(int pin, bool level) {
  os.level[pin] = level;
  return true;
}
bool mgos_gpio_read(int pin) { return os.level[pin]; }
void mgos_gpio_write(int pin, bool level) { os.level[pin] = level; }
bool mgos_adc_enable(int pin) { return pin >= 32; }
int mgos_adc_read_voltage(int pin) { return os.millivolts[pin]; }
bool mgos_invoke_cb(mgos_cb_t callback, void *arg, uint32_t flags) {
  assert_null(arg);
  assert_int_equal(flags, MGOS_INVOKE_CB_F_FROM_ISR);
  assert_null(os.queued);
  if (os.queue_full) return false;
  os.queued = callback;
  return true;
}
size_t mgos_get_free_heap_size(void) { return 81234; }
void mgos_system_restart(void) { os.restarts++; }
int64_t mgos_uptime_micros(void) { return os.micros; }
int64_t mgos_time_micros(void) { return os.wall; }
mgos_timer_id mgos_set_timer(int ms, int flags, timer_callback callback, void *arg) {
  assert_null(arg);
  if ((flags & MGOS_TIMER_REPEAT) == 0) {
    assert_int_equal(ms, 2000);
    os.once = callback;
  } else {
    os.every[os.every[0] == NULL ? 0 : 1] = callback;
    if ((flags & MGOS_TIMER_RUN_NOW) != 0) callback(NULL);
  }
  return 1;
}
mgos_timer_id mgos_set_hw_timer(int us, int flags, timer_callback callback, void *arg) {
  assert_null(arg);
  assert_int_equal(flags, MGOS_TIMER_REPEAT);
  os.interrupt_us = us;
  os.interrupt = callback;
  return 2;
}
int mgos_wifi_sta_get_rssi(void) { return os.connected ? -61 : 0; }

void mg_send_mqtt_handshake_opt(struct mg_connection *connection, const char *client_id,
                                struct mg_send_mqtt_handshake_opts options) {
  assert_ptr_equal(connection, &os.connection);
  assert_string_equal(client_id, "MUM01-U07");
  os.will_flags = options.flags;
  snprintf(os.will, sizeof(os.will), "%s %s", options.will_topic, options.will_message);
}
void mgos_mqtt_add_global_handler(mg_event_handler_t handler, void *arg) {
  (void)arg;
  os.on_event = handler;
}
void mgos_mqtt_set_connect_fn(mgos_mqtt_connect_fn_t connect_fn, void *arg) {
  (void)arg;
  os.connect_fn = connect_fn;
}
struct mg_connection *mgos_mqtt_get_global_conn(void) {
  return os.connecting || os.connected ? &os.connection : NULL;
}
bool mgos_mqtt_global_is_connected(void) { return os.connected; }
uint16_t mgos_mqtt_pub(const char *topic, const void *message, size_t length, int qos,
                       bool retain) {
  char head[128];
  const int used = snprintf(head, sizeof(head), "%s %d%s", topic, qos, retain ? " retained" : "");
  add_to(os.topics, sizeof(os.topics), head, (size_t)used);
  add_to(os.sent, sizeof(os.sent), message, length);
  os.published++;
  // As the library does: a packet id even where nothing is sent.
  return ++os.packet;
}
void mgos_mqtt_sub(const char *topic, sub_handler_t handler, void *arg) {
  (void)arg;
  add_to(os.subscribed, sizeof(os.subscribed), topic, strlen(topic));
  os.on_message = handler;
}
size_t mgos_mqtt_num_unsent_bytes(void) { return os.unsent; }

esp_reset_reason_t esp_reset_reason(void) { return os.reset; }
void esp_fill_random(void *to, size_t length) { memset(to, 0x5a, length); }

const esp_partition_t *esp_partition_find_first(esp_partition_type_t type,
                                                esp_partition_subtype_t subtype,
                                                const char *label) {
  assert_int_equal(type, ESP_PARTITION_TYPE_DATA);
  assert_int_equal(subtype, ESP_PARTITION_SUBTYPE_ANY);
  assert_string_equal(label, "lockers");
  return os.no_partition ? NULL : &partition;
}
esp_err_t esp_partition_read(const esp_partition_t *from, size_t offset, void *to, size_t length) {
  assert_ptr_equal(from, &partition);
  assert_true(offset + length <= sizeof(flash));
  memcpy(to, flash + offset, length);
  return ESP_OK;
}
esp_err_t esp_partition_write(const esp_partition_t *to, size_t offset, const void *from,
                              size_t length) {
  assert_ptr_equal(to, &partition);
  assert_true(offset + length <= sizeof(flash));
  for (size_t i = 0; i < length; i++) flash[offset + i] &= ((const uint8_t *)from)[i];
  return ESP_OK;
}
esp_err_t esp_partition_erase_range(const esp_partition_t *of, size_t offset, size_t length) {
  assert_ptr_equal(of, &partition);
  assert_int_equal(offset % LK_PARTITION_SECTOR, 0);
  assert_int_equal(length, LK_PARTITION_SECTOR);
  assert_true(offset + length <= sizeof(flash));
  memset(flash + offset, 0xff, length);
  return ESP_OK;
}

/* --- what happens to it */

static void power_on(void) {
  memset(&os, 0, sizeof(os));
  memset(&s_pins, 0, sizeof(s_pins));
  memset(&s_setup, 0, sizeof(s_setup));
  s_tick_pending = false;
  s_ended = false;
  lk_link_end();
  os.micros = 300000;
  os.level[PIN_MAINS] = true;
  os.millivolts[PIN_BATTERY] = 2100;
  os.millivolts[34] = os.millivolts[35] = 1650;
  os.level[33] = os.level[25] = os.level[26] = os.level[27] = os.level[14] = true;
  assert_int_equal(mgos_app_init(), MGOS_APP_INIT_SUCCESS);
}

static int set_up(void **state) {
  (void)state;
  memset(flash, 0xff, sizeof(flash));
  partition = (esp_partition_t){.type = ESP_PARTITION_TYPE_DATA, .size = sizeof(flash)};
  settings.id = "MUM01-U07";
  settings.names = "MUM01-0001";
  settings.wiring = "door=32 bolt=33 guard=25 hirer=26 duress=27 denied=14 loop=34";
  settings.housing = "loop=35";
  settings.rule = "lockers_sos";
  settings.fallback_seconds = 60;
  power_on();
  return 0;
}

static void pass(int ms) {
  for (int gone = 0; gone < ms; gone += LK_SAMPLE_MS) {
    os.micros += os.interrupt_us;
    os.wall += os.interrupt_us;
    os.interrupt(NULL);
    mgos_cb_t queued = os.queued;
    os.queued = NULL;
    if (queued != NULL) queued(NULL);
  }
}

static void forget(void) { os.topics[0] = os.sent[0] = '\0'; }

static void connect(void) {
  struct mg_mqtt_message connack = {.cmd = 2};
  os.connected = true;
  os.on_event(&os.connection, MG_EV_MQTT_CONNACK, &connack, NULL);
  pass(100);
}

static void hear(const char *topic, const char *payload) {
  os.on_message(&os.connection, topic, (int)strlen(topic), payload, (int)strlen(payload), NULL);
  pass(100);
}

static void acknowledge(uint16_t packet) {
  struct mg_mqtt_message puback = {.cmd = 4, .message_id = packet};
  os.on_event(&os.connection, MG_EV_MQTT_PUBACK, &puback, NULL);
}

static void assert_holds(const char *text, const char *part) {
  if (strstr(text, part) == NULL) fail_msg("\"%.600s\" does not hold \"%.200s\"", text, part);
}
static void assert_lacks(const char *text, const char *part) {
  if (strstr(text, part) != NULL) fail_msg("\"%.600s\" holds \"%.200s\"", text, part);
}

/* --- the tests */

static void samples_every_five_milliseconds_in_the_main_task(void **state) {
  (void)state;
  assert_int_equal(os.interrupt_us, 5000);
  os.interrupt(NULL);
  assert_non_null(os.queued);
  // The task is busy: a second interrupt queues nothing more, and a full queue costs one sample.
  os.interrupt(NULL);
  os.queued(NULL);
  os.queued = NULL;
  os.queue_full = true;
  os.interrupt(NULL);
  os.queue_full = false;
  os.interrupt(NULL);
  assert_non_null(os.queued);
}

static void asks_for_its_own_three_topics(void **state) {
  (void)state;
  assert_string_equal(os.subscribed,
                      "lockers/v1/MUM01/MUM01-U07/command\nlockers/v1/MUM01/MUM01-U07/config\n"
                      "lockers/v1/MUM01/MUM01-U07/reply/event\n");
}

static void leaves_a_last_will_of_this_boot(void **state) {
  (void)state;
  struct mg_send_mqtt_handshake_opts options = {.flags = 0x80, .keep_alive = 30};
  os.connect_fn(&os.connection, "MUM01-U07", &options, NULL);
  assert_string_equal(os.will,
                      "lockers/v1/MUM01/MUM01-U07/status "
                      "{\"v\":1,\"unit\":\"MUM01-U07\",\"online\":false,\"boot\":1}");
  // User name as before, retained, QoS 1; not clean: a session that stays.
  assert_int_equal(os.will_flags, 0x80 | 0x20 | 1 << 3);
}

static void sends_nothing_without_a_connection(void **state) {
  (void)state;
  pass(5000);
  assert_int_equal(os.published, 0);
  assert_int_equal(lk_link_publish("t", "x", 1, 1, false), -1);
}

static void sends_nothing_while_much_is_unsent(void **state) {
  (void)state;
  static const char message[73] = "";
  os.connected = true;
  os.unsent = 3000;
  assert_int_equal(lk_link_publish("t", message, 73, 1, false), -1);
  assert_int_equal(lk_link_publish("t", message, 72, 1, false), 1);
  assert_int_equal(lk_link_publish("t", message, 72, 0, false), 0);
}

static void tells_its_state_and_then_what_happened(void **state) {
  (void)state;
  connect();
  assert_holds(os.topics, "lockers/v1/MUM01/MUM01-U07/status 1 retained\n");
  assert_holds(os.topics, "lockers/v1/MUM01/MUM01-U07/event 1\n");
  assert_holds(os.sent, "\"firmware\":\"1.0.0\"");
  assert_holds(os.sent, "\"type\":\"boot\"");
  assert_true(strstr(os.topics, "status") < strstr(os.topics, "event"));
}

static void reports_an_opening_without_keys_as_forced(void **state) {
  (void)state;
  pass(1000);
  connect();
  forget();
  os.level[PIN_DOOR] = true;
  pass(40);
  assert_lacks(os.sent, "opened");
  pass(1000);
  assert_holds(os.sent, "\"locker\":\"MUM01-0001\"");
  assert_holds(os.sent, "\"type\":\"opened\"");
  assert_holds(os.sent, "\"type\":\"forced\"");
}

static void reports_an_opening_with_both_keys_as_opened(void **state) {
  (void)state;
  pass(1000);
  connect();
  forget();
  os.level[25] = os.level[26] = os.level[33] = false;
  pass(1000);
  os.level[PIN_DOOR] = true;
  pass(1000);
  assert_holds(os.sent, "\"type\":\"opened\"");
  assert_lacks(os.sent, "forced");
}

static void reports_a_cut_and_a_shorted_loop(void **state) {
  (void)state;
  pass(1000);
  connect();
  forget();
  os.millivolts[34] = 3300;
  pass(1000);
  assert_holds(os.sent, "\"locker\":\"MUM01-0001\"");
  assert_holds(os.sent, "\"type\":\"tamper\"");
  forget();
  os.millivolts[35] = 0;
  pass(1000);
  assert_holds(os.sent, "\"type\":\"tamper\"");
  assert_lacks(os.sent, "\"locker\":\"MUM01-0001\"");
}

static void reports_mains_and_battery(void **state) {
  (void)state;
  pass(1000);
  connect();
  forget();
  os.level[PIN_MAINS] = false;
  pass(1000);
  assert_holds(os.sent, "\"mains\":false");
  os.millivolts[PIN_BATTERY] = 1560;
  os.every[1](NULL);
  pass(1000);
  assert_holds(os.sent, "\"percent\":10");
  os.millivolts[PIN_BATTERY] = 0;
  os.every[1](NULL);
  os.millivolts[PIN_BATTERY] = 3300;
  os.every[1](NULL);
}

static void pulls_up_the_contacts_and_nothing_else(void **state) {
  (void)state;
  static const int contacts[] = {32, 33, 25, 26, 27, 14};
  for (size_t i = 0; i < sizeof(contacts) / sizeof(contacts[0]); i++) {
    assert_true(os.pulled_up[contacts[i]]);
  }
  assert_false(os.pulled_up[PIN_MAINS]);
  assert_false(os.pulled_up[34]);
}

static void lights_a_led_that_is_lit_by_a_low_pin(void **state) {
  (void)state;
  assert_true(os.level[PIN_LED]);
  assert_false(os.level[PIN_SIREN]);
  lk_pins_output(&s_pins, LK_OUTPUT_LED, true);
  assert_false(os.level[PIN_LED]);
  lk_pins_output(&s_pins, LK_OUTPUT_SIREN, true);
  assert_true(os.level[PIN_SIREN]);
}

static void beats_with_the_radio_and_the_heap(void **state) {
  (void)state;
  connect();
  os.every[0](NULL);
  forget();
  pass(61000);
  assert_holds(os.topics, "heartbeat 0\n");
  assert_holds(os.sent, "\"rssi\":-61,\"heap\":81234");
}

static void takes_the_time_when_it_is_known(void **state) {
  (void)state;
  connect();
  forget();
  os.wall = 1795334131425000;
  os.on_time(MGOS_EVENT_TIME_CHANGED, NULL, NULL);
  pass(1000);
  assert_holds(os.sent, "\"type\":\"clock-set\",\"at\":1795334131425,\"clock\":\"sntp\"");
}

static void drops_the_connection_that_acknowledges_nothing(void **state) {
  (void)state;
  connect();
  pass(19000);
  assert_int_equal(os.connection.flags, 0);
  pass(2000);
  assert_int_equal(os.connection.flags, MG_F_CLOSE_IMMEDIATELY);
  // Mongoose closes it, says so, and connects again.
  os.connected = false;
  os.on_event(&os.connection, MG_EV_CLOSE, NULL, NULL);
  os.connection.flags = 0;
  forget();
  connect();
  assert_holds(os.sent, "\"online\":true");
  for (uint16_t packet = 1; packet <= os.packet; packet++) acknowledge(packet);
  pass(15000);
  assert_int_equal(os.connection.flags, 0);
}

static void look_after_the_connection_for(int seconds) {
  for (int gone = 0; gone < seconds; gone += HEALTH_MS / 1000) {
    pass(HEALTH_MS);
    os.every[0](NULL);
  }
}

static void gives_up_a_broker_that_never_says_yes(void **state) {
  (void)state;
  look_after_the_connection_for(120);
  assert_int_equal(os.connection.flags, 0);
  os.connecting = true;
  look_after_the_connection_for(70);
  assert_int_equal(os.connection.flags, 0);
  look_after_the_connection_for(10);
  assert_int_equal(os.connection.flags, MG_F_CLOSE_IMMEDIATELY);
  // The next one begins anew, and one that stands is left alone.
  os.connection.flags = 0;
  look_after_the_connection_for(60);
  connect();
  for (uint16_t packet = 1; packet <= os.packet; packet++) acknowledge(packet);
  hear("lockers/v1/MUM01/MUM01-U07/reply/event", "{\"v\":1,\"seq\":1,\"result\":\"stored\"}");
  look_after_the_connection_for(120);
  assert_int_equal(os.connection.flags, 0);
}

static void lets_go_of_what_the_gateway_answered(void **state) {
  (void)state;
  connect();
  hear("lockers/v1/MUM01/MUM01-U07/reply/event", "{\"v\":1,\"seq\":1,\"result\":\"stored\"}");
  forget();
  pass(61000);
  assert_holds(os.sent, "\"acked\":1,\"queued\":0");
}

#define COMMAND(n, op)                                                             \
  "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":1,\"nonce\":" \
  "\"5a5a5a5a5a5a5a5a\",\"n\":" n ",\"expires\":1795334191425,\"op\":\"" op "\",\"args\":{"
#define COMMANDS "lockers/v1/MUM01/MUM01-U07/command"

static void restarts_two_seconds_after_it_said_so(void **state) {
  (void)state;
  connect();
  forget();
  hear(COMMANDS, COMMAND("1", "reboot") "}}");
  assert_holds(os.sent, "\"result\":\"accepted\"");
  assert_non_null(os.once);
  forget();
  // Nothing of what comes now reaches the core: not the contacts, not the broker, not the clock.
  const struct lk_unit before = s_unit;
  os.level[PIN_DOOR] = true;
  pass(1000);
  hear(COMMANDS, COMMAND("2", "identify") "}}");
  acknowledge(1);
  os.every[0](NULL);
  os.every[1](NULL);
  os.on_time(MGOS_EVENT_TIME_CHANGED, NULL, NULL);
  os.on_event(&os.connection, MG_EV_CLOSE, NULL, NULL);
  assert_memory_equal(&before, &s_unit, sizeof(s_unit));
  assert_string_equal(os.sent, "");
  assert_int_equal(os.restarts, 0);
  os.once(NULL);
  assert_int_equal(os.restarts, 1);
}

static void refuses_another_firmware_for_want_of_a_way(void **state) {
  (void)state;
  connect();
  forget();
  hear(COMMANDS,
       COMMAND("1", "ota") "\"url\":\"https://x/y.zip\",\"version\":\"1.1.0\",\"size\":1,\"sha256\":"
                           "\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\","
                           "\"signature\":\"MEUCIQDO9tf+OvgdaTw1c2bjdp7zeNFesFDfnsbW/"
                           "0pHWz79YwIgFRap8dXM2JVxxoEHMp96j1NZ7Zs7G98elvt/DHFV8rM=\"}}");
  assert_holds(os.sent, "\"result\":\"rejected\",\"code\":\"unsupported\"");
}

static void keeps_events_and_counts_over_a_power_cut(void **state) {
  (void)state;
  pass(1000);
  os.level[PIN_DOOR] = true;
  pass(1000);
  power_on();
  os.level[PIN_DOOR] = true;
  connect();
  assert_holds(os.sent, "\"boot\":2");
  assert_holds(os.sent, "\"boot\":1,\"seq\":1,\"type\":\"boot\"");
  assert_holds(os.sent, "\"type\":\"opened\"");
}

static void names_the_reason_of_the_start(void **state) {
  (void)state;
  static const struct {
    esp_reset_reason_t reason;
    const char *text;
  } cases[] = {
      {ESP_RST_POWERON, "power-on"}, {ESP_RST_EXT, "external"},      {ESP_RST_SW, "software"},
      {ESP_RST_PANIC, "panic"},      {ESP_RST_INT_WDT, "watchdog"},  {ESP_RST_TASK_WDT, "watchdog"},
      {ESP_RST_WDT, "watchdog"},     {ESP_RST_BROWNOUT, "brownout"}, {ESP_RST_SDIO, "unknown"},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    os.reset = cases[i].reason;
    assert_string_equal(reset_reason(), cases[i].text);
  }
}

static void does_not_start_half_set_up(void **state) {
  (void)state;
  static const struct {
    const char *names, *housing, *id, *rule, *says;
    int seconds;
  } cases[] = {
      {"", "", "MUM01-U07", "", "lockers.names: none", 60},
      {"A1", "door=4", "MUM01-U07", "", "lockers.housing", 60},
      {"A1", "", "", "", "device.id", 60},
      {"A1", "", "MUM01-U07", "a-b", "lockers.fallback.rule", 60},
      {"A1", "", "MUM01-U07", "", "lockers.fallback.seconds", -1},
      {"A1", "", "MUM01-U07", "", "lockers.fallback.seconds", 65536},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    settings.names = cases[i].names;
    settings.housing = cases[i].housing;
    settings.id = cases[i].id;
    settings.rule = cases[i].rule;
    settings.fallback_seconds = cases[i].seconds;
    power_on();
    assert_holds(os.logged, cases[i].says);
    assert_null(os.interrupt);
    assert_string_equal(os.subscribed, "");
  }
}

static void does_not_start_without_a_place_for_events(void **state) {
  (void)state;
  struct lk_flash a, b;
  os.no_partition = true;
  assert_false(lk_partition_open(&a, &b));
  os.no_partition = false;
  partition.encrypted = true;
  assert_false(lk_partition_open(&a, &b));
  partition.encrypted = false;
  partition.size = 5 * LK_PARTITION_SECTOR;
  power_on();
  assert_holds(os.logged, "no partition");
  assert_null(os.interrupt);
}

static void keeps_settings_and_events_apart(void **state) {
  (void)state;
  struct lk_flash settings_flash, journal;
  assert_true(lk_partition_open(&settings_flash, &journal));
  assert_int_equal(settings_flash.sector_count, 2);
  assert_int_equal(journal.sector_count, 64);
  assert_true(journal.sector_count <= LK_JOURNAL_SECTORS_MAX);
  memset(flash, 0, sizeof(flash));
  assert_int_equal(settings_flash.erase(settings_flash.ctx, 1), 0);
  assert_int_equal(flash[2 * LK_PARTITION_SECTOR - 1], 0xff);
  assert_int_equal(flash[2 * LK_PARTITION_SECTOR], 0);
  assert_int_equal(journal.erase(journal.ctx, 63), 0);
  assert_int_equal(flash[sizeof(flash) - 1], 0xff);
  assert_int_equal(flash[65 * LK_PARTITION_SECTOR - 1], 0);
}

static void knows_the_wiring_of_every_board(void **state) {
  (void)state;
  static const struct {
    const char *name;
    int lockers;
    const char *housing, *wiring;
  } boards[] = {MOS_BOARDS};
  for (size_t i = 0; i < sizeof(boards) / sizeof(boards[0]); i++) {
    char names[64] = "";
    for (int locker = 0; locker < boards[i].lockers; locker++) {
      snprintf(names + strlen(names), sizeof(names) - strlen(names), "%sL%d", locker ? "," : "",
               locker);
    }
    struct lk_wiring wiring;
    struct lk_wire housing;
    enum lk_contact contact;
    const char *problem = lk_wiring_read(&wiring, names, boards[i].wiring);
    if (problem != NULL) fail_msg("%s: %s", boards[i].name, problem);
    assert_null(lk_wire_read(&housing, &contact, boards[i].housing));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(samples_every_five_milliseconds_in_the_main_task, set_up),
      cmocka_unit_test_setup(asks_for_its_own_three_topics, set_up),
      cmocka_unit_test_setup(leaves_a_last_will_of_this_boot, set_up),
      cmocka_unit_test_setup(sends_nothing_without_a_connection, set_up),
      cmocka_unit_test_setup(sends_nothing_while_much_is_unsent, set_up),
      cmocka_unit_test_setup(tells_its_state_and_then_what_happened, set_up),
      cmocka_unit_test_setup(reports_an_opening_without_keys_as_forced, set_up),
      cmocka_unit_test_setup(reports_an_opening_with_both_keys_as_opened, set_up),
      cmocka_unit_test_setup(reports_a_cut_and_a_shorted_loop, set_up),
      cmocka_unit_test_setup(reports_mains_and_battery, set_up),
      cmocka_unit_test_setup(pulls_up_the_contacts_and_nothing_else, set_up),
      cmocka_unit_test_setup(lights_a_led_that_is_lit_by_a_low_pin, set_up),
      cmocka_unit_test_setup(beats_with_the_radio_and_the_heap, set_up),
      cmocka_unit_test_setup(takes_the_time_when_it_is_known, set_up),
      cmocka_unit_test_setup(drops_the_connection_that_acknowledges_nothing, set_up),
      cmocka_unit_test_setup(gives_up_a_broker_that_never_says_yes, set_up),
      cmocka_unit_test_setup(lets_go_of_what_the_gateway_answered, set_up),
      cmocka_unit_test_setup(restarts_two_seconds_after_it_said_so, set_up),
      cmocka_unit_test_setup(refuses_another_firmware_for_want_of_a_way, set_up),
      cmocka_unit_test_setup(keeps_events_and_counts_over_a_power_cut, set_up),
      cmocka_unit_test_setup(names_the_reason_of_the_start, set_up),
      cmocka_unit_test_setup(does_not_start_half_set_up, set_up),
      cmocka_unit_test_setup(does_not_start_without_a_place_for_events, set_up),
      cmocka_unit_test_setup(keeps_settings_and_events_apart, set_up),
      cmocka_unit_test_setup(knows_the_wiring_of_every_board, set_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
