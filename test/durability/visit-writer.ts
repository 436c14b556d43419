import { writeSync } from "node:fs";
import { join } from "node:path";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { openJournal } from "../../nodes/journal/worker-journal.ts";
import { DropFolder } from "../../nodes/locker-visit/drop-folder.ts";
import { VisitDesk, type VisitDeskOptions } from "../../nodes/locker-visit/visit-desk.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { eventOf } from "../journal/making.ts";
import { registerOf } from "../nodes/visit-bed.ts";

export const LOCKERS = 40;
const register = registerOf(LOCKERS);

/** The desk of these tests. */
export const DESK: Omit<VisitDeskOptions, "journal" | "clock" | "append"> = {
  ...{ node: "visits", minutes: 30, grace: 0 },
  register: () => register,
  sites: () => new Set(["MUM01"]),
  hoursEnd: () => null,
  dayBegan: (_, now) => now - 24 * 60 * 60_000,
  changed: () => {},
};

/**
 * Run as a process of its own until it is killed: beside the files that lie in the folder, one locker after the other is
 * visited and another one opened without a visit. It says on stdout, a file, what was confirmed, each time at once.
 */
const [, script = "", file = "", count = "0"] = process.argv;
if (script.endsWith("visit-writer.ts")) await write(Number(count));

async function write(from: number): Promise<void> {
  const journal = openJournal({ file, clock: systemClock });
  const say = (...words: readonly string[]) => writeSync(1, `${words.join(" ")}\n`);
  const desk = new VisitDesk({
    ...{ ...DESK, journal, clock: systemClock },
    append: async (event: LockerEvent) => {
      const { result } = await journal.append(event, [DESK.node]);
      say("event", event.id, result);
    },
  });
  const drop = new DropFolder({
    ...{ folder: join(file, "..", "visits"), clock: systemClock, desk },
    ...{ timeZoneOf: () => null, fault: (why) => say("fault", String(why)), refused: () => {} },
  });
  drop.restore(await desk.recall());
  void drop.begin();
  desk.start();
  for (let step = from; ; step += 1) {
    const number = (step % 20) + 1;
    const locker = `L${number}`;
    try {
      const { id } = await desk.acted({ do: "open", locker, hirer: `H${number}`, by: "priya" });
      say("visit", id);
      await opens(locker, step);
      await desk.acted({ do: "close", visit: id, by: "priya" });
      say("closed", id);
    } catch {
      // Left open when the process before this one was killed.
      await desk.acted({ do: "close", locker, by: "priya" });
    }
    say("opening", await opens("L21", step));
  }

  async function opens(locker: string, step: number): Promise<string> {
    const at = Date.now();
    const id = `${locker}-${step}`;
    desk.passed(
      eventOf({ id, locker, seq: null, at, receivedAt: at, occurred: { earliest: at, latest: at } }),
    );
    await desk.kept.written;
    return id;
  }
}
