/** Of ESP-IDF 4.4. */
#ifndef ESP_SYSTEM_H
#define ESP_SYSTEM_H

#include <stddef.h>

typedef enum {
  ESP_RST_UNKNOWN,
  ESP_RST_POWERON,
  ESP_RST_EXT,
  ESP_RST_SW,
  ESP_RST_PANIC,
  ESP_RST_INT_WDT,
  ESP_RST_TASK_WDT,
  ESP_RST_WDT,
  ESP_RST_DEEPSLEEP,
  ESP_RST_BROWNOUT,
  ESP_RST_SDIO,
} esp_reset_reason_t;

esp_reset_reason_t esp_reset_reason(void);
/** True random numbers while the radio or its noise source is on, as it is once Wi-Fi has been
 * started. */
void esp_fill_random(void *buf, size_t len);

#endif
