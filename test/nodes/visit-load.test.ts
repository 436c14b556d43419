import assert from "node:assert/strict";
import { eventOf } from "../journal/making.ts";
import { quiet } from "../journal/sending.ts";
import { desk, MINUTE, registerOf, TEN } from "./visit-bed.ts";

const LOCKERS = 10_000;
const OPEN = 1000;
/** What is told in one go, so that everything else has its turn. */
const SLICE = 100;
const DAY = 24 * 60 * MINUTE;

describe("ten thousand lockers and a thousand open visits", () => {
  it("are told of in small slices, in few commits, and are forgotten in time", async function () {
    this.timeout(60_000);
    const bed = desk({ register: registerOf(LOCKERS), minutes: 720 });
    await bed.begin();
    for (let n = 1; n <= OPEN; n += 1)
      bed.visits.act({ do: "open", locker: `L${n}`, hirer: `H${n}`, by: "priya" });
    await bed.visits.kept.written;
    await quiet();
    assert.equal(bed.told.length, OPEN);
    assert.deepEqual(bed.visits.counts(), { open: OPEN, late: 0 });

    const before = bed.line.commits;
    for (let k = 0; k < 2 * LOCKERS; k += 1) {
      const type = k < LOCKERS ? "opened" : "closed";
      const at = TEN + k;
      bed.visits.passed(
        eventOf({
          ...{ id: `E${k}`, seq: k, type, locker: `L${(k % LOCKERS) + 1}`, at, receivedAt: at },
          occurred: { earliest: at, latest: at },
        }),
      );
      if (k % 100 === 0) await bed.visits.kept.written;
    }
    await bed.visits.kept.written;
    assert.ok(bed.line.commits - before <= (2 * LOCKERS) / 100 + 1);
    assert.equal(bed.told.length, OPEN, "a visit may still be registered");

    bed.clock.advance(2 * MINUTE);
    const count = () => bed.told.length;
    while (count() < LOCKERS) {
      const told = count();
      bed.clock.advance(100);
      await quiet();
      assert.ok(count() - told <= SLICE);
      assert.ok(bed.clock.now() < TEN + 4 * MINUTE);
    }
    assert.equal(bed.told.filter(({ type }) => type === "no-visit").length, LOCKERS - OPEN);
    assert.ok((await bed.journal.recall("visits")).length <= LOCKERS + OPEN + 1);

    // What is over and shut is kept for two weeks.
    for (let n = 1; n <= OPEN; n += 1) bed.visits.act({ do: "close", locker: `L${n}`, by: "priya" });
    await quiet();
    bed.clock.set(TEN + 13 * DAY);
    await bed.passes(120);
    assert.equal((await bed.journal.recall("visits")).length, LOCKERS + OPEN + 1);
    bed.clock.set(TEN + 15 * DAY);
    await bed.passes(120);
    assert.deepEqual(
      (await bed.journal.recall("visits")).map(({ key }) => key),
      ["begun"],
    );
    await bed.visits.stop();
  });
});
