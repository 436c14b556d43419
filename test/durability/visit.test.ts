import assert from "node:assert/strict";
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { openJournal } from "../../nodes/journal/worker-journal.ts";
import { DropFolder } from "../../nodes/locker-visit/drop-folder.ts";
import { VisitDesk } from "../../nodes/locker-visit/visit-desk.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { TestClock } from "../clock.ts";
import { eventsIn } from "../in-journal.ts";
import { journalFile } from "../journal/making.ts";
import { until } from "../until.ts";
import { killed } from "./killed.ts";
import { DESK } from "./visit-writer.ts";

/** Confirmations after which each process is killed: in the midst of the first, and of many. */
const AFTER: readonly number[] = [1, 2, 30, 5, 120, 3, 60];
/** Files of the counter system, each with a visit opened and closed so many times. */
const FILES = 6;
const VISITS_OF_A_FILE = 30;

describe("a gateway killed in the midst of visits", () => {
  it(`${AFTER.length} times: each visit, alarm and line of a file is told once`, async function () {
    this.timeout(90_000);
    const file = journalFile();
    const folder = join(dirname(file), "visits");
    mkdirSync(folder, { recursive: true });
    for (let number = 1; number <= FILES; number += 1) {
      const locker = `L${number + 21}`;
      const visit = `open,${locker},H${number + 21},arun\nclose,${locker},,arun\n`;
      const path = join(folder, `counter-${number}.csv`);
      writeFileSync(path, `do,locker,hirer,by\n${visit.repeat(VISITS_OF_A_FILE)}`);
      // So that they are whole at the first look.
      utimesSync(path, number, number);
    }
    const said: string[][] = [];
    let step = 0;
    for (const after of AFTER) {
      const lines = await killed("./visit-writer.ts", file, after, String(step));
      step += 1000;
      said.push(...lines.map((line) => line.split(" ")));
    }

    // An hour later whoever is still inside is told, and what lies in the folder is read.
    const journal = openJournal({ file, clock: systemClock });
    const clock = new TestClock(Date.now() + 60 * 60_000);
    const desk = new VisitDesk({
      ...{ ...DESK, journal, clock },
      append: async (event) => void (await journal.append(event, [DESK.node])),
    });
    const faults: unknown[] = [];
    const drop = new DropFolder({
      ...{ folder, clock, desk },
      ...{ timeZoneOf: () => null, fault: (why) => faults.push(why), refused: () => assert.fail() },
    });
    drop.restore(await desk.recall());
    await drop.begin();
    desk.start();
    const kept = await until("all to be told", async () => {
      clock.advance(1000);
      await desk.kept.written;
      const open = desk.list().filter(({ closedAt }) => closedAt === null);
      const found = eventsIn(file);
      const isTold = open.every(({ id }) => of(found, "still-inside").some(({ data }) => data.visit === id));
      const isRead = readdirSync(folder).length === 2;
      return isTold &&
        isRead &&
        (await journal.recall(DESK.node)).every(({ value }) => !value.includes('"told":[]'))
        ? desk.list()
        : null;
    });
    await drop.stop();
    await desk.stop();
    await journal.close();
    assert.deepEqual(faults, []);

    const found = eventsIn(file);
    const ids = new Set(found.map(({ id }) => id));
    const confirmed = (what: string) => said.filter(([word]) => word === what).map(([, id = ""]) => id);
    for (const id of confirmed("event")) assert.ok(ids.has(id), id);
    for (const id of confirmed("visit")) assert.equal(ofVisit("visit-opened", id), 1, id);
    for (const id of confirmed("closed")) assert.equal(ofVisit("visit-closed", id), 1, id);
    const alarms = of(found, "no-visit").map(({ data }) => data.opening);
    assert.equal(new Set(alarms).size, alarms.length);
    for (const id of confirmed("opening")) assert.ok(alarms.includes(id), id);
    assert.ok(alarms.every((id) => String(id).startsWith("L21-")));

    const ofFiles = (type: string) => of(found, type).filter(({ data }) => data.by === "arun").length;
    assert.equal(ofFiles("visit-opened"), FILES * VISITS_OF_A_FILE);
    assert.equal(ofFiles("visit-closed"), FILES * VISITS_OF_A_FILE);
    assert.equal(readdirSync(join(folder, "done")).length, 2 * FILES);
    assert.deepEqual(readdirSync(join(folder, "refused")), []);
    for (const { id, closedAt } of kept) {
      assert.equal(ofVisit("visit-opened", id), 1, id);
      assert.equal(ofVisit("visit-closed", id), closedAt === null ? 0 : 1, id);
    }
    assert.ok(confirmed("visit").length > 0 && confirmed("event").length > AFTER.length);

    function ofVisit(type: string, visit: string): number {
      return of(found, type).filter(({ data }) => data.visit === visit).length;
    }
  });
});

function of(events: readonly LockerEvent[], type: string): readonly LockerEvent[] {
  return events.filter((event) => event.type === type);
}
