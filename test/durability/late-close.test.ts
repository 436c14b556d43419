import assert from "node:assert/strict";
import { LateClose } from "../../nodes/access-window/late-close.ts";
import { openJournal } from "../../nodes/journal/worker-journal.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { TestClock } from "../clock.ts";
import { journalFile } from "../journal/making.ts";
import { until } from "../until.ts";
import { killed } from "./killed.ts";
import { END, hours, NODE } from "./late-close-writer.ts";

describe("a gateway killed while lockers are open", () => {
  for (const after of [3, 8, 15, 25, 60]) {
    it(`after ${after} lines: those that are open when the hours end are told at the next start, and no other`, async function () {
      this.timeout(30_000);
      const file = journalFile();
      const said = new Map<string, { type: string; sure: boolean }>();
      for (const line of await killed("./late-close-writer.ts", file, after)) {
        const [mark = "", locker = "", type = ""] = line.split(" ");
        said.set(locker, { type, sure: mark === "!" });
      }
      const told = await tellAfter(file);
      const sure = [...said].filter(([, { sure }]) => sure);
      assert.deepEqual(
        told.filter((locker) => said.get(locker)?.sure).sort(),
        sure.flatMap(([locker, { type }]) => (type === "opened" ? locker : [])).sort(),
      );
      assert.deepEqual(await tellAfter(file), [], "once");
    });
  }

  /** Starts after the end of the hours, and waits for what is told. */
  async function tellAfter(file: string): Promise<string[]> {
    const journal = openJournal({ file, clock: systemClock });
    const clock = new TestClock(END + 3_600_000);
    const lateClose = new LateClose({ ...hours(), journal, clock });
    const told: string[] = [];
    let asked = 0;
    lateClose.join({
      id: NODE,
      async append(event) {
        const { result } = await journal.append(event, [NODE]);
        asked += 1;
        if (result === "stored") told.push(String(event.locker));
      },
    });
    const open = (await journal.recall(NODE)).length;
    await until("the lockers to be known", () => open === 0 || clock.pending > 0);
    clock.advance(3 * 60_000);
    await until("all to be told or found closed", async () => asked === (await journal.recall(NODE)).length);
    lateClose.stop();
    await journal.close();
    return told;
  }
});
