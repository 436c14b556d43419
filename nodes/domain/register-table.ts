import { parse } from "csv-parse/sync";
import type { RowProblem } from "./register.ts";

const CLOSURE_COLUMNS = ["closure_kind", "closure_announced", "closure_effective"] as const;
const OPTIONAL_COLUMNS: readonly string[] = [
  "time_zone",
  "contact",
  "retention_days",
  "legal_hold",
  "erase_before",
  "left",
];

/**
 * The register's files with the columns their first line names. The three of a closure may be left out together,
 * and so may those of OPTIONAL_COLUMNS, each by itself.
 */
export const TABLES = {
  "sites.csv": {
    required: true,
    columns: ["site", "name", "redress", "time_zone", ...CLOSURE_COLUMNS, "retention_days", "legal_hold"],
  },
  "units.csv": { required: true, columns: ["unit", "site"] },
  "lockers.csv": {
    required: true,
    columns: ["locker", "unit", ...CLOSURE_COLUMNS, "legal_hold", "erase_before"],
  },
  "contacts.csv": {
    required: false,
    columns: ["contact", "role", "site", "name", "language", "phones", "emails", "topic"],
  },
  "hirers.csv": {
    required: false,
    columns: ["hirer", "locker", "name", "language", "phones", "emails", "left"],
  },
  "subscriptions.csv": {
    required: false,
    columns: [
      "subscription",
      "insurer",
      "policy",
      "sites",
      "lockers",
      "classes",
      "since",
      "until",
      "consent",
      "withdrawn",
      "channel",
      "address",
    ],
  },
} as const;

export type RegisterFile = keyof typeof TABLES;
export type ColumnOf<F extends RegisterFile> = (typeof TABLES)[F]["columns"][number];

/** In the order in which one refers to the other. */
export const REGISTER_FILES = [
  "sites.csv",
  "units.csv",
  "lockers.csv",
  "contacts.csv",
  "hirers.csv",
  "subscriptions.csv",
] as const satisfies readonly RegisterFile[];

/** The text of each file; null for one that is not there. */
export type RegisterTexts = Readonly<Record<RegisterFile, string | null>>;

function isClosureColumn(name: string): boolean {
  return CLOSURE_COLUMNS.some((column) => column === name);
}

/** What a new register starts with: the header line alone, to be filled in. */
export function emptyTable(file: RegisterFile): string {
  return `${TABLES[file].columns.join(",")}\n`;
}

/**
 * What reading a cell gives: a typed value, sentences for the person who keeps the file, or both where the
 * cell is used although something about it is odd.
 */
export interface Read<T> {
  readonly value?: T;
  readonly problems?: readonly string[];
}

/** A line of a table, whose cells are asked for by the name of their column. */
export class Row<F extends RegisterFile> {
  readonly line: number;
  readonly #table: Table<F>;
  readonly #cells: readonly string[];
  readonly #problems: RowProblem[];

  constructor(table: Table<F>, line: number, cells: readonly string[], problems: RowProblem[]) {
    this.line = line;
    this.#table = table;
    this.#cells = cells;
    this.#problems = problems;
  }

  /** Empty where the table has no such column or the line ends before it. */
  cell(column: ColumnOf<F>): string {
    return this.#cells[this.#table.columns.get(column) ?? -1] ?? "";
  }

  /** The cell's value, or undefined where it has none to use; its problems are reported. */
  read<T>(column: ColumnOf<F>, reader: (cell: string) => Read<T>): T | undefined {
    const { value, problems } = reader(this.cell(column));
    if (problems) for (const problem of problems) this.report(column, problem);
    return value;
  }

  report(column: ColumnOf<F> | "", problem: string): void {
    this.#problems.push({ file: this.#table.file, line: this.line, column, problem });
  }
}

/** A file whose header has been understood. */
export interface Table<F extends RegisterFile> {
  readonly file: F;
  /** Position of each column. */
  readonly columns: ReadonlyMap<string, number>;
  readonly width: number;
  /** All lines of the file, the header included, without their line ends. */
  readonly lines: readonly string[];
}

/** Lines that are read between two pauses. */
const BATCH = 200;

const QUOTES =
  'The quote marks of this line do not match: put one at both ends of the cell, write one inside a cell twice (""), and keep a cell on one line. The line is not used.';

/**
 * Understands a file's header.
 * @returns the table, or the problem that makes the whole file unusable
 */
export function openTable<F extends RegisterFile>(file: F, text: string): Table<F> | RowProblem {
  const columns: readonly string[] = TABLES[file].columns;
  const header = columns.join(",");
  const fault = (line: number, column: string, problem: string): RowProblem => ({
    file,
    line,
    column,
    problem,
  });
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const first = lines[0] ?? "";
  if (first.trim() === "")
    return fault(1, "", `The file does not begin with its header: write ${header} as the first line.`);
  const names = cellsOf(first)?.map((name) => name.toLowerCase());
  if (names === undefined || !names.some((name) => columns.includes(name))) {
    return fault(
      1,
      "",
      /[;\t]/.test(first)
        ? `The columns are not separated by commas: save the file as comma-separated (CSV UTF-8), with ${header} as the first line.`
        : `The first line does not name the columns: write ${header} there.`,
    );
  }
  const needed = columns.filter((name) =>
    isClosureColumn(name) ? names.some(isClosureColumn) : !OPTIONAL_COLUMNS.includes(name),
  );
  const missing = needed.find((name) => !names.includes(name));
  if (missing !== undefined)
    return fault(1, missing, "This column is missing: name it in the first line; its cells may stay empty.");
  const twice = columns.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice !== undefined)
    return fault(1, twice, "The first line names this column twice: take one of the two out.");
  const last = lines.at(-1) ?? "";
  if (lines.length > 1 && last !== "" && (cellsOf(last)?.length ?? 0) < names.length)
    return fault(
      lines.length,
      "",
      "The file ends in the middle of this line, as if it had not been written to its end: write the line to its last column, and a line break after it.",
    );
  return {
    file,
    columns: new Map(names.map((name, index) => [name, index])),
    width: names.length,
    lines,
  };
}

/**
 * The rows below the header, in batches between which the caller may pause. Lines that cannot be taken apart
 * are reported and left out, so that one lost quote mark costs its own line and no other.
 */
export function* rowsOf<F extends RegisterFile>(
  table: Table<F>,
  problems: RowProblem[],
): Generator<readonly Row<F>[]> {
  const report = (line: number, problem: string) =>
    problems.push({ file: table.file, line, column: "", problem });
  for (let start = 1; start < table.lines.length; start += BATCH) {
    const lines: string[] = [];
    const numbers: number[] = [];
    for (const [offset, text] of table.lines.slice(start, start + BATCH).entries()) {
      if (text.trim() === "") continue;
      lines.push(text);
      numbers.push(start + offset + 1);
    }
    const rows: Row<F>[] = [];
    for (const [index, cells] of recordsOf(lines).entries()) {
      const line = numbers[index] ?? 0;
      if (cells === null) report(line, QUOTES);
      else if (cells.length > table.width && cells.slice(table.width).some((cell) => cell !== ""))
        report(
          line,
          "This line has more cells than the first line has columns: put quote marks around a cell that holds a comma. The line is not used.",
        );
      else if (cells.some((cell) => cell !== "")) rows.push(new Row(table, line, cells, problems));
    }
    yield rows;
  }
}

/** The cells of each line; null for one whose quote marks do not match. */
function recordsOf(lines: readonly string[]): readonly (readonly string[] | null)[] {
  const quoted = lines.filter((line) => line.includes('"'));
  // Taken apart together, which is seven times as fast; one by one where that fails or a quote spans lines.
  const together = tryParse(quoted.join("\n"));
  const records = (together?.length === quoted.length ? together : quoted.map(cellsOf)).values();
  return lines.map((line) => (line.includes('"') ? (records.next().value ?? null) : plainCells(line)));
}

function cellsOf(line: string): readonly string[] | null {
  if (!line.includes('"')) return plainCells(line);
  const records = tryParse(line);
  return records?.length === 1 ? (records[0] ?? null) : null;
}

/** Without quote marks a comma is always a boundary. */
function plainCells(line: string): readonly string[] {
  return line.split(",").map((cell) => cell.trim());
}

function tryParse(text: string): readonly string[][] | null {
  try {
    return parse(text, { record_delimiter: "\n", relax_column_count: true, trim: true });
  } catch {
    return null;
  }
}
