#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lk_json.h"

/* Writer */

static void writes_every_kind_of_value(void **state) {
  (void)state;
  struct lk_json_writer writer;
  char text[200];
  lk_json_write(&writer, text, sizeof text);
  lk_json_put_object(&writer, NULL);
  lk_json_put_integer(&writer, "v", 1);
  lk_json_put_string(&writer, "unit", "MUM01-U07");
  lk_json_put_array(&writer, "list");
  lk_json_put_integer(&writer, NULL, -5);
  lk_json_put_array(&writer, NULL);
  lk_json_put_array_end(&writer);
  lk_json_put_object(&writer, NULL);
  lk_json_put_object_end(&writer);
  lk_json_put_array_end(&writer);
  lk_json_put_boolean(&writer, "yes", true);
  lk_json_put_boolean(&writer, "no", false);
  lk_json_put_null(&writer, "at");
  lk_json_put_object_end(&writer);
  const char *wanted =
      "{\"v\":1,\"unit\":\"MUM01-U07\",\"list\":[-5,[],{}],\"yes\":true,\"no\":false,\"at\":null}";
  assert_string_equal(text, wanted);
  assert_int_equal(lk_json_written(&writer), strlen(wanted));
}

static size_t write_string(char *to, size_t size, const char *value) {
  struct lk_json_writer writer;
  lk_json_write(&writer, to, size);
  lk_json_put_string(&writer, NULL, value);
  return lk_json_written(&writer);
}

static void escapes_what_json_wants_escaped(void **state) {
  (void)state;
  char text[100];
  assert_int_not_equal(write_string(text, sizeof text, "a\"b\\c\b\f\n\r\t\x01\x1f\x7f/"), 0);
  assert_string_equal(text, "\"a\\\"b\\\\c\\b\\f\\n\\r\\t\\u0001\\u001f\x7f/\"");
  assert_int_not_equal(write_string(text, sizeof text, "\xe0\xa4\xae\xf0\x9f\x94\x92"), 0);
  assert_string_equal(text, "\"\xe0\xa4\xae\xf0\x9f\x94\x92\"");
}

static void writes_no_text_that_is_not_utf8(void **state) {
  (void)state;
  static const char *const broken[] = {"\x80",
                                       "\xc0\xaf",
                                       "\xc3",
                                       "\xe0\x80\xaf",
                                       "\xed\xa0\x80",
                                       "\xf5\x80\x80\x80",
                                       "\xf4\x90\x80\x80",
                                       "\xff"};
  char text[100];
  for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
    assert_int_equal(write_string(text, sizeof text, broken[i]), 0);
  }
}

static void writes_integers_up_to_2_to_the_53rd(void **state) {
  (void)state;
  static const int64_t values[] = {0,
                                   1,
                                   -1,
                                   9,
                                   10,
                                   65535,
                                   65536,
                                   99999,
                                   4294967295,
                                   4294967296,
                                   -3200,
                                   1795334131425,
                                   8640000000000000,
                                   LK_JSON_INTEGER_MAX,
                                   -LK_JSON_INTEGER_MAX};
  char text[40];
  char wanted[40];
  struct lk_json_writer writer;
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    lk_json_write(&writer, text, sizeof text);
    lk_json_put_integer(&writer, NULL, values[i]);
    snprintf(wanted, sizeof wanted, "%" PRId64, values[i]);
    assert_int_equal(lk_json_written(&writer), strlen(wanted));
    assert_string_equal(text, wanted);
  }
  lk_json_write(&writer, text, sizeof text);
  lk_json_put_integer(&writer, NULL, LK_JSON_INTEGER_MAX + 1);
  assert_int_equal(lk_json_written(&writer), 0);
  lk_json_write(&writer, text, sizeof text);
  lk_json_put_integer(&writer, NULL, INT64_MIN);
  assert_int_equal(lk_json_written(&writer), 0);
}

static void says_when_it_does_not_fit(void **state) {
  (void)state;
  struct lk_json_writer writer;
  char text[16];
  const char *wanted = "{\"a\":\"b\"}";
  for (size_t size = 0; size <= sizeof text; size++) {
    memset(text, '#', sizeof text);
    lk_json_write(&writer, text, size);
    lk_json_put_object(&writer, NULL);
    lk_json_put_string(&writer, "a", "b");
    lk_json_put_object_end(&writer);
    assert_int_equal(lk_json_written(&writer), size > strlen(wanted) ? strlen(wanted) : 0);
    for (size_t i = size; i < sizeof text; i++) assert_int_equal(text[i], '#');
  }
}

static void writes_nothing_that_is_unfinished_or_too_deep(void **state) {
  (void)state;
  struct lk_json_writer writer;
  char text[100];
  for (int depth = 1; depth <= LK_JSON_DEPTH + 1; depth++) {
    lk_json_write(&writer, text, sizeof text);
    for (int i = 0; i < depth; i++) lk_json_put_array(&writer, NULL);
    assert_int_equal(lk_json_written(&writer), 0);
    for (int i = 0; i < depth; i++) lk_json_put_array_end(&writer);
    assert_int_equal(lk_json_written(&writer), depth <= LK_JSON_DEPTH ? 2 * depth : 0);
  }
  lk_json_write(&writer, text, sizeof text);
  lk_json_put_object_end(&writer);
  assert_int_equal(lk_json_written(&writer), 0);
}

/* Reader */

/** Reads all of it, whatever it is. */
static bool is_json_of(const char *text, size_t length) {
  struct lk_json_parser parser;
  lk_json_parse(&parser, text, length);
  lk_json_skip(&parser);
  return lk_json_end(&parser);
}

static bool is_json(const char *text) { return is_json_of(text, strlen(text)); }

static void takes_what_is_json(void **state) {
  (void)state;
  static const char *const right[] = {
      "0",
      "-0",
      "-12.5e+3",
      "1E9",
      "true",
      "false",
      "null",
      "\"\"",
      "{}",
      "[]",
      " \t\r\n[ ] \n",
      "[1,2,[3],{\"a\":[{}]}]",
      "{\"a\":1,\"b\":{\"a\":2},\"c\":[\"a\",\"b\"]}",
      "\"\\u00e9\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\\\\\\\"\"",
      "\"\xc3\xa9\xf0\x9f\x98\x80\"",
      "[[[[[[[[1]]]]]]]]",
      "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}",
      "{\"\":1,\" \":2}",
      "{\"a,b\":[\"}\",\"]\"],\"c\\\"\":\"{\"}",
  };
  for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
    if (!is_json(right[i])) fail_msg("refused: %s", right[i]);
  }
}

static void refuses_what_is_not(void **state) {
  (void)state;
  static const char *const wrong[] = {
      "",
      " ",
      "{",
      "[",
      "}",
      "]",
      "[1",
      "[1,",
      "[1,]",
      "[,1]",
      "[1 2]",
      "{\"a\"}",
      "{\"a\":}",
      "{\"a\":1,}",
      "{,\"a\":1}",
      "{a:1}",
      "{'a':1}",
      "{1:1}",
      "{\"a\" 1}",
      "{\"a\":1 \"b\":2}",
      "[}",
      "{]",
      "01",
      "-",
      "+1",
      "1.",
      ".5",
      "1e",
      "1e+",
      "0x1",
      "NaN",
      "Infinity",
      "tru",
      "truE",
      "nul",
      "TRUE",
      "\"",
      "\"\\\"",
      "\"\\x\"",
      "\"\\u12\"",
      "\"\\u123g\"",
      "\"\\ud800\"",
      "\"\\ud800x\"",
      "\"\\ud800\\n\"",
      "\"\\ud800\\ud800\"",
      "\"\\udc00\"",
      "\"\n\"",
      "\"\x1f\"",
      "\"\x80\"",
      "\"\xc3\"",
      "\"\xed\xa0\x80\"",
      "\xef\xbb\xbf{}",
      "{} {}",
      "[]]",
      "1 2",
      "{}x",
      "// comment\n1",
      "[1]/**/",
      "[[[[[[[[[1]]]]]]]]]",
      "{\"a\":[[[[[[[[1]]]]]]]]}",
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    if (is_json(wrong[i])) fail_msg("taken: %s", wrong[i]);
  }
  assert_false(is_json_of("{}\0", 3));
  assert_false(is_json_of("\"a\0b\"", 5));
  assert_false(is_json_of("[1\0]", 4));
}

static void refuses_a_name_that_comes_twice(void **state) {
  (void)state;
  assert_false(is_json("{\"a\":1,\"a\":2}"));
  assert_false(is_json("{\"a\":1,\"b\":{\"x\":[\"a\",\"}\\\\\"]},\"\\u0061\":2}"));
  assert_false(is_json("[{\"\xc3\xa9\":1 , \"\\u00E9\":2}]"));
  assert_false(is_json("{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":1}"));
  assert_false(is_json("{\"b\":{\"a\":1,\"c\":2,\"a\":3}}"));
  assert_true(is_json("{\"a\":1,\"ab\":2,\"\":3,\"b\":{\"a\":1}}"));
}

static void no_cut_off_text_is_json(void **state) {
  (void)state;
  const char *text = "{\"a\":[true,null,\"x\\u00e9\",-1.5e3],\"b\":{\"c\":false}}";
  for (size_t length = 0; length < strlen(text); length++) assert_false(is_json_of(text, length));
  assert_true(is_json(text));
}

static void reads_member_by_member(void **state) {
  (void)state;
  const char *text =
      " {\"op\":\"re\\u0070lay\", \"n\":12, \"args\":{\"from\":4200}, \"on\":true, \"none\":null, "
      "\"l\":[1,2]}";
  struct lk_json_parser parser;
  char name[8];
  char value[16];
  int64_t number;
  bool truth;
  lk_json_parse(&parser, text, strlen(text));
  assert_int_equal(lk_json_peek(&parser), LK_JSON_OBJECT);
  assert_true(lk_json_read_object(&parser));
  assert_true(lk_json_read_name(&parser, name, sizeof name));
  assert_string_equal(name, "op");
  assert_int_equal(lk_json_peek(&parser), LK_JSON_STRING);
  assert_true(lk_json_read_string(&parser, value, sizeof value));
  assert_string_equal(value, "replay");
  assert_int_equal(lk_json_peek(&parser), LK_JSON_NONE);
  assert_true(lk_json_read_name(&parser, name, sizeof name));
  assert_true(lk_json_read_integer(&parser, 1, 12, &number));
  assert_int_equal(number, 12);
  assert_true(lk_json_read_name(&parser, name, sizeof name));
  assert_string_equal(name, "args");
  assert_true(lk_json_read_object(&parser));
  assert_true(lk_json_read_name(&parser, name, sizeof name));
  assert_true(lk_json_read_integer(&parser, 0, UINT32_MAX, &number));
  assert_int_equal(number, 4200);
  assert_false(lk_json_read_name(&parser, name, sizeof name));
  assert_true(lk_json_read_name(&parser, name, sizeof name));
  assert_true(lk_json_read_boolean(&parser, &truth));
  assert_true(truth);
  assert_true(lk_json_read_name(&parser, name, sizeof name));
  assert_true(lk_json_read_null(&parser));
  assert_true(lk_json_read_name(&parser, name, sizeof name));
  assert_true(lk_json_read_array(&parser));
  for (int i = 1; i <= 2; i++) {
    assert_true(lk_json_read_element(&parser));
    assert_true(lk_json_read_integer(&parser, i, i, &number));
  }
  assert_false(lk_json_read_element(&parser));
  assert_false(lk_json_end(&parser));
  assert_false(lk_json_read_name(&parser, name, sizeof name));
  assert_true(lk_json_end(&parser));
}

static void reads_a_string_as_what_it_stands_for(void **state) {
  (void)state;
  const char *text =
      "\"\\\"\\\\\\/\\b\\f\\n\\r\\t \\u0041\\u00e9\\u20ac\\ud83d\\ude00 \xe2\x82\xac\"";
  struct lk_json_parser parser;
  char value[64];
  lk_json_parse(&parser, text, strlen(text));
  assert_true(lk_json_read_string(&parser, value, sizeof value));
  assert_true(lk_json_end(&parser));
  assert_string_equal(value, "\"\\/\b\f\n\r\t A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80 \xe2\x82\xac");
}

/** Reads `text`, an array of one value, as an integer. */
static bool reads_integer(const char *text, int64_t least, int64_t most, int64_t *value) {
  struct lk_json_parser parser;
  lk_json_parse(&parser, text, strlen(text));
  assert_true(lk_json_read_array(&parser));
  assert_true(lk_json_read_element(&parser));
  bool read = lk_json_read_integer(&parser, least, most, value);
  assert_false(lk_json_read_element(&parser));
  assert_true(lk_json_end(&parser));
  return read;
}

static void an_integer_has_no_fraction_and_a_range(void **state) {
  (void)state;
  static const char *const none[] = {"[1.0]",
                                     "[1e3]",
                                     "[\"1\"]",
                                     "[true]",
                                     "[null]",
                                     "[[1]]",
                                     "[{\"a\":1}]",
                                     "[9007199254740992]",
                                     "[123456789012345678901234567890]"};
  int64_t value = 7;
  assert_true(reads_integer("[9007199254740991]", 0, LK_JSON_INTEGER_MAX, &value));
  assert_true(value == LK_JSON_INTEGER_MAX);
  assert_true(reads_integer("[-9007199254740991]", -LK_JSON_INTEGER_MAX, 0, &value));
  assert_true(reads_integer("[-0]", 0, 0, &value));
  assert_int_equal(value, 0);
  assert_true(reads_integer("[4294967295]", 0, UINT32_MAX, &value));
  assert_false(reads_integer("[4294967296]", 0, UINT32_MAX, &value));
  assert_false(reads_integer("[-1]", 0, UINT32_MAX, &value));
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
    assert_false(reads_integer(none[i], INT64_MIN, INT64_MAX, &value));
  }
  assert_true(value == UINT32_MAX);
}

static void a_value_of_another_kind_is_read_over(void **state) {
  (void)state;
  static const char *const others[] = {"1",    "\"x\"",   "true",
                                       "null", "[1,[2]]", "{\"a\":{\"b\":[]}}"};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    struct lk_json_parser parser;
    char text[100];
    char name[8];
    char string[8];
    bool truth;
    int read = 0;
    snprintf(text, sizeof text, "{\"a\":%s,\"b\":%s,\"c\":%s,\"d\":%s,\"e\":%s}", others[i],
             others[i], others[i], others[i], others[i]);
    lk_json_parse(&parser, text, strlen(text));
    assert_true(lk_json_read_object(&parser));
    assert_true(lk_json_read_name(&parser, name, sizeof name));
    read += lk_json_read_string(&parser, string, sizeof string);
    assert_true(lk_json_read_name(&parser, name, sizeof name));
    read += lk_json_read_boolean(&parser, &truth);
    assert_true(lk_json_read_name(&parser, name, sizeof name));
    read += lk_json_read_null(&parser);
    assert_true(lk_json_read_name(&parser, name, sizeof name));
    if (lk_json_read_array(&parser)) {
      read++;
      while (lk_json_read_element(&parser)) lk_json_skip(&parser);
    }
    assert_true(lk_json_read_name(&parser, name, sizeof name));
    if (lk_json_read_object(&parser)) {
      read++;
      while (lk_json_read_name(&parser, name, sizeof name)) lk_json_skip(&parser);
    }
    assert_int_equal(read, i == 0 ? 0 : 1);
    assert_false(lk_json_read_name(&parser, name, sizeof name));
    assert_true(lk_json_end(&parser));
  }
}

static void strings_and_names_that_do_not_fit_are_not_given(void **state) {
  (void)state;
  const char *text =
      "{\"abcd\":\"abcd\",\"abc\":\"abc\",\"a\\u0000\":\"a\\u0000\",\"\xc3\xa9\xc3\xa9\":"
      "\"\xc3\xa9\xc3\xa9\"}";
  struct lk_json_parser parser;
  char name[4];
  char value[4];
  lk_json_parse(&parser, text, strlen(text));
  assert_true(lk_json_read_object(&parser));
  assert_true(lk_json_read_name(&parser, name, sizeof name));
  assert_string_equal(name, "");
  assert_false(lk_json_read_string(&parser, value, sizeof value));
  assert_true(lk_json_read_name(&parser, name, sizeof name));
  assert_string_equal(name, "abc");
  assert_true(lk_json_read_string(&parser, value, sizeof value));
  assert_string_equal(value, "abc");
  for (int i = 0; i < 2; i++) {
    assert_true(lk_json_read_name(&parser, name, sizeof name));
    assert_string_equal(name, "");
    assert_false(lk_json_read_string(&parser, value, sizeof value));
    assert_string_equal(value, "");
  }
  assert_false(lk_json_read_name(&parser, name, sizeof name));
  assert_true(lk_json_end(&parser));
}

static void reading_out_of_turn_fails_for_good(void **state) {
  (void)state;
  const char *text = "{\"a\":1}";
  struct lk_json_parser parser;
  char name[4];
  lk_json_parse(&parser, text, strlen(text));
  assert_true(lk_json_read_object(&parser));
  assert_false(lk_json_skip(&parser));
  assert_false(lk_json_read_name(&parser, name, sizeof name));
  assert_false(lk_json_end(&parser));

  lk_json_parse(&parser, text, strlen(text));
  assert_true(lk_json_read_object(&parser));
  assert_true(lk_json_read_name(&parser, name, sizeof name));
  assert_false(lk_json_read_name(&parser, name, sizeof name));
  assert_false(lk_json_end(&parser));

  lk_json_parse(&parser, text, strlen(text));
  assert_false(lk_json_end(&parser));
  assert_false(lk_json_read_array(&parser));
  assert_false(lk_json_read_element(&parser));
  assert_true(lk_json_end(&parser));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(writes_every_kind_of_value),
      cmocka_unit_test(escapes_what_json_wants_escaped),
      cmocka_unit_test(writes_no_text_that_is_not_utf8),
      cmocka_unit_test(writes_integers_up_to_2_to_the_53rd),
      cmocka_unit_test(says_when_it_does_not_fit),
      cmocka_unit_test(writes_nothing_that_is_unfinished_or_too_deep),
      cmocka_unit_test(takes_what_is_json),
      cmocka_unit_test(refuses_what_is_not),
      cmocka_unit_test(refuses_a_name_that_comes_twice),
      cmocka_unit_test(no_cut_off_text_is_json),
      cmocka_unit_test(reads_member_by_member),
      cmocka_unit_test(reads_a_string_as_what_it_stands_for),
      cmocka_unit_test(an_integer_has_no_fraction_and_a_range),
      cmocka_unit_test(a_value_of_another_kind_is_read_over),
      cmocka_unit_test(strings_and_names_that_do_not_fit_are_not_given),
      cmocka_unit_test(reading_out_of_turn_fails_for_good),
  };
  return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
