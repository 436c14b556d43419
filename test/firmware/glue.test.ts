import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  declared,
  madeSettings,
  manifest,
  SETTINGS_FILE,
  valuesOn,
  variants,
} from "../../.build/settings.mts";
import { needs } from "../needs.ts";

const GLUE = globSync("firmware/src/mgos/*.c").sort();
const DECLARATIONS = "firmware/test/mgos-declarations";
const FLAGS =
  "-fsyntax-only -std=c99 -Wall -Wextra -Wconversion -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes -Werror";
/** Words that cannot be a member of a struct in C, which is what `mos build` makes of a setting. */
const RESERVED = new Set(
  "auto break case char const continue default do double else enum extern float for goto if int long register return short signed sizeof static struct switch typedef union unsigned void volatile while".split(
    " ",
  ),
);
const read = manifest();

async function compile(file: string): Promise<string> {
  return promisify(execFile)("gcc", [...FLAGS.split(" "), `-I${DECLARATIONS}`, "-Ifirmware/src", file]).then(
    () => "",
    ({ stderr }) => String(stderr),
  );
}

if (needs("gcc")) {
  describe("the firmware's glue to Mongoose OS", () => {
    let folder: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), "smart-lockers-glue-"));
    });
    after(() => rmSync(folder, { recursive: true }));

    for (const file of GLUE) {
      it(`${file} calls Mongoose OS and ESP-IDF as they are documented`, async () => {
        assert.equal(await compile(file), "");
      });
    }

    for (const [about, code, says] of [
      ["a call with a wrong argument", "mgos_mqtt_sub(1, NULL, NULL);", /mgos_mqtt_sub/],
      ["a call to what is not there", "mgos_mqtt_publish();", /mgos_mqtt_publish/],
      ["a setting that mos.yml does not declare", "mgos_sys_config_get_lockers_lock();", /lockers_lock/],
      ["a setting of another type", "const int n = mgos_sys_config_get_lockers_site(); (void)n;", /int/],
    ] as const) {
      it(`the check would find ${about}`, async () => {
        const file = join(folder, "wrong.c");
        writeFileSync(
          file,
          `#include <stddef.h>\n#include "mgos.h"\n#include "mgos_mqtt.h"\nvoid wrong(void);\nvoid wrong(void) { ${code} }\n`,
        );
        assert.match(await compile(file), says);
      });
    }
  });
}

describe("the firmware's mos.yml", () => {
  it(`${SETTINGS_FILE} is what it makes it (else run: node .build/settings.mts)`, () => {
    assert.equal(readFileSync(SETTINGS_FILE, "utf8"), madeSettings());
  });

  it("is of the newest format, for the ESP32, and takes the sources that are there", () => {
    assert.equal(read.manifest_version, "2020-08-02");
    assert.equal(read.platform, "esp32");
    assert.match(read.version, /^\d+\.\d+\.\d+$/);
    for (const source of read.sources) assert.ok(existsSync(`firmware/${source}`), source);
    assert.ok(GLUE.every((file) => read.sources.some((source) => file.startsWith(`firmware/${source}/`))));
  });

  it("names its libraries by location, and none that listens on the network or takes orders over MQTT", () => {
    const allowed = [
      ...["core", "ca-bundle", "mbedtls", "wifi", "sntp", "mqtt", "adc"],
      ...["rpc-uart", "rpc-service-config", "rpc-service-fs"],
    ];
    assert.deepEqual(
      read.libs.map(({ location }) => location),
      allowed.map((library) => `https://github.com/mongoose-os-libs/${library}`),
    );
  });

  it("reads every setting it declares, and declares every setting it reads", () => {
    const glue = GLUE.map((file) => readFileSync(file, "utf8")).join("\n");
    const used = new Set(glue.match(/(?<=mgos_sys_config_get_)\w+/g));
    const own = [...declared(read.config_schema).keys()].map((key) => key.replaceAll(".", "_"));
    // "mos aws-iot-setup" writes the thing's name; the unit's own name is device.id, which Mongoose OS declares.
    assert.deepEqual([...used, "aws_thing_name"].sort(), ["device_id", ...own].sort());
  });

  it("declares each group before what is in it, by names that C takes", () => {
    const groups = new Set<unknown>(["device", "wifi", "wifi.ap", "mqtt", "sntp", "sys", "debug"]);
    for (const [key, type] of read.config_schema) {
      const parts = key.split(".");
      const group = parts.slice(0, -1).join(".");
      assert.ok(group === "" || groups.has(group), `${key}: ${group} is not declared`);
      if (type === "o") groups.add(key);
      for (const part of parts) assert.ok(!RESERVED.has(part) && /^[a-z]\w*$/.test(part), key);
    }
  });

  for (const [key, value, why] of [
    ["mqtt.server", "", "the default is a public broker"],
    ["mqtt.ssl_ca_cert", "ca.pem", "without key and CA the library speaks in plain text"],
    ["wifi.ap.enable", false, "the default is an access point with a known password"],
    ["mqtt.max_qos", 1, "AWS IoT Core has no QoS 2"],
    ["mqtt.clean_session", false, "commands must wait for the unit"],
    ["mqtt.keep_alive", 30, "the contract says 60 s at most"],
    ["mqtt.max_queue_length", 0, "the library's queue is in memory and drops the oldest"],
    ["mqtt.require_time", false, "an alarm must go out without a clock"],
    ["sntp.enable", true, "the time of an opening counts"],
  ] as const) {
    it(`sets ${key} to ${JSON.stringify(value)}: ${why}`, () => {
      assert.equal(valuesOn("nodemcu", read).get(key), value);
    });
  }

  it("leaves room for the longest message that the private broker lets through, with its topic and header", () => {
    const [, limit] =
      /^message_size_limit (\d+)$/m.exec(readFileSync("gateway/mosquitto/mosquitto.conf", "utf8")) ?? [];
    const topic = `lockers/v1/${"S".repeat(16)}/${"U".repeat(32)}/reply/event`;
    // Type, length, length of the topic, packet id. At exactly its limit the library gives up too.
    const header = 1 + 4 + 2 + 2;
    assert.ok(
      Number(valuesOn("nodemcu", read).get("mqtt.recv_mbuf_limit")) > Number(limit) + topic.length + header,
    );
  });

  it("leaves room for the clock to stay trusted", () => {
    const values = valuesOn("nodemcu", read);
    // lk_unit.h trusts a clock for a day.
    assert.ok(Number(values.get("sntp.update_interval")) <= 86_400 / 4);
    assert.ok(Number(values.get("sys.wdt_timeout")) >= 10 && Number(values.get("sys.wdt_timeout")) <= 60);
  });

  it("names no unit, broker or password", () => {
    for (const variant of variants(read)) {
      for (const key of [
        "device.id",
        "lockers.site",
        "lockers.names",
        "mqtt.server",
        "lockers.fallback.rule",
      ]) {
        assert.equal(valuesOn(variant, read).get(key), "", `${variant}: ${key}`);
      }
    }
    assert.doesNotMatch(readFileSync("firmware/mos.yml", "utf8"), /pass(word)?"/);
  });

  it("has a partition for events that fits into 4 MB behind Mongoose OS's own", () => {
    const [name, type, subtype, offset, size = ""] = (read.build_vars.ESP_IDF_EXTRA_PARTITION ?? "").split(
      ",",
    );
    assert.deepEqual([name, type, subtype, offset], ["lockers", "data", "0x40", ""]);
    const bytes = Number(size.replace("K", "")) * 1024;
    const header = readFileSync("firmware/src/mgos/partition.h", "utf8");
    const number = (constant: string) => Number(new RegExp(`${constant} (\\d+)`).exec(header)?.[1]);
    const sectors = bytes / number("LK_PARTITION_SECTOR") - number("LK_PARTITION_SETTINGS_SECTORS");
    assert.equal(sectors, 64);
    assert.equal(header.includes(`LK_PARTITION_LABEL "${name}"`), true);
    // Mongoose OS for ESP32: two images of 1.5 MB and two file systems of 256 KB, from 64 KB on.
    assert.ok(0x10000 + 2 * (0x180000 + 0x40000) + bytes <= 4 * 1024 * 1024);
  });

  describe("on its boards", () => {
    const pinsOf = (text: unknown) => [...String(text).matchAll(/=(\d+)/g)].map(([, pin]) => Number(pin));

    it("are a NodeMCU, a cabinet and a bare board", () => {
      assert.deepEqual(variants(read), ["nodemcu", "cabinet", "demo"]);
      assert.equal(read.build_vars.VARIANT, "nodemcu");
    });

    for (const variant of variants(read)) {
      it(`${variant}: no pin does two things, but for a key that lockers share`, () => {
        const values = valuesOn(variant, read);
        const wiring = String(values.get("lockers.wiring")).replaceAll(/(guard=\d+)(?=.*\1)/g, "");
        const single = ["led", "siren", "mains", "battery"].map((part) =>
          Number(values.get(`lockers.${part}.pin`)),
        );
        const pins = [
          ...pinsOf(wiring),
          ...pinsOf(values.get("lockers.housing")),
          ...single.filter((pin) => pin >= 0),
        ];
        assert.deepEqual([...new Set(pins)].sort(), [...pins].sort());
        // 6 to 11 are the flash's, 1 and 3 the console's; 2 has the board's own LED.
        for (const pin of pins)
          assert.ok(![1, 3, 5, 12, 15].includes(pin) && (pin < 6 || pin > 11) && pin < 40);
      });
    }

    it("the bare board's BOOT button is the door, and its LED shows the state", () => {
      const values = valuesOn("demo", read);
      assert.equal(values.get("lockers.wiring"), "door=0!");
      assert.equal(values.get("lockers.led.pin"), 2);
      assert.equal(values.get("lockers.siren.pin"), -1);
    });
  });
});
