import { Temporal } from "temporal-polyfill";
import { WEEKDAYS, type Weekday } from "./calendar.ts";
import { weekdayOf } from "./calendar-words.ts";
import { clockAt, reachedAt } from "./calendar-zone.ts";

/** When the alarm is tested: at each of the times on each of the days, by the site's clock. */
export interface TestSchedule {
  /** IANA name. */
  readonly timeZone: string;
  /** Minutes since local midnight, 0 to 1439; none: never by itself. */
  readonly times: readonly number[];
  readonly days: ReadonlySet<Weekday>;
}

/** Far enough to find the same weekday once more. */
const LOOKED_DAYS = 8;

/** Reads "9:00, 21:30"; null where a part is no time of day. */
export function parseTimes(text: string): readonly number[] | null {
  const times: number[] = [];
  for (const part of text.split(/[\s,;]+/)) {
    if (part === "") continue;
    const [, hour = "", minute = ""] = /^(\d{1,2}):(\d{2})$/.exec(part) ?? [];
    if (hour === "" || Number(hour) > 23 || Number(minute) > 59) return null;
    times.push(Number(hour) * 60 + Number(minute));
  }
  return [...new Set(times)].sort((a, b) => a - b);
}

/** Days by name; none of them: all of them. */
export function daysOf(names: readonly Weekday[]): ReadonlySet<Weekday> {
  return new Set(names.length === 0 ? WEEKDAYS : names);
}

/** The last test that was due at `until` or before, milliseconds since 1970; null where there is none. */
export function lastTest(schedule: TestSchedule, until: number): number | null {
  const today = clockAt(until, schedule.timeZone).toPlainDate();
  for (let days = 0; days <= LOOKED_DAYS; days += 1) {
    const found = momentsOf(schedule, today.subtract({ days })).findLast((moment) => moment <= until);
    if (found !== undefined) return found;
  }
  return null;
}

/** The first test that is due after `after`, milliseconds since 1970; null where there is none. */
export function nextTest(schedule: TestSchedule, after: number): number | null {
  const today = clockAt(after, schedule.timeZone).toPlainDate();
  for (let days = 0; days <= LOOKED_DAYS; days += 1) {
    const found = momentsOf(schedule, today.add({ days })).find((moment) => moment > after);
    if (found !== undefined) return found;
  }
  return null;
}

/**
 * In order. On a day on which the clocks change, a time that they skip is due at the jump, and one that they show twice
 * the first time.
 */
function momentsOf({ timeZone, times, days }: TestSchedule, date: Temporal.PlainDate): readonly number[] {
  if (!days.has(weekdayOf(date))) return [];
  return times.map((minute) => {
    const time = Temporal.PlainTime.from({ hour: Math.floor(minute / 60), minute: minute % 60 });
    return reachedAt(date.toPlainDateTime(time), timeZone);
  });
}
