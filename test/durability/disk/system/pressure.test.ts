import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import mqtt, { type MqttClient } from "mqtt";
import { needs } from "../../../needs.ts";
import { until } from "../../../until.ts";
import { type RealIntake, startRealIntake } from "../real-intake.ts";

const UNIT = "MUM01-U07";
/** What the shipped broker sends ahead of acknowledgements, and what is asked of one that speaks MQTT 5. */
const AHEAD = 1000;
/** Mosquitto sends somewhat more while acknowledgements come in; here reading stops (links/room). */
const AT_MOST = 2000;
const FLOOD = 50_000;

if (needs("mosquitto")) {
  describe("an intake under pressure, at a real broker with a real journal", function () {
    this.timeout(240_000);
    let intake: RealIntake;
    let unit: MqttClient;
    let seq: number;

    beforeEach(async () => {
      intake = await startRealIntake();
      unit = await mqtt.connectAsync(`mqtt://127.0.0.1:${intake.broker.port}`, { clientId: UNIT });
      seq = 0;
    });
    afterEach(async () => {
      intake.stall(false);
      await unit.endAsync(true);
      await intake.close();
    });

    function happens(type: string): Promise<unknown> {
      seq += 1;
      const event = {
        ...{ v: 1, unit: UNIT, locker: "MUM01-0001", boot: 17, seq, type, at: Date.now() },
        ...{ clock: "sntp", uptime: 60_000 + seq, door: "open" },
      };
      return unit.publishAsync(`lockers/v1/MUM01/${UNIT}/event`, JSON.stringify(event), { qos: 1 });
    }
    const numbers = () => intake.events.flatMap(({ seq }) => (seq === null ? [] : [seq]));
    const types = () => intake.fromMemory.map(({ type }) => type);

    it("a disk that stalls: alarms go on from memory, it says so, and all is stored in order afterwards", async () => {
      await happens("closed");
      await until("the first", () => intake.events.length === 1);
      intake.stall(true);
      await happens("forced");
      for (let n = 0; n < 300; n += 1) await happens("closed");
      await until("the alarm", () => types().includes("forced"), 30_000);
      await until("being behind", () => intake.states.some(({ state }) => state === "behind"), 30_000);
      await until("the alarm about the gateway", () => types().includes("journal-unavailable"), 30_000);
      assert.equal(intake.states.at(-1)?.state, "journal");
      assert.equal(intake.events.length, 1);
      assert.equal(intake.outstanding.now, 301);

      intake.stall(false);
      await until("all", () => intake.events.some(({ type }) => type === "gateway-caught-up"), 30_000);
      assert.deepEqual(
        numbers(),
        Array.from({ length: seq }, (_, n) => n + 1),
      );
      assert.equal(intake.outstanding.now, 0);
      assert.ok(intake.events.some(({ type }) => type === "journal-restored"));
      assert.equal(types().filter((type) => type === "forced").length, 1);
      assert.equal(intake.states.at(-1)?.state, "connected");
    });

    it(`${FLOOD} events as fast as a unit can: no more than ${AT_MOST} here at once, none lost, all in order`, async () => {
      let turns = 0;
      let flooding = true;
      const living = (async () => {
        while (flooding) {
          turns += 1;
          await setImmediate();
        }
      })();
      while (seq < FLOOD) await Promise.all(Array.from({ length: 500 }, () => happens("closed")));
      await until(
        () => `all of them; there are ${numbers().length}`,
        () => numbers().length === FLOOD,
        180_000,
      );
      flooding = false;
      await living;
      assert.deepEqual(
        numbers(),
        Array.from({ length: FLOOD }, (_, n) => n + 1),
      );
      assert.ok(intake.outstanding.most <= AT_MOST, `${intake.outstanding.most} at once`);
      assert.ok(turns > FLOOD / AHEAD, "the event loop went on");
    });

    it("a flood while nothing can be stored stays with the broker", async () => {
      intake.stall(true);
      for (let n = 0; n < 20; n += 1) await Promise.all(Array.from({ length: 500 }, () => happens("closed")));
      await until("as many as may be here", () => intake.outstanding.now === AHEAD);
      // Heartbeats, which the broker does not keep, are passed over.
      const beat = { v: 1, unit: UNIT, boot: 17, n: 1, seq: 1, acked: 1, queued: 0, lost: 0, uptime: 60_000 };
      for (let n = 0; n < 5000; n += 1) {
        unit.publish(`lockers/v1/MUM01/${UNIT}/heartbeat`, JSON.stringify(beat), { qos: 0 });
      }
      await happens("closed");
      assert.equal(intake.outstanding.now, AHEAD);
      intake.stall(false);
      await until("all of them", () => numbers().length === seq, 120_000);
      assert.ok(intake.outstanding.most <= AT_MOST, `${intake.outstanding.most} at once`);
    });
  });
}
