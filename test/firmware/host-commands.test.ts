import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { checkMessage } from "../../nodes/domain/contract.ts";
import { needs } from "../needs.ts";
import { answerEvents } from "../simulator/broker.ts";
import { until } from "../until.ts";
import { HostBench, PLAN, TOPICS } from "./host-unit.ts";
import { BUILD_MS, make } from "./make.ts";

if (needs("gcc", "make", "mosquitto.h")) {
  describe("the firmware as a process, told from afar", () => {
    let bench: HostBench;
    let n = 0;

    before(async function () {
      this.timeout(BUILD_MS);
      await make("sanitized");
    });

    beforeEach(async () => {
      n = 0;
      bench = await HostBench.open();
      answerEvents(bench.broker);
      await bench.unit.start();
      await until("the status", () => bench.broker.bodies("status").length > 0);
      await until("the subscriptions", async () => (await bench.unit.state()).queued === 0);
    });

    afterEach(() => bench.close());

    /** Sends a command as the gateway does. @returns the reply */
    async function command(
      op: string,
      more: Readonly<Record<string, unknown>> = {},
    ): Promise<Readonly<Record<string, unknown>>> {
      const { boot, nonce } = await bench.unit.state();
      const id = randomUUID();
      n += 1;
      const expires = Date.now() + 60_000;
      await bench.broker.publish(`${TOPICS}/command`, { v: 1, id, boot, nonce, n, expires, op, ...more });
      const reply = await until(`the reply to ${op}`, () =>
        bench.broker.bodies("reply").find((body) => body.id === id),
      );
      assert.deepEqual(checkMessage("reply", reply), { ok: true, body: reply });
      return reply;
    }

    it("answers a ping", async () => {
      assert.equal((await command("ping")).result, "done");
    });

    it("publishes its status when asked for it", async () => {
      const before = bench.broker.bodies("status").length;
      assert.equal((await command("get-state")).result, "done");
      await until("the status", () => bench.broker.bodies("status").length > before);
    });

    it("blinks to be found", async () => {
      assert.equal((await command("identify")).result, "done");
      await until("its LED to be on", async () => (await bench.unit.state()).led);
      await until("its LED to be off", async () => !(await bench.unit.state()).led);
    });

    it("has no unlock command", async () => {
      const { result, code } = await command("unlock");
      assert.deepEqual([result, code], ["rejected", "unknown-op"]);
    });

    it("refuses a command of an earlier boot, of another nonce, or a number it has taken", async () => {
      for (const old of [{ boot: 0 }, { nonce: "0000000000000000" }, { n: 0 }]) {
        const { result, code } = await command("identify", old);
        assert.deepEqual([result, code], ["rejected", "stale"], JSON.stringify(old));
      }
    });

    it("refuses a command that has expired", async () => {
      const { result, code } = await command("identify", { expires: Date.now() - 1_000 });
      assert.deepEqual([result, code], ["rejected", "expired"]);
    });

    it("refuses an update where the platform has no way to verify one", async () => {
      const args = {
        url: "https://firmware.bank.example/1.1.0.zip",
        version: "1.1.0",
        size: 1_048_576,
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        signature: Buffer.alloc(70, 1).toString("base64"),
      };
      const { result, code } = await command("ota", { args });
      assert.deepEqual([result, code], ["rejected", "unsupported"]);
    });

    it("publishes kept events again", async () => {
      const sent = bench.broker.bodies("event").length;
      await command("replay", { args: { from: 1 } });
      await until("the events again", () => bench.broker.bodies("event").length >= sent + 2);
      const again = bench.broker.bodies("event").slice(sent);
      assert.deepEqual(again.slice(0, 2), bench.broker.bodies("event").slice(0, 2));
    });

    it("restarts itself, and says why", async () => {
      const { nonce } = await bench.unit.state();
      assert.equal((await command("reboot")).result, "accepted");
      await until("the next boot", () => bench.broker.bodies("status").some(({ boot }) => boot === 2));
      const status = bench.broker.bodies("status").find(({ boot, online }) => boot === 2 && online === true);
      assert.equal(status?.reset, "software");
      assert.notEqual(status?.nonce, nonce);
      assert.equal((await bench.unit.state()).boot, 2);
    });

    it("takes a configuration, keeps it over a restart, and names it", async () => {
      const config = { v: 1, unit: PLAN.unit, id: "2026-11-20.1", heartbeatSeconds: 10 };
      await bench.broker.publish(`${TOPICS}/config`, config);
      const changed = () => bench.broker.bodies("event").find(({ type }) => type === "config-changed");
      await until("the report", changed);
      assert.deepEqual(changed()?.data, { config: "2026-11-20.1", result: "applied" });
      assert.equal((await bench.unit.state()).config, "2026-11-20.1");
      await bench.unit.kill();
      await bench.unit.start();
      assert.equal((await bench.unit.state()).config, "2026-11-20.1");
      await until(
        "a status that names it",
        () => bench.broker.bodies("status").at(-1)?.config === "2026-11-20.1",
      );
    });

    it("takes single settings, and reads them all back", async () => {
      const told = () => Object(bench.broker.bodies("status").at(-1)?.settings);
      assert.equal(told().sirenSeconds, 0);
      assert.equal((await command("set-config", { args: { sirenSeconds: 60 } })).result, "done");
      await until("a status with the new value", () => told().sirenSeconds === 60);
      assert.deepEqual([told().heartbeatSeconds, told().heldOpenSeconds], [60, 300]);
      await bench.unit.tell(`tamper ${PLAN.lockers[0]} broken`);
      await until("the siren", async () => (await bench.unit.state()).siren);
    });
  });
}
