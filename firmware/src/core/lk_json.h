/**
 * JSON in fixed room: a writer that never overruns, and a strict reader that takes one value after
 * the other.
 *
 * The reader holds to RFC 8259 and to the limits of contract/README.md: UTF-8 (no surrogates, no
 * overlong forms), at most LK_JSON_DEPTH deep, no name twice in one object, nothing after the end
 * but white space. Nothing read may be acted upon before lk_json_end() has returned true: the text
 * can still turn out broken.
 */
#ifndef LK_JSON_H
#define LK_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Objects and arrays within each other at most, the outermost counted. */
#define LK_JSON_DEPTH 8

/** The greatest integer that every JSON reader keeps exactly: 2^53 - 1. */
#define LK_JSON_INTEGER_MAX INT64_C(9007199254740991)

/* Writer */

struct lk_json_writer {
  char *to;
  size_t size;
  size_t length;
  /** Something did not fit, was nested too deep or was no UTF-8: nothing more is written. */
  bool failed;
  /** A value stands before the place where the next one comes. */
  bool follows;
  uint8_t depth;
};

/** Writes into `to`, at most `size` bytes with the terminating zero. */
void lk_json_write(struct lk_json_writer *writer, char *to, size_t size);

/**
 * @returns the length without the terminating zero; 0 when it failed: then `to` must not be used
 */
size_t lk_json_written(struct lk_json_writer *writer);

/*
 * `name` is the member's name, plain ASCII that needs no escape; null within an array and for the
 * outermost.
 */

void lk_json_put_object(struct lk_json_writer *writer, const char *name);
void lk_json_put_object_end(struct lk_json_writer *writer);
void lk_json_put_array(struct lk_json_writer *writer, const char *name);
void lk_json_put_array_end(struct lk_json_writer *writer);
/** @param text UTF-8, ended by a zero byte; escaped where JSON wants it */
void lk_json_put_string(struct lk_json_writer *writer, const char *name, const char *text);
/** @param value -LK_JSON_INTEGER_MAX to LK_JSON_INTEGER_MAX; beyond it fails */
void lk_json_put_integer(struct lk_json_writer *writer, const char *name, int64_t value);
void lk_json_put_boolean(struct lk_json_writer *writer, const char *name, bool value);
void lk_json_put_null(struct lk_json_writer *writer, const char *name);

/* Reader */

/**
 * Example:
 *
 *     lk_json_parse(&parser, text, length);
 *     bool found = false;
 *     if (lk_json_read_object(&parser)) {
 *       while (lk_json_read_name(&parser, name, sizeof name)) {
 *         if (strcmp(name, "seq") == 0) {
 *           found = lk_json_read_integer(&parser, 0, UINT32_MAX, &seq);
 *         } else {
 *           lk_json_skip(&parser);
 *         }
 *       }
 *     }
 *     return lk_json_end(&parser) && found;
 */
struct lk_json_parser {
  const char *text;
  size_t length;
  size_t at;
  /** The text is broken or over a limit: everything returns false from now on. */
  bool failed;
  uint8_t depth;
  /** What is open, by depth: an object, and where its first name begins; or an array. */
  bool in_object[LK_JSON_DEPTH];
  size_t names_at[LK_JSON_DEPTH];
  /** Nothing has been read yet in what was opened last. */
  bool fresh;
  /** A value is the next to be read. */
  bool expects;
};

enum lk_json_kind {
  /** No value here: the end of what is open, or the text is broken. */
  LK_JSON_NONE,
  LK_JSON_OBJECT,
  LK_JSON_ARRAY,
  LK_JSON_STRING,
  LK_JSON_NUMBER,
  LK_JSON_BOOLEAN,
  LK_JSON_NULL,
};

void lk_json_parse(struct lk_json_parser *parser, const char *text, size_t length);

/** @returns true when the whole text has been read, was right, and nothing follows it */
bool lk_json_end(struct lk_json_parser *parser);

/** What the next value is; reads nothing. After lk_json_read_name(), or lk_json_read_element(). */
enum lk_json_kind lk_json_peek(const struct lk_json_parser *parser);

/*
 * Each of the following reads exactly one value. When the value is of another kind, out of range or
 * too long, it is read all the same and false is returned; the reading goes on behind it.
 */

/**
 * Steps into an object. Only when it returns true: read its members by lk_json_read_name() until
 * that returns false.
 */
bool lk_json_read_object(struct lk_json_parser *parser);

/**
 * The name of the next member, whose value must be read or skipped before the next call.
 * @param name ended by a zero byte; a name of `size` or more bytes, or one with U+0000, is given as
 *             "", which is no name of the contract
 * @returns false at the end of the object (it is then left), or when the text is broken
 */
bool lk_json_read_name(struct lk_json_parser *parser, char *name, size_t size);

/** Steps into an array. Only when it returns true: its elements follow. */
bool lk_json_read_array(struct lk_json_parser *parser);

/**
 * Before each element.
 * @returns false at the end of the array (it is then left), or when the text is broken
 */
bool lk_json_read_element(struct lk_json_parser *parser);

/** @param text ended by a zero byte; false for one of `size` or more bytes or with U+0000 */
bool lk_json_read_string(struct lk_json_parser *parser, char *text, size_t size);

/** An integer from `least` to `most`, written without fraction or exponent. */
bool lk_json_read_integer(struct lk_json_parser *parser, int64_t least, int64_t most,
                          int64_t *value);

bool lk_json_read_boolean(struct lk_json_parser *parser, bool *value);
bool lk_json_read_null(struct lk_json_parser *parser);

/** Reads any value, with everything in it. @returns false only when the text is broken */
bool lk_json_skip(struct lk_json_parser *parser);

#endif
