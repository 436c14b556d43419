/**
 * What the command `ota` must say of an image, and what of it the release key signs.
 *
 * The signature binds version, length and hash together, so that no older image can be passed off
 * as a newer one. It is verified before anything is fetched; the hash, before anything that was
 * fetched can run.
 */
#ifndef LK_OTA_H
#define LK_OTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../port.h"
#include "lk_json.h"

/** Bytes of an image at most. */
#define LK_OTA_SIZE_MAX 16777216
/** Bytes of the signed text at most, the terminating zero included. */
#define LK_OTA_TEXT_MAX (LK_OTA_VERSION_MAX + 1 + 8 + 1 + 2 * LK_OTA_DIGEST + 1)

/** `given` has these bits for what a command named; all of them are wanted. */
enum lk_ota_field {
  LK_OTA_HAS_URL = 1 << 0,
  LK_OTA_HAS_VERSION = 1 << 1,
  LK_OTA_HAS_SIZE = 1 << 2,
  LK_OTA_HAS_SHA256 = 1 << 3,
  LK_OTA_HAS_SIGNATURE = 1 << 4,
  LK_OTA_HAS_ALL = (1 << 5) - 1,
};

struct lk_ota {
  uint8_t given;
  struct lk_ota_image image;
  /** DER; empty where what came was no whole base64, so that no key verifies it. */
  uint8_t signature[LK_OTA_SIGNATURE_MAX];
  uint8_t signature_length;
};

/** Whether `name` is a field of the arguments of `ota`. */
bool lk_ota_names(const char *name);

/** Reads the value that follows such a name. @returns false where it is not as the schema wants it;
 * it is read all the same */
bool lk_ota_read(struct lk_ota *ota, const char *name, struct lk_json_parser *parser);

/** Writes what is signed: version, size and SHA-256 with one space between them. @returns its
 * length */
size_t lk_ota_text(const struct lk_ota_image *image, char text[LK_OTA_TEXT_MAX]);

#endif
