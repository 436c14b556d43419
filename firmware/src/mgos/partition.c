#include "partition.h"

#include "../core/lk_journal.h"
#include "esp_partition.h"

/** One of the two pieces. */
struct piece {
  const esp_partition_t *partition;
  uint32_t start;
};

static struct piece settings_piece;
static struct piece journal_piece;

static int read_piece(void *ctx, uint32_t offset, void *to, size_t length) {
  const struct piece *piece = ctx;
  return esp_partition_read(piece->partition, piece->start + offset, to, length) == ESP_OK ? 0 : -1;
}

static int program_piece(void *ctx, uint32_t offset, const void *from, size_t length) {
  const struct piece *piece = ctx;
  return esp_partition_write(piece->partition, piece->start + offset, from, length) == ESP_OK ? 0
                                                                                              : -1;
}

static int erase_piece(void *ctx, uint32_t sector) {
  const struct piece *piece = ctx;
  const uint32_t from = piece->start + sector * LK_PARTITION_SECTOR;
  return esp_partition_erase_range(piece->partition, from, LK_PARTITION_SECTOR) == ESP_OK ? 0 : -1;
}

static struct lk_flash flash_of(struct piece *piece, const esp_partition_t *partition,
                                uint32_t first, uint32_t count) {
  piece->partition = partition;
  piece->start = first * LK_PARTITION_SECTOR;
  return (struct lk_flash){
      .ctx = piece,
      .sector_size = LK_PARTITION_SECTOR,
      .sector_count = count,
      .read = read_piece,
      .program = program_piece,
      .erase = erase_piece,
  };
}

bool lk_partition_open(struct lk_flash *settings, struct lk_flash *journal) {
  const esp_partition_t *partition = esp_partition_find_first(
      ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_ANY, LK_PARTITION_LABEL);
  // Encrypted flash does not read as 0xff where it is erased; there are no secrets in it.
  if (partition == NULL || partition->encrypted) return false;
  const uint32_t sectors = partition->size / LK_PARTITION_SECTOR;
  if (sectors < LK_PARTITION_SETTINGS_SECTORS + LK_JOURNAL_SECTORS_MIN) return false;
  *settings = flash_of(&settings_piece, partition, 0, LK_PARTITION_SETTINGS_SECTORS);
  *journal = flash_of(&journal_piece, partition, LK_PARTITION_SETTINGS_SECTORS,
                      sectors - LK_PARTITION_SETTINGS_SECTORS);
  return true;
}
