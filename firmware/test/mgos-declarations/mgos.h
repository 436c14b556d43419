/**
 * What of Mongoose OS src/mgos uses, declared from its documentation, so that the glue can be
 * type-checked where there is no Mongoose OS. Declarations alone: nothing here can be linked.
 * Settings are in mgos_sys_config.h, which is made from mos.yml.
 */
#ifndef MGOS_H
#define MGOS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mgos_sys_config.h"

/* common/cs_dbg.h */
enum cs_log_level { LL_ERROR, LL_WARN, LL_INFO, LL_DEBUG };
int cs_log_print_prefix(enum cs_log_level level, const char *file, int line);
void cs_log_printf(const char *format, ...);
#define LOG(level, arguments)                                                         \
  do {                                                                                \
    if (cs_log_print_prefix(level, __FILE__, __LINE__) != 0) cs_log_printf arguments; \
  } while (0)

/* mgos_app.h */
enum mgos_app_init_result {
  MGOS_APP_INIT_SUCCESS = 0,
  MGOS_APP_INIT_ERROR = -2,
};
enum mgos_app_init_result mgos_app_init(void);

/* mgos_event.h */
enum { MGOS_EVENT_TIME_CHANGED = 'M' << 24 | 'O' << 16 | 'S' << 8 | 3 };
typedef void (*mgos_event_handler_t)(int ev, void *ev_data, void *userdata);
bool mgos_event_add_handler(int ev, mgos_event_handler_t cb, void *userdata);

/* mgos_gpio.h */
enum mgos_gpio_pull_type {
  MGOS_GPIO_PULL_NONE = 0,
  MGOS_GPIO_PULL_UP = 1,
  MGOS_GPIO_PULL_DOWN = 2
};
bool mgos_gpio_setup_input(int pin, enum mgos_gpio_pull_type pull);
bool mgos_gpio_setup_output(int pin, bool level);
bool mgos_gpio_read(int pin);
void mgos_gpio_write(int pin, bool level);

/* mgos_system.h */
#define MGOS_INVOKE_CB_F_FROM_ISR (1 << 0)
typedef void (*mgos_cb_t)(void *arg);
bool mgos_invoke_cb(mgos_cb_t cb, void *arg, uint32_t flags);
size_t mgos_get_free_heap_size(void);
void mgos_system_restart(void);

/* mgos_time.h */
int64_t mgos_uptime_micros(void);
int64_t mgos_time_micros(void);

/* mgos_timers.h */
#define MGOS_TIMER_REPEAT (1 << 0)
#define MGOS_TIMER_RUN_NOW (1 << 1)
typedef uintptr_t mgos_timer_id;
typedef void (*timer_callback)(void *param);
mgos_timer_id mgos_set_timer(int msecs, int flags, timer_callback cb, void *cb_arg);
mgos_timer_id mgos_set_hw_timer(int usecs, int flags, timer_callback cb, void *cb_arg);

#endif
