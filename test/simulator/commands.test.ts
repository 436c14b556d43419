import assert from "node:assert/strict";
import { createFleet, type Fleet } from "../../firmware/simulator/fleet.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { until } from "../until.ts";
import { answerEvents, startBroker, type TestBroker } from "./broker.ts";

const TOPIC = "lockers/v1/MUM01/MUM01-U01/command";
const LATER = 8_640_000_000_000_000;
const IMAGE = {
  url: "https://firmware.bank.example/image.zip",
  version: "1.1.0",
  size: 1_048_576,
  sha256: "0".repeat(64),
  signature: "A".repeat(96),
};

describe("a simulated unit's commands", () => {
  let broker: TestBroker;
  let fleet: Fleet;
  let number = 0;

  beforeEach(async () => {
    broker = await startBroker();
    answerEvents(broker);
    fleet = createFleet({
      plan: [{ unit: "MUM01-U01", site: "MUM01", lockers: ["MUM01-0001"] }],
      url: broker.url,
      seed: 1,
      clock: systemClock,
    });
    await fleet.start(5_000);
    await until("the first status", () => broker.bodies("status").length > 0);
    assert.equal(await fleet.answered(5_000), true);
  });

  afterEach(async () => {
    await fleet.stop();
    await broker.close();
  });

  /** A command that is right in everything, with some of its fields replaced. */
  function command(changes: Record<string, unknown>): Record<string, unknown> {
    number += 1;
    return {
      v: 1,
      id: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
      boot: 1,
      nonce: broker.bodies("status").at(-1)?.nonce,
      n: number,
      expires: LATER,
      op: "identify",
      args: {},
      ...changes,
    };
  }

  async function ask(body: Record<string, unknown>): Promise<unknown> {
    const before = broker.bodies("reply").length;
    await broker.publish(TOPIC, body);
    const { result, code } = await until("the reply", () => broker.bodies("reply")[before]);
    return code === undefined ? result : `${result}: ${code}`;
  }

  const refused: readonly (readonly [name: string, changes: Record<string, unknown>, reply: string])[] = [
    ["for an earlier boot", { boot: 0 }, "rejected: stale"],
    ["with a nonce of another start", { nonce: "0123456789abcdef" }, "rejected: stale"],
    ["that has run out", { expires: 1 }, "rejected: expired"],
    ["that does not exist", { op: "unlock" }, "rejected: unknown-op"],
    ["with a field that is not listed", { door: "open" }, "rejected: schema-violation"],
    ["to replay from nowhere", { op: "replay" }, "rejected: schema-violation"],
    ["to set nothing", { op: "set-config" }, "rejected: schema-violation"],
    [
      "to set what is out of range",
      { op: "set-config", args: { debounceMs: 5 } },
      "rejected: schema-violation",
    ],
    ["to set a broker", { op: "set-config", args: { broker: "x" } }, "rejected: schema-violation"],
    [
      "to fetch an image by http",
      { op: "ota", args: { ...IMAGE, url: "http://x/" } },
      "rejected: schema-violation",
    ],
    ["to exchange its firmware, of which it has none", { op: "ota", args: IMAGE }, "rejected: unsupported"],
    ["of more than a kilobyte", { args: { note: "x".repeat(1_100) } }, "rejected: too-large"],
  ];
  for (const [name, changes, reply] of refused) {
    it(`refuses one ${name}`, async () => {
      assert.equal(await ask(command(changes)), reply);
    });
  }

  it("takes a number once, and none below it", async () => {
    assert.equal(await ask(command({ n: 7 })), "done");
    assert.equal(await ask(command({ n: 7 })), "rejected: stale");
    assert.equal(await ask(command({ n: 6 })), "rejected: stale");
    assert.equal(await ask(command({ n: 8 })), "done");
  });

  it("heeds no expiry without a synchronised clock, and is safe by boot, nonce and number all the same", async () => {
    fleet.unit("MUM01-U01").loseClock();
    assert.equal(await ask(command({ n: 1, expires: 1 })), "done");
    assert.equal(await ask(command({ n: 1, expires: 1 })), "rejected: stale");
  });

  it("answers ping and get-state to anybody, and get-state with its status", async () => {
    const id = "00000000-0000-4000-8000-00000000abcd";
    assert.equal(await ask({ v: 1, id, op: "ping" }), "done");
    const before = broker.bodies("status").length;
    assert.equal(await ask({ v: 1, id, op: "get-state" }), "done");
    assert.equal(broker.bodies("status").length, before + 1);
  });

  it("sends answered events again for replay, as they were", async () => {
    const unit = fleet.unit("MUM01-U01");
    for (let visit = 0; visit < 3; visit += 1) unit.open("MUM01-0001");
    assert.equal(await fleet.answered(5_000), true);
    const first = broker.bodies("event");
    assert.equal(await ask(command({ op: "replay", args: { from: 2, to: 3 } })), "done");
    assert.equal(await fleet.answered(5_000), true);
    assert.deepEqual(broker.bodies("event").slice(first.length), first.slice(1, 3));
  });

  it("changes the settings it is told and no others, and tells all of them beside the configuration in force", async () => {
    const config = { v: 1, unit: "MUM01-U01", id: "c1", heartbeatSeconds: 10, sirenSeconds: 60 };
    await broker.publish("lockers/v1/MUM01/MUM01-U01/config", config);
    await until("the configuration", () => broker.bodies("status").at(-1)?.config === "c1");
    const args = { resendSeconds: 5, sirenSeconds: 0 };
    assert.equal(await ask(command({ op: "set-config", args })), "done");
    assert.equal(await fleet.answered(5_000), true);
    const [, change] = broker.bodies("event").filter(({ type }) => type === "config-changed");
    assert.deepEqual(change?.data, { config: "c1", result: "applied" });
    const inForce = {
      ...{ heartbeatSeconds: 10, heldOpenSeconds: 300, debounceMs: 50, resendSeconds: 5 },
      ...{ batteryLowPercent: 20, deniedAttempts: 3, sirenSeconds: 0 },
    };
    assert.deepEqual(broker.bodies("status").at(-1)?.settings, inForce);
    await fleet.unit("MUM01-U01").reboot();
    await until("the new boot", () => broker.bodies("status").at(-1)?.boot === 2);
    assert.deepEqual(broker.bodies("status").at(-1)?.settings, inForce);
  });

  it("refuses another firmware while a door is open, and says so", async () => {
    fleet.unit("MUM01-U01").open("MUM01-0001");
    assert.equal(await ask(command({ op: "ota", args: IMAGE })), "rejected: door-open");
  });

  it("accepts a reboot, and knows no command from before it", async () => {
    const before = command({ n: 50 });
    assert.equal(await ask(command({ op: "reboot" })), "accepted");
    await until("the new boot", () => broker.bodies("status").at(-1)?.boot === 2);
    assert.equal(broker.bodies("status").at(-1)?.reset, "software");
    assert.equal(await ask(before), "rejected: stale");
  });

  it("says nothing to what has no id", async () => {
    await broker.publish(TOPIC, "{");
    await broker.publish(TOPIC, { v: 1, op: "ping" });
    assert.equal(await ask(command({ op: "ping" })), "done");
    assert.equal(broker.bodies("reply").length, 1);
  });
});
