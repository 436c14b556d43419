/** Made from mos.yml by: node .build/settings.mts */
#ifndef MGOS_SYS_CONFIG_H
#define MGOS_SYS_CONFIG_H

#include <stdbool.h>

const char *mgos_sys_ro_vars_get_fw_version(void);
const char *mgos_sys_config_get_device_id(void);
const char *mgos_sys_config_get_lockers_site(void);
const char *mgos_sys_config_get_lockers_names(void);
const char *mgos_sys_config_get_lockers_fallback_rule(void);
int mgos_sys_config_get_lockers_fallback_seconds(void);
const char *mgos_sys_config_get_lockers_wiring(void);
const char *mgos_sys_config_get_lockers_housing(void);
int mgos_sys_config_get_lockers_led_pin(void);
bool mgos_sys_config_get_lockers_led_low(void);
int mgos_sys_config_get_lockers_siren_pin(void);
int mgos_sys_config_get_lockers_mains_pin(void);
int mgos_sys_config_get_lockers_battery_pin(void);
int mgos_sys_config_get_lockers_battery_empty_mv(void);
int mgos_sys_config_get_lockers_battery_full_mv(void);
const char *mgos_sys_config_get_aws_thing_name(void);

/** Name, lockers, housing and wiring of each board. */
#define MOS_BOARDS \
  { \
    "nodemcu", 1, "loop=35", \
    "door=32 bolt=33 guard=25 hirer=26 duress=27 denied=14 loop=34", \
  }, \
  { \
    "cabinet", 4, "loop=35", \
    "door=32 bolt=17 guard=13 hirer=19; door=33 bolt=18 guard=13 hirer=21; door=25 bolt=14 guard=13 hirer=22; door=26 bolt=16 guard=13 hirer=27", \
  }, \
  { \
    "demo", 1, "", \
    "door=0!", \
  },

#endif
