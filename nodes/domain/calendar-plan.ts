import { Temporal } from "temporal-polyfill";
import type { AccessCode } from "./access.ts";
import type { Calendar, Exception, Hours, NthWeekdayRule, Schedule } from "./calendar.ts";
import { sayHours, sayNth } from "./calendar-text.ts";
import { dayName, inBrackets, sayDate, sayDateTime, weekdayOf } from "./calendar-words.ts";
import { reachedAt, settledAt } from "./calendar-zone.ts";

/** A period that overrides the regular hours; milliseconds since 1970, half-open. */
export interface Override {
  readonly from: number;
  readonly until: number;
  readonly code: AccessCode;
  /** The part of the decision's sentence that says why. */
  readonly clause: string;
}

/** What the regular hours, with holidays, make of one local date. */
export interface DayRule {
  readonly date: Temporal.PlainDate;
  /** What an opening outside of `hours` is. */
  readonly code: AccessCode;
  readonly hours: readonly Hours[];
  readonly clause: string;
  /** `Schedule.id`, or "none". */
  readonly schedule: string;
}

/** A calendar made ready for judging. */
export interface Plan {
  readonly timeZone: string;
  /** The earlier one decides. */
  readonly overrides: readonly Override[];
  dayRule(date: Temporal.PlainDate): DayRule;
}

/** @throws RangeError where a date, a time or the time zone is none */
export function planOf(calendar: Calendar): Plan {
  const { timeZone } = calendar;
  const schedules = calendar.schedules
    .map((schedule) => ({ schedule, from: Temporal.PlainDate.from(schedule.validFrom) }))
    .sort((a, b) => Temporal.PlainDate.compare(b.from, a.from));
  const holidays = new Map(calendar.holidays.map(({ date, name }) => [date, name]));
  const years = calendar.holidayYears === "observes-none" ? null : new Set(calendar.holidayYears);
  const exceptions = (kind: Exception["kind"]) =>
    calendar.exceptions.filter((exception) => exception.kind === kind).map((e) => exception(e, timeZone));

  return {
    timeZone,
    overrides: [...closures(calendar), ...exceptions("closed"), ...exceptions("open")],
    dayRule(date) {
      const schedule = schedules.find(({ from }) => Temporal.PlainDate.compare(from, date) <= 0)?.schedule;
      if (!schedule) return noSchedule(date, schedules.at(-1)?.from);
      const holiday = holidays.get(date.toString());
      const closed = { date, hours: [], schedule: schedule.id };
      if (holiday !== undefined)
        return { ...closed, code: "holiday", clause: `that day is a holiday${inBrackets(holiday)}` };
      if (years && !years.has(date.year)) {
        const clause = `the holidays of ${date.year} are not loaded into the calendar, so no time of that year counts as inside`;
        return { ...closed, code: "year-not-loaded", clause };
      }
      return regular(date, schedule);
    },
  };
}

function noSchedule(date: Temporal.PlainDate, first: Temporal.PlainDate | undefined): DayRule {
  const clause = first
    ? `the calendar has no schedule before ${sayDate(first)}`
    : "the calendar has no schedule at all";
  return { date, code: "no-schedule", hours: [], clause, schedule: "none" };
}

function regular(date: Temporal.PlainDate, schedule: Schedule): DayRule {
  const weekday = weekdayOf(date);
  const rule = schedule.rules.find((candidate) => applies(candidate, date));
  const hours = rule ? rule.hours : schedule.weekly[weekday];
  const days = rule
    ? `on the ${sayNth(rule.nth)} ${dayName(weekday)} of the month`
    : `on ${dayName(weekday)}s`;
  return hours.length === 0
    ? {
        date,
        code: "closed-day",
        hours,
        clause: `the branch has no access hours ${days}`,
        schedule: schedule.id,
      }
    : {
        date,
        code: "outside-hours",
        hours,
        clause: `the access hours ${days} are ${sayHours(hours)}`,
        schedule: schedule.id,
      };
}

function applies(rule: NthWeekdayRule, date: Temporal.PlainDate): boolean {
  if (rule.weekday !== weekdayOf(date)) return false;
  const nth = Math.ceil(date.day / 7);
  return rule.nth.some((wanted) => (wanted === "last" ? date.day + 7 > date.daysInMonth : wanted === nth));
}

function exception(given: Exception, timeZone: string): Override {
  const from = Temporal.PlainDateTime.from(given.from);
  const to = Temporal.PlainDateTime.from(given.to);
  const opens = given.kind === "open";
  return {
    from: (opens ? settledAt : reachedAt)(from, timeZone),
    until: (opens ? reachedAt : settledAt)(to, timeZone),
    code: opens ? "exception-open" : "exception-closed",
    clause: `an approved exception ${opens ? "opens" : "closes"} the branch from ${sayDateTime(from)} until ${sayDateTime(to)}${inBrackets(given.reason)}`,
  };
}

function closures(calendar: Calendar): Override[] {
  return calendar.closures.map(({ from, until, reason }) => {
    const start = Temporal.PlainDateTime.from(from);
    const end = until === null ? null : Temporal.PlainDateTime.from(until);
    return {
      from: reachedAt(start, calendar.timeZone),
      until: end === null ? Number.POSITIVE_INFINITY : settledAt(end, calendar.timeZone),
      code: "emergency-closure",
      clause: `the branch is closed by emergency from ${sayDateTime(start)}${end ? ` until ${sayDateTime(end)}` : ""}${inBrackets(reason)}`,
    };
  });
}
