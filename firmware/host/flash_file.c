#include "flash_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NEVER UINT64_MAX

static uint64_t bytes_left = NEVER;

void flash_file_cut(uint32_t bytes) {
  bytes_left = bytes;
}

/** Busy, because a sleep of microseconds takes many more. */
static void wait_us(uint32_t us) {
  struct timespec start;
  struct timespec now;
  int64_t passed;
  if (us == 0) return;
  clock_gettime(CLOCK_MONOTONIC, &start);
  do {
    clock_gettime(CLOCK_MONOTONIC, &now);
    passed = (now.tv_sec - start.tv_sec) * INT64_C(1000000000) + (now.tv_nsec - start.tv_nsec);
  } while (passed < (int64_t)us * 1000);
}

static void put(struct flash_file *file, uint32_t at, uint8_t byte) {
  if (bytes_left == 0) kill(getpid(), SIGKILL);
  if (bytes_left != NEVER) bytes_left--;
  wait_us(file->byte_us);
  file->bytes[at] = byte;
}

static bool within(const struct flash_file *file, uint32_t offset, size_t length) {
  uint32_t size = file->flash.sector_size * file->flash.sector_count;
  return offset <= size && length <= size - offset;
}

static int flash_read(void *ctx, uint32_t offset, void *to, size_t length) {
  const struct flash_file *file = ctx;
  uint8_t *bytes = to;
  if (!within(file, offset, length)) return -1;
  for (size_t i = 0; i < length; i++) bytes[i] = file->bytes[offset + i];
  return 0;
}

static int flash_program(void *ctx, uint32_t offset, const void *from, size_t length) {
  struct flash_file *file = ctx;
  const uint8_t *bytes = from;
  if (!within(file, offset, length)) return -1;
  if (offset % LK_FLASH_GRANULE != 0 || length % LK_FLASH_GRANULE != 0) return -1;
  for (uint32_t i = 0; i < length; i++) put(file, offset + i, file->bytes[offset + i] & bytes[i]);
  return 0;
}

static int flash_erase(void *ctx, uint32_t sector) {
  struct flash_file *file = ctx;
  if (sector >= file->flash.sector_count) return -1;
  for (uint32_t i = 0; i < file->flash.sector_size; i++) put(file, sector * file->flash.sector_size + i, 0xff);
  return 0;
}

static bool fill(int fd, uint32_t sectors) {
  uint8_t erased[FLASH_FILE_SECTOR];
  memset(erased, 0xff, sizeof erased);
  for (uint32_t i = 0; i < sectors; i++) {
    if (write(fd, erased, sizeof erased) != (ssize_t)sizeof erased) return false;
  }
  return true;
}

bool flash_file_open(struct flash_file *file, const char *path, uint32_t sectors, uint32_t byte_us) {
  const struct lk_flash flash = {
    .ctx = file,
    .sector_size = FLASH_FILE_SECTOR,
    .sector_count = sectors,
    .read = flash_read,
    .program = flash_program,
    .erase = flash_erase,
  };
  size_t size = (size_t)sectors * FLASH_FILE_SECTOR;
  struct stat found;
  void *bytes = MAP_FAILED;
  int fd = open(path, O_RDWR | O_CREAT, 0600);

  if (fd < 0) return false;
  if (fstat(fd, &found) == 0 && (found.st_size != 0 || fill(fd, sectors))) {
    errno = EINVAL;
    if (found.st_size == 0 || (size_t)found.st_size == size) {
      bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    }
  }
  close(fd);
  if (bytes == MAP_FAILED) return false;
  file->flash = flash;
  file->bytes = bytes;
  file->byte_us = byte_us;
  return true;
}
