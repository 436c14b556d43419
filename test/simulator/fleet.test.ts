import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createFleet } from "../../firmware/simulator/fleet.ts";
import { planFleet } from "../../firmware/simulator/plan.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { until } from "../until.ts";
import { answerEvents, startBroker } from "./broker.ts";

describe("a simulated fleet", () => {
  it("is named as banks name units and lockers", () => {
    assert.deepEqual(planFleet({ site: "MUM01", units: 2, lockersPerUnit: 2 }), [
      { unit: "MUM01-U01", site: "MUM01", lockers: ["MUM01-0001", "MUM01-0002"] },
      { unit: "MUM01-U02", site: "MUM01", lockers: ["MUM01-0003", "MUM01-0004"] },
    ]);
  });

  const impossible = [
    { site: "mum01", units: 1, lockersPerUnit: 1 },
    { site: "MUM01", units: 0, lockersPerUnit: 1 },
    { site: "MUM01", units: 10_001, lockersPerUnit: 1 },
    { site: "MUM01", units: 1, lockersPerUnit: 17 },
    { site: "MUM01", units: 1.5, lockersPerUnit: 1 },
  ];
  for (const plan of impossible) {
    it(`cannot be ${plan.units} units with ${plan.lockersPerUnit} lockers at ${plan.site}`, () => {
      assert.throws(() => planFleet(plan), RangeError);
    });
  }

  it("cannot have two units of one name, because the broker would take them for one", () => {
    const unit = { unit: "MUM01-U01", site: "MUM01", lockers: ["MUM01-0001"] };
    assert.throws(
      () => createFleet({ plan: [unit, unit], url: "mqtt://127.0.0.1", seed: 1, clock: systemClock }),
      RangeError,
    );
  });

  it("connects hundreds of units and reports of each what the gateway answered, by the gateway's own ids", async () => {
    const broker = await startBroker();
    answerEvents(broker, ({ seq }) =>
      seq === 2 ? { result: "rejected", code: "unknown-locker" } : { result: "stored" },
    );
    const fleet = createFleet({
      plan: planFleet({ site: "MUM01", units: 200, lockersPerUnit: 1 }),
      url: broker.url,
      seed: 1,
      clock: systemClock,
    });
    try {
      assert.deepEqual(await fleet.start(15_000), { connected: 200, problem: null });
      for (const locker of fleet.lockers) fleet.unitOf(locker).open(locker);
      assert.equal(await fleet.answered(15_000), true);
      const { totals, units } = fleet.report();
      assert.deepEqual(totals, {
        units: 200,
        online: 200,
        recorded: 400,
        sent: 400,
        stored: 200,
        duplicate: 0,
        rejected: 200,
        queued: 0,
        lost: 0,
      });
      const opened = broker.bodies("event").find(({ unit, seq }) => unit === "MUM01-U001" && seq === 2);
      const hash = createHash("sha256").update(JSON.stringify(opened)).digest("hex").slice(0, 12);
      const reported = units.find(({ unit }) => unit === "MUM01-U001")?.events.at(-1);
      assert.deepEqual(reported, {
        id: `MUM01-U001-2-${hash}`,
        seq: 2,
        type: "opened",
        locker: "MUM01-0001",
        sends: 1,
        result: "rejected",
        code: "unknown-locker",
      });
    } finally {
      await fleet.stop();
      await until("the last wills of all", () => {
        return broker.bodies("status").filter(({ online }) => online === false).length === 200;
      });
      await broker.close();
    }
  });

  it("says why it could not connect, and goes on trying", async () => {
    const broker = await startBroker();
    await broker.close();
    const fleet = createFleet({
      plan: planFleet({ site: "MUM01", units: 2, lockersPerUnit: 1 }),
      url: broker.url,
      seed: 1,
      clock: systemClock,
    });
    try {
      const { connected, problem } = await fleet.start(100);
      assert.equal(connected, 0);
      assert.match(problem ?? "", /ECONNREFUSED/);
      const back = await startBroker(broker.port);
      assert.equal(
        await fleet.until(() => [...fleet.units.values()].every((unit) => unit.online), 10_000),
        true,
      );
      await fleet.stop();
      await back.close();
    } finally {
      await fleet.stop();
    }
  });
});
