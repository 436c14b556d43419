/** CRC-32 as in Ethernet and zlib (polynomial 0xedb88320, reflected, inverted at both ends). */
#ifndef LK_CRC_H
#define LK_CRC_H

#include <stddef.h>
#include <stdint.h>

/** @returns 0xcbf43926 for the nine bytes "123456789" */
uint32_t lk_crc32(const void *bytes, size_t length);

#endif
