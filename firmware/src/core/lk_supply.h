/** The unit's power: mains and battery, where they are sensed. */
#ifndef LK_SUPPLY_H
#define LK_SUPPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "lk_config.h"
#include "lk_debounce.h"

/** A battery can be reported low again once it was this many percent above batteryLowPercent. */
#define LK_BATTERY_HYSTERESIS 5

struct lk_supply {
  /** The platform has told it at all, and whether it did so in an earlier boot. */
  bool mains_sensed;
  bool mains_known;
  bool mains_raw;
  struct lk_debounce mains;
  bool battery_sensed;
  uint8_t battery_percent;
  /** Reported, and not well again since. */
  bool battery_low;
};

/** What one look at the supply finds. */
struct lk_supply_findings {
  bool power;
  bool battery_low;
};

/** @param mains_known whether `mains` is how an earlier boot left it @param battery_low likewise */
void lk_supply_init(struct lk_supply *supply, bool mains_known, bool mains, bool battery_low);

void lk_supply_mains(struct lk_supply *supply, bool present);

/** @param percent over 100 is 100 */
void lk_supply_battery(struct lk_supply *supply, uint8_t percent);

/** Looks at both, every LK_SAMPLE_MS. */
struct lk_supply_findings lk_supply_sample(struct lk_supply *supply,
                                           const struct lk_settings *settings);

#endif
