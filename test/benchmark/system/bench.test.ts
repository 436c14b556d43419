import assert from "node:assert/strict";
import type { Plan } from "../../bench/plan.ts";
import { jsonOf, reportOf } from "../../bench/report.ts";
import { runBench } from "../../bench/run.ts";
import { needs } from "../../needs.ts";

/** Far too short to say anything: here it matters only that all of it is measured. */
const TINY: Plan = {
  parts: ["flows", "disk", "growth"],
  rounds: 1,
  warmUp: { events: 100, ms: 500 },
  saturateMs: 500,
  pace: 100,
  paceMs: 500,
  growth: { rounds: 1, saturateMs: 500, lockers: [10, 20], events: 1000 },
};

if (needs("mosquitto", "gcc"))
  describe("npm run bench", function () {
    this.timeout(240_000);

    it("measures all there is to measure, loses nothing on the way, and says it in words and in JSON", async () => {
      const steps: string[] = [];
      const measured = await runBench(TINY, (step) => steps.push(step));
      const { flows, disk, growth } = measured;
      assert.ok(flows !== null && disk !== null && typeof disk !== "string" && growth !== null);
      for (const figures of Object.values(flows)) {
        assert.ok(figures.perSecond > 0 && figures.p50 > 0 && figures.p99 >= figures.p50);
      }
      assert.equal(flows.lockers.missing, 0);
      for (const { cpuUs, pacedRssMb, loopP99Ms } of [flows.corePublish, flows.coreBatch, flows.lockers]) {
        assert.ok(cpuUs !== null && cpuUs > 0);
        assert.ok(pacedRssMb !== null && pacedRssMb > 0);
        assert.ok(loopP99Ms !== null && loopP99Ms > 0);
      }
      // Two commits lie between a publish and its request to SNS.
      assert.ok(disk.p50 > 20, `every fsync was to take 10 ms longer, and p50 is ${disk.p50} ms`);
      assert.deepEqual(
        growth.map(({ lockers, events }) => [lockers, events]),
        [
          [10, 0],
          [20, 0],
          [10, 1000],
        ],
      );
      const report = reportOf(measured, TINY);
      assert.match(report, /smart lockers, durable/);
      const json = JSON.parse(jsonOf(measured, TINY));
      assert.equal(json.goals.length, 10);
      assert.ok(json.goals.every(({ measured: value }: { measured: unknown }) => typeof value === "string"));
      assert.ok(steps.some((step) => step.includes("lockers")));
    });
  });
