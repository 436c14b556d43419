import assert from "node:assert/strict";
import fc from "fast-check";
import { holidaysFromCsv } from "../../nodes/domain/calendar-csv.ts";
import { holidaysFromIcs } from "../../nodes/domain/calendar-ics.ts";
import type { Target } from "./target.ts";

const YEARS = new Set([2026, 2027]);

const date = fc.oneof(
  fc.date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true }).map(iso),
  fc.constantFrom("26/01/2026", "1.5.2026", "03-04-2026", "2026-02-30", "0000-00-00", "99999-01-01", "today"),
);
const word = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom("Republic Day", '"', '"a', ";", "\\,", "Tag; der"),
);
const separator = fc.constantFrom(",", ";", "\t");
const csv = fc
  .array(fc.tuple(date, separator, word), { maxLength: 12 })
  .map((rows) => rows.map((cells) => cells.join("").replace(/^(.*?)([,;\t])/, "$1$2")).join("\n"));

const property = fc.oneof(
  date.map((day) => `DTSTART;VALUE=DATE:${day.replaceAll("-", "")}`),
  date.map((day) => `DTEND;VALUE=DATE:${day.replaceAll("-", "")}`),
  date.map((day) => `EXDATE;VALUE=DATE:${day.replaceAll("-", "")}`),
  date.map((day) => `RECURRENCE-ID;VALUE=DATE:${day.replaceAll("-", "")}`),
  word.map((text) => `SUMMARY:${text}`),
  fc.constantFrom("UID:a", "UID:b", "STATUS:CANCELLED", "DTSTART:20260126T100000Z", "DURATION:P2D", "X"),
  fc
    .tuple(
      fc.constantFrom("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "SECONDLY", "NEVER"),
      fc.constantFrom(
        "",
        ";COUNT=3",
        ";INTERVAL=0",
        ";INTERVAL=-1",
        ";BYDAY=4TH",
        ";BYMONTHDAY=31",
        ";COUNT=9e9",
      ),
      fc.constantFrom("", ";UNTIL=20270101", ";UNTIL=x", ";BYMONTH=2", ";BYSETPOS=0", ";WKST=XX"),
    )
    .map(([frequency, one, other]) => `RRULE:FREQ=${frequency}${one}${other}`),
);
const ics = fc
  .tuple(
    fc.array(fc.array(property, { maxLength: 7 }), { maxLength: 4 }),
    fc.constantFrom("\r\n", "\n"),
    fc.boolean(),
  )
  .map(([events, end, isCutOff]) =>
    [
      "BEGIN:VCALENDAR",
      ...events.flatMap((lines) => ["BEGIN:VEVENT", ...lines, "END:VEVENT"]),
      ...(isCutOff ? [] : ["END:VCALENDAR"]),
    ].join(end),
  );

/** Lists of holidays as people find them. */
export const imports: Target = {
  name: "imports",
  about: "lists of holidays as CSV and iCalendar files",
  share: 4,
  inputsPerRun: 1,
  open: (took) => ({
    property: fc.property(
      fc.oneof(
        fc.tuple(fc.constant("csv" as const), fc.oneof(csv, fc.string())),
        fc.tuple(fc.constant("ics" as const), fc.oneof({ weight: 9, arbitrary: ics }, fc.string())),
      ),
      ([kind, text]) => {
        took(1);
        const { holidays, otherYears, problems } = { csv: holidaysFromCsv, ics: holidaysFromIcs }[kind](
          text,
          YEARS,
        );
        for (const [index, { date, name }] of holidays.entries()) {
          assert.equal(iso(new Date(date)), date);
          assert.ok(YEARS.has(Number(date.slice(0, 4))));
          assert.equal(typeof name, "string");
          assert.ok(date >= (holidays[index - 1]?.date ?? ""));
        }
        assert.ok(Number.isInteger(otherYears) && otherYears >= 0);
        for (const { where } of problems) assert.equal(typeof where, "string");
      },
    ),
  }),
};

function iso(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
