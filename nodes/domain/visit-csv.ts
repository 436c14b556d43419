import { parse } from "csv-parse/sync";
import { Temporal } from "temporal-polyfill";

/** A line of a file that the bank's counter system wrote: one act, as text. */
export interface VisitLine {
  /** 1-based, in the file. */
  readonly line: number;
  /** Empty where the file does not say it. */
  readonly cells: Readonly<Record<Column, string>>;
}

/** A line that cannot be taken apart. */
export interface BrokenLine {
  readonly line: number;
  readonly problem: string;
}

export type VisitLines =
  | { readonly ok: true; readonly lines: readonly (VisitLine | BrokenLine)[] }
  | { readonly ok: false; readonly problem: string };

const COLUMNS = ["time", "do", "locker", "hirer", "by", "minutes"] as const;
type Column = (typeof COLUMNS)[number];
const NEEDED: readonly Column[] = ["do", "locker", "by"];
/** Lines of one file: a busy branch has a hundred visits a day. */
export const LARGEST_LINES = 1000;

/**
 * Reads what a counter system wrote: a line that names the columns, and a line for each act; separated by commas,
 * semicolons or tabs, with or without quotes, byte order mark and carriage returns. Columns it does not know are passed
 * over.
 */
export function visitLinesOf(text: string): VisitLines {
  const all = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const [first = ""] = all;
  const separator = [",", ";", "\t"].find((one) => first.includes(one)) ?? ",";
  const names = cellsOf(first, separator)?.map((name) => name.toLowerCase());
  const missing = NEEDED.filter((name) => !names?.includes(name));
  if (names === undefined || missing.length > 0)
    return fault(
      `The first line has to name the columns, as in ${COLUMNS.join(",")}. Nothing of the file was done.`,
    );
  if (COLUMNS.some((name) => names.indexOf(name) !== names.lastIndexOf(name)))
    return fault(
      "The first line names a column twice: take one of the two out. Nothing of the file was done.",
    );
  if (all.length > LARGEST_LINES + 2)
    return fault(
      `The file has more than ${LARGEST_LINES} lines: is it the right one? Nothing of it was done.`,
    );
  const lines = all.flatMap((content, index): readonly (VisitLine | BrokenLine)[] => {
    if (index === 0 || content.trim() === "") return [];
    const cells = cellsOf(content, separator);
    const line = index + 1;
    if (cells === null) return [{ line, problem: QUOTES }];
    if (cells.length > names.length)
      return [{ line, problem: "It has more cells than the first line has columns." }];
    const of = (name: Column) => cells[names.indexOf(name)] ?? "";
    return [
      {
        line,
        cells: {
          ...{ time: of("time"), do: of("do").toLowerCase(), locker: of("locker") },
          ...{ hirer: of("hirer"), by: of("by"), minutes: of("minutes") },
        },
      },
    ];
  });
  return { ok: true, lines };
}

/** What a line asks for, as a message would; `visitActFrom` says whether that can be. */
export function askedIn({ cells }: VisitLine): Readonly<Record<string, unknown>> {
  const { do: what, locker, hirer, by, minutes } = cells;
  return { do: what, locker, hirer, by, ...(minutes !== "" && { minutes: Number(minutes) }) };
}

const OFFSET = /(Z|[+-]\d\d:?\d\d)$/i;

/**
 * When an act was done, milliseconds since 1970; null where that cannot be said.
 * @param time ISO 8601 with its offset, or as the branch's clock shows it: 2026-11-23 10:05
 * @param timeZone of the branch; null where the register does not say it
 */
export function momentIn(time: string, timeZone: string | null): number | null {
  const iso = time.replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, "$1T");
  try {
    if (OFFSET.test(iso)) return Temporal.Instant.from(iso).epochMilliseconds;
    if (timeZone === null || !iso.includes("T")) return null;
    // A time that the clocks skip or show twice is none.
    return Temporal.PlainDateTime.from(iso).toZonedDateTime(timeZone, { disambiguation: "reject" })
      .epochMilliseconds;
  } catch {
    return null;
  }
}

const QUOTES =
  'Its quote marks do not match: put one at both ends of the cell, write one inside a cell twice (""), and keep a cell on one line.';

function fault(problem: string): VisitLines {
  return { ok: false, problem };
}

function cellsOf(line: string, delimiter: string): readonly string[] | null {
  try {
    const records: string[][] = parse(line, { delimiter, trim: true, relax_column_count: true });
    return records.length === 1 ? (records[0] ?? null) : null;
  } catch {
    return null;
  }
}
