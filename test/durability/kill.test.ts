import assert from "node:assert/strict";
import { openJournal } from "../../nodes/journal/worker-journal.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { inJournal } from "../in-journal.ts";
import { eventOf, journalFile, noticeOf } from "../journal/making.ts";
import { killed } from "./killed.ts";

const KILLS = 10;
/** Confirmations after which each process is killed: at once, and later. */
const AFTER: readonly number[] = [1, 2, 3, 10, 50, 100, 200, 400, 700, 1000];

describe("a process killed in mid-traffic", () => {
  it(`${KILLS} times: everything that was confirmed is there, once`, async function () {
    this.timeout(60_000);
    const file = journalFile();
    const confirmed = new Set<string>();
    for (const after of AFTER.slice(0, KILLS)) {
      for (const line of await killed("./writer.ts", file, after)) {
        assert.ok(!confirmed.has(line), `${line} was confirmed twice`);
        confirmed.add(line);
      }
    }
    const { kept, integrity } = inJournal(file, (db) => ({
      kept: [
        ...db.prepare("SELECT 'event ' || id AS line FROM event").all(),
        ...db.prepare("SELECT 'notice ' || key AS line FROM notice").all(),
        ...db
          .prepare(
            "SELECT 'incident ' || event.id AS line FROM incident_event JOIN event ON event.position = incident_event.event",
          )
          .all(),
      ].map(({ line }) => String(line)),
      integrity: db.prepare("PRAGMA integrity_check").get()?.integrity_check,
    }));
    assert.equal(integrity, "ok");

    const there = new Set(kept);
    assert.equal(there.size, kept.length, "nothing is there twice");
    assert.deepEqual(
      [...confirmed].filter((line) => !there.has(line)),
      [],
    );

    const journal = openJournal({ file, clock: systemClock });
    const units = new Map<string, number>();
    for (const line of kept.filter((line) => line.startsWith("event "))) {
      const [unit = "", seq] = line.slice("event ".length).split("-");
      units.set(unit, Math.max(units.get(unit) ?? 0, Number(seq)));
    }
    for (const [unit, seq] of units) {
      assert.equal((await journal.unitState(unit))?.lastSeq, seq);
      const event = eventOf({ unit, seq });
      assert.equal((await journal.append(event)).result, "duplicate");
      const notice = noticeOf({ key: event.id, subject: { kind: "event", id: event.id } });
      const before = there.has(`notice ${event.id}`);
      assert.equal((await journal.enqueue([notice])).known, before ? 1 : 0);
    }
    await journal.close();
  });
});
