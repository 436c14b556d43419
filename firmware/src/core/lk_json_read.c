#include <string.h>

#include "lk_json.h"
#include "lk_utf8.h"

void lk_json_parse(struct lk_json_parser *parser, const char *text, size_t length) {
  memset(parser, 0, sizeof *parser);
  parser->text = text;
  parser->length = length;
  parser->expects = true;
}

static bool fail(struct lk_json_parser *parser) {
  parser->failed = true;
  return false;
}

static size_t behind_space(const struct lk_json_parser *parser, size_t at) {
  while (at < parser->length && strchr(" \t\n\r", parser->text[at]) != NULL &&
         parser->text[at] != '\0') {
    at++;
  }
  return at;
}

/**
 * The next character that is no white space, without taking it; a zero byte at the end, which
 * stands nowhere in JSON.
 */
static char look(const struct lk_json_parser *parser) {
  size_t at = behind_space(parser, parser->at);
  return at < parser->length ? parser->text[at] : '\0';
}

static bool take(struct lk_json_parser *parser, char c) {
  parser->at = behind_space(parser, parser->at);
  if (parser->at >= parser->length || parser->text[parser->at] != c) return false;
  parser->at++;
  return true;
}

bool lk_json_end(struct lk_json_parser *parser) {
  parser->at = behind_space(parser, parser->at);
  return !parser->failed && parser->depth == 0 && !parser->expects && parser->at == parser->length;
}

enum lk_json_kind lk_json_peek(const struct lk_json_parser *parser) {
  char c = look(parser);
  if (parser->failed || !parser->expects) return LK_JSON_NONE;
  if (c == '{') return LK_JSON_OBJECT;
  if (c == '[') return LK_JSON_ARRAY;
  if (c == '"') return LK_JSON_STRING;
  if (c == 't' || c == 'f') return LK_JSON_BOOLEAN;
  if (c == 'n') return LK_JSON_NULL;
  return c == '-' || (c >= '0' && c <= '9') ? LK_JSON_NUMBER : LK_JSON_NONE;
}

/* Strings. Scanned and checked once; what was checked is decoded without checks after that. */

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/** The four digits at `at`, or -1. */
static int32_t hex_point(const struct lk_json_parser *parser, size_t at) {
  int32_t point = 0;
  if (parser->length - at < 4) return -1;
  for (size_t i = at; i < at + 4; i++) {
    int digit = hex_digit(parser->text[i]);
    if (digit < 0) return -1;
    point = point << 4 | digit;
  }
  return point;
}

/** Bytes of the escape at `at`, where a backslash is; 0 where it is none. */
static size_t escape_length(const struct lk_json_parser *parser, size_t at) {
  if (parser->length - at < 2) return 0;
  char c = parser->text[at + 1];
  if (c != 'u') return c != '\0' && strchr("\"\\/bfnrt", c) != NULL ? 2 : 0;
  int32_t point = hex_point(parser, at + 2);
  if (point < 0 || (point >= 0xdc00 && point <= 0xdfff)) return 0;
  if (point < 0xd800 || point > 0xdbff) return 6;
  if (parser->length - at < 12 || parser->text[at + 6] != '\\' || parser->text[at + 7] != 'u') {
    return 0;
  }
  int32_t low = hex_point(parser, at + 8);
  return low >= 0xdc00 && low <= 0xdfff ? 12 : 0;
}

/** Reads a string, the quotes included. @param start where its first character is */
static bool scan_string(struct lk_json_parser *parser, size_t *start) {
  if (!take(parser, '"')) return fail(parser);
  *start = parser->at;
  while (parser->at < parser->length && parser->text[parser->at] != '"') {
    char c = parser->text[parser->at];
    if ((uint8_t)c < 0x20) return fail(parser);
    size_t length = c == '\\'
                        ? escape_length(parser, parser->at)
                        : lk_utf8_length(parser->text + parser->at, parser->length - parser->at);
    if (length == 0) return fail(parser);
    parser->at += length;
  }
  if (parser->at >= parser->length) return fail(parser);
  parser->at++;
  return true;
}

/** The character at `at` of a string that was scanned; steps over it. */
static uint32_t next_point(const struct lk_json_parser *parser, size_t *at) {
  const char *here = parser->text + *at;
  if (here[0] != '\\') {
    *at += lk_utf8_length(here, parser->length - *at);
    return lk_utf8_read(here);
  }
  if (here[1] != 'u') {
    static const char letter[] = "\"\\/bfnrt";
    static const char plain[] = "\"\\/\b\f\n\r\t";
    *at += 2;
    return (uint8_t)plain[strchr(letter, here[1]) - letter];
  }
  uint32_t point = (uint32_t)hex_point(parser, *at + 2);
  *at += 6;
  if (point < 0xd800 || point > 0xdbff) return point;
  uint32_t low = (uint32_t)hex_point(parser, *at + 2);
  *at += 6;
  return 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
}

/** @returns false when the string that was scanned from `start` does not fit, or holds U+0000 */
static bool copy_string(const struct lk_json_parser *parser, size_t start, char *to, size_t size) {
  size_t length = 0;
  if (size == 0) return false;
  to[0] = '\0';
  while (parser->text[start] != '"') {
    char bytes[4];
    uint32_t point = next_point(parser, &start);
    size_t count = lk_utf8_write(point, bytes);
    if (point == 0 || length + count >= size) {
      to[0] = '\0';
      return false;
    }
    memcpy(to + length, bytes, count);
    length += count;
  }
  to[length] = '\0';
  return true;
}

/*
 * Names: each once in an object. Compared with all before it, which is cheap in 2 KB and needs no
 * memory.
 */

static bool same_string(const struct lk_json_parser *parser, size_t one, size_t other) {
  while (parser->text[one] != '"' && parser->text[other] != '"') {
    if (next_point(parser, &one) != next_point(parser, &other)) return false;
  }
  return parser->text[one] == parser->text[other];
}

/** The closing quote of the string that was scanned from `at`. */
static size_t closing_quote(const struct lk_json_parser *parser, size_t at) {
  while (parser->text[at] != '"') at += parser->text[at] == '\\' ? 2 : 1;
  return at;
}

/**
 * From a name's closing quote over its value, which was read, to the quote that opens the next
 * name.
 */
static size_t next_name(const struct lk_json_parser *parser, size_t at) {
  unsigned depth = 0;
  for (at++; depth > 0 || parser->text[at] != ','; at++) {
    char c = parser->text[at];
    if (c == '"') at = closing_quote(parser, at + 1);
    if (c == '{' || c == '[') depth++;
    if (c == '}' || c == ']') depth--;
  }
  return behind_space(parser, at + 1);
}

/** @param start first character of the name that was read last */
static bool is_new_name(const struct lk_json_parser *parser, size_t start) {
  size_t at = parser->names_at[parser->depth - 1];
  while (at < start) {
    if (same_string(parser, at, start)) return false;
    at = next_name(parser, closing_quote(parser, at)) + 1;
  }
  return true;
}

/* Objects and arrays */

static bool enter(struct lk_json_parser *parser, char bracket) {
  if (!take(parser, bracket) || parser->depth >= LK_JSON_DEPTH) return fail(parser);
  parser->in_object[parser->depth] = bracket == '{';
  parser->depth++;
  parser->expects = false;
  parser->fresh = true;
  return true;
}

/**
 * To the next member or element.
 * @returns false where what is open has been left, or the text is broken
 */
static bool go_on(struct lk_json_parser *parser, bool in_object) {
  if (parser->failed || parser->depth == 0) return false;
  if (parser->expects || parser->in_object[parser->depth - 1] != in_object) return fail(parser);
  bool first = parser->fresh;
  parser->fresh = false;
  if (take(parser, in_object ? '}' : ']')) {
    parser->depth--;
    return false;
  }
  return first || take(parser, ',') || fail(parser);
}

bool lk_json_read_name(struct lk_json_parser *parser, char *name, size_t size) {
  size_t start;
  bool first = parser->fresh;
  if (!go_on(parser, true) || !scan_string(parser, &start)) return false;
  if (first) parser->names_at[parser->depth - 1] = start;
  if (!first && !is_new_name(parser, start)) return fail(parser);
  if (!take(parser, ':')) return fail(parser);
  parser->expects = true;
  copy_string(parser, start, name, size);
  return true;
}

bool lk_json_read_element(struct lk_json_parser *parser) {
  if (!go_on(parser, false)) return false;
  parser->expects = true;
  return true;
}

/* Values */

static bool scan_digits(struct lk_json_parser *parser) {
  size_t start = parser->at;
  while (parser->at < parser->length && parser->text[parser->at] >= '0' &&
         parser->text[parser->at] <= '9') {
    parser->at++;
  }
  return parser->at > start;
}

static bool take_here(struct lk_json_parser *parser, const char *any) {
  if (parser->at >= parser->length || parser->text[parser->at] == '\0') return false;
  if (strchr(any, parser->text[parser->at]) == NULL) return false;
  parser->at++;
  return true;
}

/** @param integer whether it has neither fraction nor exponent */
static bool scan_number(struct lk_json_parser *parser, bool *integer) {
  *integer = true;
  parser->at = behind_space(parser, parser->at);
  take_here(parser, "-");
  if (!take_here(parser, "0") && !scan_digits(parser)) return fail(parser);
  if (take_here(parser, ".")) {
    *integer = false;
    if (!scan_digits(parser)) return fail(parser);
  }
  if (take_here(parser, "eE")) {
    *integer = false;
    take_here(parser, "+-");
    if (!scan_digits(parser)) return fail(parser);
  }
  return true;
}

static bool scan_word(struct lk_json_parser *parser, const char *word) {
  size_t length = strlen(word);
  parser->at = behind_space(parser, parser->at);
  if (parser->length - parser->at < length ||
      memcmp(parser->text + parser->at, word, length) != 0) {
    return fail(parser);
  }
  parser->at += length;
  return true;
}

/** Reads any value but an object or array; of these, steps in. */
static bool scan_value(struct lk_json_parser *parser) {
  size_t start;
  bool integer;
  enum lk_json_kind kind = lk_json_peek(parser);
  if (kind == LK_JSON_OBJECT) return enter(parser, '{');
  if (kind == LK_JSON_ARRAY) return enter(parser, '[');
  parser->expects = false;
  if (kind == LK_JSON_STRING) return scan_string(parser, &start);
  if (kind == LK_JSON_NUMBER) return scan_number(parser, &integer);
  if (kind == LK_JSON_BOOLEAN) return scan_word(parser, look(parser) == 't' ? "true" : "false");
  return kind == LK_JSON_NULL ? scan_word(parser, "null") : fail(parser);
}

bool lk_json_skip(struct lk_json_parser *parser) {
  char name[1];
  uint8_t outside = parser->depth;
  scan_value(parser);
  while (!parser->failed && parser->depth > outside) {
    bool more = parser->in_object[parser->depth - 1] ? lk_json_read_name(parser, name, sizeof name)
                                                     : lk_json_read_element(parser);
    if (more) scan_value(parser);
  }
  return !parser->failed;
}

/** Whether the next value is of this kind; if not, it is skipped. */
static bool is_next(struct lk_json_parser *parser, enum lk_json_kind kind) {
  if (lk_json_peek(parser) == kind) return true;
  lk_json_skip(parser);
  return false;
}

bool lk_json_read_object(struct lk_json_parser *parser) {
  return is_next(parser, LK_JSON_OBJECT) && scan_value(parser);
}

bool lk_json_read_array(struct lk_json_parser *parser) {
  return is_next(parser, LK_JSON_ARRAY) && scan_value(parser);
}

bool lk_json_read_string(struct lk_json_parser *parser, char *text, size_t size) {
  size_t start;
  if (!is_next(parser, LK_JSON_STRING)) return false;
  parser->expects = false;
  return scan_string(parser, &start) && copy_string(parser, start, text, size);
}

bool lk_json_read_integer(struct lk_json_parser *parser, int64_t least, int64_t most,
                          int64_t *value) {
  bool integer;
  int64_t magnitude = 0;
  if (!is_next(parser, LK_JSON_NUMBER)) return false;
  parser->expects = false;
  size_t at = behind_space(parser, parser->at);
  if (!scan_number(parser, &integer) || !integer) return false;
  bool negative = parser->text[at] == '-';
  for (at += negative ? 1 : 0; at < parser->at; at++) {
    magnitude = magnitude * 10 + (parser->text[at] - '0');
    if (magnitude > LK_JSON_INTEGER_MAX) return false;
  }
  int64_t signed_value = negative ? -magnitude : magnitude;
  if (signed_value < least || signed_value > most) return false;
  *value = signed_value;
  return true;
}

bool lk_json_read_boolean(struct lk_json_parser *parser, bool *value) {
  if (!is_next(parser, LK_JSON_BOOLEAN)) return false;
  bool truth = look(parser) == 't';
  if (!scan_value(parser)) return false;
  *value = truth;
  return true;
}

bool lk_json_read_null(struct lk_json_parser *parser) {
  return is_next(parser, LK_JSON_NULL) && scan_value(parser);
}
