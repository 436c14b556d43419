#include "lk_keep.h"

#include <string.h>

#include "lk_crc.h"

/* Layouts in flash: an update of the firmware reads what an earlier one wrote. */

enum { CONFIG_FORMAT = 1, CONFIG_SIZE = 1 + LK_CONFIG_ID_MAX + 1 + 2 * LK_SETTINGS };
enum { STATE_FORMAT = 1, STATE_LOCKERS = 7, STATE_SIZE = STATE_LOCKERS + LK_LOCKERS_MAX };

enum { FLAG_KNOWN = 1, FLAG_OPEN = 2, FLAG_HELD = 4, FLAG_TAMPER = 8 };
enum { FLAG_MAINS_KNOWN = 1, FLAG_MAINS = 2, FLAG_BATTERY_LOW = 4 };

bool lk_keep_config(struct lk_unit *unit, const struct lk_config *config) {
  uint8_t bytes[CONFIG_SIZE] = {CONFIG_FORMAT};
  memcpy(bytes + 1, config->id, sizeof config->id);
  for (int i = 0; i < LK_SETTINGS; i++) {
    uint8_t *at = bytes + 1 + sizeof config->id + 2 * i;
    at[0] = (uint8_t)(config->settings.value[i] & 0xff);
    at[1] = (uint8_t)(config->settings.value[i] >> 8);
  }
  return lk_store_write(&unit->store, LK_STORE_CONFIG, bytes, sizeof bytes);
}

void lk_recall_config(const struct lk_unit *unit, struct lk_config *config) {
  uint8_t bytes[CONFIG_SIZE];
  struct lk_config kept;
  lk_config_defaults(config);
  if (!lk_store_read(&unit->store, LK_STORE_CONFIG, bytes, sizeof bytes)) return;
  lk_config_defaults(&kept);
  memcpy(kept.id, bytes + 1, sizeof kept.id);
  kept.id[LK_CONFIG_ID_MAX] = '\0';
  for (int i = 0; i < LK_SETTINGS; i++) {
    const uint8_t *at = bytes + 1 + sizeof kept.id + 2 * i;
    kept.settings.value[i] = (uint16_t)(at[0] | at[1] << 8);
  }
  const bool named = kept.id[0] == '\0' || lk_config_id_valid(kept.id);
  if (bytes[0] == CONFIG_FORMAT && named && lk_settings_valid(&kept.settings)) *config = kept;
}

static uint8_t pack(const struct lk_latches *latches) {
  return (uint8_t)((latches->known ? FLAG_KNOWN : 0) | (latches->open ? FLAG_OPEN : 0) |
                   (latches->held ? FLAG_HELD : 0) | (latches->tamper ? FLAG_TAMPER : 0));
}

static struct lk_latches unpack(uint8_t flags) {
  const struct lk_latches latches = {
      .known = (flags & FLAG_KNOWN) != 0,
      .open = (flags & FLAG_OPEN) != 0,
      .held = (flags & FLAG_HELD) != 0,
      .tamper = (flags & FLAG_TAMPER) != 0,
  };
  return latches;
}

static void put32(uint8_t *bytes, uint32_t value) {
  for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(value >> (8 * i));
}

bool lk_keep_number(struct lk_unit *unit, uint32_t seq) {
  uint8_t bytes[4];
  put32(bytes, seq);
  return lk_store_write(&unit->store, LK_STORE_NUMBER, bytes, sizeof bytes);
}

uint32_t lk_recall_number(const struct lk_unit *unit) {
  uint8_t bytes[4];
  if (!lk_store_read(&unit->store, LK_STORE_NUMBER, bytes, sizeof bytes)) return 0;
  return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/** Which lockers, in which order: a unit that is wired anew must not take one's state for
 * another's. */
static uint32_t fingerprint(const struct lk_unit_setup *setup) {
  uint32_t crc = 0;
  for (uint8_t i = 0; i < setup->lockers; i++) {
    char name[LK_NAME_MAX + 1] = {0};
    memcpy(name, setup->locker[i], strlen(setup->locker[i]));
    // Rotated, so that the order counts.
    crc = (crc << 1 | crc >> 31) ^ lk_crc32(name, sizeof name);
  }
  return crc;
}

bool lk_keep_state(struct lk_unit *unit) {
  const struct lk_supply *supply = &unit->supply;
  uint8_t bytes[STATE_SIZE] = {STATE_FORMAT};
  put32(bytes + 1, unit->wiring);
  bytes[5] = pack(&unit->housing.latches);
  bytes[6] = (uint8_t)((supply->mains_known ? FLAG_MAINS_KNOWN : 0) |
                       (supply->mains.level ? FLAG_MAINS : 0) |
                       (supply->battery_low ? FLAG_BATTERY_LOW : 0));
  for (uint8_t i = 0; i < unit->setup->lockers; i++) {
    bytes[STATE_LOCKERS + i] = pack(&unit->locker[i].latches);
  }
  return lk_store_write(&unit->store, LK_STORE_STATE, bytes, sizeof bytes);
}

void lk_recall_state(struct lk_unit *unit) {
  uint8_t bytes[STATE_SIZE];
  uint8_t wiring[4];
  unit->wiring = fingerprint(unit->setup);
  put32(wiring, unit->wiring);
  const bool kept = lk_store_read(&unit->store, LK_STORE_STATE, bytes, sizeof bytes) &&
                    bytes[0] == STATE_FORMAT && memcmp(bytes + 1, wiring, sizeof wiring) == 0;
  if (!kept) memset(bytes, 0, sizeof bytes);

  for (uint8_t i = 0; i < unit->setup->lockers; i++) {
    const struct lk_latches latches = unpack(bytes[STATE_LOCKERS + i]);
    lk_locker_init(&unit->locker[i], unit->setup->fitted[i], &latches);
  }
  const struct lk_latches latches = unpack(bytes[5]);
  lk_locker_init(&unit->housing, LK_FITTED(LK_TAMPER), &latches);
  lk_supply_init(&unit->supply, (bytes[6] & FLAG_MAINS_KNOWN) != 0, (bytes[6] & FLAG_MAINS) != 0,
                 (bytes[6] & FLAG_BATTERY_LOW) != 0);
}
