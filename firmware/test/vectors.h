/** The contract's test vectors, contract/vectors: what a message is and what must become of it. */
#ifndef LK_TEST_VECTORS_H
#define LK_TEST_VECTORS_H

#include <stddef.h>

struct vector {
  const char *name;
  /** "event", "reply-event" and so on. */
  const char *message;
  /** "ok", or the code with which it is refused. */
  const char *expect;
  /** What the gateway marks it with, blanks between; mostly empty. */
  const char *marks;
  size_t length;
  /** `length` bytes. */
  const char *payload;
};

extern const struct vector vectors[];
extern const size_t vector_count;

#endif
