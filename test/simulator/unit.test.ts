import assert from "node:assert/strict";
import { createFleet, type Fleet, type FleetOptions } from "../../firmware/simulator/fleet.ts";
import type { Unit } from "../../firmware/simulator/unit.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { until } from "../until.ts";
import { answerEvents, startBroker, type TestBroker } from "./broker.ts";

const LOCKER = "MUM01-0001";
const TOPICS = "lockers/v1/MUM01/MUM01-U01";
/** What the contract says of a firmware that was told nothing. */
const OWN_SETTINGS = {
  heartbeatSeconds: 60,
  heldOpenSeconds: 300,
  debounceMs: 50,
  resendSeconds: 30,
  batteryLowPercent: 20,
  deniedAttempts: 3,
  sirenSeconds: 0,
};

describe("a simulated unit", () => {
  let broker: TestBroker;
  let fleet: Fleet;
  let unit: Unit;

  beforeEach(async () => {
    broker = await startBroker();
  });

  afterEach(async () => {
    await fleet.stop();
    await broker.close();
  });

  async function powerOn(options: Partial<FleetOptions> = {}): Promise<void> {
    fleet = createFleet({
      plan: [{ unit: "MUM01-U01", site: "MUM01", lockers: [LOCKER, "MUM01-0002"] }],
      url: broker.url,
      seed: 1,
      clock: systemClock,
      ...options,
    });
    unit = fleet.unit("MUM01-U01");
    assert.deepEqual(await fleet.start(5_000), { connected: 1, problem: null });
  }

  const sequences = () => broker.bodies("event").map(({ seq }) => seq);
  const types = () => broker.bodies("event").map(({ type }) => type);

  it("publishes its state, retained, before its events", async () => {
    await powerOn();
    await until("the boot event", () => types().includes("boot"));
    const [first] = broker.published;
    assert.equal(first?.topic, `${TOPICS}/status`);
    assert.equal(first?.retain, true);
    const [status] = broker.bodies("status");
    assert.deepEqual(
      { ...status, nonce: "", firmware: "" },
      {
        v: 1,
        unit: "MUM01-U01",
        online: true,
        boot: 1,
        nonce: "",
        firmware: "",
        reset: "power-on",
        lockers: [
          { locker: LOCKER, door: "closed", tamper: false },
          { locker: "MUM01-0002", door: "closed", tamper: false },
        ],
        seq: 1,
        clock: "sntp",
        settings: OWN_SETTINGS,
      },
    );
  });

  it("reports a forced opening as opened and as forced", async () => {
    await powerOn();
    answerEvents(broker);
    unit.force(LOCKER);
    await until("both events", () => types().includes("forced"));
    assert.deepEqual(
      broker.bodies("event").map(({ type, seq, locker, door }) => ({ type, seq, locker, door })),
      [
        { type: "boot", seq: 1, locker: undefined, door: undefined },
        { type: "opened", seq: 2, locker: LOCKER, door: "open" },
        { type: "forced", seq: 3, locker: LOCKER, door: "open" },
      ],
    );
  });

  it("has at most four events under way and sends the next for each answer", async () => {
    await powerOn();
    for (let visit = 0; visit < 3; visit += 1) {
      unit.open(LOCKER);
      unit.closeDoor(LOCKER);
    }
    await until("four events", () => sequences().length === 4);
    await broker.publish(`${TOPICS}/reply/event`, { v: 1, seq: 2, result: "stored" });
    await until("the fifth", () => sequences().includes(5));
    assert.deepEqual(sequences(), [1, 2, 3, 4, 5]);
  });

  for (const result of ["stored", "duplicate", "rejected"]) {
    it(`drops an event that the gateway answered with ${result}`, async () => {
      await powerOn();
      answerEvents(broker, () => ({ result, ...(result === "rejected" ? { code: "unknown-locker" } : {}) }));
      unit.open(LOCKER);
      assert.equal(await fleet.answered(5_000), true);
      const events = fleet.report().units[0]?.events.map((event) => [event.type, event.result, event.sends]);
      assert.deepEqual(events, [
        ["boot", result, 1],
        ["opened", result, 1],
      ]);
    });
  }

  it("sends an event again, byte for byte, until it is answered", async () => {
    await powerOn({ settings: { resendMs: 20 } });
    await until("three sendings", () => sequences().length >= 3);
    answerEvents(broker);
    assert.equal(await fleet.answered(5_000), true);
    const bodies = broker.bodies("event");
    for (const body of bodies) assert.deepEqual(body, bodies[0]);
  });

  it("leaves a last will when its cable is cut, records on, and tells everything afterwards", async () => {
    await powerOn();
    answerEvents(broker);
    assert.equal(await fleet.answered(5_000), true);
    await unit.goOffline();
    await until("the last will", () => broker.bodies("status").some(({ online }) => online === false));
    const will = broker.published.find(({ body }) => JSON.stringify(body).includes('"online":false'));
    assert.deepEqual(will?.body, { v: 1, unit: "MUM01-U01", online: false, boot: 1 });
    assert.equal(will?.qos, 1);
    assert.equal(will?.retain, true);
    unit.open(LOCKER);
    unit.closeDoor(LOCKER);
    assert.equal(unit.queued, 2);
    unit.goOnline();
    assert.equal(await fleet.answered(5_000), true);
    assert.deepEqual(types(), ["boot", "opened", "closed"]);
  });

  it("reconnects unaided after the broker was away", async () => {
    await powerOn();
    answerEvents(broker);
    assert.equal(await fleet.answered(5_000), true);
    const { port } = broker;
    await broker.close();
    await until("the unit to notice", () => !unit.online);
    unit.open(LOCKER);
    broker = await startBroker(port);
    answerEvents(broker);
    assert.equal(await fleet.answered(15_000), true);
    assert.deepEqual(types(), ["opened"]);
  });

  it("counts a new boot, draws a new nonce and keeps its sequence through a reboot", async () => {
    await powerOn();
    answerEvents(broker);
    unit.open(LOCKER);
    assert.equal(await fleet.answered(5_000), true);
    await unit.reboot("watchdog");
    await until("the second boot", () => types().filter((type) => type === "boot").length === 2);
    const states = broker.bodies("status").filter(({ online }) => online === true);
    assert.deepEqual(
      states.map(({ boot, reset }) => ({ boot, reset })),
      [
        { boot: 1, reset: "power-on" },
        { boot: 2, reset: "watchdog" },
      ],
    );
    assert.notEqual(states[0]?.nonce, states[1]?.nonce);
    assert.deepEqual(sequences(), [1, 2, 3]);
  });

  it("goes on from the numbers that an earlier run left", async () => {
    await powerOn({ counters: () => ({ boot: 16, seq: 4210 }) });
    await until("the boot event", () => types().includes("boot"));
    const [event] = broker.bodies("event");
    assert.deepEqual([event?.boot, event?.seq], [17, 4211]);
    assert.deepEqual(unit.counters, { boot: 17, seq: 4211 });
  });

  it("has no time while its clock is lost, a guess after, and the time once synchronised", async () => {
    await powerOn();
    answerEvents(broker);
    unit.loseClock();
    unit.open(LOCKER);
    unit.setClock("estimated");
    unit.closeDoor(LOCKER);
    unit.setClock("sntp");
    assert.equal(await fleet.answered(5_000), true);
    assert.deepEqual(
      broker.bodies("event").map(({ type, clock, at }) => [type, clock, at === null]),
      [
        ["boot", "sntp", false],
        ["opened", "none", true],
        ["clock-set", "estimated", false],
        ["closed", "estimated", false],
        ["clock-set", "sntp", false],
      ],
    );
  });

  it("beats at the interval of its configuration and names that in its status", async () => {
    await powerOn({ settings: { heartbeatMs: 10 } });
    answerEvents(broker);
    await until("two heartbeats", () => broker.bodies("heartbeat").length >= 2);
    const beats = broker.bodies("heartbeat").map(({ n }) => n);
    assert.deepEqual(beats.slice(0, 2), [1, 2]);
    await broker.publish(`${TOPICS}/config`, { v: 1, unit: "MUM01-U01", id: "c1", heartbeatSeconds: 300 });
    await until("the report", () => types().includes("config-changed"));
    const change = broker.bodies("event").find(({ type }) => type === "config-changed");
    assert.deepEqual(change?.data, { config: "c1", result: "applied" });
    const [first, last] = [broker.bodies("status")[0], broker.bodies("status").at(-1)];
    // The contract has no number for a beat every 10 ms.
    assert.deepEqual(first?.settings, { ...OWN_SETTINGS, heartbeatSeconds: 10 });
    assert.equal(last?.config, "c1");
    assert.deepEqual(last?.settings, { ...OWN_SETTINGS, heartbeatSeconds: 300 });
  });

  it("refuses a whole configuration for one field that it does not know", async () => {
    await powerOn();
    answerEvents(broker);
    await broker.publish(`${TOPICS}/config`, { v: 1, unit: "MUM01-U01", id: "c2", unlock: true });
    await until("the report", () => types().includes("config-changed"));
    const change = broker.bodies("event").find(({ type }) => type === "config-changed");
    assert.deepEqual(change?.data, { config: "c2", result: "refused", code: "schema-violation" });
    assert.equal(broker.bodies("status").at(-1)?.config, undefined);
  });

  it("says so once when its flash has run full, and loses the oldest only", async () => {
    await powerOn();
    await unit.goOffline();
    for (let event = 0; event < 1_010; event += 1) unit.open(LOCKER);
    assert.equal(unit.queued, 1_000);
    unit.goOnline();
    answerEvents(broker);
    assert.equal(await fleet.answered(15_000), true);
    assert.equal(types().filter((type) => type === "journal-overflow").length, 1);
    assert.equal(unit.lost, 12);
    assert.equal(sequences().at(-1), unit.counters.seq);
  });
});
