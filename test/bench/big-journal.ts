import { join } from "node:path";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { openJournal } from "../../nodes/journal/worker-journal.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { eventNumber, lockerName, SITE, unitName } from "./events.ts";

/** Appended at once. */
const GROUP = 2000;
/** Between two events. */
const STEP_MS = 100;

/** Gives a user directory a journal that holds so many events of so many units, the newest of just now. */
export async function makeJournal(userDir: string, events: number, units: number): Promise<void> {
  const journal = openJournal({ file: join(userDir, "smart-lockers", "journal.sqlite"), clock: systemClock });
  const begun = Date.now() - events * STEP_MS;
  for (let first = 0; first < events; first += GROUP) {
    const group = Array.from({ length: Math.min(GROUP, events - first) }, (_, n) => first + n);
    await Promise.all(group.map((index) => journal.append(eventAt(index, units, begun))));
  }
  await journal.close();
}

function eventAt(index: number, units: number, begun: number): LockerEvent {
  const { unit, seq } = eventNumber(index, units);
  const at = begun + index * STEP_MS;
  return {
    id: `${unitName(unit)}-${seq}-${(index % 0xff_ff_ff).toString(16).padStart(12, "0")}`,
    site: SITE,
    unit: unitName(unit),
    locker: lockerName(unit),
    type: "opened",
    at,
    receivedAt: at,
    occurred: { earliest: at, latest: at },
    late: false,
    clock: "sntp",
    marks: [],
    boot: 16,
    seq,
    uptime: 1000 + index * STEP_MS,
    door: "open",
    tamper: false,
    data: {},
  };
}
