/* Loaded into a process (LD_PRELOAD): each fsync takes 10 ms longer, as on an SD card. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

static int slowly(const char *name, int fd) {
  const struct timespec ten_ms = {0, 10 * 1000 * 1000};
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  nanosleep(&ten_ms, 0);
  return real(fd);
}

int fsync(int fd) { return slowly("fsync", fd); }
int fdatasync(int fd) { return slowly("fdatasync", fd); }
