/**
 * What the core asks of the platform it runs on. `src/mgos` implements it with Mongoose OS, `host`
 * with Linux, the tests with plain memory.
 *
 * Rules for whoever implements it:
 *  - Every function gets `ctx` first and returns quickly. None calls back into the core.
 *  - Everything runs in one thread: calls into the core, and the core's calls out. An interrupt
 * handler only stores a level and leaves the call to the main loop.
 *  - Time is never read here. Uptime is passed into the core's calls; wall time is told by
 * lk_unit_wall_time().
 *  - The core uses flash only through `journal` and `settings`, which must not overlap.
 */
#ifndef LK_PORT_H
#define LK_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/lk_flash.h"
#include "core/lk_ms.h"

/** What can be switched. There is deliberately no lock among them. */
enum lk_output {
  LK_OUTPUT_LED,
  LK_OUTPUT_SIREN,
};

enum lk_log_level {
  LK_LOG_INFO,
  LK_LOG_WARNING,
  LK_LOG_ERROR,
};

/** Bytes of a SHA-256 digest. */
#define LK_OTA_DIGEST 32
/** Bytes of a decoded signature at most: ECDSA on P-256 in DER. */
#define LK_OTA_SIGNATURE_MAX 72
/** Characters of an image's URL at most, without the terminating zero. */
#define LK_OTA_URL_MAX 255
/** Characters of a version at most, without the terminating zero. */
#define LK_OTA_VERSION_MAX 32

/** An image that the unit is told to run from now on. The release key's signature over it has been
 * verified. */
struct lk_ota_image {
  char url[LK_OTA_URL_MAX + 1];
  char version[LK_OTA_VERSION_MAX + 1];
  uint8_t sha256[LK_OTA_DIGEST];
  /** Bytes. */
  uint32_t size;
};

struct lk_port {
  void *ctx;

  /** Where the event journal lives; a partition of its own. */
  const struct lk_flash *journal;
  /** Where configuration and latches live; two sectors at least, a partition of their own. */
  const struct lk_flash *settings;

  /**
   * Hands a message to MQTT.
   * @param qos 0 or 1
   * @returns with QoS 1 the packet id, 1 to 65535, which lk_unit_puback() names later; with QoS 0
   * zero; below zero when it was not taken (no connection, no room): the core tries again by
   * itself. The platform must not queue what it cannot send: the journal is the only queue.
   */
  int32_t (*publish)(void *ctx, const char *topic, const char *payload, size_t length, int qos,
                     bool retain);

  /** Drops the connection and makes a new one; lk_unit_disconnected() and lk_unit_connected()
   * follow. */
  void (*reconnect)(void *ctx);

  /** Called only when the level changes, and once for each output at the start. */
  void (*output)(void *ctx, enum lk_output output, bool on);

  /**
   * Restarts the unit. Returns; the platform lets what was published go out first, for at most two
   * seconds, and passes nothing more into the core.
   */
  void (*restart)(void *ctx);

  /** Fills `bytes` from a source fit for secrets. @returns false if there is none: the unit does
   * not start. */
  bool (*random)(void *ctx, uint8_t *bytes, size_t length);

  /**
   * Whether `signature` (ECDSA on P-256 with SHA-256, DER) over `text` is by the release key whose
   * public half is in the running firmware. Null where the platform cannot tell: every `ota` is
   * refused as `unsupported`.
   */
  bool (*ota_verify)(void *ctx, const char *text, size_t length, const uint8_t *signature,
                     size_t signature_length);

  /**
   * Starts to fetch the image to beside the running one, over TLS with a verified name, and to hash
   * what comes. Ends with lk_unit_ota_loaded(), whatever becomes of it, and takes not more than
   * `size` bytes. Null where there is no way to update over the air.
   * @returns false when it cannot start at all
   */
  bool (*ota_load)(void *ctx, const struct lk_ota_image *image);

  /** Makes the loaded image the one that the next start runs, on trial. @returns false when that
   * failed */
  bool (*ota_install)(void *ctx);

  /** Throws the loaded image away. */
  void (*ota_discard)(void *ctx);

  /**
   * The running image works: keep it. Called once in each boot, after the gateway has answered
   * something. An image that restarts without it is on trial and must be rolled back by the
   * platform.
   */
  void (*ota_confirm)(void *ctx);

  /** One short line for the installer's serial console; never personal data, keys or contents. May
   * be null. */
  void (*log)(void *ctx, enum lk_log_level level, const char *text);
};

#endif
