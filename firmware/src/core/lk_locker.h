/**
 * One locker: what its contacts mean.
 *
 * A door that opens is `opened`. It is `forced` as well when the lock was not released: its bolt is
 * still thrown, or not every key that is fitted had been turned. Nothing here opens anything.
 *
 * Keys: the guard key (the bank's) and the hirer's may be turned one after the other, within
 * LK_KEY_PAIR_MS; from the moment the last of them is turned the opening is authorised, and for
 * LK_AUTHORISED_MS more after it was turned back. Closing the door uses the authorisation up. Where
 * the installation has a single release signal, fit it as either key; where it has none, an opening
 * cannot be judged by keys, and by the bolt only where that is fitted.
 *
 * Tamper is latched: reported once, over only by clear-tamper with the loop closed. A loop that is
 * well for LK_TAMPER_AGAIN_MS and broken again is reported again, so that neither a loose wire
 * fills the journal nor a latch that nobody cleared hides the second attempt.
 */
#ifndef LK_LOCKER_H
#define LK_LOCKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lk_config.h"
#include "lk_debounce.h"
#include "lk_message.h"
#include "lk_ms.h"

/** Lockers that one unit can serve. */
#define LK_LOCKERS_MAX 16
/** How long a key that was turned back is remembered while the other is missing. */
#define LK_KEY_PAIR_MS 120000
/** How long after its last key was turned back a locker may be opened. */
#define LK_AUTHORISED_MS 60000
/** The span in which failed attempts are counted together. */
#define LK_ATTEMPTS_MS 60000
/** Failed attempts that can be counted: the highest deniedAttempts. */
#define LK_ATTEMPTS_MAX 10
/** How long a latched tamper loop must be closed before breaking it is reported again. */
#define LK_TAMPER_AGAIN_MS 60000

/** What is wired to a locker. The platform turns polarity into the meaning given here. */
enum lk_contact {
  /** The door's reed contact (normally closed): true while the line is open, so a cut wire is an
     open door. */
  LK_DOOR,
  /** The tamper loop: true while it is broken or shorted. */
  LK_TAMPER,
  /** The bolt: true while it is withdrawn. */
  LK_BOLT,
  /** True while the key is turned. */
  LK_GUARD_KEY,
  LK_HIRER_KEY,
  /** A lock of its own judgement says no: one pulse for each failed attempt. */
  LK_DENIED,
  /** The hirer gives the duress sign. */
  LK_DURESS,
  LK_CONTACTS,
};

/** `fitted` of a locker: the bits of the contacts that are wired. */
#define LK_FITTED(contact) ((uint8_t)(1U << (contact)))

/** What outlives a restart, so that nothing is reported twice and nothing that happened meanwhile
 * is missed. */
struct lk_latches {
  /** False until the unit has ever seen the door: then its first reading is taken without an event.
   */
  bool known;
  bool open;
  /** This opening's held-open has been reported. */
  bool held;
  bool tamper;
};

/** Something to be reported. */
struct lk_finding {
  enum lk_event_type type;
  /** held-open: seconds. access-denied: attempts. Otherwise zero. */
  uint32_t number;
};

/** One sample of one locker finds this many things at most. */
#define LK_FINDINGS_MAX 8

struct lk_locker {
  uint8_t fitted;
  /** The levels that the platform told last, a bit for each contact. */
  uint8_t raw;
  struct lk_debounce contacts[LK_CONTACTS];
  struct lk_latches latches;
  /** Samples taken of a door that was never seen before. */
  uint16_t settling;
  /** When the present opening began; 0 for one from before this boot, of which nobody knows how
   * long it lasts. */
  lk_ms opened_at;
  /** When each key was last seen turned; below zero: not since the last closing. */
  lk_ms guard_at;
  lk_ms hirer_at;
  /** Openings are authorised up to here; below zero: not. */
  lk_ms authorised_until;
  /** Whether the hirer's turn of the key that is under way found the guard's. */
  bool paired;
  lk_ms attempts[LK_ATTEMPTS_MAX];
  uint8_t attempt_count;
  /** When the latched loop was last seen broken. */
  lk_ms tamper_at;
  /** clear-tamper came while the loop was broken. */
  bool clearing;
};

/**
 * @param fitted LK_FITTED() bits; LK_DOOR should be among them
 * @param latches as they were saved last, or all false for a unit that has none
 */
void lk_locker_init(struct lk_locker *locker, uint8_t fitted, const struct lk_latches *latches);

/** Tells a contact's level as it is now. Judged at the next sample; one that is not fitted is
 * ignored. */
void lk_locker_set(struct lk_locker *locker, enum lk_contact contact, bool active);

/**
 * Looks at the contacts, every LK_SAMPLE_MS.
 * @param now uptime
 * @param findings room for LK_FINDINGS_MAX; in the order in which they are to be reported
 * @returns how many
 */
size_t lk_locker_sample(struct lk_locker *locker, lk_ms now, const struct lk_settings *settings,
                        struct lk_finding *findings);

/**
 * Ends the latched tampering once the loop is closed: the next sample that finds it so reports
 * tamper-cleared. Without tampering nothing happens.
 */
void lk_locker_clear_tamper(struct lk_locker *locker);

/** What the door's contact says; false where it is not fitted. */
bool lk_locker_open(const struct lk_locker *locker);

/** Whether the tamper loop is broken now, which is not the latch. */
bool lk_locker_tampered(const struct lk_locker *locker);

#endif
