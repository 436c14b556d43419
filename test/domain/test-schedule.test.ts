import assert from "node:assert/strict";
import type { Weekday } from "../../nodes/domain/calendar.ts";
import { daysOf, lastTest, nextTest, parseTimes } from "../../nodes/domain/test-schedule.ts";

function schedule(times: string, days: readonly Weekday[] = [], timeZone = "Asia/Kolkata") {
  const parsed = parseTimes(times);
  assert.ok(parsed);
  return { timeZone, times: parsed, days: daysOf(days) };
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString().slice(0, 16);
}

describe("times of day", () => {
  const READ: readonly (readonly [text: string, times: readonly number[] | null])[] = [
    ["09:00", [540]],
    ["9:00, 21:30", [540, 1290]],
    ["21:30; 9:00 9:00", [540, 1290]],
    ["", []],
    ["00:00", [0]],
    ["24:00", null],
    ["09:60", null],
    ["9", null],
    ["nine", null],
    ["09:00-10:00", null],
  ];
  for (const [text, times] of READ) {
    it(`"${text}" ${times === null ? "is none" : `is ${JSON.stringify(times)}`}`, () =>
      assert.deepEqual(parseTimes(text), times));
  }
});

describe("when the alarm is tested", () => {
  // A Sunday.
  const SUNDAY = Date.parse("2026-11-22T12:00:00+05:30");
  const nine = Date.parse("2026-11-23T09:00:00+05:30");

  it("is each day by the site's clock where no day is named", () => {
    assert.equal(nextTest(schedule("09:00"), SUNDAY), nine);
    assert.equal(lastTest(schedule("09:00"), SUNDAY), Date.parse("2026-11-22T09:00:00+05:30"));
  });

  it("is at each of the times", () => {
    assert.equal(nextTest(schedule("09:00, 21:00"), SUNDAY), Date.parse("2026-11-22T21:00:00+05:30"));
  });

  it("is on the days that are named, also a week ahead and back", () => {
    const sundays = schedule("09:00", ["sun"]);
    assert.equal(nextTest(sundays, SUNDAY), Date.parse("2026-11-29T09:00:00+05:30"));
    assert.equal(lastTest(sundays, SUNDAY), Date.parse("2026-11-22T09:00:00+05:30"));
    assert.equal(lastTest(sundays, SUNDAY - 4 * 3_600_000), Date.parse("2026-11-15T09:00:00+05:30"));
  });

  it("has the moment itself behind it, and not before it", () => {
    assert.equal(lastTest(schedule("09:00"), nine), nine);
    assert.equal(nextTest(schedule("09:00"), nine), nine + 86_400_000);
    assert.equal(nextTest(schedule("09:00"), nine - 1), nine);
  });

  it("is never where no time is named", () => {
    assert.equal(nextTest(schedule(""), SUNDAY), null);
    assert.equal(lastTest(schedule(""), SUNDAY), null);
  });

  it("is at the jump where the clocks skip the time, once", () => {
    // Berlin, 29 March 2026: 01:59 is followed by 03:00.
    const night = schedule("02:10, 02:50", [], "Europe/Berlin");
    assert.equal(iso(nextTest(night, Date.parse("2026-03-28T22:00Z"))), "2026-03-29T01:00");
    assert.equal(iso(nextTest(night, Date.parse("2026-03-29T01:00Z"))), "2026-03-30T00:10");
  });

  it("is at the first of two times that the clocks show it", () => {
    // Berlin, 25 October 2026: 02:59 is followed by 02:00.
    const night = schedule("02:30", [], "Europe/Berlin");
    assert.equal(iso(nextTest(night, Date.parse("2026-10-24T22:00Z"))), "2026-10-25T00:30");
    assert.equal(iso(nextTest(night, Date.parse("2026-10-25T00:30Z"))), "2026-10-26T01:30");
  });
});
