/** The unit as a Mongoose OS application: settings in, the core started, its port served. */
#include "../core/lk_unit.h"
#include "esp_system.h"
#include "link.h"
#include "mgos.h"
#include "mgos_iram.h"
#include "mgos_wifi.h"
#include "partition.h"
#include "pins.h"
#include "uptime.h"

/** What a restart waits for, milliseconds: the last reply is on its way. */
#define RESTART_MS 2000
#define HEALTH_MS 10000
#define BATTERY_MS 60000
/** What a wired or an unconnected unit says of its radio. */
#define NO_RSSI 127

static struct lk_pins s_pins;
static struct lk_unit s_unit;
static struct lk_unit_setup s_setup;
static struct lk_flash s_settings;
static struct lk_flash s_journal;
static volatile bool s_tick_pending;
static bool s_ended;

static int32_t port_publish(void *ctx, const char *topic, const char *payload, size_t length,
                            int qos, bool retain) {
  (void)ctx;
  return lk_link_publish(topic, payload, length, qos, retain);
}

static void port_reconnect(void *ctx) {
  (void)ctx;
  lk_link_reconnect();
}

static void port_output(void *ctx, enum lk_output output, bool on) {
  (void)ctx;
  lk_pins_output(&s_pins, output, on);
}

static void restart_now(void *arg) {
  (void)arg;
  mgos_system_restart();
}

static void port_restart(void *ctx) {
  (void)ctx;
  s_ended = true;
  lk_link_end();
  mgos_set_timer(RESTART_MS, 0, restart_now, NULL);
}

static bool port_random(void *ctx, uint8_t *bytes, size_t length) {
  (void)ctx;
  esp_fill_random(bytes, length);
  return true;
}

static void port_log(void *ctx, enum lk_log_level level, const char *text) {
  (void)ctx;
  if (level == LK_LOG_ERROR) {
    LOG(LL_ERROR, ("%s", text));
  } else if (level == LK_LOG_WARNING) {
    LOG(LL_WARN, ("%s", text));
  } else {
    LOG(LL_INFO, ("%s", text));
  }
}

// Nothing of ota: Mongoose OS's public libraries have no sources for it, so every `ota` is refused
// as unsupported.
static const struct lk_port s_port = {
    .journal = &s_journal,
    .settings = &s_settings,
    .publish = port_publish,
    .reconnect = port_reconnect,
    .output = port_output,
    .restart = port_restart,
    .random = port_random,
    .log = port_log,
};

static const char *reset_reason(void) {
  switch (esp_reset_reason()) {
    case ESP_RST_POWERON:
      return "power-on";
    case ESP_RST_EXT:
      return "external";
    case ESP_RST_SW:
      return "software";
    case ESP_RST_PANIC:
      return "panic";
    case ESP_RST_INT_WDT:
    case ESP_RST_TASK_WDT:
    case ESP_RST_WDT:
      return "watchdog";
    case ESP_RST_BROWNOUT:
      return "brownout";
    default:
      return "unknown";
  }
}

/** @returns null, or what the installer has to mend */
static const char *read_settings(void) {
  const char *problem = lk_wiring_read(&s_pins.lockers, mgos_sys_config_get_lockers_names(),
                                       mgos_sys_config_get_lockers_wiring());
  if (problem != NULL) return problem;
  problem =
      lk_wire_read(&s_pins.housing, &s_pins.housing_contact, mgos_sys_config_get_lockers_housing());
  if (problem != NULL) return problem;
  s_pins.led = mgos_sys_config_get_lockers_led_pin();
  s_pins.led_low = mgos_sys_config_get_lockers_led_low();
  s_pins.siren = mgos_sys_config_get_lockers_siren_pin();
  s_pins.mains = mgos_sys_config_get_lockers_mains_pin();
  s_pins.battery = mgos_sys_config_get_lockers_battery_pin();
  s_pins.empty_mv = mgos_sys_config_get_lockers_battery_empty_mv();
  s_pins.full_mv = mgos_sys_config_get_lockers_battery_full_mv();

  const char *rule = mgos_sys_config_get_lockers_fallback_rule();
  const int seconds = mgos_sys_config_get_lockers_fallback_seconds();
  if (seconds < 0 || seconds > UINT16_MAX) return "lockers.fallback.seconds: 0 to 65535";
  s_setup.site = mgos_sys_config_get_lockers_site();
  s_setup.unit = mgos_sys_config_get_device_id();
  s_setup.firmware = mgos_sys_ro_vars_get_fw_version();
  s_setup.reset = reset_reason();
  s_setup.fallback_rule = rule != NULL && *rule != '\0' ? rule : NULL;
  s_setup.fallback_seconds = (uint16_t)seconds;
  s_setup.lockers = s_pins.lockers.lockers;
  for (uint8_t locker = 0; locker < s_setup.lockers; locker++) {
    s_setup.locker[locker] = s_pins.lockers.name[locker];
    s_setup.fitted[locker] = lk_wiring_fitted(&s_pins.lockers, locker);
  }
  return NULL;
}

static void tick(void *arg) {
  (void)arg;
  s_tick_pending = false;
  if (s_ended) return;
  lk_pins_sample(&s_pins, &s_unit);
  lk_unit_tick(&s_unit, lk_uptime());
}

/** In an interrupt: the work is left to the main task, which may be busy with the tick before. */
static IRAM void on_timer(void *arg) {
  (void)arg;
  if (s_tick_pending) return;
  s_tick_pending = true;
  if (!mgos_invoke_cb(tick, NULL, MGOS_INVOKE_CB_F_FROM_ISR)) s_tick_pending = false;
}

static void tell_health(void *arg) {
  (void)arg;
  if (s_ended) return;
  lk_link_watch();
  const int rssi = mgos_wifi_sta_get_rssi();
  const size_t heap = mgos_get_free_heap_size();
  lk_unit_health(&s_unit, rssi < 0 && rssi >= INT8_MIN ? (int8_t)rssi : NO_RSSI, (uint32_t)heap);
}

static void tell_battery(void *arg) {
  (void)arg;
  if (!s_ended) lk_pins_battery(&s_pins, &s_unit);
}

/** SNTP has answered: the first time, and again at each `sntp.update_interval`. */
static void on_time(int event, void *data, void *arg) {
  if (!s_ended) lk_unit_wall_time(&s_unit, mgos_time_micros() / 1000, lk_uptime());
  (void)event;
  (void)data;
  (void)arg;
}

static const char *start(void) {
  const char *problem = read_settings();
  if (problem != NULL) return problem;
  if (!lk_partition_open(&s_settings, &s_journal))
    return "The flash has no partition for events; flash the whole image.";
  lk_pins_init(&s_pins);
  switch (lk_unit_init(&s_unit, &s_setup, &s_port, lk_uptime())) {
    case LK_UNIT_OK:
      return NULL;
    case LK_UNIT_BAD_SETUP:
      return "device.id, lockers.site, lockers.names or lockers.fallback.rule is not as the guide "
             "says.";
    case LK_UNIT_BAD_FLASH:
      return "The flash cannot be read or written: replace the board.";
    case LK_UNIT_NO_RANDOM:
      return "There is no source of random numbers: replace the board.";
  }
  return "The unit does not start.";
}

enum mgos_app_init_result mgos_app_init(void) {
  const char *problem = start();
  if (problem != NULL) {
    // The serial console stays, so that the installer can mend it. Until then the unit is silent,
    // and so offline.
    LOG(LL_ERROR, ("Not started: %s", problem));
    return MGOS_APP_INIT_SUCCESS;
  }
  lk_pins_sample(&s_pins, &s_unit);
  lk_link_init(&s_unit);
  mgos_event_add_handler(MGOS_EVENT_TIME_CHANGED, on_time, NULL);
  mgos_set_timer(HEALTH_MS, MGOS_TIMER_REPEAT | MGOS_TIMER_RUN_NOW, tell_health, NULL);
  mgos_set_timer(BATTERY_MS, MGOS_TIMER_REPEAT | MGOS_TIMER_RUN_NOW, tell_battery, NULL);
  mgos_set_hw_timer(LK_SAMPLE_MS * 1000, MGOS_TIMER_REPEAT, on_timer, NULL);
  return MGOS_APP_INIT_SUCCESS;
}
