import assert from "node:assert/strict";
import { alarmOf } from "../../nodes/domain/alarm.ts";
import { isHealth } from "../../nodes/domain/event-kind.ts";
import { ALL_OF_MUMBAI, BERLIN_MIDNIGHT, DAY, HOUR, MINUTE, MUMBAI_MIDNIGHT, ProofBed } from "./proof-bed.ts";

const MORNING = MUMBAI_MIDNIGHT - 15 * HOUR;

describe("the same-day proof", () => {
  let bed: ProofBed;
  beforeEach(async () => {
    bed = new ProofBed(MORNING);
    await bed.journal.unitSeen({ unit: "MUM01-U01", online: true, seenAt: MORNING });
    bed.start();
    await bed.pass(2 * MINUTE);
  });
  afterEach(() => bed.kill());

  it("tells the bank once, soon after the branch's day, of the openings that were not told in both ways", async () => {
    const told = await bed.opened("MUM01");
    await bed.notify(told, ALL_OF_MUMBAI);
    const half = await bed.opened("MUM01");
    await bed.notify(half, ALL_OF_MUMBAI.slice(0, 3));
    const dead = await bed.opened("MUM01");
    await bed.notify(dead, ALL_OF_MUMBAI.slice(0, 3));
    await bed.notify(dead, ALL_OF_MUMBAI.slice(3), "dead");
    await bed.until(MUMBAI_MIDNIGHT, 4 * MINUTE);
    assert.deepEqual(bed.short, []);
    await bed.pass(2 * MINUTE);
    assert.deepEqual(bed.short, ["MUM01 2026-11-22 2/3"]);
    await bed.pass(3 * DAY);
    assert.equal(bed.told.length, 1);
    const [alarm] = bed.told;
    assert.deepEqual(alarm?.data, {
      ...{ day: "2026-11-22", openings: 3, notTold: 2, withoutHirers: 0, sms: 0, email: 2 },
      ...{ missing: 1, dead: 1, parked: 0, waiting: 0, eventIds: [half.id, dead.id] },
    });
    assert.ok(alarm !== undefined && isHealth(alarm.type));
    assert.match(
      alarmOf(alarm, null).summary,
      /^2 of 3 openings of 2026-11-22 at MUM01 were not told to every hirer by SMS and by e-mail, both: tell them by hand \(0 SMS and 2 e-mails were not accepted\), as found at 2026-11-22T18:3\d/,
    );
  });

  it("says that no flow tells hirers at all", async () => {
    await bed.opened("MUM01");
    await bed.until(MUMBAI_MIDNIGHT, 10 * MINUTE);
    assert.deepEqual(bed.told[0]?.data.missing, 4);
    const [alarm] = bed.told;
    assert.match(alarm === undefined ? "" : alarmOf(alarm, null).summary, /no flow had asked for one/);
  });

  it("says that the register has no address, and does not blame the flows for it", async () => {
    await bed.notify(await bed.opened("MUM01", { locker: "MUM01-0002" }), [["H-4", "sms"]]);
    await bed.until(MUMBAI_MIDNIGHT, 10 * MINUTE);
    const [alarm] = bed.told;
    assert.deepEqual([alarm?.data.missing, alarm?.data.noAddress], [1, 1]);
    const summary = alarm === undefined ? "" : alarmOf(alarm, null).summary;
    assert.match(summary, /not accepted; for 1 of them the register has no number or address\)/);
    assert.doesNotMatch(summary, /flow/);
  });

  it("ends each branch's day by that branch's clock", async () => {
    await bed.opened("MUM01");
    await bed.opened("BER01");
    await bed.until(MUMBAI_MIDNIGHT, 10 * MINUTE);
    assert.deepEqual(bed.short, ["MUM01 2026-11-22 1/1"]);
    await bed.until(BERLIN_MIDNIGHT, 10 * MINUTE);
    assert.deepEqual(bed.short, ["MUM01 2026-11-22 1/1", "BER01 2026-11-22 1/1"]);
  });

  for (const [what, result] of [
    ["waits", null],
    ["is parked", "parked"],
    ["is refused for good", "dead"],
  ] as const) {
    it(`counts what ${what} as not told`, async () => {
      await bed.notify(await bed.opened("MUM01"), ALL_OF_MUMBAI, result);
      await bed.until(MUMBAI_MIDNIGHT, 10 * MINUTE);
      assert.deepEqual(bed.short, ["MUM01 2026-11-22 1/1"]);
    });
  }

  it("takes an opening just before midnight as told when its notices are accepted within five minutes", async () => {
    await bed.until(MUMBAI_MIDNIGHT, -MINUTE);
    const event = await bed.opened("MUM01");
    await bed.pass(3 * MINUTE);
    await bed.notify(event, ALL_OF_MUMBAI);
    await bed.pass(HOUR);
    assert.deepEqual(bed.short, []);
  });

  it("owes nobody anything for a drill, or for a locker that nobody hires", async () => {
    await bed.notify(await bed.opened("MUM01"), ALL_OF_MUMBAI, "dead", true);
    await bed.opened("MUM01", { data: { drill: true } });
    await bed.opened("MUM01", { locker: "MUM01-0003" });
    await bed.opened("MUM01", { type: "closed" });
    await bed.until(MUMBAI_MIDNIGHT, 10 * MINUTE);
    assert.deepEqual(bed.short, []);
  });

  it("tells of a day that ended while the gateway was down, once it is back", async () => {
    await bed.opened("MUM01");
    bed.kill();
    await bed.pass(3 * DAY);
    bed.start();
    await bed.pass(4 * MINUTE);
    assert.deepEqual(bed.short, []);
    await bed.pass(5 * MINUTE);
    assert.deepEqual(bed.short, ["MUM01 2026-11-22 1/1"]);
  });

  it("tells once of what comes in after its day was over, and gives it time to be told", async () => {
    await bed.opened("MUM01");
    await bed.until(MUMBAI_MIDNIGHT, HOUR);
    const happened = MUMBAI_MIDNIGHT - 2 * HOUR;
    await bed.notify(await bed.opened("MUM01", { happened }), ALL_OF_MUMBAI);
    const late = await bed.opened("MUM01", { happened });
    await bed.pass(4 * MINUTE);
    assert.equal(bed.told.length, 1);
    await bed.pass(20 * MINUTE);
    assert.deepEqual(bed.short, ["MUM01 2026-11-22 1/1", "MUM01 2026-11-22 1/2"]);
    assert.deepEqual(bed.told[1]?.data.eventIds, [late.id]);
    await bed.pass(2 * DAY);
    assert.equal(bed.told.length, 2);
  });

  for (const when of ["before the alarm was stored", "after it was stored"] as const) {
    it(`tells once where it is killed ${when}, and of all that comes in meanwhile`, async () => {
      await bed.opened("MUM01");
      bed.interrupt = () => {
        bed.interrupt = null;
        bed.kill();
        if (when === "before the alarm was stored") throw new Error("killed");
      };
      await bed.until(MUMBAI_MIDNIGHT, 6 * MINUTE);
      await bed.opened("MUM01", { happened: MUMBAI_MIDNIGHT - HOUR });
      await bed.pass(HOUR);
      bed.start();
      await bed.pass(30 * MINUTE);
      assert.deepEqual(bed.short, ["MUM01 2026-11-22 1/1", "MUM01 2026-11-22 1/1"]);
      assert.equal(new Set(bed.told.flatMap(({ data }) => data.eventIds)).size, 2);
    });
  }

  it("tells nothing twice over restarts around midnight", async () => {
    await bed.opened("MUM01");
    for (let n = 0; n < 6; n += 1) {
      await bed.until(MUMBAI_MIDNIGHT, (n - 1) * 8 * MINUTE);
      bed.kill();
      bed.start();
    }
    await bed.pass(DAY);
    assert.deepEqual(bed.short, ["MUM01 2026-11-22 1/1"]);
  });

  it("says nothing of days before it began to look", async () => {
    const fresh = new ProofBed(MORNING);
    await fresh.opened("MUM01", { happened: MORNING - 2 * DAY });
    fresh.clock.advance(DAY);
    await fresh.opened("MUM01");
    fresh.start();
    await fresh.until(MUMBAI_MIDNIGHT + DAY, 10 * MINUTE);
    assert.deepEqual(fresh.short, ["MUM01 2026-11-23 1/1"]);
    fresh.kill();
  });

  it("waits for a flow that can take the alarm", async () => {
    bed.hasFlows = false;
    await bed.opened("MUM01");
    await bed.until(MUMBAI_MIDNIGHT, 2 * HOUR);
    bed.hasFlows = true;
    await bed.pass(10 * MINUTE);
    assert.deepEqual(bed.short, ["MUM01 2026-11-22 1/1"]);
  });

  it("tells once where the clock goes back over midnight", async () => {
    await bed.opened("MUM01");
    await bed.until(MUMBAI_MIDNIGHT, 10 * MINUTE);
    bed.clock.set(MUMBAI_MIDNIGHT - HOUR);
    const again = await bed.opened("MUM01");
    await bed.pass(DAY);
    assert.deepEqual(bed.short, ["MUM01 2026-11-22 1/1", "MUM01 2026-11-22 1/1"]);
    assert.deepEqual(bed.told[1]?.data.eventIds, [again.id]);
  });

  it("goes on by the right clock after one that was years ahead", async () => {
    bed.clock.set(MUMBAI_MIDNIGHT + 1500 * DAY);
    await bed.pass(HOUR);
    bed.clock.set(MORNING + HOUR);
    await bed.pass(HOUR);
    await bed.opened("MUM01");
    await bed.until(MUMBAI_MIDNIGHT, HOUR);
    assert.deepEqual(bed.short, ["MUM01 2026-11-22 1/1"]);
  });

  for (const [what, day, midnight] of [
    ["23", "2026-03-29", Date.UTC(2026, 2, 29, 22, 0)],
    ["25", "2026-10-25", Date.UTC(2026, 9, 25, 23, 0)],
  ] as const) {
    it(`ends a day of ${what} hours where the clock says so`, async () => {
      const spring = new ProofBed(midnight - 12 * HOUR);
      await spring.journal.unitSeen({ unit: "BER01-U01", online: true, seenAt: 0 });
      spring.start();
      await spring.pass(MINUTE);
      await spring.opened("BER01");
      await spring.until(midnight, -MINUTE);
      await spring.opened("BER01");
      await spring.until(midnight, 4 * MINUTE);
      assert.deepEqual(spring.short, []);
      await spring.pass(10 * MINUTE);
      assert.deepEqual(spring.short, [`BER01 ${day} 2/2`]);
      spring.kill();
    });
  }
});
