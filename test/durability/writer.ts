import { writeSync } from "node:fs";
import { LANE } from "../../nodes/domain/notice.ts";
import { openJournal } from "../../nodes/journal/worker-journal.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { eventOf, incidentRequest, noticeOf } from "../journal/making.ts";

/**
 * Run as a process of its own: writes events, incidents and notices to the journal named by its first argument
 * until it is killed, and says on stdout, a file, what was confirmed, each time at once.
 */
const [file = ""] = process.argv.slice(2);
const UNITS = 20;
/** Events of a unit under way at once. */
const IN_FLIGHT = 3;

const journal = openJournal({ file, clock: systemClock });

async function confirm(kind: string, id: string, result: Promise<unknown>): Promise<void> {
  await result;
  writeSync(1, `${kind} ${id}\n`);
}

async function write(unit: string): Promise<void> {
  let seq = (await journal.unitState(unit))?.lastSeq ?? 0;
  const one = async () => {
    for (;;) {
      seq += 1;
      const event = eventOf({ unit, seq });
      await confirm("event", event.id, journal.append(event));
      const notice = noticeOf({ key: event.id, subject: { kind: "event", id: event.id }, lane: LANE.hirer });
      await Promise.all([
        confirm("notice", notice.key, journal.enqueue([notice])),
        confirm("incident", event.id, journal.raise(incidentRequest({ event }))),
      ]);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, one));
}

await Promise.all(Array.from({ length: UNITS }, (_, n) => write(`U${n}`)));
