import assert from "node:assert/strict";
import { openJournal } from "../../nodes/journal/worker-journal.ts";
import { Conductor } from "../../nodes/locker-drill/conductor.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { TestClock } from "../clock.ts";
import { eventsIn } from "../in-journal.ts";
import { journalFile } from "../journal/making.ts";
import { until } from "../until.ts";
import { DRILL } from "./drill-writer.ts";
import { killed } from "./killed.ts";

/** Events after which each process is killed: right after a start, an end, and in between. */
const AFTER: readonly number[] = [1, 2, 3, 1, 4, 7, 2, 20];

describe("a gateway killed in the midst of test alarms", () => {
  it(`${AFTER.length} times: each test came through or is missing, once`, async function () {
    this.timeout(60_000);
    const file = journalFile();
    const confirmed = new Set<string>();
    for (const after of AFTER)
      for (const id of await killed("./drill-writer.ts", file, after)) confirmed.add(id);

    // Two hours later the one that was under way is over.
    const journal = openJournal({ file, clock: systemClock });
    let running = true;
    const conductor = new Conductor({
      ...DRILL,
      ...{ journal, clock: new TestClock(Date.now() + 2 * DRILL.within) },
      append: async (event) => void (await journal.append(event, [DRILL.node])),
      show: ({ state }) => {
        running = state === "running";
      },
    });
    await conductor.begin();
    await until("no test to be under way", () => !running);
    await conductor.stop();
    await journal.close();

    const events = eventsIn(file).filter(
      ({ type }) => type === "test-alarm" || type === "test-alarm-missing",
    );
    const ids = new Set(events.map(({ id }) => id));
    assert.deepEqual(
      [...confirmed].filter((id) => !ids.has(id)),
      [],
    );
    const tests = events.filter(({ data }) => data.through === false);
    const ends = events
      .filter(({ data }) => typeof data.test === "string")
      .map(({ data }) => String(data.test));
    assert.ok(tests.length > AFTER.length);
    for (const { id } of tests) assert.equal(ends.filter((end) => end === id).length, 1, id);
    assert.equal(new Set(ends).size, ends.length);
  });
});
