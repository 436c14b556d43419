import { Temporal } from "temporal-polyfill";
import type { Hours, Nth } from "./calendar.ts";

/**
 * How people write the parts of a calendar: in the editor, in flow files and in sentences.
 */

export type HoursFault = "form" | "time" | "empty" | "overlap";
export type HoursText =
  | { readonly ok: true; readonly hours: readonly Hours[] }
  /** `part` is the piece of text that is wrong. */
  | { readonly ok: false; readonly fault: HoursFault; readonly part: string };

const DAY_MINUTES = 1440;
const INTERVAL = /^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$/;

/**
 * Reads "10:00-13:30, 14:30-17:00"; "closed" or nothing at all is a day without access. An end that is not
 * after its start lies on the following date ("22:00-02:00"), and 24:00 is the end of the day.
 */
export function parseHours(text: string): HoursText {
  const parts = text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (parts.length === 1 && parts[0]?.toLowerCase() === "closed") return { ok: true, hours: [] };
  const hours: Hours[] = [];
  for (const part of parts) {
    const numbers = INTERVAL.exec(part)?.slice(1).map(Number);
    if (!numbers) return { ok: false, fault: "form", part };
    const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = numbers;
    const start = fromHour * 60 + fromMinute;
    const end = toHour * 60 + toMinute;
    if (fromMinute > 59 || toMinute > 59 || start >= DAY_MINUTES || end > DAY_MINUTES)
      return { ok: false, fault: "time", part };
    if (start === end) return { ok: false, fault: "empty", part };
    const interval = { start, end: end > start ? end : end + DAY_MINUTES };
    if (hours.some((other) => interval.start < other.end && other.start < interval.end))
      return { ok: false, fault: "overlap", part };
    hours.push(interval);
  }
  return { ok: true, hours: hours.sort((a, b) => a.start - b.start) };
}

/** "10:00-13:30 and 14:30-17:00" */
export function sayHours(hours: readonly Hours[]): string {
  return sayList(hours.map(({ start, end }) => `${sayMinute(start)}-${sayMinute(end)}`));
}

function sayMinute(minute: number): string {
  const ofDay = minute > DAY_MINUTES ? minute - DAY_MINUTES : minute;
  return `${String(Math.floor(ofDay / 60)).padStart(2, "0")}:${String(ofDay % 60).padStart(2, "0")}`;
}

/** Reads "2, 4" or "last"; null where it is neither. */
export function parseNth(text: string): readonly Nth[] | null {
  const nth = text
    .split(/[,;\s]+/)
    .filter((part) => part !== "")
    .map(nthOf);
  const known = nth.filter((value) => value !== null);
  return known.length > 0 && known.length === nth.length ? [...new Set(known)] : null;
}

function nthOf(text: string): Nth | null {
  switch (text.toLowerCase().replace(/(?<=\d)(st|nd|rd|th)$/, "")) {
    case "1":
      return 1;
    case "2":
      return 2;
    case "3":
      return 3;
    case "4":
      return 4;
    case "5":
      return 5;
    case "last":
      return "last";
    default:
      return null;
  }
}

/** "2nd and 4th" */
export function sayNth(nth: readonly Nth[]): string {
  const words = { 1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th", last: "last" } as const;
  return sayList(nth.map((value) => words[value]));
}

/** "a", "a and b", "a, b and c" */
function sayList(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** Reads years such as "2026, 2027"; null where one is not a year of this century or the next. */
export function parseYears(text: string): readonly number[] | null {
  const parts = text.split(/[,;\s]+/).filter((part) => part !== "");
  return parts.every((part) => /^2[01]\d\d$/.test(part)) ? [...new Set(parts.map(Number))].sort() : null;
}

/** The local date, or null where there is no such date or it is not written as 2026-01-26. */
export function parseDate(text: string): Temporal.PlainDate | null {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? orNull(() => Temporal.PlainDate.from(text)) : null;
}

/** The local date and time, or null where it is not written as 2026-01-26T18:00. */
export function parseDateTime(text: string): Temporal.PlainDateTime | null {
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?$/.test(text)
    ? orNull(() => Temporal.PlainDateTime.from(text))
    : null;
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
