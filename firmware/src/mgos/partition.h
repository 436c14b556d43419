/**
 * The flash partition `lockers`: its first sectors are the settings', the rest is the journal's. By
 * ESP-IDF's own functions, because Mongoose OS's file system cannot say when a write is durable.
 */
#ifndef LK_PARTITION_H
#define LK_PARTITION_H

#include <stdbool.h>

#include "../core/lk_flash.h"

#define LK_PARTITION_LABEL "lockers"
#define LK_PARTITION_SECTOR 4096
#define LK_PARTITION_SETTINGS_SECTORS 2

/** @returns false where the image has no such partition, or one too small for a journal */
bool lk_partition_open(struct lk_flash *settings, struct lk_flash *journal);

#endif
