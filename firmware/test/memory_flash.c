#include "memory_flash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint32_t next_random(uint32_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

static void must(bool holds, const char *rule) {
  if (holds) return;
  fprintf(stderr, "The core broke a rule of lk_flash.h: %s\n", rule);
  abort();
}

static bool fails(struct memory_flash *memory) {
  if (memory->dead) return true;
  if (memory->failing == 0) return false;
  if (memory->well > 0) {
    memory->well--;
    return false;
  }
  memory->failing--;
  return true;
}

static int flash_read(void *ctx, uint32_t offset, void *to, size_t length) {
  struct memory_flash *memory = ctx;
  must(offset + length <= memory->flash.sector_size * memory->flash.sector_count,
       "read within the flash");
  memory->reads++;
  if (fails(memory)) return -1;
  memcpy(to, memory->bytes + offset, length);
  return 0;
}

/** Takes a byte from `from` towards `to`, some bits of it. */
static uint8_t partly(struct memory_flash *memory, uint8_t from, uint8_t to) {
  uint8_t done = (uint8_t)(next_random(&memory->random) >> 9);
  return (uint8_t)((from & ~done) | (to & done));
}

/** Turns `length` bytes at `at` into those of `to`, or as many as there is power for. */
static int change(struct memory_flash *memory, uint8_t *at, const uint8_t *to, size_t length,
                  bool erases) {
  bool cut = memory->budget >= 0 && (unsigned long)memory->budget < length;
  size_t done = cut ? (size_t)memory->budget : length;
  if (cut && memory->tear >= TEAR_ANYWHERE) {
    bool zeroed = erases && memory->tear == TEAR_AFTER_ZEROING;
    for (size_t i = 0; i < length; i++) {
      uint8_t from = zeroed && (next_random(&memory->random) & 0x100) != 0 ? 0 : at[i];
      at[i] = partly(memory, from, to[i]);
    }
  } else {
    memcpy(at, to, done);
    if (cut && memory->tear == TEAR_WITHIN_A_BYTE) at[done] = partly(memory, at[done], to[done]);
  }
  memory->work += done;
  if (memory->budget >= 0) memory->budget -= (long)done;
  memory->dead = cut;
  return cut ? -1 : 0;
}

static int flash_program(void *ctx, uint32_t offset, const void *from, size_t length) {
  struct memory_flash *memory = ctx;
  const uint8_t *bytes = from;
  uint32_t size = memory->flash.sector_size;
  if (fails(memory)) return -1;
  must(length > 0 && offset / size == (offset + length - 1) / size, "program within one sector");
  must(offset % LK_FLASH_GRANULE == 0 && length % LK_FLASH_GRANULE == 0, "program whole granules");
  must(offset + length <= size * memory->flash.sector_count, "program within the flash");
  for (size_t i = 0; i < length; i++) {
    uint8_t before = memory->bytes[offset + i];
    must(before == 0xff || bytes[i] == 0 || bytes[i] == before,
         "program erased bytes only, but for zeros");
  }
  memory->programs++;
  if (offset >= memory->broken_from && offset < memory->broken_to) return 0;
  return change(memory, memory->bytes + offset, bytes, length, false);
}

static int flash_erase(void *ctx, uint32_t sector) {
  static uint8_t erased[32768];
  struct memory_flash *memory = ctx;
  if (fails(memory)) return -1;
  must(sector < memory->flash.sector_count && memory->flash.sector_size <= sizeof erased,
       "erase a sector");
  if (erased[0] == 0) memset(erased, 0xff, sizeof erased);
  memory->erases++;
  if (sector < 64) memory->worn[sector]++;
  uint32_t size = memory->flash.sector_size;
  return change(memory, memory->bytes + (size_t)sector * size, erased, size, true);
}

void memory_flash_init(struct memory_flash *memory, uint8_t *bytes, uint32_t sector_size,
                       uint32_t sector_count) {
  memset(memory, 0, sizeof *memory);
  memset(bytes, 0xff, (size_t)sector_size * sector_count);
  memory->flash.ctx = memory;
  memory->flash.sector_size = sector_size;
  memory->flash.sector_count = sector_count;
  memory->flash.read = flash_read;
  memory->flash.program = flash_program;
  memory->flash.erase = flash_erase;
  memory->bytes = bytes;
  memory->random = 1;
  memory->budget = -1;
}

void memory_flash_revive(struct memory_flash *memory) {
  memory->dead = false;
  memory->budget = -1;
}
