import assert from "node:assert/strict";
import type { Hours, Schedule, Weekday } from "../../nodes/domain/calendar.ts";
import { parseHours } from "../../nodes/domain/calendar-text.ts";

/** Hours as an officer writes them, such as "10:00-13:30, 14:30-17:00". */
export function hours(text: string): readonly Hours[] {
  const parsed = parseHours(text);
  assert.ok(parsed.ok);
  return parsed.hours;
}

/** The hours of a week; a day that is not named is closed. */
export function weekly(days: Partial<Record<Weekday, string>>): Schedule["weekly"] {
  const of = (day: Weekday) => hours(days[day] ?? "closed");
  return {
    mon: of("mon"),
    tue: of("tue"),
    wed: of("wed"),
    thu: of("thu"),
    fri: of("fri"),
    sat: of("sat"),
    sun: of("sun"),
  };
}
