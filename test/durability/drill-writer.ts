import { writeSync } from "node:fs";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { placeOf } from "../../nodes/domain/test-alarm.ts";
import { openJournal } from "../../nodes/journal/worker-journal.ts";
import { Conductor, type ConductorOptions } from "../../nodes/locker-drill/conductor.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";

/** The drill of these tests, which starts by itself at no time. */
export const DRILL: Omit<ConductorOptions, "journal" | "clock" | "append"> = {
  node: "drill",
  place: placeOf("MUM01", "drill"),
  schedule: { timeZone: "Etc/UTC", times: [], days: new Set() },
  within: 3_600_000,
  acknowledge: false,
  drill: false,
  incidents: () => [],
  show: () => {},
  ended: () => {},
};

/**
 * Run as a process of its own: makes one test alarm after the other in the journal named by its first argument until
 * it is killed, and says on stdout, a file, what was committed, each time at once.
 */
const [, script = "", file = ""] = process.argv;
if (script.endsWith("drill-writer.ts")) await write();

async function write(): Promise<void> {
  const journal = openJournal({ file, clock: systemClock });
  const committed: LockerEvent[] = [];
  const conductor = new Conductor({
    ...DRILL,
    ...{ journal, clock: systemClock },
    async append(event) {
      await journal.append(event, [DRILL.node]);
      writeSync(1, `${event.id}\n`);
      committed.push(event);
      // The next step of a test, which is what a provider does.
      setImmediate(() =>
        event.data.through === false ? conductor.accepted(event.id) : conductor.startNow(),
      );
    },
  });
  await conductor.begin();
  // One that was under way goes on by itself.
  if (((await journal.recall(DRILL.node))[0]?.value ?? "").includes('"running":null')) conductor.startNow();
}
