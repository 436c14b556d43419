import assert from "node:assert/strict";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import type {
  Calendar,
  EmergencyClosure,
  Exception,
  Holiday,
  Hours,
  NthWeekdayRule,
  Schedule,
} from "../../nodes/domain/calendar.ts";
import { WEEKDAYS } from "../../nodes/domain/calendar.ts";

export const MINUTE = 60_000;
/** The minutes that are judged, with a day before and after for the clock's jumps. */
export const DAYS = 4;

/** Four days of a zone: what the clock shows minute by minute, as minutes since 1970 of its own. */
export interface Window {
  readonly zone: string;
  readonly firstDate: Temporal.PlainDate;
  readonly from: number;
  readonly clock: readonly number[];
  /** The latest time shown so far, and the earliest one still to come. */
  readonly shown: readonly number[];
  readonly coming: readonly number[];
}

function windowOf(zone: string, date: string): Window {
  const firstDate = Temporal.PlainDate.from(date);
  const from = Math.floor(firstDate.toZonedDateTime(zone).epochMilliseconds / MINUTE) * MINUTE;
  const clock = Array.from({ length: DAYS * 1440 }, (_, index) => {
    const local = Temporal.Instant.fromEpochMilliseconds(from + index * MINUTE).toZonedDateTimeISO(zone);
    return Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute) / MINUTE;
  });
  let high = Number.NEGATIVE_INFINITY;
  const shown = clock.map((minute) => (high = Math.max(high, minute)));
  let low = Number.POSITIVE_INFINITY;
  const coming = clock.map((_, index) => (low = Math.min(low, clock.at(-1 - index) ?? low))).reverse();
  return { zone, firstDate, from, clock, shown, coming };
}

const WINDOWS = [
  windowOf("Europe/Berlin", "2026-03-27"),
  windowOf("Europe/Berlin", "2026-10-23"),
  // half an hour
  windowOf("Australia/Lord_Howe", "2026-04-03"),
  windowOf("Australia/Lord_Howe", "2026-10-02"),
  // at midnight
  windowOf("America/Santiago", "2026-04-03"),
  windowOf("America/Santiago", "2026-09-04"),
  windowOf("America/Havana", "2026-10-30"),
  windowOf("Asia/Kolkata", "2026-12-30"),
];

/** Decides minute by minute from the definitions alone: whatever the clock leaves in doubt must hold throughout. */
export function reference(calendar: Calendar, window: Window): boolean[] {
  const base = (window.clock[0] ?? 0) - 1440;
  const permitted: boolean[] = [];
  for (let day = -1; day < DAYS + 1; day++) {
    const date = window.firstDate.add({ days: day });
    for (const { start, end } of hoursOn(calendar, date)) {
      const midnight = Date.UTC(date.year, date.month - 1, date.day) / MINUTE - base;
      for (let minute = start; minute < end; minute++) permitted[midnight + minute] = true;
    }
  }
  const minuteOf = (text: string) => Date.parse(`${text}Z`) / MINUTE;
  const closings = [
    ...calendar.closures.map(({ from, until }) => ({ from, to: until })),
    ...calendar.exceptions.filter(({ kind }) => kind === "closed"),
  ].map(({ from, to }) => ({ from: minuteOf(from), to: to === null ? Infinity : minuteOf(to) }));
  const openings = calendar.exceptions
    .filter(({ kind }) => kind === "open")
    .map(({ from, to }) => ({ from: minuteOf(from), to: minuteOf(to) }));
  return window.clock.map((_, index) => {
    const low = window.coming[index] ?? 0;
    const high = window.shown[index] ?? 0;
    if (closings.some(({ from, to }) => from <= high && low < to)) return false;
    if (openings.some(({ from, to }) => from <= low && high < to)) return true;
    for (let minute = low; minute <= high; minute++) if (!permitted[minute - base]) return false;
    return true;
  });
}

function hoursOn(calendar: Calendar, date: Temporal.PlainDate): readonly Hours[] {
  const iso = date.toString();
  const schedule = calendar.schedules
    .filter(({ validFrom }) => validFrom <= iso)
    .reduce<Schedule | null>((last, next) => (last && last.validFrom > next.validFrom ? last : next), null);
  if (!schedule || calendar.holidays.some((holiday) => holiday.date === iso)) return [];
  if (calendar.holidayYears !== "observes-none" && !calendar.holidayYears.includes(date.year)) return [];
  const weekday = WEEKDAYS[date.dayOfWeek - 1] ?? "mon";
  // Counted the slow way: how many such weekdays the month has had, and has left.
  let nth = 0;
  for (let day = date.day; day > 0; day -= 7) nth++;
  const last = date.add({ weeks: 1 }).month !== date.month;
  const rule = schedule.rules.find(
    (candidate) =>
      candidate.weekday === weekday && candidate.nth.some((n) => n === nth || (n === "last" && last)),
  );
  return rule ? rule.hours : schedule.weekly[weekday];
}

const hours: fc.Arbitrary<readonly Hours[]> = fc
  .uniqueArray(fc.oneof(fc.integer({ min: 0, max: 240 }), fc.integer({ min: 0, max: 1440 })), {
    minLength: 0,
    maxLength: 4,
  })
  .chain((times) =>
    fc.tuple(fc.constant(times.sort((a, b) => a - b)), fc.integer({ min: 1, max: 600 }), fc.boolean()),
  )
  .map(([times, past, crosses]) => {
    const pairs: Hours[] = [];
    for (let index = 0; index + 1 < times.length; index += 2)
      pairs.push({ start: times[index] ?? 0, end: times[index + 1] ?? 0 });
    const last = times.at(-1) ?? 1440;
    if (crosses && last < 1440) pairs.push({ start: last, end: Math.min(1440 + past, last + 1440) });
    return pairs;
  });

const weekly = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      mon: hours,
      tue: hours,
      wed: hours,
      thu: hours,
      fri: hours,
      sat: hours,
      sun: hours,
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constant([{ start: 0, end: 1440 }])
      .map((h) => ({ mon: h, tue: h, wed: h, thu: h, fri: h, sat: h, sun: h })),
  },
);

const rule: fc.Arbitrary<NthWeekdayRule> = fc.record({
  nth: fc.uniqueArray(fc.constantFrom<1 | 2 | 3 | 4 | 5 | "last">(1, 2, 3, 4, 5, "last"), {
    minLength: 1,
    maxLength: 3,
  }),
  weekday: fc.constantFrom(...WEEKDAYS),
  hours,
});

function calendarIn(window: Window): fc.Arbitrary<Calendar> {
  const date = fc.integer({ min: -2, max: DAYS }).map((days) => window.firstDate.add({ days }));
  const time = fc
    .tuple(date, fc.oneof(fc.integer({ min: 0, max: 240 }), fc.integer({ min: 0, max: 1439 })))
    .map(([day, minute]) =>
      day.toPlainDateTime().add({ minutes: minute }).toString({ smallestUnit: "minute" }),
    );
  const period = fc.tuple(time, fc.integer({ min: 1, max: 2000 })).map(([from, minutes]) => ({
    from,
    to: Temporal.PlainDateTime.from(from).add({ minutes }).toString({ smallestUnit: "minute" }),
  }));
  const exception: fc.Arbitrary<Exception> = fc
    .tuple(period, fc.constantFrom("open" as const, "closed" as const))
    .map(([{ from, to }, kind]) => ({ from, to, kind, approvedBy: "BM", reason: "" }));
  const closure: fc.Arbitrary<EmergencyClosure> = fc
    .tuple(period, fc.boolean())
    .map(([{ from, to }, open]) => ({ from, until: open ? null : to, reason: "" }));
  const holiday: fc.Arbitrary<Holiday> = date.map((day) => ({ date: day.toString(), name: "" }));
  const schedule: fc.Arbitrary<Schedule> = fc.record({
    id: fc.constantFrom("a", "b"),
    validFrom: fc.oneof(fc.constant("2026-01-01"), date.map(String)),
    weekly,
    rules: fc.array(rule, { maxLength: 3 }),
  });
  return fc.record({
    timeZone: fc.constant(window.zone),
    schedules: fc.uniqueArray(schedule, { minLength: 1, maxLength: 3, selector: (s) => s.validFrom }),
    holidays: fc.uniqueArray(holiday, { maxLength: 2, selector: (h) => h.date }),
    holidayYears: fc.oneof(
      fc.constant("observes-none" as const),
      fc.constantFrom([2026, 2027], [2026], [2027]),
    ),
    exceptions: fc.array(exception, { maxLength: 2 }),
    closures: fc.array(closure, { maxLength: 1 }),
  });
}

/** The window by its number, so that a counterexample can be read. */
export const cases = fc
  .nat(WINDOWS.length - 1)
  .chain((number) => fc.tuple(fc.constant(number), calendarIn(windowNo(number))));

export function windowNo(number: number): Window {
  const window = WINDOWS[number];
  assert.ok(window);
  return window;
}
