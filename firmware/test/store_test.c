#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lk_store.h"
#include "memory_flash.h"

enum { SECTOR = 512 };

struct bench {
  struct memory_flash memory;
  uint8_t bytes[2 * SECTOR];
  struct lk_store store;
};

static void bench_init(struct bench *bench) {
  memory_flash_init(&bench->memory, bench->bytes, SECTOR, 2);
  assert_true(lk_store_open(&bench->store, &bench->memory.flash));
}

/** What is kept under a kind, as one letter that fills the whole record; 0 where nothing is. */
static char letter(const struct lk_store *store, enum lk_store_kind kind, size_t length) {
  char record[LK_STORE_MAX];
  if (!lk_store_read(store, kind, record, length)) return 0;
  for (size_t i = 1; i < length; i++) assert_int_equal(record[i], record[0]);
  return record[0];
}

static bool write(struct bench *bench, enum lk_store_kind kind, char value, size_t length) {
  char record[LK_STORE_MAX];
  memset(record, value, sizeof record);
  return lk_store_write(&bench->store, kind, record, length);
}

static void nothing_is_kept_in_the_beginning(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench);
  assert_int_equal(letter(&bench.store, LK_STORE_CONFIG, 48), 0);
  assert_int_equal(letter(&bench.store, LK_STORE_STATE, 20), 0);
}

static void the_last_record_of_each_kind_is_found_again(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench);
  for (int i = 0; i < 500; i++) {
    const char config = (char)('A' + i % 7);
    const char contacts = (char)('a' + i % 11);
    assert_true(write(&bench, LK_STORE_CONFIG, config, 48));
    assert_true(write(&bench, LK_STORE_STATE, contacts, 23));
    assert_true(lk_store_open(&bench.store, &bench.memory.flash));
    assert_int_equal(letter(&bench.store, LK_STORE_CONFIG, 48), config);
    assert_int_equal(letter(&bench.store, LK_STORE_STATE, 23), contacts);
  }
}

static void what_is_not_written_anew_survives_every_change_of_sector(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench);
  assert_true(write(&bench, LK_STORE_CONFIG, 'C', LK_STORE_MAX));
  for (int i = 0; i < 200; i++) assert_true(write(&bench, LK_STORE_STATE, (char)(1 + i % 100), 1));
  assert_true(bench.memory.erases > 5);
  assert_true(lk_store_open(&bench.store, &bench.memory.flash));
  assert_int_equal(letter(&bench.store, LK_STORE_CONFIG, LK_STORE_MAX), 'C');
}

static void the_same_record_costs_no_write(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench);
  assert_true(write(&bench, LK_STORE_CONFIG, 'C', 48));
  const unsigned programs = bench.memory.programs;
  for (int i = 0; i < 100; i++) assert_true(write(&bench, LK_STORE_CONFIG, 'C', 48));
  assert_int_equal(bench.memory.programs, programs);
  assert_true(lk_store_open(&bench.store, &bench.memory.flash));
  assert_true(write(&bench, LK_STORE_CONFIG, 'C', 48));
  assert_int_equal(bench.memory.programs, programs);
}

static void a_record_of_another_length_is_none(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench);
  assert_true(write(&bench, LK_STORE_CONFIG, 'C', 48));
  assert_int_equal(letter(&bench.store, LK_STORE_CONFIG, 47), 0);
  assert_int_equal(letter(&bench.store, LK_STORE_CONFIG, 0), 0);
  assert_false(write(&bench, LK_STORE_CONFIG, 'C', 0));
  assert_false(write(&bench, LK_STORE_CONFIG, 'C', LK_STORE_MAX + 1));
}

/** Writes a row of records until the power goes. @returns the number of those that were said to be
 * kept */
static int write_row(struct bench *bench, int count) {
  for (int i = 0; i < count; i++) {
    if (!write(bench, LK_STORE_STATE, (char)(1 + i), 23)) return i;
  }
  return count;
}

static void a_cut_at_any_byte_leaves_the_record_before_or_after(void **state) {
  enum { COUNT = 60 };
  (void)state;
  for (int tear = 0; tear < TEARS; tear++) {
    for (long budget = 0;; budget++) {
      struct bench bench;
      bench_init(&bench);
      assert_true(write(&bench, LK_STORE_CONFIG, 'C', 48));
      bench.memory.tear = (enum tear)tear;
      bench.memory.random = (uint32_t)budget + 1;
      bench.memory.budget = budget;
      const int kept = write_row(&bench, COUNT);
      memory_flash_revive(&bench.memory);
      assert_true(lk_store_open(&bench.store, &bench.memory.flash));
      const int found = letter(&bench.store, LK_STORE_STATE, 23);
      assert_in_range(found, kept, kept + 1);
      assert_int_equal(letter(&bench.store, LK_STORE_CONFIG, 48), 'C');
      // And it goes on from there, over the next change of sector too.
      for (int i = 0; i < 30; i++)
        assert_true(write(&bench, LK_STORE_STATE, (char)(100 + i % 9), 23));
      assert_true(lk_store_open(&bench.store, &bench.memory.flash));
      assert_int_equal(letter(&bench.store, LK_STORE_STATE, 23), 100 + 29 % 9);
      assert_int_equal(letter(&bench.store, LK_STORE_CONFIG, 48), 'C');
      if (kept == COUNT) break;
    }
  }
}

static void cut_after_cut_loses_nothing(void **state) {
  struct bench bench;
  uint32_t random = 7;
  int found = 0;
  (void)state;
  bench_init(&bench);
  assert_true(write(&bench, LK_STORE_CONFIG, 'C', 48));
  for (int round = 0; round < 3000; round++) {
    bench.memory.tear = (enum tear)(round % TEARS);
    bench.memory.budget = (long)(next_random(&random) % 700);
    int next = found % 100 + 1;
    while (write(&bench, LK_STORE_STATE, (char)next, 23)) {
      found = next;
      next = found % 100 + 1;
    }
    memory_flash_revive(&bench.memory);
    assert_true(lk_store_open(&bench.store, &bench.memory.flash));
    const int now = letter(&bench.store, LK_STORE_STATE, 23);
    assert_true(now == found || now == next);
    found = now;
    assert_int_equal(letter(&bench.store, LK_STORE_CONFIG, 48), 'C');
  }
}

static void flash_that_fails_leaves_the_last_record_in_force(void **state) {
  struct bench bench;
  (void)state;
  bench_init(&bench);
  assert_true(write(&bench, LK_STORE_CONFIG, 'A', 48));
  bench.memory.failing = 1;
  assert_false(write(&bench, LK_STORE_CONFIG, 'B', 48));
  assert_int_equal(letter(&bench.store, LK_STORE_CONFIG, 48), 'A');
  assert_true(write(&bench, LK_STORE_CONFIG, 'B', 48));
  for (int i = 0; i < 40; i++) {
    bench.memory.failing = 1;
    assert_false(write(&bench, LK_STORE_STATE, (char)(1 + i), 23));
  }
  assert_true(write(&bench, LK_STORE_STATE, 'S', 23));
  assert_true(lk_store_open(&bench.store, &bench.memory.flash));
  assert_int_equal(letter(&bench.store, LK_STORE_CONFIG, 48), 'B');
  assert_int_equal(letter(&bench.store, LK_STORE_STATE, 23), 'S');
}

static void a_bit_that_flips_costs_its_record_only(void **state) {
  (void)state;
  for (uint32_t bit = 0; bit < 8 * SECTOR; bit++) {
    struct bench bench;
    bench_init(&bench);
    assert_true(write(&bench, LK_STORE_CONFIG, 'A', 48));
    assert_true(write(&bench, LK_STORE_CONFIG, 'B', 48));
    bench.bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
    assert_true(lk_store_open(&bench.store, &bench.memory.flash));
    const char found = letter(&bench.store, LK_STORE_CONFIG, 48);
    assert_true(found == 'A' || found == 'B' || found == 0);
    assert_true(write(&bench, LK_STORE_CONFIG, 'D', 48));
    assert_true(lk_store_open(&bench.store, &bench.memory.flash));
    assert_int_equal(letter(&bench.store, LK_STORE_CONFIG, 48), 'D');
  }
}

static void flash_full_of_something_else_is_an_empty_store(void **state) {
  struct bench bench;
  uint32_t random = 3;
  (void)state;
  for (int round = 0; round < 200; round++) {
    memory_flash_init(&bench.memory, bench.bytes, SECTOR, 2);
    for (size_t i = 0; i < sizeof bench.bytes; i++)
      bench.bytes[i] = (uint8_t)(next_random(&random) >> 9);
    assert_true(lk_store_open(&bench.store, &bench.memory.flash));
    assert_int_equal(letter(&bench.store, LK_STORE_CONFIG, 48), 0);
    assert_true(write(&bench, LK_STORE_CONFIG, 'A', 48));
    assert_true(lk_store_open(&bench.store, &bench.memory.flash));
    assert_int_equal(letter(&bench.store, LK_STORE_CONFIG, 48), 'A');
  }
}

static void flash_that_is_too_small_or_dead_is_none(void **state) {
  struct bench bench;
  (void)state;
  memory_flash_init(&bench.memory, bench.bytes, SECTOR, 1);
  assert_false(lk_store_open(&bench.store, &bench.memory.flash));
  memory_flash_init(&bench.memory, bench.bytes, SECTOR / 2, 2);
  assert_false(lk_store_open(&bench.store, &bench.memory.flash));
  memory_flash_init(&bench.memory, bench.bytes, SECTOR, 2);
  bench.memory.dead = true;
  assert_false(lk_store_open(&bench.store, &bench.memory.flash));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_is_kept_in_the_beginning),
      cmocka_unit_test(the_last_record_of_each_kind_is_found_again),
      cmocka_unit_test(what_is_not_written_anew_survives_every_change_of_sector),
      cmocka_unit_test(the_same_record_costs_no_write),
      cmocka_unit_test(a_record_of_another_length_is_none),
      cmocka_unit_test(a_cut_at_any_byte_leaves_the_record_before_or_after),
      cmocka_unit_test(cut_after_cut_loses_nothing),
      cmocka_unit_test(flash_that_fails_leaves_the_last_record_in_force),
      cmocka_unit_test(a_bit_that_flips_costs_its_record_only),
      cmocka_unit_test(flash_full_of_something_else_is_an_empty_store),
      cmocka_unit_test(flash_that_is_too_small_or_dead_is_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
