#include "lk_ota.h"

#include <string.h>

enum { SIGNATURE_TEXT_MIN = 88, SIGNATURE_TEXT_MAX = 96, DIGEST_TEXT = 2 * LK_OTA_DIGEST };

static const struct {
  const char *name;
  enum lk_ota_field field;
} fields[] = {
    {"url", LK_OTA_HAS_URL},       {"version", LK_OTA_HAS_VERSION},     {"size", LK_OTA_HAS_SIZE},
    {"sha256", LK_OTA_HAS_SHA256}, {"signature", LK_OTA_HAS_SIGNATURE},
};

/** @returns 0 where it is no such name */
static unsigned field_of(const char *name) {
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    if (strcmp(name, fields[i].name) == 0) return fields[i].field;
  }
  return 0;
}

bool lk_ota_names(const char *name) { return field_of(name) != 0; }

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool read_url(struct lk_json_parser *parser, char *url) {
  static const char scheme[] = "https://";
  const size_t start = sizeof scheme - 1;
  if (!lk_json_read_string(parser, url, LK_OTA_URL_MAX + 1)) return false;
  if (strncmp(url, scheme, start) != 0 || url[start] == '\0') return false;
  for (size_t i = start; url[i] != '\0'; i++) {
    if (url[i] < '!' || url[i] > '~' || url[i] == '"' || url[i] == '\\') return false;
  }
  return true;
}

static bool read_version(struct lk_json_parser *parser, char *version) {
  if (!lk_json_read_string(parser, version, LK_OTA_VERSION_MAX + 1)) return false;
  for (size_t i = 0; version[i] != '\0'; i++) {
    const char c = version[i];
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (!letter && !is_digit(c) && strchr("._+-", c) == NULL) return false;
  }
  return version[0] != '\0';
}

static bool read_size(struct lk_json_parser *parser, uint32_t *size) {
  int64_t value;
  if (!lk_json_read_integer(parser, 1, LK_OTA_SIZE_MAX, &value)) return false;
  *size = (uint32_t)value;
  return true;
}

static int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_sha256(struct lk_json_parser *parser, uint8_t *digest) {
  char text[DIGEST_TEXT + 1];
  if (!lk_json_read_string(parser, text, sizeof text) || strlen(text) != DIGEST_TEXT) return false;
  for (size_t i = 0; i < LK_OTA_DIGEST; i++) {
    const int high = hex_value(text[2 * i]);
    const int low = hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    digest[i] = (uint8_t)(high * 16 + low);
  }
  return true;
}

static int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (is_digit(c)) return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static bool read_signature(struct lk_json_parser *parser, struct lk_ota *ota) {
  char text[SIGNATURE_TEXT_MAX + 1];
  if (!lk_json_read_string(parser, text, sizeof text)) return false;
  const size_t length = strlen(text);
  if (length < SIGNATURE_TEXT_MIN) return false;
  size_t digits = length;
  while (length - digits < 2 && text[digits - 1] == '=') digits--;
  for (size_t i = 0; i < digits; i++) {
    if (base64_value(text[i]) < 0) return false;
  }

  ota->signature_length = 0;
  if (length % 4 != 0) return true;
  uint32_t bits = 0;
  for (size_t i = 0; i < digits; i++) {
    bits = bits << 6 | (uint32_t)base64_value(text[i]);
    // Each digit but the first of four completes a byte.
    if (i % 4 != 0) ota->signature[ota->signature_length++] = (uint8_t)(bits >> (2 * (3 - i % 4)));
  }
  return true;
}

bool lk_ota_read(struct lk_ota *ota, const char *name, struct lk_json_parser *parser) {
  const unsigned field = field_of(name);
  ota->given |= (uint8_t)field;
  switch (field) {
    case LK_OTA_HAS_URL:
      return read_url(parser, ota->image.url);
    case LK_OTA_HAS_VERSION:
      return read_version(parser, ota->image.version);
    case LK_OTA_HAS_SIZE:
      return read_size(parser, &ota->image.size);
    case LK_OTA_HAS_SHA256:
      return read_sha256(parser, ota->image.sha256);
    case LK_OTA_HAS_SIGNATURE:
      return read_signature(parser, ota);
    default:
      lk_json_skip(parser);
      return false;
  }
}

static size_t write_decimal(uint32_t value, char *text) {
  char digits[10];
  size_t count = 0;
  do {
    digits[count++] = (char)('0' + value % 10);
    value /= 10;
  } while (value > 0);
  for (size_t i = 0; i < count; i++) text[i] = digits[count - 1 - i];
  return count;
}

size_t lk_ota_text(const struct lk_ota_image *image, char text[LK_OTA_TEXT_MAX]) {
  static const char hex[] = "0123456789abcdef";
  size_t at = strlen(image->version);
  memcpy(text, image->version, at);
  text[at++] = ' ';
  at += write_decimal(image->size, text + at);
  text[at++] = ' ';
  for (size_t i = 0; i < LK_OTA_DIGEST; i++) {
    text[at++] = hex[image->sha256[i] >> 4];
    text[at++] = hex[image->sha256[i] & 15];
  }
  text[at] = '\0';
  return at;
}
