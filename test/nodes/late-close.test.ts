import assert from "node:assert/strict";
import { LateClose, type Member } from "../../nodes/access-window/late-close.ts";
import type { Calendar } from "../../nodes/domain/calendar.ts";
import { CalendarJudge } from "../../nodes/domain/calendar-judge.ts";
import type { EventType, LockerEvent } from "../../nodes/domain/event.ts";
import { TestClock } from "../clock.ts";
import { directJournal, eventOf } from "../journal/making.ts";
import { quiet } from "../journal/sending.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday, 10:00 in Mumbai: the hours begin. */
const TEN = Date.parse("2026-11-23T10:00:00+05:30");
const HOURS = [
  { start: 600, end: 810 },
  { start: 870, end: 1020 },
];

const CALENDAR: Calendar = {
  timeZone: "Asia/Kolkata",
  schedules: [
    {
      id: "regular",
      validFrom: "2026-01-01",
      weekly: { mon: HOURS, tue: HOURS, wed: HOURS, thu: HOURS, fri: HOURS, sat: [], sun: [] },
      rules: [],
    },
  ],
  holidays: [],
  holidayYears: "observes-none",
  exceptions: [],
  closures: [],
};

interface Made extends ReturnType<typeof directJournal> {
  readonly clock: TestClock;
  readonly hours: Calendar;
  readonly grace: number;
}

/** The hours and a journal in memory. */
function started(made: Partial<Made> = {}) {
  const { journal, line, clock, hours, grace } = {
    ...directJournal(),
    clock: new TestClock(TEN),
    hours: CALENDAR,
    grace: 5,
    ...made,
  };
  const judge = new CalendarJudge(hours);
  const lateClose = new LateClose({
    calendar: {
      id: "hours",
      judge: (occurred, type) => judge.judge(occurred, type),
      ends: (after, until, least) => judge.ends(after, until, least),
    },
    ...{ grace: grace * MINUTE, journal, clock },
  });
  /** What was told, as "node locker end", and is through the flow. */
  const told: string[] = [];
  const member = (id: string): Member => ({
    id,
    async append(event, others) {
      const { open, position } = await journal.append(event, [id, ...others]);
      if (!open.includes(id)) return;
      await journal.settleEvents([{ node: id, positions: [position] }]);
      told.push(`${id} ${event.locker} ${local(event.occurred.latest)}`);
    },
  });
  let seq = 0;
  return {
    ...{ journal, line, clock, lateClose, member, told, grace, hours },
    /** An event is stored, and comes by the nodes. */
    async happens(type: EventType, nodes: readonly string[], over: Partial<LockerEvent> = {}): Promise<void> {
      seq += 1;
      const at = clock.now();
      const door = type === "closed" ? "closed" : "open";
      const event = eventOf({
        seq,
        type,
        door,
        at,
        receivedAt: at,
        occurred: { earliest: at, latest: at },
        ...over,
      });
      await journal.append(event);
      for (const id of nodes) await lateClose.passed(id, event, judge.judge(event.occurred).inside);
    },
    async passes(ms: number): Promise<void> {
      for (let left = ms; left > 0; left -= MINUTE) {
        clock.advance(Math.min(left, MINUTE));
        await quiet();
      }
    },
  };
}

/** Day of the month and time of day in Mumbai. */
function local(ms: number): string {
  return new Date(ms + 5.5 * HOUR).toISOString().slice(8, 16);
}

async function one(made: Partial<Made> = {}) {
  const bed = started(made);
  bed.lateClose.join(bed.member("A"));
  await quiet();
  return bed;
}

describe("late close", () => {
  it("tells at the end of the hours and the grace, to the second", async () => {
    const { happens, passes, told } = await one();
    await passes(HOUR);
    await happens("opened", ["A"]);
    await passes(2.5 * HOUR + 5 * MINUTE - 1000);
    assert.deepEqual(told, []);
    await passes(1000);
    assert.deepEqual(told, ["A MUM01-0001 23T13:30"]);
  });

  it("says nothing of what was closed in time, or within the grace", async () => {
    const { happens, passes, told, clock } = await one();
    await happens("opened", ["A"]);
    await happens("opened", ["A"], { locker: "MUM01-0002" });
    await passes(HOUR);
    await happens("closed", ["A"]);
    await passes(2.5 * HOUR + 4 * MINUTE);
    await happens("closed", ["A"], { locker: "MUM01-0002" });
    await passes(DAY);
    assert.deepEqual(told, []);
    assert.equal(clock.pending, 0, "where nothing is open there is nothing to wait for");
  });

  it("asks the journal about closings that do not come by", async () => {
    const { happens, passes, told, journal } = await one();
    await happens("opened", ["A"]);
    await passes(HOUR);
    await happens("closed", []);
    await passes(DAY);
    assert.deepEqual(told, []);
    assert.deepEqual(await journal.recall("A"), [], "and forgets them");
  });

  it("leaves what is opened after the end to those who judge the opening", async () => {
    const { happens, passes, told } = await one();
    await passes(3.5 * HOUR + MINUTE);
    await happens("opened", ["A"]);
    await passes(30 * MINUTE);
    assert.deepEqual(told, []);
    await passes(3.5 * HOUR);
    assert.deepEqual(told, ["A MUM01-0001 23T17:00"], "but it is still open at the next end");
  });

  it("tells once more at each end for as long as it stays open", async () => {
    const { happens, passes, told } = await one();
    await happens("opened", ["A"]);
    await passes(DAY + 4 * HOUR);
    assert.deepEqual(told, ["A MUM01-0001 23T13:30", "A MUM01-0001 23T17:00", "A MUM01-0001 24T13:30"]);
  });

  it("takes no break that the grace outlasts for an end", async () => {
    const { happens, passes, told } = await one({ grace: 60 });
    await happens("opened", ["A"]);
    await passes(9 * HOUR);
    assert.deepEqual(told, ["A MUM01-0001 23T17:00"]);
  });

  it("tells after the next start of an end that passed while the gateway was down, once", async () => {
    const before = await one();
    await before.happens("opened", ["A"]);
    before.lateClose.stop();
    before.clock.advance(5 * HOUR);
    before.line.restart();
    const after = await one(before);
    await after.passes(MINUTE);
    assert.deepEqual(after.told, [], "a closing may still come in");
    await after.passes(2 * MINUTE);
    assert.deepEqual(after.told, ["A MUM01-0001 23T13:30"]);
    after.lateClose.stop();
    after.line.restart();
    const again = await one(after);
    await again.passes(10 * MINUTE);
    assert.deepEqual(again.told, [], "the journal knows that it was told");
  });

  it("knows after a start what was closed meanwhile, when the unit says so", async () => {
    const before = await one();
    await before.happens("opened", ["A"]);
    before.lateClose.stop();
    before.clock.advance(5 * HOUR);
    before.line.restart();
    const after = await one(before);
    await after.passes(MINUTE);
    await after.happens("closed", ["A"], {
      seq: 9,
      at: TEN + HOUR,
      occurred: { earliest: TEN + HOUR, latest: TEN + HOUR },
    });
    await after.passes(HOUR);
    assert.deepEqual(after.told, []);
  });

  it("waits a little with an opening that is told of after its hours have ended", async () => {
    const { happens, passes, told, clock } = await one();
    await passes(4 * HOUR);
    const occurred = { earliest: TEN, latest: TEN };
    await happens("opened", ["A"], { at: TEN, occurred });
    await happens("opened", ["A"], { locker: "MUM01-0002", at: TEN, occurred });
    await passes(MINUTE);
    assert.deepEqual(told, []);
    await happens("closed", ["A"], {
      at: TEN + MINUTE,
      occurred: { earliest: TEN + MINUTE, latest: TEN + MINUTE },
    });
    await passes(3 * MINUTE);
    assert.deepEqual(told, ["A MUM01-0002 23T13:30"]);
    assert.ok(clock.pending > 0);
  });

  it("tells what was opened inside hours that an emergency closure, entered later, takes away", async () => {
    const before = await one();
    await passesAndStops(before, 30 * MINUTE);
    const closures = [{ from: "2026-11-23T09:00", until: null, reason: "water" }];
    const after = await one({ ...before, hours: { ...CALENDAR, closures } });
    await after.passes(10 * MINUTE);
    assert.deepEqual(after.told, ["A MUM01-0001 23T10:00"]);
  });

  it("goes by hours that are edited while lockers are open", async () => {
    const before = await one();
    await passesAndStops(before, 30 * MINUTE);
    const exceptions = [
      { from: "2026-11-23T13:30", to: "2026-11-23T16:00", kind: "open", approvedBy: "BM", reason: "audit" },
      { from: "2026-11-23T16:00", to: "2026-11-24T00:00", kind: "closed", approvedBy: "BM", reason: "audit" },
    ] as const;
    const after = await one({ ...before, hours: { ...CALENDAR, exceptions } });
    await after.passes(DAY / 2);
    assert.deepEqual(after.told, ["A MUM01-0001 23T16:00"]);
  });

  /** A locker is opened, time passes, and the node is stopped. */
  async function passesAndStops(bed: Awaited<ReturnType<typeof one>>, ms: number): Promise<void> {
    await bed.happens("opened", ["A"]);
    await bed.passes(ms);
    bed.lateClose.stop();
    bed.line.restart();
  }

  it("finds its way when the system's clock is set", async () => {
    const { happens, passes, told, clock } = await one();
    await happens("opened", ["A"]);
    await passes(10 * MINUTE);
    clock.set(TEN + 4 * HOUR);
    await passes(MINUTE);
    assert.deepEqual(told, ["A MUM01-0001 23T13:30"]);
    clock.set(TEN + 3 * HOUR);
    await passes(2 * HOUR);
    assert.deepEqual(told, ["A MUM01-0001 23T13:30"], "the same end is not told twice");
  });

  it("is one event in the flow of each node that saw the opening, and of no other", async () => {
    const bed = started();
    for (const id of ["A", "B", "C"]) bed.lateClose.join(bed.member(id));
    await bed.happens("opened", ["A", "B"]);
    await bed.happens("opened", ["C"], { locker: "MUM01-0002" });
    await bed.passes(4 * HOUR);
    assert.deepEqual(bed.told.sort(), [
      "A MUM01-0001 23T13:30",
      "B MUM01-0001 23T13:30",
      "C MUM01-0002 23T13:30",
    ]);
    const events = bed.line.db.prepare("SELECT count(*) AS n FROM event WHERE type = 'not-closed'").get();
    assert.equal(events?.n, 2);
  });

  it("keeps the event for a node that a deploy has taken away, and forgets one that does not come back", async () => {
    const bed = started();
    for (const id of ["A", "B", "C"]) bed.lateClose.join(bed.member(id));
    await bed.happens("opened", ["A", "B", "C"]);
    await bed.passes(HOUR);
    bed.lateClose.leave("B", false);
    bed.lateClose.leave("C", true);
    await bed.passes(3 * HOUR);
    assert.deepEqual(bed.told, ["A MUM01-0001 23T13:30"]);
    assert.deepEqual(await bed.journal.deliveryCounts(), [{ node: "B", open: 1 }]);
    bed.lateClose.join(bed.member("B"));
    await bed.passes(3.5 * HOUR);
    assert.deepEqual(bed.told.slice(1).sort(), ["A MUM01-0001 23T17:00", "B MUM01-0001 23T17:00"]);
    assert.equal(bed.lateClose.unused, false);
    for (const id of ["A", "B"]) bed.lateClose.leave(id, false);
    bed.lateClose.forgetAway();
    assert.equal(bed.lateClose.unused, true);
  });

  it("tells when the journal takes it again", async () => {
    const { happens, passes, told, line } = await one();
    await happens("opened", ["A"]);
    line.broken.add("states");
    await passes(4 * HOUR);
    assert.deepEqual(told, []);
    line.broken.clear();
    await passes(MINUTE);
    assert.deepEqual(told, ["A MUM01-0001 23T13:30"]);
  });
});
