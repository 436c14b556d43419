import { FEWEST_KEPT_DAYS, KEPT_DAYS, MOST_KEPT_DAYS } from "./keeping.ts";
import { date } from "./register-cells.ts";
import type { Read } from "./register-table.ts";

const bad = <T>(value: T, problem: string): Read<T> => ({ value, problems: [problem] });

/** For how many days the records of a site are kept. */
export function retentionDays(cell: string): Read<number> {
  if (cell === "") return { value: KEPT_DAYS };
  const days = Number(cell);
  if (!/^\d{1,6}$/.test(cell) || days > MOST_KEPT_DAYS) {
    return bad(
      KEPT_DAYS,
      `This is not a number of days; ${KEPT_DAYS} are used. Write a whole number from ${FEWEST_KEPT_DAYS} to ${MOST_KEPT_DAYS}, or leave it empty.`,
    );
  }
  if (days < FEWEST_KEPT_DAYS) {
    return bad(
      KEPT_DAYS,
      `Records must be kept for at least ${FEWEST_KEPT_DAYS} days (CERT-In); ${KEPT_DAYS} are used. Write ${FEWEST_KEPT_DAYS} or more.`,
    );
  }
  return { value: days };
}

/** Whether a site or locker is on legal hold; in doubt it is. */
export function legalHold(cell: string): Read<boolean> {
  const text = cell.toLowerCase();
  if (text === "" || text === "no") return { value: false };
  if (text === "yes") return { value: true };
  return bad(
    true,
    "This is neither yes nor no; everything is kept, as on legal hold. Write yes, or leave it empty.",
  );
}

/** The day from which somebody is no hirer of the locker any more; in doubt they still are. */
export function leftOn(cell: string): Read<string | null> {
  const { value, problems } = date(cell);
  if (problems === undefined) return { value: value ?? null };
  return {
    value: null,
    problems: problems.map(
      (problem) => `${problem} Until then they are told as before, and nothing is erased.`,
    ),
  };
}

/** The day before which a locker's records are erased; in doubt none is. */
export function eraseBefore(cell: string): Read<string | null> {
  const { value, problems } = date(cell);
  if (problems === undefined) return { value: value ?? null };
  return {
    value: null,
    problems: problems.map((problem) => `${problem} Until then nothing is erased by it.`),
  };
}
