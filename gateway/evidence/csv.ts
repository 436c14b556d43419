/** A value of a table. */
export type Cell = string | number | boolean | null | readonly unknown[] | Readonly<Record<string, unknown>>;

/** So that Excel takes the file for UTF-8. */
export const CSV_MARK = "\uFEFF";

/** What a spreadsheet program may take for a formula, in front of whatever follows; and the mark that prevents it. */
const FORMULA = /^[=+\-@\t\r\n'\uFF0B\uFF0D\uFF1D\uFF20]/u;

/**
 * A line of CSV after RFC 4180. Text that a spreadsheet program could take for a formula gets an apostrophe in front,
 * and so does text that begins with one: what begins with an apostrophe is read by taking that one away.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join()}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number" || typeof cell === "boolean") return String(cell);
  const text = typeof cell === "string" ? cell : JSON.stringify(cell);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
