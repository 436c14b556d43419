import { writeSync } from "node:fs";
import { openJournal } from "../../../nodes/journal/worker-journal.ts";
import { systemClock } from "../../../nodes/runtime/clock.ts";
import { access, eventAt } from "../making.ts";

/**
 * Run as a process of its own: writes events and decisions of one site to the journal named by its first argument,
 * and has them signed, until it is killed. Writes a byte to stdout for each event that is confirmed.
 */
const [file = ""] = process.argv.slice(2);
const journal = openJournal({ file, clock: systemClock });

for (let seq = ((await journal.unitState("MUM01-U07"))?.lastSeq ?? 0) + 1; ; seq += 10) {
  const events = Array.from({ length: 10 }, (_, n) => eventAt("MUM01", seq + n));
  const written = events.flatMap((event) => [
    journal.append(event),
    journal.decide({ event, node: "window", access, at: event.receivedAt }),
  ]);
  await Promise.all([...written, journal.sign(systemClock.now(), true)]);
  writeSync(1, "+".repeat(events.length));
}
