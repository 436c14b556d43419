import assert from "node:assert/strict";
import { createFleet } from "../../firmware/simulator/fleet.ts";
import { planFleet } from "../../firmware/simulator/plan.ts";
import { Random } from "../../firmware/simulator/random.ts";
import { SCENARIOS, type ScenarioName } from "../../firmware/simulator/scenarios.ts";
import { checkMessage, MAX_BYTES, type MessageName } from "../../nodes/domain/contract.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { until } from "../until.ts";
import { answerEvents, type Published, startBroker, type TestBroker } from "./broker.ts";

const NAMES = Object.keys(SCENARIOS) as ScenarioName[];

/** Plays a scenario shortened to `seconds` and returns everything that went over the broker. */
async function play(
  name: ScenarioName,
  options: { readonly seed?: number; readonly count?: number; readonly seconds?: number } = {},
): Promise<{ readonly published: readonly Published[]; readonly types: readonly string[] }> {
  const broker: TestBroker = await startBroker();
  answerEvents(broker);
  const seed = options.seed ?? 1;
  const fleet = createFleet({
    plan: planFleet({ site: "MUM01", units: 3, lockersPerUnit: 4 }),
    url: broker.url,
    seed,
    clock: systemClock,
    settings: { heartbeatMs: 200 },
  });
  try {
    assert.equal((await fleet.start(5_000)).connected, 3);
    await SCENARIOS[name].play({
      fleet,
      clock: systemClock,
      random: new Random(seed),
      count: options.count ?? Math.min(SCENARIOS[name].count, 40),
      seconds: options.seconds ?? 0.2,
      signal: new AbortController().signal,
    });
    await until("the units to be back", () => [...fleet.units.values()].every((unit) => unit.online));
    assert.equal(await fleet.answered(10_000), true);
    await until("every unit's heartbeat", () => broker.bodies("heartbeat").length >= 3);
    const report = fleet.report();
    assert.equal(report.totals.stored, report.totals.recorded);
    assert.equal(report.totals.lost, 0);
    return {
      published: broker.published,
      types: report.units.flatMap(({ events }) => events.map(({ type }) => type)),
    };
  } finally {
    await fleet.stop();
    await broker.close();
  }
}

const MESSAGES: Readonly<Record<string, readonly [message: MessageName, qos: 0 | 1, retain: boolean]>> = {
  event: ["event", 1, false],
  status: ["status", 1, true],
  heartbeat: ["heartbeat", 0, false],
  reply: ["reply", 1, false],
  "reply/event": ["reply-event", 1, false],
};

describe("the simulator's scenarios", () => {
  for (const name of NAMES) {
    it(`${name} keeps the contract in every message`, async () => {
      const { published } = await play(name);
      for (const { topic, body, bytes, qos, retain } of published) {
        const leaf = topic.split("/").slice(4).join("/");
        const rule = MESSAGES[leaf];
        assert.ok(rule, `the contract knows no topic ${topic}`);
        assert.deepEqual(checkMessage(rule[0], body), { ok: true, body });
        assert.ok(bytes <= MAX_BYTES[rule[0]], `${bytes} bytes in a ${rule[0]}`);
        assert.deepEqual([qos, retain], [rule[1], rule[2]], topic);
      }
    });
  }

  const played: readonly (readonly [name: ScenarioName, types: readonly string[]])[] = [
    ["night-opening", ["opened", "closed"]],
    ["forced", ["opened", "forced"]],
    ["tamper", ["tamper", "tamper-cleared"]],
  ];
  for (const [name, expected] of played) {
    it(`${name} is ${expected.join(" and ")}`, async () => {
      const { types } = await play(name, { count: 1 });
      assert.deepEqual(
        types.filter((type) => type !== "boot"),
        expected,
      );
    });
  }

  it("break-in forces every box once", async () => {
    const { published } = await play("break-in", { count: 50 });
    const forced = published
      .map(({ body }) => JSON.parse(JSON.stringify(body)))
      .filter(({ type }) => type === "forced")
      .map(({ locker }) => locker);
    assert.equal(forced.length, 12);
    assert.equal(new Set(forced).size, 12);
  });

  it("burst sends the events it was asked for", async () => {
    const { types } = await play("burst", { count: 100, seconds: 10 });
    assert.equal(types.filter((type) => type !== "boot").length, 100);
  });

  it("clock-lost tells of openings without a time, with a guess, and of both corrections", async () => {
    const { published } = await play("clock-lost");
    const clocks = published
      .filter(({ topic }) => /\/event$/.test(topic) && !topic.endsWith("/reply/event"))
      .map(({ body }) => JSON.parse(JSON.stringify(body)))
      .filter(({ type }) => type === "opened" || type === "clock-set")
      .map(({ type, clock }) => `${type} ${clock}`);
    assert.deepEqual(
      [...new Set(clocks)],
      ["opened none", "clock-set estimated", "opened estimated", "clock-set sntp"],
    );
  });

  it("is the same again with the same seed, and another with another", async () => {
    const lockers = async (seed: number) =>
      (await play("forced", { seed, count: 6, seconds: 0.05 })).published
        .map(({ body }) => JSON.parse(JSON.stringify(body)))
        .filter(({ type }) => type === "forced")
        .map(({ locker }) => locker)
        .sort();
    const first = await lockers(7);
    assert.deepEqual(await lockers(7), first);
    assert.notDeepEqual(await lockers(8), first);
  });
});
