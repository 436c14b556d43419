#include "locker_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

void bench_restart(struct bench *bench, uint8_t fitted) {
  const struct lk_latches latches = bench->locker.latches;
  lk_locker_init(&bench->locker, fitted, &latches);
  bench->now = 0;
}

void bench_run(struct bench *bench, lk_ms ms) {
  for (lk_ms end = bench->now + ms; bench->now < end; bench->now += LK_SAMPLE_MS) {
    struct lk_finding findings[LK_FINDINGS_MAX];
    const size_t count = lk_locker_sample(&bench->locker, bench->now, &bench->settings, findings);
    for (size_t i = 0; i < count; i++) {
      strcat(bench->found, bench->found[0] == '\0' ? "" : " ");
      strcat(bench->found, lk_event_type_name(findings[i].type));
    }
  }
}

void bench_init(struct bench *bench, uint8_t fitted) {
  struct lk_config config;
  memset(bench, 0, sizeof *bench);
  lk_config_defaults(&config);
  bench->settings = config.settings;
  bench->locker.latches.known = true;
  bench_restart(bench, fitted);
  bench_run(bench, 1000);
}

void bench_set(struct bench *bench, enum lk_contact contact, bool active) {
  lk_locker_set(&bench->locker, contact, active);
  bench_run(bench, 100);
}

void bench_pulse(struct bench *bench, enum lk_contact contact) {
  bench_set(bench, contact, true);
  bench_set(bench, contact, false);
}

void bench_authorise(struct bench *bench) {
  bench_set(bench, LK_GUARD_KEY, true);
  bench_set(bench, LK_HIRER_KEY, true);
  bench_set(bench, LK_BOLT, true);
}

void bench_expect(struct bench *bench, const char *found) {
  assert_string_equal(bench->found, found);
  bench->found[0] = '\0';
}
