import ICAL from "ical.js";
import { Temporal } from "temporal-polyfill";
import type { Holiday } from "./calendar.ts";
import {
  type HolidayImport,
  type ImportFault,
  type ImportProblem,
  importOf,
  LARGEST_IMPORT,
  unreadable,
} from "./calendar-import.ts";

/** A holiday of more days than this is a mistake, or a vacation that belongs into the weekly hours. */
const LONGEST_HOLIDAY_DAYS = 31;
/** Far more than a yearly or monthly rule needs in a century; a rule by the second ends here. */
const MOST_REPETITIONS = 5_000;

/**
 * Reads holidays from an iCalendar file (RFC 5545): every event that lasts whole days, also several of them,
 * with its repetitions, exceptions and moved dates, in the chosen years. Cancelled events are left out.
 */
export function holidaysFromIcs(text: string, years: ReadonlySet<number>): HolidayImport {
  if (text.length > LARGEST_IMPORT) return unreadable("file-too-large");
  const events = eventsOf(text);
  if (events === null) return unreadable("file-unreadable");
  const found: Holiday[] = [];
  const problems: ImportProblem[] = [];
  const masters = new Set(events.filter((event) => !event.isRecurrenceException()).map(({ uid }) => uid));
  const lastYear = Math.max(...years);
  for (const event of events) {
    // A moved date is reached through the event it belongs to, unless that is not in the file.
    if (event.isRecurrenceException() && masters.has(event.uid)) continue;
    const report = (fault: ImportFault) => problems.push({ fault, where: nameOf(event) });
    try {
      for (const { start, end, name, cancelled } of occurrences(event, lastYear, report)) {
        if (cancelled) continue;
        const days = wholeDays(start, end);
        if (days === null) report("not-whole-days");
        else if (name === "") report("name-missing");
        else if (days.length > LONGEST_HOLIDAY_DAYS) report("too-many-days");
        else found.push(...days.map((date) => ({ date, name })));
      }
    } catch {
      report("date-unreadable");
    }
  }
  const once = new Map(problems.map((problem) => [`${problem.fault} ${problem.where}`, problem]));
  return importOf(found, years, [...once.values()]);
}

function eventsOf(text: string): ICAL.Event[] | null {
  try {
    const parsed: unknown = ICAL.parse(text);
    if (!Array.isArray(parsed)) return null;
    // One calendar is ["vcalendar", properties, parts]; several in one file are an array of those.
    const calendars: unknown[] = typeof parsed[0] === "string" ? [parsed] : parsed;
    const components = calendars
      .filter((jcal) => Array.isArray(jcal))
      .map((jcal) => new ICAL.Component(jcal));
    if (!components.some(({ name }) => name === "vcalendar")) return null;
    return components
      .flatMap((component) => component.getAllSubcomponents("vevent"))
      .map((component) => new ICAL.Event(component));
  } catch {
    return null;
  }
}

interface Occurrence {
  readonly start: ICAL.Time;
  readonly end: ICAL.Time;
  readonly name: string;
  readonly cancelled: boolean;
}

function* occurrences(
  event: ICAL.Event,
  lastYear: number,
  report: (fault: ImportFault) => void,
): Generator<Occurrence> {
  if (!event.isRecurring()) {
    yield { start: event.startDate, end: event.endDate, name: nameOf(event), cancelled: isCancelled(event) };
    return;
  }
  if (isCancelled(event)) return;
  if (rulesOf(event).some(repeatsByTheDay)) {
    report("repeats-too-often");
    return;
  }
  const times = event.iterator();
  for (let count = 0; count < MOST_REPETITIONS; count++) {
    const time = times.next();
    if (!time || time.year > lastYear) return;
    const { item, startDate, endDate } = event.getOccurrenceDetails(time);
    yield { start: startDate, end: endDate, name: nameOf(item), cancelled: isCancelled(item) };
  }
  report("repeats-too-often");
}

function rulesOf(event: ICAL.Event): ICAL.Recur[] {
  return event.component
    .getAllProperties("rrule")
    .map((property) => property.getFirstValue())
    .filter((value) => value instanceof ICAL.Recur);
}

/**
 * True for rules that go by the second, minute or hour, and for those that go through every day for certain ones:
 * no holiday does, and the library looks for ever for a day that does not come (30 February).
 */
function repeatsByTheDay({ freq, parts }: ICAL.Recur): boolean {
  return freq === "DAILY" ? Object.keys(parts).length > 0 : !["YEARLY", "MONTHLY", "WEEKLY"].includes(freq);
}

function nameOf(event: ICAL.Event): string {
  return (event.summary ?? "").trim();
}

function isCancelled(event: ICAL.Event): boolean {
  return String(event.component.getFirstPropertyValue("status") ?? "").toUpperCase() === "CANCELLED";
}

/** The dates from start to end, which is exclusive; null where either lies within a day. */
function wholeDays(start: ICAL.Time, end: ICAL.Time): string[] | null {
  const midnight = (time: ICAL.Time) =>
    time.isDate || (time.hour === 0 && time.minute === 0 && time.second === 0);
  if (!midnight(start) || !midnight(end)) return null;
  const first = dateOf(start);
  const last = dateOf(end);
  // An end on the start's own date, or none, is how some programs write a single day.
  const length = Math.max(first.until(last).days, start.isDate ? 1 : 0);
  if (length === 0) return null;
  return Array.from({ length: Math.min(length, LONGEST_HOLIDAY_DAYS + 1) }, (_, days) =>
    first.add({ days }).toString(),
  );
}

function dateOf({ year, month, day }: ICAL.Time): Temporal.PlainDate {
  return Temporal.PlainDate.from({ year, month, day }, { overflow: "reject" });
}
