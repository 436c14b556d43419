const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MINUTES = 24 * 60;
/** Longer than a run lasts, and short enough not to reach into the next day at the branch. */
const MINUTES = 180;

/** Access hours of one open minute in two, so that each run has openings inside and outside of them. */
export interface Hours {
  /** IANA name of a zone with a fixed offset, in which it is about noon now. */
  readonly timeZone: string;
  /** As a calendar's cell holds it: "12:04-12:05, 12:06-12:07, ...". */
  readonly text: string;
  /** @param at milliseconds since 1970 */
  isOpen(at: number): boolean;
}

/** @param now start of the run, milliseconds since 1970 */
export function alternatingHours(now: number): Hours {
  const ahead = 12 - new Date(now).getUTCHours();
  // "Etc/GMT-5" is five hours *ahead* of Greenwich. Noon is never more than 12 hours away.
  const timeZone = ahead === 0 ? "Etc/UTC" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
  const minuteOf = (at: number) => Math.floor((at + ahead * HOUR_MS) / MINUTE_MS) % DAY_MINUTES;
  const first = minuteOf(now);
  const opening = Array.from({ length: MINUTES / 2 }, (_, index) => first + 2 * index);
  const open = new Set(opening);
  return {
    timeZone,
    text: opening.map((minute) => `${clock(minute)}-${clock(minute + 1)}`).join(", "),
    isOpen: (at) => open.has(minuteOf(at)),
  };
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
