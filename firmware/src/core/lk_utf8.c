#include "lk_utf8.h"

size_t lk_utf8_length(const char *text, size_t length) {
  const uint8_t *byte = (const uint8_t *)text;
  uint8_t first = byte[0];
  size_t tail = 0;
  uint8_t least = 0x80;
  uint8_t most = 0xbf;
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) {
    tail = 1;
  } else if (first >= 0xe0 && first <= 0xef) {
    tail = 2;
    if (first == 0xe0) least = 0xa0;
    if (first == 0xed) most = 0x9f;
  } else if (first >= 0xf0 && first <= 0xf4) {
    tail = 3;
    if (first == 0xf0) least = 0x90;
    if (first == 0xf4) most = 0x8f;
  } else {
    return 0;
  }
  if (length <= tail || byte[1] < least || byte[1] > most) return 0;
  for (size_t i = 2; i <= tail; i++) {
    if ((byte[i] & 0xc0) != 0x80) return 0;
  }
  return tail + 1;
}

uint32_t lk_utf8_read(const char *text) {
  const uint8_t *byte = (const uint8_t *)text;
  if (byte[0] < 0x80) return byte[0];
  if (byte[0] < 0xe0) return (byte[0] & 0x1fU) << 6 | (byte[1] & 0x3fU);
  if (byte[0] < 0xf0) return (byte[0] & 0x0fU) << 12 | (byte[1] & 0x3fU) << 6 | (byte[2] & 0x3fU);
  return (byte[0] & 0x07U) << 18 | (byte[1] & 0x3fU) << 12 | (byte[2] & 0x3fU) << 6 |
         (byte[3] & 0x3fU);
}

size_t lk_utf8_write(uint32_t point, char to[4]) {
  if (point < 0x80) {
    to[0] = (char)point;
    return 1;
  }
  if (point < 0x800) {
    to[0] = (char)(0xc0 | point >> 6);
    to[1] = (char)(0x80 | (point & 0x3f));
    return 2;
  }
  if (point < 0x10000) {
    to[0] = (char)(0xe0 | point >> 12);
    to[1] = (char)(0x80 | (point >> 6 & 0x3f));
    to[2] = (char)(0x80 | (point & 0x3f));
    return 3;
  }
  to[0] = (char)(0xf0 | point >> 18);
  to[1] = (char)(0x80 | (point >> 12 & 0x3f));
  to[2] = (char)(0x80 | (point >> 6 & 0x3f));
  to[3] = (char)(0x80 | (point & 0x3f));
  return 4;
}
