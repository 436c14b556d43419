import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { openJournal } from "../../../nodes/journal/worker-journal.ts";
import { Retry } from "../../../nodes/locker-event-in/retry.ts";
import { systemClock } from "../../../nodes/runtime/clock.ts";
import { eventOf, journalFile } from "../../journal/making.ts";
import { until } from "../../until.ts";

const EVENTS = 1500;

describe("a journal that fails for a moment, again and again, in the middle of traffic", () => {
  it("stores the events in the order they came all the same", async function () {
    this.timeout(60_000);
    const file = journalFile();
    const journal = openJournal({ file, clock: systemClock, busyTimeoutMs: 1 });
    await journal.unitState("U");
    const refusals: (string | null)[] = [];
    const retry = new Retry(systemClock, {
      journal: (why) => refusals.push(why),
      fault: (why) => assert.fail(why),
    });
    const marks: string[] = [];
    let stored = 0;
    let seq = 0;
    let locks = 0;
    const other = new DatabaseSync(file);
    other.exec("PRAGMA busy_timeout = 10000");
    const locking = (async () => {
      while (seq < EVENTS) {
        other.exec("BEGIN IMMEDIATE");
        locks += 1;
        await setTimeout(15);
        other.exec("ROLLBACK");
        await setTimeout(100);
      }
    })();
    while (seq < EVENTS) {
      // Several in one tick, and not all: each tick is a message to the worker.
      for (let n = 0; n < 3; n += 1) {
        seq += 1;
        const event = eventOf({ seq });
        retry.run(async () => {
          const appended = await journal.append(event);
          marks.push(...appended.event.marks);
          stored += 1;
        });
      }
      await setTimeout(2);
    }
    await locking;
    other.close();
    await until(
      () => `all events; there are ${stored}`,
      () => stored === EVENTS,
      40_000,
    );
    assert.ok(refusals.length > 0 && locks > 0);
    assert.deepEqual(marks, []);
    await journal.close();
  });
});
