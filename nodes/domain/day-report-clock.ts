import { Temporal } from "temporal-polyfill";
import { clockAt, reachedAt } from "./calendar-zone.ts";

/** A day by the clock of a zone, milliseconds since 1970: from `from` on and before `to`. */
export interface DaySpan {
  readonly from: number;
  readonly to: number;
}

/**
 * 23 or 25 hours where the clock is put forward or back.
 * @param day ISO date
 */
export function daySpan(day: string, timeZone: string): DaySpan {
  const date = Temporal.PlainDate.from(day);
  return {
    from: reachedAt(date.toPlainDateTime(), timeZone),
    to: reachedAt(date.add({ days: 1 }).toPlainDateTime(), timeZone),
  };
}

/** True for a day that the calendar has, written year-month-day. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text);
    return true;
  } catch {
    return false;
  }
}

/** Names the day of moments, ISO: quick where many of one day follow each other. */
export function dayNames(timeZone: string): (at: number) => string {
  let known: DaySpan & { readonly day: string } = { day: "", from: 0, to: 0 };
  return (at) => {
    if (at < known.from || at >= known.to) {
      const day = clockAt(at, timeZone).toPlainDate().toString();
      known = { day, ...daySpan(day, timeZone) };
    }
    return known.day;
  };
}
