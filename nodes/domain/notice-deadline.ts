import { clockAt, reachedAt } from "./calendar-zone.ts";
import { LANE, type Lane } from "./notice.ts";

/** How long a notice that cannot wait for the end of a day may take, milliseconds. */
export const PROMPT_MS = 5 * 60_000;

/** A day by the clock of a zone, milliseconds since 1970; `end` is no longer of it. */
interface Day {
  readonly start: number;
  readonly end: number;
}

/** The day last asked for, by zone: nearly every notice is about the same one. */
const days = new Map<string, Day>();

/** The end of the day in which `at` lies by the clock of the zone, milliseconds since 1970. */
export function endOfDay(at: number, timeZone: string): number {
  const known = days.get(timeZone);
  if (known !== undefined && at >= known.start && at < known.end) return known.end;
  const date = clockAt(at, timeZone).toPlainDate();
  const day = {
    start: reachedAt(date.toPlainDateTime(), timeZone),
    end: reachedAt(date.add({ days: 1 }).toPlainDateTime(), timeZone),
  };
  days.set(timeZone, day);
  return day.end;
}

/**
 * When a notice is overdue that no provider has accepted by then, milliseconds since 1970. The hirer must be told
 * before the end of the day of the event (RBI, safe deposit lockers, 18 August 2021), so for every notice it is the
 * end of that day. Two cannot wait so long, and have PROMPT_MS from the moment they are made: an SOS, and what is
 * about a day that is over already, such as a late report.
 * @param at when it happened
 * @param now when the notice is made
 */
export function overdueAt(at: number, timeZone: string, lane: Lane, now: number): number {
  const end = endOfDay(at, timeZone);
  return lane === LANE.sos || end <= now ? now + PROMPT_MS : end;
}
