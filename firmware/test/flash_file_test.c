#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "flash_file.h"

#define SECTORS 3

static char folder[] = "/tmp/lk-flash-XXXXXX";
static char path[sizeof folder + 8];

static int make_folder(void **state) {
  (void)state;
  strcpy(folder, "/tmp/lk-flash-XXXXXX");
  if (mkdtemp(folder) == NULL) return -1;
  snprintf(path, sizeof path, "%s/flash", folder);
  return 0;
}

static int remove_folder(void **state) {
  (void)state;
  unlink(path);
  return rmdir(folder);
}

static void open_flash(struct flash_file *file) {
  assert_true(flash_file_open(file, path, SECTORS, 0));
}

static void a_new_file_is_erased(void **state) {
  struct flash_file file;
  uint8_t bytes[SECTORS * FLASH_FILE_SECTOR];
  (void)state;
  open_flash(&file);
  assert_int_equal(file.flash.read(&file, 0, bytes, sizeof bytes), 0);
  for (size_t i = 0; i < sizeof bytes; i++) assert_int_equal(bytes[i], 0xff);
}

static void programming_only_clears_bits(void **state) {
  struct flash_file file;
  uint8_t byte;
  uint8_t first[LK_FLASH_GRANULE];
  uint8_t second[LK_FLASH_GRANULE];
  (void)state;
  memset(first, 0xf0, sizeof first);
  memset(second, 0x3c, sizeof second);
  open_flash(&file);
  assert_int_equal(file.flash.program(&file, 4096, first, sizeof first), 0);
  assert_int_equal(file.flash.program(&file, 4096, second, sizeof second), 0);
  assert_int_equal(file.flash.read(&file, 4100, &byte, 1), 0);
  assert_int_equal(byte, 0x30);
}

static void erasing_takes_one_sector(void **state) {
  struct flash_file file;
  uint8_t zeros[LK_FLASH_GRANULE] = {0};
  uint8_t byte;
  (void)state;
  open_flash(&file);
  for (uint32_t sector = 0; sector < SECTORS; sector++) {
    assert_int_equal(file.flash.program(&file, sector * FLASH_FILE_SECTOR, zeros, sizeof zeros), 0);
  }
  assert_int_equal(file.flash.erase(&file, 1), 0);
  for (uint32_t sector = 0; sector < SECTORS; sector++) {
    assert_int_equal(file.flash.read(&file, sector * FLASH_FILE_SECTOR, &byte, 1), 0);
    assert_int_equal(byte, sector == 1 ? 0xff : 0);
  }
}

static void what_lies_outside_or_between_granules_is_refused(void **state) {
  struct flash_file file;
  uint8_t bytes[LK_FLASH_GRANULE] = {0};
  (void)state;
  open_flash(&file);
  assert_true(file.flash.read(&file, SECTORS * FLASH_FILE_SECTOR - 1, bytes, 2) < 0);
  assert_true(file.flash.program(&file, SECTORS * FLASH_FILE_SECTOR, bytes, sizeof bytes) < 0);
  assert_true(file.flash.program(&file, 1, bytes, sizeof bytes) < 0);
  assert_true(file.flash.program(&file, 0, bytes, 1) < 0);
  assert_true(file.flash.erase(&file, SECTORS) < 0);
}

static void a_file_of_another_size_is_refused(void **state) {
  struct flash_file file;
  (void)state;
  open_flash(&file);
  assert_false(flash_file_open(&file, path, SECTORS + 1, 0));
  assert_int_equal(errno, EINVAL);
}

/** Writes the first sector full of zeros in a process that is killed after so many bytes. */
static void write_and_be_killed(uint32_t bytes) {
  pid_t child = fork();
  int status;
  assert_true(child >= 0);
  if (child == 0) {
    static const uint8_t zeros[FLASH_FILE_SECTOR];
    struct flash_file file;
    if (!flash_file_open(&file, path, SECTORS, 0)) _exit(1);
    flash_file_cut(bytes);
    file.flash.program(&file, 0, zeros, sizeof zeros);
    _exit(0);
  }
  assert_int_equal(waitpid(child, &status, 0), child);
  if (bytes < FLASH_FILE_SECTOR) {
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGKILL);
  } else {
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
  }
}

static void a_killed_process_leaves_each_byte_that_it_wrote_and_no_other(void **state) {
  static const uint32_t cuts[] = {0, 1, 15, 16, 17, 1000, FLASH_FILE_SECTOR - 1, FLASH_FILE_SECTOR};
  (void)state;
  for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
    struct flash_file file;
    uint8_t byte;
    unlink(path);
    write_and_be_killed(cuts[i]);
    open_flash(&file);
    for (uint32_t at = 0; at < FLASH_FILE_SECTOR; at++) {
      assert_int_equal(file.flash.read(&file, at, &byte, 1), 0);
      assert_int_equal(byte, at < cuts[i] ? 0 : 0xff);
    }
  }
}

static void a_cut_goes_on_counting_in_an_erase(void **state) {
  pid_t child;
  struct flash_file file;
  static const uint8_t zeros[FLASH_FILE_SECTOR];
  uint8_t byte;
  (void)state;
  open_flash(&file);
  assert_int_equal(file.flash.program(&file, 0, zeros, sizeof zeros), 0);
  child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    flash_file_cut(10);
    file.flash.erase(&file, 0);
    _exit(0);
  }
  assert_int_equal(waitpid(child, NULL, 0), child);
  for (uint32_t at = 0; at < FLASH_FILE_SECTOR; at++) {
    assert_int_equal(file.flash.read(&file, at, &byte, 1), 0);
    assert_int_equal(byte, at < 10 ? 0xff : 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_new_file_is_erased, make_folder, remove_folder),
    cmocka_unit_test_setup_teardown(programming_only_clears_bits, make_folder, remove_folder),
    cmocka_unit_test_setup_teardown(erasing_takes_one_sector, make_folder, remove_folder),
    cmocka_unit_test_setup_teardown(what_lies_outside_or_between_granules_is_refused, make_folder, remove_folder),
    cmocka_unit_test_setup_teardown(a_file_of_another_size_is_refused, make_folder, remove_folder),
    cmocka_unit_test_setup_teardown(a_killed_process_leaves_each_byte_that_it_wrote_and_no_other, make_folder,
                                    remove_folder),
    cmocka_unit_test_setup_teardown(a_cut_goes_on_counting_in_an_erase, make_folder, remove_folder),
  };
  return cmocka_run_group_tests_name("flash_file", tests, NULL, NULL);
}
