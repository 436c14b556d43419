import * as v from "valibot";
import { type ConfigOf, defineConfig } from "../config/define.ts";
import { choice, list, text } from "../config/fields.ts";
import { problem } from "../config/problem.ts";
import { cell, choiceCell, requiredCell, rowsOf } from "../config/rows.ts";
import { type Calendar, WEEKDAYS } from "../domain/calendar.ts";
import { parseDate, parseDateTime, parseHours, parseNth, parseYears } from "../domain/calendar-text.ts";
import { isTimeZone } from "../domain/calendar-zone.ts";

/** Where the columns of all tables have their names. */
export const COLUMNS = "site-calendar.column";
const ROW = "site-calendar.place.row";

const dateCell = cell((given) => parseDate(given)?.toString() ?? null, problem("site-calendar.check.date"));
const timeCell = cell(
  (given) => parseDateTime(given)?.toString() ?? null,
  problem("site-calendar.check.date-time"),
);
/** Empty: until further notice. */
const openEndCell = cell<{ readonly at: string | null }>((given) => {
  if (given === "") return { at: null };
  const at = parseDateTime(given)?.toString();
  return at === undefined ? null : { at };
}, problem("site-calendar.check.date-time-or-empty"));
const hoursCell = cell(
  (given) => {
    const read = parseHours(given);
    return read.ok ? read.hours : null;
  },
  (given) => {
    const read = parseHours(given);
    return problem(`site-calendar.check.hours-${read.ok ? "form" : read.fault}`, {
      part: read.ok ? "" : read.part,
    });
  },
);

const ENDS_BEFORE = problem("site-calendar.check.ends-before");

/** One row of each table, as the editor keeps it and flow files hold it: text in every cell. */
export const ruleRow = v.object({
  nth: cell(parseNth, problem("site-calendar.check.nth")),
  weekday: choiceCell(WEEKDAYS),
  hours: hoursCell,
});

export const scheduleRow = v.pipe(
  v.object({
    id: requiredCell(40),
    validFrom: dateCell,
    mon: hoursCell,
    tue: hoursCell,
    wed: hoursCell,
    thu: hoursCell,
    fri: hoursCell,
    sat: hoursCell,
    sun: hoursCell,
    rules: v.optional(rowsOf("site-calendar.place.rule", COLUMNS, ruleRow), []),
  }),
  v.transform(({ id, validFrom, rules, ...weekly }) => ({ id, validFrom, weekly, rules })),
);

export const holidayRow = v.object({ date: dateCell, name: requiredCell(100) });

export const exceptionRow = v.pipe(
  v.object({
    from: timeCell,
    to: timeCell,
    kind: choiceCell(["open", "closed"]),
    approvedBy: requiredCell(60),
    reason: requiredCell(120),
  }),
  v.forward(
    v.partialCheck([["from"], ["to"]], ({ from, to }) => from < to, ENDS_BEFORE),
    ["to"],
  ),
);

export const closureRow = v.pipe(
  v.object({ from: timeCell, until: openEndCell, reason: requiredCell(120) }),
  v.transform(({ from, until, reason }) => ({ from, until: until.at, reason })),
  v.forward(
    v.partialCheck([["from"], ["until"]], ({ from, until }) => until === null || from < until, ENDS_BEFORE),
    ["until"],
  ),
);

const schedules = v.pipe(
  rowsOf("site-calendar.place.schedule", COLUMNS, scheduleRow),
  v.minLength(1, problem("site-calendar.check.no-schedule")),
  v.check(
    (rows) => new Set(rows.map((row) => row.validFrom)).size === rows.length,
    problem("site-calendar.check.same-day"),
  ),
  v.check(
    (rows) => new Set(rows.map((row) => row.id)).size === rows.length,
    problem("site-calendar.check.same-name"),
  ),
);

/** What a freshly dragged calendar holds: the usual hours of Indian banks. */
const REGULAR = {
  id: "regular",
  validFrom: "2020-01-01",
  mon: "10:00-16:00",
  tue: "10:00-16:00",
  wed: "10:00-16:00",
  thu: "10:00-16:00",
  fri: "10:00-16:00",
  sat: "10:00-16:00",
  sun: "closed",
  rules: [{ nth: "2, 4", weekday: "sat", hours: "closed" }],
};

/** Names that browsers still give for zones which have been renamed. */
const RENAMED: Readonly<Record<string, string>> = {
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Europe/Kiev": "Europe/Kyiv",
};

/** All names offered, today's first. */
export function timeZones(): readonly string[] {
  return [...new Set([...Object.values(RENAMED), ...Intl.supportedValuesOf("timeZone")])].sort();
}

function ownTimeZone(): string {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return RENAMED[own] ?? own;
}

export const siteCalendar = defineConfig({
  fields: {
    name: text({ max: 80 }),
    timeZone: text({
      value: ownTimeZone(),
      required: true,
      check: (given) => (isTimeZone(given) ? null : problem("site-calendar.check.time-zone")),
    }),
    schedules: list([REGULAR], schedules),
    observes: choice(["listed", "none"], "listed"),
    years: text({
      max: 400,
      check: (given) => (parseYears(given) ? null : problem("site-calendar.check.years")),
    }),
    holidays: list([], rowsOf(ROW, COLUMNS, holidayRow)),
    exceptions: list([], rowsOf(ROW, COLUMNS, exceptionRow)),
    closures: list([], rowsOf(ROW, COLUMNS, closureRow)),
  },
});

export type SiteCalendarConfig = ConfigOf<typeof siteCalendar>;

/** The calendar a valid configuration describes. */
export function calendarOf(config: SiteCalendarConfig): Calendar {
  const { timeZone, schedules, observes, years, holidays, exceptions, closures } = config;
  return {
    timeZone,
    schedules,
    holidays,
    holidayYears: observes === "none" ? "observes-none" : (parseYears(years) ?? []),
    exceptions,
    closures,
  };
}
