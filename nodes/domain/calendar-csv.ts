import type { Holiday } from "./calendar.ts";
import {
  type HolidayImport,
  type ImportFault,
  type ImportProblem,
  importOf,
  LARGEST_IMPORT,
  unreadable,
} from "./calendar-import.ts";
import { parseDate } from "./calendar-text.ts";

/**
 * Reads holidays from a spreadsheet's CSV: a date and a name a row, parted by comma, semicolon or tab, with or
 * without a heading; cells may be quoted. A date is read only where it can be read in one way.
 */
export function holidaysFromCsv(text: string, years: ReadonlySet<number>): HolidayImport {
  if (text.length > LARGEST_IMPORT) return unreadable("file-too-large");
  const found: Holiday[] = [];
  const problems: ImportProblem[] = [];
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  let heading = true;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const [when = "", name = ""] = cells(line);
    const first = heading;
    heading = false;
    // Only a heading has no digit where the date stands.
    if (first && !/\d/.test(when)) continue;
    const read = dateOf(when);
    const fault: ImportFault | null =
      typeof read !== "string" ? read.fault : name === "" ? "name-missing" : null;
    if (fault) problems.push({ fault, where: String(index + 1) });
    else if (typeof read === "string") found.push({ date: read, name });
  }
  return importOf(found, years, problems);
}

/** A line's cells; a quoted one may hold the separator, and "" for a quotation mark. */
function cells(line: string): string[] {
  const separator = ["\t", ";"].find((candidate) => line.includes(candidate)) ?? ",";
  const cell = new RegExp(`(?:^|${separator}) *(?:"((?:[^"]|"")*)"|([^${separator}]*))`, "g");
  return [...line.matchAll(cell)].map(([, quoted, plain]) =>
    (quoted?.replaceAll('""', '"') ?? plain ?? "").trim(),
  );
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * Reads 2026-01-26, 26.01.2026, 26-Jan-2026, 26 January 2026, January 26, 2026 (quoted), and 26/01/2026 or
 * 26-01-2026 where no other reading is a date.
 */
function dateOf(text: string): string | { readonly fault: "date-unreadable" | "date-ambiguous" } {
  const plain = text.replace(/^[a-z]+day,?\s+/i, "");
  if (parseDate(plain)) return plain;
  const numbers = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$/.exec(plain);
  if (numbers) {
    const [, a = "", separator = "", b = "", year = ""] = numbers;
    const dayFirst = iso(year, b, a);
    // Dots are written day first everywhere; strokes and hyphens are not.
    const monthFirst = separator === "." ? null : iso(year, a, b);
    if (dayFirst && monthFirst && dayFirst !== monthFirst) return { fault: "date-ambiguous" };
    return dayFirst ?? monthFirst ?? { fault: "date-unreadable" };
  }
  const [day, month, year] =
    /^(\d{1,2})[\s-]+([a-z]{3,9})\.?[\s-]+(\d{4})$/i.exec(plain)?.slice(1) ??
    inOrder(/^([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})$/i.exec(plain));
  const number = MONTHS.indexOf((month ?? "").slice(0, 3).toLowerCase()) + 1;
  return iso(year ?? "", String(number), day ?? "") ?? { fault: "date-unreadable" };
}

function inOrder(match: RegExpExecArray | null): readonly (string | undefined)[] {
  return match ? [match[2], match[1], match[3]] : [];
}

function iso(year: string, month: string, day: string): string | null {
  const text = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return parseDate(text) ? text : null;
}
