import assert from "node:assert/strict";
import {
  parseDate,
  parseDateTime,
  parseHours,
  parseNth,
  parseYears,
  sayHours,
  sayNth,
} from "../../nodes/domain/calendar-text.ts";
import { isTimeZone } from "../../nodes/domain/calendar-zone.ts";

describe("calendar text: hours of a day", () => {
  const READ = [
    ["10:00-13:30, 14:30-17:00", "10:00-13:30 and 14:30-17:00"],
    ["14:30-17:00; 9:00 - 13:30", "09:00-13:30 and 14:30-17:00"],
    ["10:00–16:00", "10:00-16:00"],
    ["00:00-24:00", "00:00-24:00"],
    ["22:00-02:00", "22:00-02:00"],
    ["22:00-00:00", "22:00-24:00"],
    ["closed", ""],
    ["  ", ""],
    ["10:00-12:00, 12:00-13:00, 15:00-16:00", "10:00-12:00, 12:00-13:00 and 15:00-16:00"],
  ] as const;
  for (const [text, said] of READ) {
    it(`reads ${JSON.stringify(text)}`, () => {
      const read = parseHours(text);
      assert.ok(read.ok);
      assert.equal(sayHours(read.hours), said);
    });
  }

  it("counts in minutes, an end after midnight from the day of the start", () => {
    assert.deepEqual(parseHours("22:00-02:00"), { ok: true, hours: [{ start: 1320, end: 1560 }] });
  });

  const REFUSED = [
    ["10-16", "form", "10-16"],
    ["10:00-13:30, closed", "form", "closed"],
    ["10:00", "form", "10:00"],
    ["10:60-11:00", "time", "10:60-11:00"],
    ["24:00-25:00", "time", "24:00-25:00"],
    ["24:00-02:00", "time", "24:00-02:00"],
    ["10:00-24:01", "time", "10:00-24:01"],
    ["10:00-10:00", "empty", "10:00-10:00"],
    ["10:00-13:00, 12:00-14:00", "overlap", "12:00-14:00"],
  ] as const;
  for (const [text, fault, part] of REFUSED) {
    it(`refuses ${JSON.stringify(text)}: ${fault}`, () =>
      assert.deepEqual(parseHours(text), { ok: false, fault, part }));
  }
});

describe("calendar text: the rest", () => {
  it("reads which weekdays of the month", () => {
    assert.deepEqual(parseNth("2, 4"), [2, 4]);
    assert.deepEqual(parseNth("1st 3rd LAST 1"), [1, 3, "last"]);
    for (const text of ["", "0", "6", "second", "2, x"]) assert.equal(parseNth(text), null);
    assert.equal(sayNth([1, 3, "last"]), "1st, 3rd and last");
  });

  it("reads years", () => {
    assert.deepEqual(parseYears("2027, 2026 2026"), [2026, 2027]);
    assert.deepEqual(parseYears(""), []);
    for (const text of ["26", "1999", "next", "2026-2027"]) assert.equal(parseYears(text), null);
  });

  it("reads dates and times that exist", () => {
    assert.equal(parseDate("2026-01-26")?.toString(), "2026-01-26");
    for (const text of ["2026-02-29", "26.01.2026", "2026-1-26", "", "2026-01-26T10:00"])
      assert.equal(parseDate(text), null);
    assert.equal(parseDateTime("2026-01-26T18:00")?.toString(), "2026-01-26T18:00:00");
    assert.equal(parseDateTime("2026-01-26 18:00")?.toString(), "2026-01-26T18:00:00");
    for (const text of ["2026-01-26", "2026-02-30T10:00", "2026-01-26T25:00", ""])
      assert.equal(parseDateTime(text), null);
  });

  it("knows time zones by name, not by offset", () => {
    for (const zone of ["Asia/Kolkata", "Asia/Calcutta", "Europe/Berlin", "UTC"])
      assert.ok(isTimeZone(zone), zone);
    for (const zone of ["", "+05:30", "Mumbai", "IST+5"]) assert.ok(!isTimeZone(zone), zone);
  });
});
