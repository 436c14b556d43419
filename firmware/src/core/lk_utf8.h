/** UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef LK_UTF8_H
#define LK_UTF8_H

#include <stddef.h>
#include <stdint.h>

/**
 * @returns bytes of the character that `text` begins with; 0 where there is none.
 * @param length at least 1
 */
size_t lk_utf8_length(const char *text, size_t length);

/** @param text begins with a character, as lk_utf8_length() says. @returns its code point */
uint32_t lk_utf8_read(const char *text);

/** @param point a code point, no surrogate. @returns how many bytes of `to` it takes, 1 to 4 */
size_t lk_utf8_write(uint32_t point, char to[4]);

#endif
