#include "lk_store.h"

#include <string.h>

#include "lk_crc.h"

/** Written last, once a sector holds all that counts. */
struct sector_head {
  uint8_t magic[4];
  uint32_t generation;
  uint32_t crc;
  uint8_t unused[4];
};

struct record_head {
  uint8_t kind;
  uint8_t length;
  uint8_t unused[2];
  uint32_t crc;
};

enum {
  SECTORS = 2,
  GRANULE = LK_FLASH_GRANULE,
  HEAD = sizeof(struct record_head),
  ROOM = (HEAD + LK_STORE_MAX + GRANULE - 1) / GRANULE * GRANULE,
};

static const uint8_t magic[4] = {'l', 'k', 's', '1'};

static uint32_t padded(size_t length) {
  return (uint32_t)((HEAD + length + GRANULE - 1) / GRANULE * GRANULE);
}

static bool read_at(const struct lk_store *store, uint32_t sector, uint32_t at, void *to,
                    size_t length) {
  return store->flash->read(store->flash->ctx, sector * store->flash->sector_size + at, to,
                            length) == 0;
}

static bool program_at(const struct lk_store *store, uint32_t sector, uint32_t at, const void *from,
                       size_t length) {
  return store->flash->program(store->flash->ctx, sector * store->flash->sector_size + at, from,
                               length) == 0;
}

static bool erased(const uint8_t *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (bytes[i] != 0xff) return false;
  }
  return true;
}

/** Lays a record out as it stands in flash. @returns its bytes, padding included */
static uint32_t lay_out(uint8_t *place, uint8_t kind, const uint8_t *record, uint8_t length) {
  struct record_head head = {.kind = kind, .length = length, .unused = {0xff, 0xff}, .crc = 0};
  memset(place, 0xff, ROOM);
  memcpy(place + HEAD, record, length);
  memcpy(place, &head, HEAD);
  head.crc = lk_crc32(place, (size_t)HEAD + length);
  memcpy(place, &head, HEAD);
  return padded(length);
}

/** Whether a whole record stands at the start of `bytes`. */
static bool whole(const uint8_t *bytes, size_t available, struct record_head *head) {
  uint8_t copy[ROOM];
  memcpy(head, bytes, HEAD);
  if (head->kind >= LK_STORE_KINDS || head->length < 1 || head->length > LK_STORE_MAX) return false;
  if (padded(head->length) > available) return false;
  lay_out(copy, head->kind, bytes + HEAD, head->length);
  return memcmp(copy, bytes, padded(head->length)) == 0;
}

static bool sector_in_use(const struct lk_store *store, uint32_t sector, uint32_t *generation,
                          bool *in_use) {
  struct sector_head head;
  if (!read_at(store, sector, 0, &head, sizeof head)) return false;
  *generation = head.generation;
  *in_use = memcmp(head.magic, magic, sizeof magic) == 0 &&
            head.crc == lk_crc32(&head, offsetof(struct sector_head, crc));
  return true;
}

/**
 * Reads the sector in use. What a cut left torn is stepped over, a granule at a time; the next
 * record goes behind the last byte that is not erased.
 */
static bool scan(struct lk_store *store) {
  const uint32_t size = store->flash->sector_size;
  store->end = sizeof(struct sector_head);
  for (uint32_t at = store->end; at < size;) {
    uint8_t bytes[ROOM];
    const uint32_t available = size - at < ROOM ? size - at : ROOM;
    struct record_head head;
    if (!read_at(store, store->sector, at, bytes, available)) return false;
    if (whole(bytes, available, &head)) {
      memcpy(store->record[head.kind], bytes + HEAD, head.length);
      store->length[head.kind] = head.length;
      at += padded(head.length);
      store->end = at;
      continue;
    }
    at += GRANULE;
    if (!erased(bytes, GRANULE)) store->end = at;
  }
  return true;
}

bool lk_store_open(struct lk_store *store, const struct lk_flash *flash) {
  memset(store, 0, sizeof *store);
  store->flash = flash;
  if (flash->sector_count < SECTORS || flash->sector_size < LK_STORE_SECTOR_MIN) return false;
  // Nothing in use reads as a full sector: the first write begins the other one, which is sector 0.
  store->sector = 1;
  store->end = flash->sector_size;
  for (uint32_t sector = 0; sector < SECTORS; sector++) {
    uint32_t generation;
    bool in_use;
    if (!sector_in_use(store, sector, &generation, &in_use)) return false;
    if (!in_use || generation <= store->generation) continue;
    store->sector = sector;
    store->generation = generation;
  }
  return store->generation == 0 || scan(store);
}

bool lk_store_read(const struct lk_store *store, enum lk_store_kind kind, void *record,
                   size_t length) {
  if (length == 0 || store->length[kind] != length) return false;
  memcpy(record, store->record[kind], length);
  return true;
}

/** Begins the other sector with a copy of all that counts. */
static bool begin_other(struct lk_store *store) {
  const uint32_t other = 1 - store->sector;
  uint32_t at = sizeof(struct sector_head);
  if (store->flash->erase(store->flash->ctx, other) != 0) return false;
  for (uint8_t kind = 0; kind < LK_STORE_KINDS; kind++) {
    uint8_t place[ROOM];
    if (store->length[kind] == 0) continue;
    const uint32_t bytes = lay_out(place, kind, store->record[kind], store->length[kind]);
    if (!program_at(store, other, at, place, bytes)) return false;
    at += bytes;
  }
  struct sector_head head = {.generation = store->generation + 1,
                             .unused = {0xff, 0xff, 0xff, 0xff}};
  memcpy(head.magic, magic, sizeof magic);
  head.crc = lk_crc32(&head, offsetof(struct sector_head, crc));
  if (!program_at(store, other, 0, &head, sizeof head)) return false;
  store->sector = other;
  store->generation++;
  store->end = at;
  return true;
}

bool lk_store_write(struct lk_store *store, enum lk_store_kind kind, const void *record,
                    size_t length) {
  uint8_t place[ROOM];
  if (length == 0 || length > LK_STORE_MAX) return false;
  if (store->length[kind] == length && memcmp(store->record[kind], record, length) == 0)
    return true;
  const uint32_t bytes = lay_out(place, (uint8_t)kind, record, (uint8_t)length);
  if (store->end + bytes > store->flash->sector_size && !begin_other(store)) return false;
  const uint32_t at = store->end;
  // Whatever becomes of it, the place is used up.
  store->end += bytes;
  if (!program_at(store, store->sector, at, place, bytes)) return false;
  memcpy(store->record[kind], record, length);
  store->length[kind] = (uint8_t)length;
  return true;
}
