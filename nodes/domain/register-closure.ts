import type { Closure, ClosureKind, NoticeClass } from "./register.ts";
import { bad, date } from "./register-cells.ts";
import type { Read, Row } from "./register-table.ts";

const CLOSURE_KINDS: Readonly<Record<ClosureKind, true>> = {
  surrendered: true,
  "break-open": true,
  "branch-closing": true,
  "branch-shifting": true,
  "monitoring-suspended": true,
};

function isClosureKind(text: string): text is ClosureKind {
  return Object.hasOwn(CLOSURE_KINDS, text);
}

const CLOSURE_NAMES = Object.keys(CLOSURE_KINDS).join(", ");
export const CLASS_NAMES = [
  "theft-suspected",
  ...Object.keys(CLOSURE_KINDS).map((kind) => `closure-${kind}`),
].join(", ");

export function noticeClass(cell: string): Read<NoticeClass> {
  if (cell === "theft-suspected") return { value: cell };
  const kind = cell.startsWith("closure-") ? cell.slice("closure-".length) : "";
  return isClosureKind(kind)
    ? { value: `closure-${kind}` }
    : bad(`This is not a class of notice: write one or more of ${CLASS_NAMES}.`);
}

function closureKind(cell: string): Read<ClosureKind> {
  return isClosureKind(cell)
    ? { value: cell }
    : bad(`This is not a kind of closure: write one of ${CLOSURE_NAMES}.`);
}

function closureDate(cell: string): Read<string> {
  const { value, problems } = date(cell);
  return typeof value === "string"
    ? { value }
    : { problems: problems ?? ["The date is missing: write year-month-day, e.g. 2026-12-31."] };
}

/** The closure that a row of sites.csv or lockers.csv announces; a faulty one leaves the row usable. */
export function readClosure(row: Row<"sites.csv"> | Row<"lockers.csv">): Closure | undefined {
  const columns = ["closure_kind", "closure_announced", "closure_effective"] as const;
  if (columns.every((column) => row.cell(column) === "")) return undefined;
  const kind = row.read("closure_kind", closureKind);
  const announced = row.read("closure_announced", closureDate);
  const effective = row.read("closure_effective", closureDate);
  return kind && announced && effective ? { kind, announced, effective } : undefined;
}
