#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lk_crc.h"

static void is_the_crc_of_zlib(void **state) {
  (void)state;
  uint8_t all[256];
  for (unsigned i = 0; i < sizeof all; i++) all[i] = (uint8_t)i;
  assert_int_equal(lk_crc32("", 0), 0);
  assert_int_equal(lk_crc32("123456789", 9), 0xcbf43926);
  assert_int_equal(lk_crc32(all, sizeof all), 0x29058c73);
}

static void every_single_bit_changes_it(void **state) {
  (void)state;
  uint8_t bytes[64] = {0};
  uint32_t clean = lk_crc32(bytes, sizeof bytes);
  for (unsigned bit = 0; bit < 8 * sizeof bytes; bit++) {
    bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
    assert_int_not_equal(lk_crc32(bytes, sizeof bytes), clean);
    bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(is_the_crc_of_zlib),
      cmocka_unit_test(every_single_bit_changes_it),
  };
  return cmocka_run_group_tests_name("crc", tests, NULL, NULL);
}
