#include "wires.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MAINS_UNKNOWN, MAINS_PRESENT, MAINS_FAILED };

bool wires_open(struct wires *wires, const char *path) {
  void *levels = MAP_FAILED;
  int fd = open(path, O_RDWR | O_CREAT, 0600);
  if (fd < 0) return false;
  if (ftruncate(fd, (off_t)sizeof(struct wire_levels)) == 0) {
    levels = mmap(NULL, sizeof(struct wire_levels), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  }
  close(fd);
  wires->levels = levels;
  return levels != MAP_FAILED;
}

void wires_tell(const struct wires *wires, struct lk_unit *unit) {
  const struct wire_levels *levels = wires->levels;
  for (uint8_t locker = 0; locker < unit->setup->lockers; locker++) {
    for (unsigned contact = 0; contact < LK_CONTACTS; contact++) {
      bool active = (levels->contacts[locker] >> contact & 1) != 0;
      lk_unit_contact(unit, locker, (enum lk_contact)contact, active);
    }
  }
  lk_unit_case(unit, levels->case_open != 0);
  if (levels->mains != MAINS_UNKNOWN) lk_unit_mains(unit, levels->mains == MAINS_PRESENT);
  if (levels->battery > 0) lk_unit_battery(unit, (uint8_t)(levels->battery - 1));
}

void wires_contact(struct wires *wires, struct lk_unit *unit, uint8_t locker, enum lk_contact contact, bool active) {
  uint8_t *level = &wires->levels->contacts[locker];
  uint8_t bit = LK_FITTED(contact);
  *level = (uint8_t)(active ? *level | bit : *level & ~bit);
  lk_unit_contact(unit, locker, contact, active);
}

void wires_case(struct wires *wires, struct lk_unit *unit, bool open) {
  wires->levels->case_open = open;
  lk_unit_case(unit, open);
}

void wires_mains(struct wires *wires, struct lk_unit *unit, bool present) {
  wires->levels->mains = present ? MAINS_PRESENT : MAINS_FAILED;
  lk_unit_mains(unit, present);
}

void wires_battery(struct wires *wires, struct lk_unit *unit, uint8_t percent) {
  wires->levels->battery = (uint8_t)(percent + 1);
  lk_unit_battery(unit, percent);
}
