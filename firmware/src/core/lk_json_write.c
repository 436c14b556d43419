#include "lk_json.h"

#include <string.h>

#include "lk_utf8.h"

static void put(struct lk_json_writer *writer, char c) {
  if (writer->failed) return;
  if (writer->size == 0 || writer->length >= writer->size - 1) {
    writer->failed = true;
    return;
  }
  writer->to[writer->length++] = c;
  writer->to[writer->length] = '\0';
}

static void put_text(struct lk_json_writer *writer, const char *text) {
  while (*text != '\0') put(writer, *text++);
}

void lk_json_write(struct lk_json_writer *writer, char *to, size_t size) {
  memset(writer, 0, sizeof *writer);
  writer->to = to;
  writer->size = size;
  if (size > 0) to[0] = '\0';
}

size_t lk_json_written(struct lk_json_writer *writer) {
  return writer->failed || writer->depth > 0 ? 0 : writer->length;
}

static void begin_value(struct lk_json_writer *writer, const char *name) {
  if (writer->follows) put(writer, ',');
  if (name != NULL) {
    put(writer, '"');
    put_text(writer, name);
    put(writer, '"');
    put(writer, ':');
  }
  writer->follows = true;
}

static void put_open(struct lk_json_writer *writer, const char *name, char bracket) {
  begin_value(writer, name);
  put(writer, bracket);
  writer->follows = false;
  if (writer->depth >= LK_JSON_DEPTH) writer->failed = true;
  writer->depth++;
}

static void put_close(struct lk_json_writer *writer, char bracket) {
  put(writer, bracket);
  writer->follows = true;
  if (writer->depth == 0) {
    writer->failed = true;
  } else {
    writer->depth--;
  }
}

void lk_json_put_object(struct lk_json_writer *writer, const char *name) {
  put_open(writer, name, '{');
}
void lk_json_put_object_end(struct lk_json_writer *writer) { put_close(writer, '}'); }
void lk_json_put_array(struct lk_json_writer *writer, const char *name) {
  put_open(writer, name, '[');
}
void lk_json_put_array_end(struct lk_json_writer *writer) { put_close(writer, ']'); }

static void put_escaped(struct lk_json_writer *writer, char c) {
  static const char digits[] = "0123456789abcdef";
  static const char plain[] = "\"\\\b\f\n\r\t";
  static const char letter[] = "\"\\bfnrt";
  const char *found = strchr(plain, c);
  put(writer, '\\');
  if (found != NULL) {
    put(writer, letter[found - plain]);
  } else {
    put_text(writer, "u00");
    put(writer, digits[(uint8_t)c >> 4]);
    put(writer, digits[(uint8_t)c & 0xf]);
  }
}

void lk_json_put_string(struct lk_json_writer *writer, const char *name, const char *text) {
  size_t left = strlen(text);
  begin_value(writer, name);
  put(writer, '"');
  while (left > 0) {
    size_t length = lk_utf8_length(text, left);
    if (length == 0) {
      writer->failed = true;
      return;
    }
    if ((uint8_t)text[0] < 0x20 || text[0] == '"' || text[0] == '\\') {
      put_escaped(writer, text[0]);
    } else {
      for (size_t i = 0; i < length; i++) put(writer, text[i]);
    }
    text += length;
    left -= length;
  }
  put(writer, '"');
}

/**
 * Divides by ten in pieces of 16 bits: small targets have no 64-bit division of their own.
 * @returns the remainder
 */
static uint32_t divide_by_ten(uint64_t *value) {
  uint32_t high = (uint32_t)(*value >> 32);
  uint32_t low = (uint32_t)*value;
  uint32_t rest = high % 10;
  uint32_t upper = (rest << 16) | (low >> 16);
  high /= 10;
  rest = upper % 10;
  upper /= 10;
  uint32_t lower = (rest << 16) | (low & 0xffff);
  *value = ((uint64_t)high << 32) | (upper << 16) | (lower / 10);
  return lower % 10;
}

void lk_json_put_integer(struct lk_json_writer *writer, const char *name, int64_t value) {
  char digits[20];
  size_t count = 0;
  begin_value(writer, name);
  if (value > LK_JSON_INTEGER_MAX || value < -LK_JSON_INTEGER_MAX) {
    writer->failed = true;
    return;
  }
  if (value < 0) put(writer, '-');
  uint64_t left = (uint64_t)(value < 0 ? -value : value);
  do {
    digits[count++] = (char)('0' + divide_by_ten(&left));
  } while (left > 0);
  while (count > 0) put(writer, digits[--count]);
}

void lk_json_put_boolean(struct lk_json_writer *writer, const char *name, bool value) {
  begin_value(writer, name);
  put_text(writer, value ? "true" : "false");
}

void lk_json_put_null(struct lk_json_writer *writer, const char *name) {
  begin_value(writer, name);
  put_text(writer, "null");
}
