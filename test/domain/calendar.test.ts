import assert from "node:assert/strict";
import type { AccessCode } from "../../nodes/domain/access.ts";
import type { Calendar } from "../../nodes/domain/calendar.ts";
import { CalendarJudge } from "../../nodes/domain/calendar-judge.ts";
import { hours, weekly } from "./week.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const LUNCH = "10:00-13:30, 14:30-17:00";

const MUMBAI: Calendar = {
  timeZone: "Asia/Kolkata",
  schedules: [
    {
      id: "winter",
      validFrom: "2026-11-01",
      weekly: weekly({
        mon: LUNCH,
        tue: LUNCH,
        wed: LUNCH,
        thu: LUNCH,
        fri: "22:00-02:00",
        sat: "10:00-16:00",
      }),
      rules: [{ nth: [2, 4], weekday: "sat", hours: [] }],
    },
    {
      id: "summer",
      validFrom: "2026-01-01",
      weekly: weekly({ mon: "08:00-12:00", tue: "08:00-12:00", sat: "08:00-12:00" }),
      rules: [
        { nth: ["last"], weekday: "sat", hours: hours("09:00-10:00") },
        { nth: [4, 5], weekday: "sat", hours: [] },
      ],
    },
  ],
  holidays: [
    { date: "2026-11-09", name: "Diwali" },
    { date: "2026-12-25", name: "Christmas" },
  ],
  holidayYears: [2026],
  exceptions: [
    {
      from: "2026-11-15T10:00",
      to: "2026-11-15T18:00",
      kind: "open",
      approvedBy: "branch manager",
      reason: "Audit of the vault.",
    },
    { from: "2026-11-09T10:00", to: "2026-11-09T11:00", kind: "open", approvedBy: "BM", reason: "puja" },
    { from: "2026-11-17T10:00", to: "2026-11-17T12:00", kind: "closed", approvedBy: "BM", reason: "repairs" },
    { from: "2026-11-17T11:00", to: "2026-11-17T13:00", kind: "open", approvedBy: "BM", reason: "visit" },
    { from: "2026-11-18T18:00", to: "2026-11-18T22:00", kind: "open", approvedBy: "BM", reason: "audit" },
  ],
  closures: [{ from: "2026-11-18T15:00", until: "2026-11-19T09:00", reason: "water in the vault" }],
};

interface Row {
  readonly at: string;
  readonly inside: boolean;
  readonly code: AccessCode;
  readonly why: string;
}

function verify(calendar: Calendar, zone: string, rows: readonly Row[]): void {
  const judge = new CalendarJudge(calendar);
  for (const { at, inside, code, why } of rows) {
    it(`${at} ${zone} is ${inside ? "inside" : "outside"}: ${why}`, () => {
      const ms = Date.parse(at);
      const access = judge.judge({ earliest: ms, latest: ms });
      assert.deepEqual({ inside: access.inside, code: access.code }, { inside, code }, access.reason);
      assert.equal(access.uncertain, false);
    });
  }
}

describe("calendar: one moment", () => {
  verify(MUMBAI, "in Mumbai", [
    { at: "2026-11-23T09:59:59.999+05:30", inside: false, code: "outside-hours", why: "before the hours" },
    { at: "2026-11-23T10:00:00+05:30", inside: true, code: "weekly-hours", why: "the start is part of them" },
    { at: "2026-11-23T13:29:59.999+05:30", inside: true, code: "weekly-hours", why: "before lunch" },
    { at: "2026-11-23T13:30:00+05:30", inside: false, code: "outside-hours", why: "the end is not part" },
    { at: "2026-11-23T14:00:00+05:30", inside: false, code: "outside-hours", why: "lunch break" },
    { at: "2026-11-23T14:30:00+05:30", inside: true, code: "weekly-hours", why: "after lunch" },
    { at: "2026-11-23T17:00:00+05:30", inside: false, code: "outside-hours", why: "the evening" },
    { at: "2026-11-22T11:00:00+05:30", inside: false, code: "closed-day", why: "Sunday" },
    { at: "2026-11-07T11:00:00+05:30", inside: true, code: "weekly-hours", why: "1st Saturday" },
    { at: "2026-11-14T11:00:00+05:30", inside: false, code: "closed-day", why: "2nd Saturday" },
    { at: "2026-11-21T11:00:00+05:30", inside: true, code: "weekly-hours", why: "3rd Saturday" },
    { at: "2026-11-28T11:00:00+05:30", inside: false, code: "closed-day", why: "4th Saturday" },
    { at: "2026-05-23T09:30:00+05:30", inside: false, code: "closed-day", why: "4th but not last Saturday" },
    {
      at: "2026-05-30T09:30:00+05:30",
      inside: true,
      code: "weekly-hours",
      why: "the first rule that fits, last",
    },
    {
      at: "2026-05-30T10:30:00+05:30",
      inside: false,
      code: "outside-hours",
      why: "the rule's own hours ended",
    },
    { at: "2026-11-20T23:00:00+05:30", inside: true, code: "weekly-hours", why: "Friday night" },
    { at: "2026-11-21T01:59:59+05:30", inside: true, code: "weekly-hours", why: "still Friday's hours" },
    { at: "2026-11-21T02:00:00+05:30", inside: false, code: "outside-hours", why: "Friday's hours ended" },
    {
      at: "2026-11-14T01:00:00+05:30",
      inside: true,
      code: "weekly-hours",
      why: "Friday's, though Saturday is shut",
    },
    { at: "2026-12-25T23:00:00+05:30", inside: false, code: "holiday", why: "a holiday's own night" },
    {
      at: "2026-12-26T01:00:00+05:30",
      inside: false,
      code: "closed-day",
      why: "the night of a holiday goes with it",
    },
    { at: "2026-11-09T11:30:00+05:30", inside: false, code: "holiday", why: "holiday" },
    { at: "2026-11-09T10:30:00+05:30", inside: true, code: "exception-open", why: "exception over holiday" },
    { at: "2026-11-15T10:00:00+05:30", inside: true, code: "exception-open", why: "exception on a Sunday" },
    { at: "2026-11-15T17:59:59.999+05:30", inside: true, code: "exception-open", why: "until its end" },
    { at: "2026-11-15T18:00:00+05:30", inside: false, code: "closed-day", why: "the exception has expired" },
    { at: "2026-11-22T10:00:00+05:30", inside: false, code: "closed-day", why: "and does not come again" },
    { at: "2026-11-17T10:30:00+05:30", inside: false, code: "exception-closed", why: "approved closing" },
    {
      at: "2026-11-17T11:30:00+05:30",
      inside: false,
      code: "exception-closed",
      why: "closed wins over open",
    },
    { at: "2026-11-17T12:30:00+05:30", inside: true, code: "exception-open", why: "the open one goes on" },
    { at: "2026-11-18T14:59:59+05:30", inside: true, code: "weekly-hours", why: "before the emergency" },
    {
      at: "2026-11-18T15:00:00+05:30",
      inside: false,
      code: "emergency-closure",
      why: "emergency over hours",
    },
    {
      at: "2026-11-18T19:00:00+05:30",
      inside: false,
      code: "emergency-closure",
      why: "emergency over exception",
    },
    { at: "2026-11-19T10:30:00+05:30", inside: true, code: "weekly-hours", why: "the emergency is over" },
    { at: "2025-12-31T11:00:00+05:30", inside: false, code: "no-schedule", why: "before the first version" },
    {
      at: "2026-10-31T10:30:00+05:30",
      inside: false,
      code: "outside-hours",
      why: "a late event: the old version",
    },
    {
      at: "2026-10-31T09:30:00+05:30",
      inside: true,
      code: "weekly-hours",
      why: "a late event: the old version",
    },
    { at: "2026-11-02T09:30:00+05:30", inside: false, code: "outside-hours", why: "the new version" },
    { at: "2027-01-04T11:00:00+05:30", inside: false, code: "year-not-loaded", why: "a fault, never open" },
    { at: "2027-01-01T01:00:00+05:30", inside: false, code: "year-not-loaded", why: "the year has begun" },
  ]);

  describe("without holidays", () => {
    verify({ ...MUMBAI, holidays: [], holidayYears: "observes-none" }, "in Mumbai", [
      { at: "2027-01-04T11:00:00+05:30", inside: true, code: "weekly-hours", why: "the site keeps none" },
    ]);
    verify(
      { ...MUMBAI, closures: [{ from: "2026-11-18T15:00", until: null, reason: "flood" }] },
      "in Mumbai",
      [{ at: "2027-01-04T11:00:00+05:30", inside: false, code: "emergency-closure", why: "no end in sight" }],
    );
    verify({ ...MUMBAI, schedules: [] }, "in Mumbai", [
      { at: "2026-11-23T11:00:00+05:30", inside: false, code: "no-schedule", why: "there is none" },
    ]);
  });
});

function berlin(sunday: string, more: Partial<Calendar> = {}): Calendar {
  return {
    timeZone: "Europe/Berlin",
    schedules: [
      { id: "1", validFrom: "2026-01-01", weekly: weekly({ sat: "22:00-02:30", sun: sunday }), rules: [] },
    ],
    holidays: [],
    holidayYears: [2026],
    exceptions: [],
    closures: [],
    ...more,
  };
}

describe("calendar: the clocks go forward (Berlin, 29 March 2026, no 02:00-03:00)", () => {
  verify(berlin("02:45-05:00"), "in Berlin", [
    {
      at: "2026-03-29T01:59:59.999+01:00",
      inside: true,
      code: "weekly-hours",
      why: "Saturday's until 02:30",
    },
    {
      at: "2026-03-29T03:00:00+02:00",
      inside: true,
      code: "weekly-hours",
      why: "from 02:45 begins at the jump",
    },
    { at: "2026-03-29T04:59:59.999+02:00", inside: true, code: "weekly-hours", why: "ends by the clock" },
    { at: "2026-03-29T05:00:00+02:00", inside: false, code: "outside-hours", why: "ends by the clock" },
  ]);
  verify(berlin("closed"), "in Berlin", [
    {
      at: "2026-03-29T03:00:00+02:00",
      inside: false,
      code: "closed-day",
      why: "until 02:30 ends at the jump",
    },
  ]);
  verify(berlin("02:10-02:50"), "in Berlin", [
    {
      at: "2026-03-29T03:00:00+02:00",
      inside: false,
      code: "outside-hours",
      why: "hours the clock never shows",
    },
    { at: "2026-03-29T01:59:59.999+01:00", inside: true, code: "weekly-hours", why: "Saturday's" },
  ]);
  verify(berlin("02:00-03:00, 03:00-04:00"), "in Berlin", [
    { at: "2026-03-29T03:00:00+02:00", inside: true, code: "weekly-hours", why: "the jump is no hole" },
    { at: "2026-03-29T04:00:00+02:00", inside: false, code: "outside-hours", why: "the end by the clock" },
  ]);
});

describe("calendar: the clocks go back (Berlin, 25 October 2026, 02:00-03:00 twice)", () => {
  verify(berlin("02:45-05:00"), "in Berlin", [
    { at: "2026-10-25T02:29:59.999+02:00", inside: true, code: "weekly-hours", why: "until the first 02:30" },
    { at: "2026-10-25T02:30:00+02:00", inside: false, code: "outside-hours", why: "until the first 02:30" },
    { at: "2026-10-25T02:50:00+02:00", inside: false, code: "outside-hours", why: "from the second 02:45" },
    { at: "2026-10-25T02:10:00+01:00", inside: false, code: "outside-hours", why: "until the first 02:30" },
    {
      at: "2026-10-25T02:44:59.999+01:00",
      inside: false,
      code: "outside-hours",
      why: "from the second 02:45",
    },
    { at: "2026-10-25T02:45:00+01:00", inside: true, code: "weekly-hours", why: "from the second 02:45" },
  ]);
  verify(berlin("02:30-05:00"), "in Berlin", [
    {
      at: "2026-10-25T02:45:00+02:00",
      inside: true,
      code: "weekly-hours",
      why: "Saturday's and Sunday's meet",
    },
    {
      at: "2026-10-25T02:15:00+01:00",
      inside: true,
      code: "weekly-hours",
      why: "Saturday's and Sunday's meet",
    },
  ]);
  verify(berlin("01:00-04:00"), "in Berlin", [
    { at: "2026-10-25T02:30:00+02:00", inside: true, code: "weekly-hours", why: "no end in the hour: first" },
    {
      at: "2026-10-25T02:30:00+01:00",
      inside: true,
      code: "weekly-hours",
      why: "no end in the hour: second",
    },
  ]);
  const dated = { from: "2026-10-25T02:20", to: "2026-10-25T02:40", approvedBy: "BM", reason: "works" };
  verify(berlin("00:00-24:00", { exceptions: [{ ...dated, kind: "closed" }] }), "in Berlin", [
    { at: "2026-10-25T02:20:00+02:00", inside: false, code: "exception-closed", why: "from the first 02:20" },
    { at: "2026-10-25T02:39:59+01:00", inside: false, code: "exception-closed", why: "to the second 02:40" },
    { at: "2026-10-25T02:40:00+01:00", inside: true, code: "weekly-hours", why: "the closing is over" },
  ]);
  verify(berlin("closed", { exceptions: [{ ...dated, kind: "open" }] }), "in Berlin", [
    { at: "2026-10-25T02:29:59+02:00", inside: true, code: "weekly-hours", why: "Saturday's until 02:30" },
    {
      at: "2026-10-25T02:30:00+02:00",
      inside: false,
      code: "closed-day",
      why: "all in doubt: it never opens",
    },
    {
      at: "2026-10-25T02:30:00+01:00",
      inside: false,
      code: "closed-day",
      why: "all in doubt: it never opens",
    },
  ]);
  const alarm = { from: "2026-10-25T02:50", until: "2026-10-25T02:55", reason: "alarm" };
  verify(berlin("00:00-24:00", { closures: [alarm] }), "in Berlin", [
    {
      at: "2026-10-25T02:50:00+02:00",
      inside: false,
      code: "emergency-closure",
      why: "from the first 02:50",
    },
    { at: "2026-10-25T02:54:59+01:00", inside: false, code: "emergency-closure", why: "to the second 02:55" },
    { at: "2026-10-25T02:55:00+01:00", inside: true, code: "weekly-hours", why: "it is over" },
  ]);

  it("says why a time within the hours by the clock is outside", () => {
    const at = Date.parse("2026-10-25T02:50:00+02:00");
    assert.equal(
      new CalendarJudge(berlin("02:45-05:00")).judge({ earliest: at, latest: at }, "opened").reason,
      "Opened at 02:50 on Sunday 25 October 2026 at the branch's clock; the access hours on Sundays are 02:45-05:00, but the clocks go back and show this time twice, which counts as outside where it is in doubt.",
    );
  });
});

describe("calendar: a clock that cannot be trusted", () => {
  const judge = new CalendarJudge(MUMBAI);
  const span = (from: string, to: string) =>
    judge.judge({ earliest: Date.parse(from), latest: Date.parse(to) }, "opened");

  it("is inside where all of the span is", () => {
    const access = span("2026-11-23T10:00:00+05:30", "2026-11-23T13:29:59+05:30");
    assert.deepEqual(
      { inside: access.inside, code: access.code, uncertain: access.uncertain, localTime: access.localTime },
      { inside: true, code: "weekly-hours", uncertain: true, localTime: "2026-11-23T13:29:59+05:30" },
    );
    assert.equal(
      access.reason,
      "Opened between 10:00 and 13:29 on Monday 23 November 2026 at the branch's clock (the locker's clock could not be trusted); all of it is inside: the access hours on Mondays are 10:00-13:30 and 14:30-17:00.",
    );
  });

  const OUTSIDE = [
    {
      what: "its end touches the end of the hours",
      from: "2026-11-23T13:00+05:30",
      to: "2026-11-23T13:30+05:30",
    },
    { what: "it begins before the hours", from: "2026-11-23T09:59+05:30", to: "2026-11-23T10:30+05:30" },
    { what: "lunch lies within it", from: "2026-11-23T13:00+05:30", to: "2026-11-23T15:00+05:30" },
    { what: "a night lies within it", from: "2026-11-23T16:00+05:30", to: "2026-11-24T11:00+05:30" },
    { what: "all of it is at night", from: "2026-11-23T20:00+05:30", to: "2026-11-23T21:00+05:30" },
    { what: "its ends are swapped", from: "2026-11-23T15:00+05:30", to: "2026-11-23T13:00+05:30" },
  ];
  for (const { what, from, to } of OUTSIDE) {
    it(`is outside where ${what}`, () => {
      const access = span(from, to);
      assert.deepEqual(
        { inside: access.inside, code: access.code, uncertain: access.uncertain },
        { inside: false, code: "time-uncertain", uncertain: true },
      );
    });
  }

  it("says what of the span is outside", () => {
    assert.equal(
      span("2026-11-23T13:00:00+05:30", "2026-11-23T15:00:00+05:30").reason,
      "Opened between 13:00 and 15:00 on Monday 23 November 2026 at the branch's clock (the locker's clock could not be trusted); a part of it is outside, so it counts as outside: at 13:30 on Monday 23 November 2026 the access hours on Mondays are 10:00-13:30 and 14:30-17:00.",
    );
  });

  it("does not judge a span of more than a week, however open the site is", () => {
    const always = new CalendarJudge({
      ...MUMBAI,
      exceptions: [
        { from: "2026-01-01T00:00", to: "2026-12-31T00:00", kind: "open", approvedBy: "BM", reason: "move" },
      ],
      closures: [],
    });
    const earliest = Date.parse("2026-11-01T00:00+05:30");
    assert.equal(always.judge({ earliest, latest: earliest + 7 * DAY }).inside, true);
    const longer = always.judge({ earliest, latest: earliest + 7 * DAY + 1 });
    assert.deepEqual([longer.inside, longer.code], [false, "time-uncertain"]);
  });

  for (const [earliest, latest] of [
    [0, Date.UTC(2200, 0, 1)],
    [-8.64e15, 8.64e15],
    [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  ] as const) {
    it(`judges the absurd span ${earliest} to ${latest}`, () => {
      const access = judge.judge({ earliest, latest });
      assert.deepEqual([access.inside, access.code], [false, "time-uncertain"]);
      assert.match(access.reason, /too long a time to be judged/);
    });
  }

  it("does not blame a clock for what the gateway derived", () => {
    const earliest = Date.parse("2026-11-23T10:00+05:30");
    assert.match(
      judge.judge({ earliest, latest: earliest + MINUTE }, "offline").reason,
      /^Happened between 10:00 and 10:01 .* \(the exact time is not known\); all of it is inside/,
    );
  });
});

describe("calendar: what a decision says", () => {
  const judge = new CalendarJudge(MUMBAI);
  const at = (iso: string) => judge.judge({ earliest: Date.parse(iso), latest: Date.parse(iso) }, "opened");

  const SENTENCES = [
    [
      "2026-11-22T02:13:20+05:30",
      "Opened at 02:13 on Sunday 22 November 2026 at the branch's clock; the branch has no access hours on Sundays.",
    ],
    [
      "2026-11-28T11:00+05:30",
      "Opened at 11:00 on Saturday 28 November 2026 at the branch's clock; the branch has no access hours on the 2nd and 4th Saturday of the month.",
    ],
    [
      "2026-11-21T01:00+05:30",
      "Opened at 01:00 on Saturday 21 November 2026 at the branch's clock; the access hours on Fridays are 22:00-02:00.",
    ],
    [
      "2026-11-09T12:00+05:30",
      "Opened at 12:00 on Monday 9 November 2026 at the branch's clock; that day is a holiday (Diwali).",
    ],
    [
      "2026-11-15T12:00+05:30",
      "Opened at 12:00 on Sunday 15 November 2026 at the branch's clock; an approved exception opens the branch from 10:00 on Sunday 15 November 2026 until 18:00 on Sunday 15 November 2026 (Audit of the vault).",
    ],
    [
      "2026-11-18T16:00+05:30",
      "Opened at 16:00 on Wednesday 18 November 2026 at the branch's clock; the branch is closed by emergency from 15:00 on Wednesday 18 November 2026 until 09:00 on Thursday 19 November 2026 (water in the vault).",
    ],
    [
      "2027-01-04T11:00+05:30",
      "Opened at 11:00 on Monday 4 January 2027 at the branch's clock; the holidays of 2027 are not loaded into the calendar, so no time of that year counts as inside.",
    ],
    [
      "2025-12-31T11:00+05:30",
      "Opened at 11:00 on Wednesday 31 December 2025 at the branch's clock; the calendar has no schedule before Thursday 1 January 2026.",
    ],
  ] as const;
  for (const [iso, reason] of SENTENCES) it(reason, () => assert.equal(at(iso).reason, reason));

  it("gives the local time with its offset, the zone and the version", () => {
    const access = at("2026-11-22T02:13:20+05:30");
    assert.equal(access.localTime, "2026-11-22T02:13:20+05:30");
    assert.equal(access.timeZone, "Asia/Kolkata");
    assert.match(access.calendarVersion, /^winter\+[0-9a-f]{8}$/);
    assert.match(at("2026-10-01T10:00+05:30").calendarVersion, /^summer\+/);
  });

  it("tells the decisions before and after an edit apart by the version", () => {
    const edited = new CalendarJudge({ ...MUMBAI, holidays: MUMBAI.holidays.slice(1) });
    const span = { earliest: 0, latest: 0 };
    assert.notEqual(judge.judge(span).calendarVersion, edited.judge(span).calendarVersion);
    assert.equal(
      judge.judge(span).calendarVersion,
      new CalendarJudge(structuredClone(MUMBAI)).judge(span).calendarVersion,
    );
  });

  it("names the years that are touched and not loaded", () => {
    const from = Date.parse("2026-12-15T00:00+05:30");
    assert.deepEqual(judge.unloadedYears(from, from + DAY), []);
    assert.deepEqual(judge.unloadedYears(from, from + 30 * DAY), [2027]);
    const none = new CalendarJudge({ ...MUMBAI, holidayYears: "observes-none" });
    assert.deepEqual(none.unloadedYears(from, from + 30 * DAY), []);
  });
});
