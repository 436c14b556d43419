import { writeSync } from "node:fs";
import { LateClose, type LateCloseServices } from "../../nodes/access-window/late-close.ts";
import { CalendarJudge } from "../../nodes/domain/calendar-judge.ts";
import { openJournal } from "../../nodes/journal/worker-journal.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { eventOf } from "../journal/making.ts";

/** When the hours of these tests end: today at ten. */
export const END = Date.UTC(2026, 10, 23, 10);
export const NODE = "window";
const HOURS = [{ start: 0, end: 600 }];
const LOCKERS = 7;

/** Everything but a journal and a clock. */
export function hours(): Pick<LateCloseServices, "calendar" | "grace"> {
  const schedule = { mon: HOURS, tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
  const judge = new CalendarJudge({
    ...{ timeZone: "Etc/UTC", holidays: [], holidayYears: "observes-none", exceptions: [], closures: [] },
    schedules: [{ id: "regular", validFrom: "2026-01-01", weekly: schedule, rules: [] }],
  });
  return {
    calendar: {
      id: "hours",
      judge: (occurred, type) => judge.judge(occurred, type),
      ends: (after, until, grace) => judge.ends(after, until, grace),
    },
    grace: 0,
  };
}

/**
 * Run as a process of its own: opens and closes lockers in the morning, one after the other, until it is killed, and
 * says on stdout, a file, how a locker is once an access-window would be done with the event.
 */
const [, script = "", file = ""] = process.argv;
if (script.endsWith("late-close-writer.ts")) await write();

async function write(): Promise<void> {
  const journal = openJournal({ file, clock: systemClock });
  const lateClose = new LateClose({ ...hours(), journal, clock: systemClock });
  lateClose.join({ id: NODE, append: () => Promise.resolve() });
  let seq = (await journal.unitState("MUM01-U07"))?.lastSeq ?? 0;
  for (;;) {
    seq += 1;
    const locker = `MUM01-000${seq % LOCKERS}`;
    const type = Math.floor(seq / LOCKERS) % 2 === 0 ? "opened" : "closed";
    const at = END - 3_600_000 + seq;
    const event = eventOf({
      ...{ seq, locker, type, at, receivedAt: at, occurred: { earliest: at, latest: at } },
      door: type === "opened" ? "open" : "closed",
    });
    writeSync(1, `? ${locker} ${type}\n`);
    await journal.append(event);
    await lateClose.passed(NODE, event, true);
    writeSync(1, `! ${locker} ${type}\n`);
  }
}
