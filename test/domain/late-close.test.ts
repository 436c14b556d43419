import assert from "node:assert/strict";
import type { EventType, LockerEvent } from "../../nodes/domain/event.ts";
import { notClosed, OpenLockers } from "../../nodes/domain/late-close.ts";

const NOON = Date.UTC(2026, 10, 23, 12);
const MINUTE = 60_000;

function event(type: EventType, minute: number, changes: Partial<LockerEvent> = {}): LockerEvent {
  const at = NOON + minute * MINUTE;
  return {
    ...{ id: `e-${type}-${minute}`, site: "MUM01", unit: "MUM01-U07", locker: "MUM01-0001", type, at },
    ...{ receivedAt: at, occurred: { earliest: at, latest: at }, late: false, clock: "sntp", marks: [] },
    ...{ boot: 1, seq: minute, uptime: 1, door: null, tamper: false, data: {} },
    ...changes,
  };
}

/** Since which minute after noon the locker is open; null where it is closed. */
function openSince(lockers: OpenLockers): number | null {
  const open = lockers.get("MUM01-0001");
  return open === undefined ? null : (open.since - NOON) / MINUTE;
}

const CASES: readonly (readonly [rule: string, events: readonly LockerEvent[], since: number | null])[] = [
  ["an opening opens", [event("opened", 0)], 0],
  ["forced is open, too", [event("forced", 0)], 0],
  ["a door that is held open was opened, though that never came", [event("held-open", 3)], 3],
  ["and is open since it was opened, where that came", [event("opened", 0), event("held-open", 3)], 0],
  ["a forced one is opened once", [event("opened", 0), event("forced", 0)], 0],
  ["closing closes", [event("opened", 0), event("closed", 5)], null],
  [
    "any event that says the door is closed closes",
    [event("opened", 0), event("tamper", 5, { door: "closed" })],
    null,
  ],
  ["any event that says it is open opens", [event("duress", 2, { door: "open" })], 2],
  ["what says nothing of the door changes nothing", [event("opened", 0), event("access-denied", 5)], 0],
  [
    "an opening after one whose closing did not come by begins anew",
    [event("opened", 0), event("opened", 9)],
    9,
  ],
  [
    "a closing of an earlier visit that comes late does not close",
    [event("opened", 9), event("closed", 5)],
    9,
  ],
  [
    "an opening of an earlier visit that comes late does not open",
    [event("closed", 5), event("opened", 2)],
    null,
  ],
  [
    "an uncertain opening counts from the earliest moment",
    [event("opened", 9, { occurred: { earliest: NOON + MINUTE, latest: NOON + 9 * MINUTE } })],
    1,
  ],
  [
    "what concerns a whole unit is no door",
    [event("opened", 0), event("boot", 5, { locker: null, door: "closed" })],
    0,
  ],
];

describe("which lockers are open", () => {
  for (const [rule, events, since] of CASES) {
    it(rule, () => {
      const lockers = new OpenLockers();
      for (const one of events) lockers.passed(one, true);
      assert.equal(openSince(lockers), since);
    });
  }

  it("tells what changed, once", () => {
    const lockers = new OpenLockers();
    const open = { locker: "MUM01-0001", site: "MUM01", unit: "MUM01-U07", since: NOON, inside: true };
    assert.deepEqual(lockers.passed(event("opened", 0), true), { locker: "MUM01-0001", open });
    assert.equal(lockers.passed(event("opened", 0), true), null, "the same event, sent again");
    assert.equal(lockers.passed(event("held-open", 1), true), null);
    assert.deepEqual(lockers.passed(event("closed", 2), true), { locker: "MUM01-0001", open: null });
    assert.equal(lockers.passed(event("closed", 2), true), null);
  });

  it("lets what came by count more than what was kept over a restart", () => {
    const kept = { locker: "MUM01-0001", site: "MUM01", unit: "MUM01-U07", since: NOON, inside: true };
    const closed = new OpenLockers();
    closed.passed(event("closed", 5), true);
    assert.equal(closed.recalled(kept), false);
    assert.equal(openSince(closed), null);
    const reopened = new OpenLockers();
    reopened.passed(event("opened", 7), true);
    reopened.recalled(kept);
    assert.equal(openSince(reopened), 7);
    const silent = new OpenLockers();
    assert.equal(silent.recalled(kept), true);
    assert.equal(openSince(silent), 0);
  });
});

describe("the event that a locker was not closed", () => {
  const open = { locker: "MUM01-0001", site: "MUM01", unit: "MUM01-U07", since: NOON, inside: true };
  const by = { calendar: "hours", grace: 5 * MINUTE };
  const END = NOON + 60 * MINUTE;

  it("is about the end of the hours, and not late for the grace's sake", () => {
    const told = notClosed(open, END, by, END + by.grace + MINUTE);
    assert.equal(told.type, "not-closed");
    assert.deepEqual([told.site, told.unit, told.locker], ["MUM01", "MUM01-U07", "MUM01-0001"]);
    assert.deepEqual(told.occurred, { earliest: END, latest: END });
    assert.deepEqual(told.data, { openSince: NOON, hoursEnded: END, graceMinutes: 5 });
    assert.equal(told.late, false);
    assert.equal(notClosed(open, END, by, END + 60 * MINUTE).late, true, "the gateway was down meanwhile");
  });

  it("has one id for a locker, an end, the hours and the grace, whenever it is told", () => {
    const { id } = notClosed(open, END, by, END);
    assert.equal(notClosed({ ...open, since: 1 }, END, by, END + MINUTE).id, id);
    const others = [
      notClosed({ ...open, locker: "MUM01-0002" }, END, by, END),
      notClosed(open, END + 1, by, END),
      notClosed(open, END, { ...by, calendar: "other" }, END),
      notClosed(open, END, { ...by, grace: 0 }, END),
    ];
    assert.equal(new Set([id, ...others.map((other) => other.id)]).size, 5);
  });
});
