/*
 * Any bytes as JSON. What the reader takes is written anew and must be taken again, and give the
 * same bytes; so neither can differ from the other about where a value begins and ends. The same
 * bytes as a reply/event.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lk_json.h"
#include "lk_message.h"

#define LONGEST 4096

static void must(bool holds) {
  if (!holds) abort();
}

/** Copies one value; an object or array is only begun. @param name null where it has none */
static void copy_value(struct lk_json_parser *parser, struct lk_json_writer *writer,
                       const char *name) {
  static char text[LONGEST + 1];
  int64_t integer = 0;
  bool truth = false;
  switch (lk_json_peek(parser)) {
    case LK_JSON_OBJECT:
      if (lk_json_read_object(parser)) lk_json_put_object(writer, name);
      break;
    case LK_JSON_ARRAY:
      if (lk_json_read_array(parser)) lk_json_put_array(writer, name);
      break;
    case LK_JSON_STRING:
      if (!lk_json_read_string(parser, text, sizeof text)) text[0] = '\0';
      must(strlen(text) <= parser->length);
      lk_json_put_string(writer, name, text);
      break;
    case LK_JSON_NUMBER:
      lk_json_read_integer(parser, -LK_JSON_INTEGER_MAX, LK_JSON_INTEGER_MAX, &integer);
      lk_json_put_integer(writer, name, integer);
      break;
    case LK_JSON_BOOLEAN:
      lk_json_read_boolean(parser, &truth);
      lk_json_put_boolean(writer, name, truth);
      break;
    case LK_JSON_NULL:
      lk_json_read_null(parser);
      lk_json_put_null(writer, name);
      break;
    case LK_JSON_NONE:
      must(!lk_json_skip(parser));
      break;
  }
}

/** @returns how long what was written is; 0 where the text is broken or does not fit */
static size_t copy(const char *text, size_t length, char *to, size_t size) {
  struct lk_json_parser parser;
  struct lk_json_writer writer;
  char name[4] = "";
  lk_json_parse(&parser, text, length);
  lk_json_write(&writer, to, size);
  copy_value(&parser, &writer, NULL);
  while (!parser.failed && parser.depth > 0) {
    uint8_t depth = parser.depth;
    bool in_object = parser.in_object[depth - 1];
    must(depth <= LK_JSON_DEPTH && parser.at <= length);
    bool more =
        in_object ? lk_json_read_name(&parser, name, sizeof name) : lk_json_read_element(&parser);
    if (more) {
      /* Names are written as they are, so only their number is kept. */
      char number[12] = "n";
      size_t at = parser.at;
      for (size_t i = 1; i < sizeof number - 1; i++, at /= 10) number[i] = (char)('0' + at % 10);
      number[sizeof number - 1] = '\0';
      copy_value(&parser, &writer, in_object ? number : NULL);
    } else if (parser.depth < depth) {
      if (in_object) lk_json_put_object_end(&writer);
      if (!in_object) lk_json_put_array_end(&writer);
    }
  }
  return lk_json_end(&parser) ? lk_json_written(&writer) : 0;
}

static bool is_json(const char *text, size_t length) {
  struct lk_json_parser parser;
  lk_json_parse(&parser, text, length);
  lk_json_skip(&parser);
  return lk_json_end(&parser);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static char written[8 * LONGEST];
  static char again[8 * LONGEST];
  struct lk_answer answer;
  if (size > LONGEST) return 0;
  /* At the end of its own memory, so that reading beyond it is seen. */
  char *text = malloc(size + 1);
  if (text == NULL) return 0;
  memcpy(text, data, size);
  char *end = realloc(text, size > 0 ? size : 1);
  if (end != NULL) text = end;

  bool taken = is_json(text, size);
  size_t length = copy(text, size, written, sizeof written);
  must(taken == (length > 0));
  if (length > 0) {
    must(is_json(written, length));
    must(copy(written, length, again, sizeof again) > 0);
    must(is_json(again, strlen(again)));
  }
  if (lk_message_answer(text, size, &answer)) must(taken && answer.result <= LK_ANSWER_REJECTED);
  free(text);
  return 0;
}
