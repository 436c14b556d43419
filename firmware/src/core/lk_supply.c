#include "lk_supply.h"

#include <string.h>

void lk_supply_init(struct lk_supply *supply, bool mains_known, bool mains, bool battery_low) {
  memset(supply, 0, sizeof *supply);
  supply->mains_known = mains_known;
  lk_debounce_init(&supply->mains, mains);
  supply->battery_low = battery_low;
}

void lk_supply_mains(struct lk_supply *supply, bool present) {
  supply->mains_sensed = true;
  supply->mains_raw = present;
  if (supply->mains_known) return;
  // How it is when it is first looked at is nothing that happened.
  supply->mains_known = true;
  lk_debounce_init(&supply->mains, present);
}

void lk_supply_battery(struct lk_supply *supply, uint8_t percent) {
  supply->battery_sensed = true;
  supply->battery_percent = percent > 100 ? 100 : percent;
}

struct lk_supply_findings lk_supply_sample(struct lk_supply *supply,
                                           const struct lk_settings *settings) {
  struct lk_supply_findings findings = {false, false};
  const uint16_t low = settings->value[LK_BATTERY_LOW_PERCENT];
  if (supply->mains_sensed) {
    findings.power =
        lk_debounce_sample(&supply->mains, supply->mains_raw, settings->value[LK_DEBOUNCE_MS]);
  }
  if (!supply->battery_sensed) return findings;
  if (!supply->battery_low && supply->battery_percent < low) {
    supply->battery_low = true;
    findings.battery_low = true;
  } else if (supply->battery_percent >= low + LK_BATTERY_HYSTERESIS) {
    supply->battery_low = false;
  }
  return findings;
}
