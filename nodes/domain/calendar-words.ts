import type { Temporal } from "temporal-polyfill";
import type { Weekday } from "./calendar.ts";
import { WEEKDAYS } from "./calendar.ts";
import { DERIVED_EVENT_TYPES, type EventType } from "./event.ts";

const DAY_NAMES: Readonly<Record<Weekday, string>> = {
  mon: "Monday",
  tue: "Tuesday",
  wed: "Wednesday",
  thu: "Thursday",
  fri: "Friday",
  sat: "Saturday",
  sun: "Sunday",
};

const MONTH_NAMES = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** How a decision's sentence begins; what has no verb of its own "happened". */
const VERBS: Partial<Readonly<Record<EventType, string>>> = {
  opened: "Opened",
  closed: "Closed",
  forced: "Forced open",
  "held-open": "Found held open",
  tamper: "Tampered with",
  "access-denied": "Access refused",
  "not-closed": "Still open",
};

export function verbOf(type: EventType | undefined): string {
  return (type && VERBS[type]) ?? "Happened";
}

const DERIVED: ReadonlySet<string> = new Set(DERIVED_EVENT_TYPES);

/** Why a time is known only as a span. What the gateway derives has no clock of its own to blame. */
export function doubtOf(type: EventType | undefined): string {
  return type === undefined || DERIVED.has(type)
    ? "the exact time is not known"
    : "the locker's clock could not be trusted";
}

export function weekdayOf(date: Temporal.PlainDate): Weekday {
  return WEEKDAYS[date.dayOfWeek - 1] ?? "mon";
}

export function dayName(weekday: Weekday): string {
  return DAY_NAMES[weekday];
}

/** "Sunday 22 November 2026" */
export function sayDate(date: Temporal.PlainDate): string {
  return `${dayName(weekdayOf(date))} ${date.day} ${MONTH_NAMES[date.month - 1]} ${date.year}`;
}

/** "09:30 on Sunday 22 November 2026" */
export function sayDateTime(local: Temporal.PlainDateTime): string {
  return `${local.toString({ smallestUnit: "minute" }).slice(11)} on ${sayDate(local.toPlainDate())}`;
}

/** A person's text as the end of a sentence in brackets. */
export function inBrackets(text: string): string {
  const plain = text.trim().replace(/\.+$/, "");
  return plain === "" ? "" : ` (${plain})`;
}
