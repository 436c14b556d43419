import assert from "node:assert/strict";
import fc from "fast-check";
import type { Calendar } from "../../nodes/domain/calendar.ts";
import { CalendarJudge } from "../../nodes/domain/calendar-judge.ts";
import { weekly } from "./week.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const LUNCH = "10:00-13:30, 14:30-17:00";

const MUMBAI: Calendar = {
  timeZone: "Asia/Kolkata",
  schedules: [
    {
      id: "regular",
      validFrom: "2026-01-01",
      weekly: weekly({
        mon: LUNCH,
        tue: LUNCH,
        wed: "00:00-24:00",
        thu: "00:00-12:00",
        fri: "22:00-02:00",
        sat: "10:00-16:00",
      }),
      rules: [{ nth: [2, 4], weekday: "sat", hours: [] }],
    },
  ],
  holidays: [{ date: "2026-11-17", name: "Festival" }],
  holidayYears: [2026],
  exceptions: [
    { from: "2026-11-23T17:00", to: "2026-11-23T18:00", kind: "open", approvedBy: "BM", reason: "audit" },
    { from: "2026-11-24T11:00", to: "2026-11-24T11:04", kind: "closed", approvedBy: "BM", reason: "drill" },
  ],
  closures: [{ from: "2026-11-30T11:15", until: null, reason: "water" }],
};

const BERLIN: Calendar = {
  timeZone: "Europe/Berlin",
  schedules: [
    {
      id: "nights",
      validFrom: "2026-01-01",
      weekly: weekly({ sat: "22:00-02:30", sun: "10:00-12:00" }),
      rules: [],
    },
  ],
  holidays: [],
  holidayYears: "observes-none",
  exceptions: [],
  closures: [],
};

function ends(calendar: Calendar, from: string, until: string, grace = 5): string[] {
  return new CalendarJudge(calendar)
    .ends(Date.parse(from), Date.parse(until), grace * MINUTE)
    .map((end) => new Date(end).toISOString().slice(0, 16));
}

describe("when access hours end", () => {
  const CASES: readonly (readonly [
    why: string,
    from: string,
    until: string,
    ends: readonly string[],
    grace?: number,
  ])[] = [
    [
      "before lunch and in the evening",
      "2026-11-16T09:00+05:30",
      "2026-11-16T20:00+05:30",
      ["2026-11-16T08:00", "2026-11-16T11:30"],
    ],
    [
      "no break that the grace outlasts",
      "2026-11-16T09:00+05:30",
      "2026-11-16T20:00+05:30",
      ["2026-11-16T11:30"],
      60,
    ],
    [
      "but one that is a minute longer",
      "2026-11-16T09:00+05:30",
      "2026-11-16T20:00+05:30",
      ["2026-11-16T08:00", "2026-11-16T11:30"],
      59,
    ],
    ["on no holiday", "2026-11-17T00:00+05:30", "2026-11-17T23:00+05:30", []],
    [
      "where an approved exception ends",
      "2026-11-23T16:00+05:30",
      "2026-11-23T20:00+05:30",
      ["2026-11-23T12:30"],
    ],
    ["not for a closing of four minutes", "2026-11-24T10:30+05:30", "2026-11-24T12:00+05:30", []],
    [
      "for that, too, without a grace",
      "2026-11-24T10:30+05:30",
      "2026-11-24T12:00+05:30",
      ["2026-11-24T05:30"],
      0,
    ],
    [
      "at the emergency closure, and no more",
      "2026-11-30T10:30+05:30",
      "2026-12-03T12:00+05:30",
      ["2026-11-30T05:45"],
    ],
    [
      "not at midnight where they go on",
      "2026-11-18T10:00+05:30",
      "2026-11-19T20:00+05:30",
      ["2026-11-19T06:30"],
    ],
    [
      "after midnight, where they began the day before",
      "2026-11-20T12:00+05:30",
      "2026-11-21T09:00+05:30",
      ["2026-11-20T20:30"],
    ],
    [
      "the end itself counts with `until`",
      "2026-11-16T12:00+05:30",
      "2026-11-16T13:30+05:30",
      ["2026-11-16T08:00"],
    ],
    ["and not with `after`", "2026-11-16T13:30+05:30", "2026-11-16T14:00+05:30", []],
    ["in no span that ends before it begins", "2026-11-16T14:00+05:30", "2026-11-16T12:00+05:30", []],
  ];
  for (const [why, from, until, expected, grace] of CASES) {
    it(why, () => assert.deepEqual(ends(MUMBAI, from, until, grace), expected));
  }

  it("at the jump where the clock never shows the time", () => {
    // 29 March 2026: 01:59 is followed by 03:00.
    assert.deepEqual(ends(BERLIN, "2026-03-28T20:00Z", "2026-03-29T06:00Z"), ["2026-03-29T01:00"]);
  });

  it("at the first of two times that the clock shows it", () => {
    // 25 October 2026: 02:59 is followed by 02:00.
    assert.deepEqual(ends(BERLIN, "2026-10-24T18:00Z", "2026-10-25T06:00Z"), ["2026-10-25T00:30"]);
  });

  it("is never where the moment before is outside, or one up to the grace after it is inside, and nowhere else", () => {
    const judge = new CalendarJudge(MUMBAI);
    const inside = (at: number) => judge.judge({ earliest: at, latest: at }).inside;
    const start = Date.parse("2026-11-01T00:00Z");
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 * 24 * 60 }),
        fc.integer({ min: 0, max: 2 * 24 * 60 }),
        fc.integer({ min: 0, max: 90 }),
        (from, length, grace) => {
          const after = start + from * MINUTE;
          const until = after + length * MINUTE;
          const expected: number[] = [];
          for (let at = after + MINUTE; at <= until; at += MINUTE) {
            if (inside(at) || !inside(at - 1)) continue;
            const minutes = Array.from({ length: grace + 1 }, (_, minute) => at + minute * MINUTE);
            if (!minutes.some(inside)) expected.push(at);
          }
          assert.deepEqual(judge.ends(after, until, grace * MINUTE), expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("looks no further back than is of use", () => {
    const judge = new CalendarJudge(BERLIN);
    const until = Date.parse("2026-11-22T12:00Z");
    const all = judge.ends(0, until, 0);
    assert.ok((all[0] ?? 0) >= until - 62 * DAY);
    assert.equal(all.at(-1), Date.parse("2026-11-22T11:00Z"));
  });
});
