import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { Closers } from "../../../gateway/local/closers.ts";
import { needs } from "../../needs.ts";
import { BUILD_MS, BUILT, make } from "../make.ts";
import { besiege } from "../siege.ts";

const OPENINGS = 1_000;
/** A few minutes; many times that where others have the machine. */
const SIEGE_MS = 900_000;

if (needs("gcc", "make", "mosquitto", "mosquitto.h")) {
  describe("the firmware as a process, with Mosquitto and Node-RED", function () {
    this.timeout(SIEGE_MS);
    const closers = new Closers(console.error);

    before(async function () {
      this.timeout(BUILD_MS);
      await make("sanitized");
    });

    afterEach(() => closers.close());

    it(`each killed in random order: ${OPENINGS} openings reach their hirers, in order`, async () => {
      const seed = Number(process.env.SEED ?? randomInt(1_000_000));
      console.log(`SEED=${seed}`);
      const run = await besiege(
        { program: `${BUILT}/sanitized/locker-unit`, openings: OPENINGS, seed },
        closers,
      );
      const { kills, cuts, opened, openings, findings, faults, state } = run;
      const told = `${JSON.stringify({ seed, kills, cuts, openings, opened, ...state })}\n${run.chronicle.around(0, 1e9).join("\n")}`;
      console.log(JSON.stringify({ kills, cuts, opened, notices: findings.notices, derived: run.derived }));
      assert.deepEqual(faults, [], told);
      assert.deepEqual(findings.lost, [], told);
      assert.deepEqual(findings.reordered, [], told);
      assert.deepEqual(findings.unwanted, [], told);
      assert.deepEqual(
        findings.duplicates.filter(({ inFlight }) => !inFlight),
        [],
        told,
      );
      assert.equal(openings, OPENINGS);
      assert.equal(run.told, OPENINGS, told);
      // A unit that is killed between keeping an event and keeping the door's state tells of it again.
      assert.ok(opened >= OPENINGS && opened <= OPENINGS + kills.firmware, told);
      assert.equal(state.lost, 0);
      for (const count of Object.values(kills)) assert.ok(count >= 3, told);
      assert.ok(cuts > 0, told);
    });
  });
}
