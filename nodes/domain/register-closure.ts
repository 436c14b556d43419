import { leastEffective } from "./notice-period.ts";
import type { Closure, ClosureKind, RowProblem, SubscribedClass } from "./register.ts";
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
const SHORT = "This is a shorter notice than";

const THEFT_CLASSES = ["theft-suspected", "theft-confirmed", "police-report"] as const;
export const CLASS_NAMES = [
  ...THEFT_CLASSES,
  ...Object.keys(CLOSURE_KINDS).map((kind) => `closure-${kind}`),
].join(", ");

export function subscribedClass(cell: string): Read<SubscribedClass> {
  const ofTheft = THEFT_CLASSES.find((one) => one === cell);
  if (ofTheft !== undefined) return { value: ofTheft };
  if (cell === "theft-unfounded")
    return bad(
      "Nobody subscribes to this class by itself: whoever is told of a theft also hears when it is unfounded. Take it out.",
    );
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
  if (!kind || !announced || !effective) return undefined;
  const closure = { kind, announced, effective };
  const least = leastEffective(closure);
  if (least !== null && effective < least)
    row.report(
      "closure_effective",
      `${SHORT} the two months that the closing or moving of a branch needs (RBI, safe deposit lockers, 2021): ${least} is the first day that gives them. Insurers are told, and are told that it is short; correct the date, or see to it that this was agreed to.`,
    );
  return closure;
}

/** True for a problem because of which a closure that the file holds may not be read; then none counts as withdrawn. */
export function mayHideClosure({ file, column, problem }: RowProblem): boolean {
  if (file !== "sites.csv" && file !== "lockers.csv") return false;
  return (column === "" || column.startsWith("closure_")) && !problem.startsWith(SHORT);
}
