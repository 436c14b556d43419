import assert from "node:assert/strict";
import { holidaysFromCsv } from "../../nodes/domain/calendar-csv.ts";
import { holidaysFromIcs } from "../../nodes/domain/calendar-ics.ts";
import { LARGEST_IMPORT } from "../../nodes/domain/calendar-import.ts";

const YEARS = new Set([2026, 2027]);

describe("calendar import: CSV", () => {
  const REPUBLIC_DAY = [{ date: "2026-01-26", name: "Republic Day" }];
  const READABLE = [
    ["ISO", "2026-01-26,Republic Day"],
    ["a heading", "Date,Occasion\n2026-01-26,Republic Day"],
    ["a byte order mark and Windows line ends", "\uFEFFdate;name\r\n2026-01-26;Republic Day\r\n\r\n"],
    ["tabs", "2026-01-26\tRepublic Day"],
    ["quotes", '"2026-01-26","Republic Day"'],
    ["further columns", "2026-01-26,Republic Day,Monday,national"],
    ["dots, day first", "26.1.2026;Republic Day"],
    ["the month in letters", "26-Jan-2026,Republic Day"],
    ["the month in words", "26 January 2026,Republic Day"],
    ["the month first", '"January 26, 2026",Republic Day'],
    ["the weekday before it", '"Monday, 26 January 2026",Republic Day'],
    ["strokes where only one reading is a date", "26/01/2026,Republic Day"],
    ["hyphens where only one reading is a date", "01-26-2026,Republic Day"],
    ["a row that comes twice", "2026-01-26,Republic Day\n2026-01-26,Republic Day"],
  ] as const;
  for (const [what, text] of READABLE) {
    it(`reads ${what}`, () =>
      assert.deepEqual(holidaysFromCsv(text, YEARS), {
        holidays: REPUBLIC_DAY,
        otherYears: 0,
        problems: [],
      }));
  }

  it("keeps quotation marks and separators of a quoted name, and commas where semicolons part", () => {
    assert.deepEqual(holidaysFromCsv('2026-01-26,"""Republic"" Day, all"', YEARS).holidays, [
      { date: "2026-01-26", name: '"Republic" Day, all' },
    ]);
    assert.deepEqual(holidaysFromCsv("2026-01-26;Republic Day, all", YEARS).holidays, [
      { date: "2026-01-26", name: "Republic Day, all" },
    ]);
  });

  it("sorts by date and counts what lies in other years", () => {
    const read = holidaysFromCsv("2027-01-26,b\n2026-01-26,a\n2031-01-26,c\n2025-12-25,d", YEARS);
    assert.deepEqual(
      read.holidays.map(({ date }) => date),
      ["2026-01-26", "2027-01-26"],
    );
    assert.equal(read.otherYears, 2);
  });

  it("takes a day that can be read in one way only, whatever the order", () => {
    assert.deepEqual(holidaysFromCsv("05/05/2026,May", YEARS).problems, []);
  });

  const FAULTS = [
    ["date-ambiguous", "03/04/2026,Good Friday"],
    ["date-ambiguous", "03-04-2026,Good Friday"],
    ["date-unreadable", "2026-02-30,No such day"],
    ["date-unreadable", "31.02.2026;No such day"],
    ["date-unreadable", "26 Foo 2026,No such month"],
    ["date-unreadable", "26/01/26,Two digits"],
    ["date-unreadable", "1,Serial number first"],
    ["name-missing", "2026-04-03,"],
  ] as const;
  for (const [fault, row] of FAULTS) {
    it(`names the line of ${JSON.stringify(row)}: ${fault}, and reads the others`, () => {
      const read = holidaysFromCsv(`date,name\n${row}\n2026-01-26,Republic Day`, YEARS);
      assert.deepEqual(read.problems, [{ fault, where: "2" }]);
      assert.deepEqual(read.holidays, REPUBLIC_DAY);
    });
  }

  it("refuses a file that is no list of holidays by its size", () => {
    assert.deepEqual(holidaysFromCsv("x".repeat(LARGEST_IMPORT + 1), YEARS).problems, [
      { fault: "file-too-large", where: "" },
    ]);
  });
});

function ics(...events: readonly string[]): string {
  const body = events.map((event) => `BEGIN:VEVENT\n${event}\nEND:VEVENT`).join("\n");
  return `BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//bank//EN\n${body}\nEND:VCALENDAR\n`.replaceAll(
    "\n",
    "\r\n",
  );
}

describe("calendar import: ICS", () => {
  const DATES = [
    [
      "one day",
      "UID:1\nSUMMARY:Republic Day\nDTSTART;VALUE=DATE:20260126\nDTEND;VALUE=DATE:20260127",
      ["2026-01-26"],
    ],
    ["a day without an end", "UID:1\nSUMMARY:Republic Day\nDTSTART;VALUE=DATE:20260126", ["2026-01-26"]],
    [
      "an end on its own day",
      "UID:1\nSUMMARY:x\nDTSTART;VALUE=DATE:20260126\nDTEND;VALUE=DATE:20260126",
      ["2026-01-26"],
    ],
    [
      "several days, over the end of a year",
      "UID:1\nSUMMARY:x\nDTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20270103",
      ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"],
    ],
    [
      "a duration",
      "UID:1\nSUMMARY:x\nDTSTART;VALUE=DATE:20260126\nDURATION:P2D",
      ["2026-01-26", "2026-01-27"],
    ],
    [
      "whole days written as times",
      "UID:1\nSUMMARY:x\nDTSTART;TZID=Asia/Kolkata:20260126T000000\nDTEND;TZID=Asia/Kolkata:20260127T000000",
      ["2026-01-26"],
    ],
    [
      "a yearly rule, in the chosen years",
      "UID:1\nSUMMARY:Christmas\nDTSTART;VALUE=DATE:19001225\nRRULE:FREQ=YEARLY",
      ["2026-12-25", "2027-12-25"],
    ],
    [
      "a rule by weekday",
      "UID:1\nSUMMARY:x\nDTSTART;VALUE=DATE:20200525\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO",
      ["2026-05-25", "2027-05-31"],
    ],
    [
      "a rule's exceptions and end",
      "UID:1\nSUMMARY:x\nDTSTART;VALUE=DATE:20251225\nRRULE:FREQ=YEARLY;UNTIL=20261231\nEXDATE;VALUE=DATE:20261225",
      [],
    ],
    ["a cancelled event", "UID:1\nSUMMARY:x\nSTATUS:CANCELLED\nDTSTART;VALUE=DATE:20260126", []],
  ] as const;
  for (const [what, event, dates] of DATES) {
    it(`reads ${what}`, () => {
      const read = holidaysFromIcs(ics(event), YEARS);
      assert.deepEqual(
        read.holidays.map(({ date }) => date),
        dates,
      );
      assert.deepEqual(read.problems, []);
    });
  }

  it("follows a moved date, also where its rule is not in the file", () => {
    const moved = "UID:1\nSUMMARY:Moved\nRECURRENCE-ID;VALUE=DATE:20261225\nDTSTART;VALUE=DATE:20261228";
    const rule = "UID:1\nSUMMARY:Christmas\nDTSTART;VALUE=DATE:20251225\nRRULE:FREQ=YEARLY";
    assert.deepEqual(holidaysFromIcs(ics(rule, moved), YEARS).holidays, [
      { date: "2026-12-28", name: "Moved" },
      { date: "2027-12-25", name: "Christmas" },
    ]);
    assert.deepEqual(holidaysFromIcs(ics(moved), YEARS).holidays, [{ date: "2026-12-28", name: "Moved" }]);
  });

  it("reads several calendars of one file, and names with escapes", () => {
    const one = ics("UID:1\nSUMMARY:Id-ul-Fitr\\, first day\nDTSTART;VALUE=DATE:20260320");
    const two = ics("UID:2\nSUMMARY:Holi\nDTSTART;VALUE=DATE:20260303");
    assert.deepEqual(holidaysFromIcs(one + two, YEARS).holidays, [
      { date: "2026-03-03", name: "Holi" },
      { date: "2026-03-20", name: "Id-ul-Fitr, first day" },
    ]);
  });

  const FAULTS = [
    ["not-whole-days", "UID:1\nSUMMARY:Half\nDTSTART:20261224T120000\nDTEND:20261224T180000"],
    ["not-whole-days", "UID:1\nSUMMARY:Half\nDTSTART:20261224T000000"],
    ["too-many-days", "UID:1\nSUMMARY:Half\nDTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20270101"],
    ["repeats-too-often", "UID:1\nSUMMARY:Half\nDTSTART;VALUE=DATE:19900101\nRRULE:FREQ=DAILY"],
    ["date-unreadable", "UID:1\nSUMMARY:Half"],
    ["repeats-too-often", "UID:1\nSUMMARY:Half\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=SECONDLY"],
    // A day that never comes: looking for it would not end.
    [
      "repeats-too-often",
      "UID:1\nSUMMARY:Half\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    ],
    [
      "repeats-too-often",
      "UID:1\nSUMMARY:Half\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=SECONDLY;BYMONTHDAY=31",
    ],
  ] as const;
  for (const [fault, event] of FAULTS) {
    it(`names the event of ${JSON.stringify(event.split("\n").slice(2))}: ${fault}, and reads the others`, () => {
      const read = holidaysFromIcs(
        ics(event, "UID:9\nSUMMARY:Holi\nDTSTART;VALUE=DATE:20260303"),
        new Set([2026]),
      );
      assert.deepEqual(read.problems, [{ fault, where: "Half" }]);
      assert.ok(read.holidays.some(({ name }) => name === "Holi"));
    });
  }

  it("says that a nameless day needs a name", () => {
    assert.deepEqual(holidaysFromIcs(ics("UID:1\nDTSTART;VALUE=DATE:20260126"), YEARS).problems, [
      { fault: "name-missing", where: "" },
    ]);
  });

  for (const text of [
    "",
    "date,name\n2026-01-26,Republic Day",
    "BEGIN:VCARD\nEND:VCARD",
    "BEGIN:VCALENDAR\nBEGIN:VEV",
  ]) {
    it(`refuses what is no calendar: ${JSON.stringify(text)}`, () =>
      assert.deepEqual(holidaysFromIcs(text, YEARS).problems, [{ fault: "file-unreadable", where: "" }]));
  }
});
