#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

#define HASH "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define UPDATE                                                                                \
  "{\"url\":\"https://firmware.bank.example/smart-lockers-1.1.0.zip\",\"version\":\"1.1.0\"," \
  "\"size\":1048576,\"sha256\":\"" HASH "\",\"signature\":\"MEUCIQDO9tf+OvgdaTw1c2bjdp7zeNFe" \
  "sFDfnsbW/0pHWz79YwIgFRap8dXM2JVxxoEHMp96j1NZ7Zs7G98elvt/DHFV8rM=\"}"

static const uint8_t digest[LK_OTA_DIGEST] = {
    0x9f, 0x86, 0xd0, 0x81, 0x88, 0x4c, 0x7d, 0x65, 0x9a, 0x2f, 0xea, 0xa0, 0xc5, 0x5a, 0xd0, 0x15,
    0xa3, 0xbf, 0x4f, 0x1b, 0x2b, 0x0b, 0x82, 0x2c, 0xd1, 0x5d, 0x6c, 0x15, 0xb0, 0xf0, 0x0a, 0x08};

static void a_signed_image_is_loaded_installed_and_started(void **state) {
  struct desk *desk = *state;
  desk_command(desk, 1, "ota", UPDATE);
  assert_string_equal(desk->signed_text, "1.1.0 1048576 " HASH);
  desk_has(desk_last(desk, "reply"), "\"n\":1,\"result\":\"accepted\"");
  assert_int_equal(desk->loading, 1);
  assert_string_equal(desk->image.url, "https://firmware.bank.example/smart-lockers-1.1.0.zip");
  desk_run(desk, 60000);
  assert_int_equal(desk->installed, 0);
  lk_unit_ota_loaded(&desk->unit, true, 1048576, digest, desk->now);
  assert_int_equal(desk->installed, 1);
  desk_has(desk_last(desk, "reply"),
           "\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-000000000001\",\"n\":1,\"result\":\"done\"");
  assert_int_equal(desk->restarts, 1);
}

static void an_image_that_we_did_not_sign_is_not_even_fetched(void **state) {
  struct desk *desk = *state;
  desk->verifies = false;
  desk_command(desk, 1, "ota", UPDATE);
  desk_has(desk_last(desk, "reply"), "\"rejected\",\"code\":\"bad-signature\"");
  assert_int_equal(desk->loading, 0);
}

static void an_image_with_another_hash_or_length_is_never_run(void **state) {
  struct desk *desk = *state;
  uint8_t other[LK_OTA_DIGEST];
  memcpy(other, digest, sizeof other);
  other[31] ^= 1;
  const struct {
    bool ok;
    uint32_t size;
    const uint8_t *sha256;
  } cases[] = {
      {false, 0, NULL}, {true, 1048575, digest}, {true, 1048577, digest}, {true, 1048576, other}};
  for (uint32_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    desk_command(desk, i + 1, "ota", UPDATE);
    lk_unit_ota_loaded(&desk->unit, cases[i].ok, cases[i].size, cases[i].sha256, desk->now);
    desk_has(desk_last(desk, "reply"), "\"rejected\",\"code\":\"bad-image\"");
    assert_int_equal(desk->discarded, i + 1);
  }
  assert_int_equal(desk->installed, 0);
  assert_int_equal(desk->restarts, 0);
}

static void nothing_is_updated_while_a_door_is_open(void **state) {
  struct desk *desk = *state;
  lk_unit_contact(&desk->unit, 1, LK_DOOR, true);
  desk_run(desk, 100);
  desk_command(desk, 1, "ota", UPDATE);
  desk_has(desk_last(desk, "reply"), "\"rejected\",\"code\":\"door-open\"");
  assert_int_equal(desk->loading, 0);
  lk_unit_contact(&desk->unit, 1, LK_DOOR, false);
  desk_run(desk, 100);
  desk_command(desk, 2, "ota", UPDATE);
  assert_int_equal(desk->loading, 1);
  // Opened while the image was on its way.
  desk_set(desk, LK_DOOR, true);
  lk_unit_ota_loaded(&desk->unit, true, 1048576, digest, desk->now);
  desk_has(desk_last(desk, "reply"), "\"n\":2,\"result\":\"rejected\",\"code\":\"door-open\"");
  assert_int_equal(desk->installed, 0);
  assert_int_equal(desk->discarded, 1);
  assert_int_equal(desk->restarts, 0);
}

static void one_update_at_a_time(void **state) {
  struct desk *desk = *state;
  desk_command(desk, 1, "ota", UPDATE);
  desk_command(desk, 2, "ota", UPDATE);
  desk_has(desk_last(desk, "reply"), "\"n\":2,\"result\":\"rejected\",\"code\":\"busy\"");
  assert_int_equal(desk->loading, 1);
  // What nobody asked for is not installed either.
  lk_unit_ota_loaded(&desk->unit, false, 0, NULL, desk->now);
  lk_unit_ota_loaded(&desk->unit, true, 1048576, digest, desk->now);
  assert_int_equal(desk->installed, 0);
}

static void a_unit_that_cannot_update_says_so(void **state) {
  struct desk *desk = *state;
  desk->loads = false;
  desk_command(desk, 1, "ota", UPDATE);
  desk_has(desk_last(desk, "reply"), "\"rejected\",\"code\":\"bad-image\"");
  desk->loads = true;
  desk->installs = false;
  desk_command(desk, 2, "ota", UPDATE);
  lk_unit_ota_loaded(&desk->unit, true, 1048576, digest, desk->now);
  desk_has(desk_last(desk, "reply"), "\"rejected\",\"code\":\"bad-image\"");
  assert_int_equal(desk->restarts, 0);
  desk->port.ota_verify = NULL;
  desk_command(desk, 3, "ota", UPDATE);
  desk_has(desk_last(desk, "reply"), "\"rejected\",\"code\":\"unsupported\"");
}

static void an_image_is_kept_once_the_gateway_has_answered(void **state) {
  struct desk *desk = *state;
  desk->answers = false;
  desk_connect(desk);
  desk_run(desk, 10000);
  assert_int_equal(desk->confirmed, 0);
  desk_tell(desk, "reply/event", "nonsense");
  desk_tell(desk, "reply/event", "{\"v\":1,\"seq\":2,\"result\":\"stored\"}");
  assert_int_equal(desk->confirmed, 0);
  desk_tell(desk, "reply/event", "{\"v\":1,\"seq\":1,\"result\":\"stored\"}");
  desk_tell(desk, "reply/event", "{\"v\":1,\"seq\":1,\"result\":\"duplicate\"}");
  assert_int_equal(desk->confirmed, 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_signed_image_is_loaded_installed_and_started,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(an_image_that_we_did_not_sign_is_not_even_fetched,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(an_image_with_another_hash_or_length_is_never_run,
                                      desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(nothing_is_updated_while_a_door_is_open, desk_setup_connected,
                                      desk_teardown),
      cmocka_unit_test_setup_teardown(one_update_at_a_time, desk_setup_connected, desk_teardown),
      cmocka_unit_test_setup_teardown(a_unit_that_cannot_update_says_so, desk_setup_connected,
                                      desk_teardown),
      cmocka_unit_test_setup_teardown(an_image_is_kept_once_the_gateway_has_answered, desk_setup,
                                      desk_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
