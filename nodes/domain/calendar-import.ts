import type { Holiday } from "./calendar.ts";

/** Why a row or an event of a file was left out; the sentence for people is the editor's. */
export type ImportFault =
  | "date-unreadable"
  /** 03/04/2026 is the 3rd of April or the 4th of March. */
  | "date-ambiguous"
  | "name-missing"
  /** It begins or ends within a day: such a thing is an exception, not a holiday. */
  | "not-whole-days"
  | "too-many-days"
  | "repeats-too-often"
  | "file-unreadable"
  | "file-too-large";

export interface ImportProblem {
  readonly fault: ImportFault;
  /** The line of a CSV file or the name of an event; empty where it is the whole file. */
  readonly where: string;
}

/** Holidays read from somewhere, for a person to accept. */
export interface HolidayImport {
  /** In the chosen years, by date; days of the same date and name once. */
  readonly holidays: readonly Holiday[];
  /** How many days lay in other years. */
  readonly otherYears: number;
  readonly problems: readonly ImportProblem[];
}

/** Characters. A year of holidays is a few kilobytes. */
export const LARGEST_IMPORT = 2_000_000;

/** Keeps the days of the chosen years, sorted and each once. */
export function importOf(
  found: readonly Holiday[],
  years: ReadonlySet<number>,
  problems: readonly ImportProblem[],
): HolidayImport {
  const unique = new Map(found.map((holiday) => [`${holiday.date} ${holiday.name}`, holiday]));
  const all = [...unique.values()].sort((a, b) => a.date.localeCompare(b.date));
  const holidays = all.filter(({ date }) => years.has(Number(date.slice(0, 4))));
  return { holidays, otherYears: all.length - holidays.length, problems };
}

/** The import of a file that could not be read at all. */
export function unreadable(fault: "file-unreadable" | "file-too-large"): HolidayImport {
  return { holidays: [], otherYears: 0, problems: [{ fault, where: "" }] };
}
