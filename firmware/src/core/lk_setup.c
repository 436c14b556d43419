#include "lk_setup.h"

#include <string.h>

static const char digit_or_hyphen[] = "0123456789-";
static const char upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char lower[] = "abcdefghijklmnopqrstuvwxyz";

/** Whether `text` is `least` to `most` characters, each of them in one of the three sets. */
static bool consists_of(const char *text, size_t least, size_t most, const char *a, const char *b,
                        const char *c) {
  if (text == NULL) return false;
  const size_t length = strlen(text);
  if (length < least || length > most) return false;
  for (size_t i = 0; i < length; i++) {
    if (strchr(a, text[i]) == NULL && strchr(b, text[i]) == NULL && strchr(c, text[i]) == NULL)
      return false;
  }
  return true;
}

static bool is_name(const char *text) {
  return consists_of(text, 2, LK_NAME_MAX, upper, lower, digit_or_hyphen);
}

bool lk_setup_valid(const struct lk_unit_setup *setup) {
  if (!consists_of(setup->site, 2, 16, upper, digit_or_hyphen, "") || !is_name(setup->unit))
    return false;
  if (!consists_of(setup->firmware, 1, LK_NAME_MAX, upper, lower, "0123456789._+-")) return false;
  if (!consists_of(setup->reset, 1, LK_NAME_MAX, lower, digit_or_hyphen, "")) return false;
  if (setup->lockers < 1 || setup->lockers > LK_LOCKERS_MAX) return false;
  for (uint8_t i = 0; i < setup->lockers; i++) {
    if (!is_name(setup->locker[i])) return false;
    for (uint8_t j = 0; j < i; j++) {
      if (strcmp(setup->locker[i], setup->locker[j]) == 0) return false;
    }
  }
  return setup->fallback_rule == NULL ||
         consists_of(setup->fallback_rule, 1, 64, upper, lower, "0123456789_");
}

struct text {
  char *to;
  size_t size;
  size_t length;
};

static void add(struct text *text, const char *part) {
  const size_t length = strlen(part);
  if (text->length + length < text->size) memcpy(text->to + text->length, part, length + 1);
  text->length += length;
}

static void add_topic(struct text *text, const struct lk_unit_setup *setup, const char *leaf) {
  add(text, "lockers/v1/");
  add(text, setup->site);
  add(text, "/");
  add(text, setup->unit);
  add(text, "/");
  add(text, leaf);
}

bool lk_setup_topic(const struct lk_unit_setup *setup, const char *leaf, char *topic, size_t size) {
  struct text text = {topic, size, 0};
  add_topic(&text, setup, leaf);
  return text.length < size;
}

bool lk_setup_fallback_topic(const struct lk_unit_setup *setup, char *topic, size_t size) {
  struct text text = {topic, size, 0};
  if (setup->fallback_rule == NULL || setup->fallback_seconds == 0) return false;
  add(&text, "$aws/rules/");
  add(&text, setup->fallback_rule);
  add(&text, "/");
  add_topic(&text, setup, "event");
  return text.length < size;
}
