#include "wiring.h"

#include <stddef.h>
#include <string.h>

/** The word of each contact, and whether the contact is active while its pin is high. */
struct word {
  const char *text;
  enum lk_contact contact;
  bool active_high;
  bool measured;
};

static const struct word words[] = {
    {"door", LK_DOOR, true, false},        {"tamper", LK_TAMPER, true, false},
    {"loop", LK_TAMPER, true, true},       {"bolt", LK_BOLT, false, false},
    {"guard", LK_GUARD_KEY, false, false}, {"hirer", LK_HIRER_KEY, false, false},
    {"denied", LK_DENIED, false, false},   {"duress", LK_DURESS, false, false},
};
#define WORDS (sizeof(words) / sizeof(words[0]))

/** Pins with a pull-up that neither the flash, the console nor the start of the chip needs; 0 is
 * BOOT. */
static const uint8_t digital[] = {0, 4, 13, 14, 16, 17, 18, 19, 21, 22, 23, 25, 26, 27, 32, 33};
/** Pins of the converter that works beside Wi-Fi. */
static const uint8_t analog[] = {32, 33, 34, 35, 36, 39};

static bool among(const uint8_t *pins, size_t count, unsigned pin) {
  for (size_t i = 0; i < count; i++) {
    if (pins[i] == pin) return true;
  }
  return false;
}

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

/** Reads contact=pin[!] from `*text` on and moves it behind. */
static const char *read_wire(struct lk_wire *wire, enum lk_contact *contact, const char **text) {
  const char *at = *text;
  const struct word *word = NULL;
  for (size_t i = 0; i < WORDS; i++) {
    const size_t length = strlen(words[i].text);
    if (strncmp(at, words[i].text, length) == 0 && at[length] == '=') word = &words[i];
  }
  if (word == NULL) return "lockers.wiring: a contact is not known, or has no = behind it";
  at += strlen(word->text) + 1;
  if (*at < '0' || *at > '9') return "lockers.wiring: a pin's number must follow =";
  unsigned pin = 0;
  while (*at >= '0' && *at <= '9' && pin < 100) pin = pin * 10 + (unsigned)(*at++ - '0');
  if (word->measured ? !among(analog, sizeof(analog), pin)
                     : !among(digital, sizeof(digital), pin)) {
    return word->measured ? "lockers.wiring: a loop can be measured on 32 to 36 and 39 only"
                          : "lockers.wiring: no input with a pull-up, or needed at the start";
  }
  wire->pin = (int8_t)pin;
  wire->measured = word->measured;
  wire->inverted = *at == '!';
  if (wire->inverted) at++;
  if (wire->inverted && wire->measured)
    return "lockers.wiring: a measured loop cannot be turned round";
  if (*at != '\0' && *at != ';' && !is_blank(*at))
    return "lockers.wiring: after a pin only !, a blank or ;";
  *contact = word->contact;
  *text = at;
  return NULL;
}

const char *lk_wire_read(struct lk_wire *wire, enum lk_contact *contact, const char *text) {
  *wire = (struct lk_wire){.pin = -1};
  *contact = LK_TAMPER;
  if (text == NULL || *text == '\0') return NULL;
  const char *problem = read_wire(wire, contact, &text);
  if (problem != NULL) return problem;
  return *text == '\0' && *contact == LK_TAMPER
             ? NULL
             : "lockers.housing: one contact only, tamper or loop";
}

static const char *read_names(struct lk_wiring *wiring, const char *names) {
  while (*names != '\0') {
    const size_t length = strcspn(names, ",");
    if (wiring->lockers == LK_LOCKERS_MAX) return "lockers.names: more than 16";
    if (length < 2 || length > LK_NAME_MAX)
      return "lockers.names: each has 2 to 32 characters, with a comma between";
    memcpy(wiring->name[wiring->lockers], names, length);
    wiring->name[wiring->lockers][length] = '\0';
    wiring->lockers++;
    names += length;
    if (*names == ',' && *++names == '\0') return "lockers.names: a name must follow the comma";
  }
  return wiring->lockers > 0 ? NULL : "lockers.names: none is set";
}

/** Reads one locker's part, up to ; or the end. */
static const char *read_part(struct lk_wire *wires, const char **text) {
  for (;;) {
    while (is_blank(**text)) (*text)++;
    if (**text == '\0' || **text == ';') break;
    struct lk_wire wire;
    enum lk_contact contact;
    const char *problem = read_wire(&wire, &contact, text);
    if (problem != NULL) return problem;
    if (wires[contact].pin >= 0) return "lockers.wiring: a contact is there twice";
    wires[contact] = wire;
  }
  return wires[LK_DOOR].pin >= 0 ? NULL : "lockers.wiring: a locker has no door";
}

const char *lk_wiring_read(struct lk_wiring *wiring, const char *names, const char *text) {
  memset(wiring, 0, sizeof(*wiring));
  for (size_t i = 0; i < LK_LOCKERS_MAX; i++) {
    for (size_t j = 0; j < LK_CONTACTS; j++) wiring->wire[i][j].pin = -1;
  }
  const char *problem = read_names(wiring, names == NULL ? "" : names);
  if (problem != NULL) return problem;
  if (text == NULL) text = "";
  for (uint8_t locker = 0; locker < wiring->lockers; locker++) {
    if (locker > 0 && *text++ != ';') return "lockers.wiring: fewer parts than names";
    problem = read_part(wiring->wire[locker], &text);
    if (problem != NULL) return problem;
    if (*text == '\0' && locker + 1 < wiring->lockers)
      return "lockers.wiring: fewer parts than names";
  }
  return *text == '\0' ? NULL : "lockers.wiring: more parts than names";
}

uint8_t lk_wiring_fitted(const struct lk_wiring *wiring, uint8_t locker) {
  uint8_t fitted = 0;
  for (unsigned contact = 0; contact < LK_CONTACTS; contact++) {
    if (wiring->wire[locker][contact].pin >= 0) fitted = (uint8_t)(fitted | LK_FITTED(contact));
  }
  return fitted;
}

bool lk_wire_active(const struct lk_wire *wire, enum lk_contact contact, bool high) {
  for (size_t i = 0; i < WORDS; i++) {
    if (words[i].contact == contact) return (high == words[i].active_high) != wire->inverted;
  }
  return false;
}

bool lk_wire_broken(int millivolts) {
  return millivolts < LK_LOOP_LEAST_MV || millivolts > LK_LOOP_MOST_MV;
}
