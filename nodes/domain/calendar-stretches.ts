import { Temporal } from "temporal-polyfill";
import type { AccessCode } from "./access.ts";
import type { Hours } from "./calendar.ts";
import type { DayRule, Plan } from "./calendar-plan.ts";
import { sayDate } from "./calendar-words.ts";
import { clockAt, reachedAt, settledAt } from "./calendar-zone.ts";

export const DAY_MS = 86_400_000;

/**
 * A stretch of time in which one decision holds and the site's clock has one offset and shows one date.
 * Milliseconds since 1970, half-open.
 */
export interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly inside: boolean;
  readonly code: AccessCode;
  /** The part of the decision's sentence that says why. */
  readonly clause: string;
  /** `Schedule.id`, or "none". */
  readonly schedule: string;
  /** What is added to UTC to get the local time, in milliseconds and as in "+05:30". */
  readonly offsetMs: number;
  readonly offset: string;
  /** "Sunday 22 November 2026" */
  readonly date: string;
}

/** A span of moments in milliseconds since 1970, half-open. */
interface Span {
  readonly from: number;
  readonly until: number;
}

/** Everything the plan says about the `day`-th day of UTC since 1970, in order and without a hole. */
export function stretchesOf(plan: Plan, day: number): readonly Stretch[] {
  const window: Span = { from: day * DAY_MS, until: (day + 1) * DAY_MS };
  const days = daysAround(plan, window);
  const moments = (local: Temporal.PlainDateTime) => ({
    reached: reachedAt(local, plan.timeZone),
    settled: settledAt(local, plan.timeZone),
  });
  const intervals = intervalsOf(days).map(({ start, end }) => ({ start: moments(start), end: moments(end) }));
  const open = intervals.map(({ start, end }) => ({ from: start.settled, until: end.reached }));
  const overrides = plan.overrides.filter((o) => o.from < window.until && window.from < o.until);
  const midnights = days.map(({ date }) => moments(date.toPlainDateTime()));
  const cuts = [
    ...overrides.flatMap(({ from, until }) => [from, until]),
    // Both readings of each boundary: the decision changes at one of them, its sentence at the other.
    ...[...intervals.flatMap(({ start, end }) => [start, end]), ...midnights].flatMap(
      ({ reached, settled }) => [reached, settled],
    ),
    ...clockChanges(plan.timeZone, window),
  ].filter((cut) => window.from < cut && cut < window.until);
  const from = [...new Set([window.from, ...cuts])].sort((a, b) => a - b);
  return from.map((start, index) => {
    const local = clockAt(start, plan.timeZone);
    const override = overrides.find((o) => o.from <= start && start < o.until);
    const inHours = open.some((span) => span.from <= start && start < span.until);
    return {
      from: start,
      until: from[index + 1] ?? window.until,
      ...regularly(days, local, inHours),
      ...(override && {
        inside: override.code === "exception-open",
        code: override.code,
        clause: override.clause,
      }),
      offsetMs: local.offsetNanoseconds / 1e6,
      offset: local.offset,
      date: sayDate(local.toPlainDate()),
    };
  });
}

/** The decision of the regular hours and holidays. */
function regularly(
  days: readonly DayRule[],
  local: Temporal.ZonedDateTime,
  inHours: boolean,
): Pick<Stretch, "inside" | "code" | "clause" | "schedule"> {
  const rule = ruleOf(days, local.toPlainDate());
  const covering = coveringDay(days, local);
  if (inHours) {
    const { clause, schedule } = covering ?? rule;
    return { inside: true, code: "weekly-hours", clause, schedule };
  }
  const { code, schedule } = rule;
  // By the clock inside and yet outside: only where the clock shows the time twice. That has to be said.
  const clause = covering
    ? `${covering.clause}, but the clocks go back and show this time twice, which counts as outside where it is in doubt`
    : rule.clause;
  return { inside: false, code, clause, schedule };
}

/** The local dates of the window and the one before, whose last interval may cross midnight into it. */
function daysAround(plan: Plan, window: Span): readonly DayRule[] {
  const days: DayRule[] = [];
  const last = clockAt(window.until - 1, plan.timeZone).toPlainDate();
  let date = clockAt(window.from, plan.timeZone).toPlainDate().subtract({ days: 1 });
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 }))
    days.push(plan.dayRule(date));
  return days;
}

/** An interval of the site's clock, half-open. */
interface Interval {
  readonly start: Temporal.PlainDateTime;
  readonly end: Temporal.PlainDateTime;
}

/** All intervals of the days. Those that touch are one: where they meet at a time that comes twice is no doubt. */
function intervalsOf(days: readonly DayRule[]): Interval[] {
  const first = days[0]?.date.toPlainDateTime();
  if (!first) return [];
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of days.flatMap((rule, index) => rule.hours.map((h) => shifted(h, index)))) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged.map(({ start, end }) => ({
    start: first.add({ minutes: start }),
    end: first.add({ minutes: end }),
  }));
}

function shifted({ start, end }: Hours, days: number): Hours {
  return { start: start + days * 1440, end: end + days * 1440 };
}

function clockChanges(timeZone: string, window: Span): number[] {
  const change = clockAt(window.from, timeZone).getTimeZoneTransition("next");
  return change && change.epochMilliseconds < window.until ? [change.epochMilliseconds] : [];
}

function ruleOf(days: readonly DayRule[], date: Temporal.PlainDate): DayRule {
  const found = days.find((rule) => rule.date.equals(date));
  if (!found) throw new RangeError(`the day ${date.toString()} is not part of the window that is judged`);
  return found;
}

/** The day whose hours the clock is in: the date itself, or the one before by an interval across midnight. */
function coveringDay(days: readonly DayRule[], local: Temporal.ZonedDateTime): DayRule | undefined {
  const minute = local.hour * 60 + local.minute;
  const date = local.toPlainDate();
  const covers = (rule: DayRule, at: number) => rule.hours.some(({ start, end }) => start <= at && at < end);
  return (
    days.find((rule) => rule.date.equals(date) && covers(rule, minute)) ??
    days.find((rule) => rule.date.add({ days: 1 }).equals(date) && covers(rule, minute + 1440))
  );
}
