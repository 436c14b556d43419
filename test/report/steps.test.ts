import assert from "node:assert/strict";
import type { FoundOpening } from "../../nodes/domain/day-report-found.ts";
import { notToldSteps } from "../../nodes/domain/day-report-proof.ts";
import type { Register } from "../../nodes/domain/register.ts";
import { gatherDay, type ReadPage } from "../../nodes/journal/day-report.ts";
import { inTurns } from "../../nodes/journal/turns.ts";
import { registerWith } from "../domain/register-tables.ts";

const MIDNIGHT = Date.UTC(2026, 10, 21, 18, 30);
const OPENINGS = 2000;
/** Openings that may be looked at before others get their turn. */
const AT_ONCE = 100;

const { register } = registerWith({
  "hirers.csv":
    "hirer,locker,name,language,phones,emails\nH-1,MUM01-0001,A,en,+919820011111,a@mail.example\n",
});

const openings = Array.from({ length: OPENINGS }, (_, n): FoundOpening => {
  const at = MIDNIGHT + n * 1000;
  return {
    ...{ position: n + 1, eventId: `MUM01-U07-${n}`, locker: "MUM01-0001", type: "opened", at, earliest: at },
    ...{ receivedAt: at, late: false, drill: false, notices: [] },
  };
});

/** All of the day at once. */
const read: ReadPage = ({ phase }) => {
  const page = { through: OPENINGS, isEnd: true };
  switch (phase) {
    case "find":
      return { phase, event: 0, record: 0, keptFrom: null, lost: [] };
    case "events":
      return { ...page, phase, openings, others: [] };
    case "records":
      return { ...page, phase, at: null, decisions: [], accepted: [], notices: [], erased: 0 };
    case "reach":
      return { phase, position: OPENINGS };
  }
};

/** Counts the openings that are looked at in each turn of the event loop. */
class Turns {
  most = 0;
  #now = 0;

  readonly register: Register = {
    ...register,
    hirersOf: (locker) => {
      this.#now += 1;
      this.most = Math.max(this.most, this.#now);
      return register.hirersOf(locker);
    },
  };

  /** Counts while something is done. */
  async during<T>(done: Promise<T>): Promise<T> {
    let next = setImmediate(() => {});
    const turn = () => {
      this.#now = 0;
      next = setImmediate(turn);
    };
    turn();
    return done.finally(() => clearImmediate(next));
  }
}

describe("a day of many openings", () => {
  const asked = { site: "MUM01", day: "2026-11-22", timeZone: "Asia/Kolkata", seesSilent: true };
  const now = MIDNIGHT + 48 * 3_600_000;

  it("is put together in steps that let everything else have its turn", async () => {
    const turns = new Turns();
    const report = await turns.during(gatherDay(read, { ...asked, register: turns.register, now }));
    assert.deepEqual([report.sums.openings, report.sums.notTold], [OPENINGS, OPENINGS]);
    assert.ok(turns.most > 0 && turns.most <= AT_ONCE, `${turns.most} at once`);
  });

  it("is looked at for who was not told in such steps", async () => {
    const turns = new Turns();
    const steps = notToldSteps(openings, { ...asked, register: turns.register, now });
    const [found] = await turns.during(inTurns(steps));
    assert.equal(found?.notTold.length, OPENINGS);
    // Once for whom it owes, and once for which address it lacks.
    assert.ok(turns.most > 0 && turns.most <= 2 * AT_ONCE, `${turns.most} at once`);
  });
});
