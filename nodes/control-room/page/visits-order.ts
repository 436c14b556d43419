import type { BoardVisit } from "../protocol.ts";

/** The time of a visit may be over before the gateway has said so. */
export function isLate({ closedAt, dueAt }: Pick<BoardVisit, "closedAt" | "dueAt">, now: number): boolean {
  return closedAt === null && dueAt <= now;
}

/** Who is there: first whose time is over, then whose time is over next. */
export function visiting(visits: readonly BoardVisit[]): readonly BoardVisit[] {
  return visits
    .filter(({ closedAt }) => closedAt === null)
    .sort((one, other) => one.dueAt - other.dueAt || (one.id < other.id ? -1 : 1));
}

/** Those that have been, the last one first. */
export function ended(visits: readonly BoardVisit[]): readonly BoardVisit[] {
  return visits
    .filter(({ closedAt }) => closedAt !== null)
    .sort((one, other) => (other.closedAt ?? 0) - (one.closedAt ?? 0) || (one.id < other.id ? -1 : 1));
}

/** As far as its unit has told: the locker was opened during the visit, and not closed since. */
export function standsOpen({
  lastOpened,
  lastClosed,
}: Pick<BoardVisit, "lastOpened" | "lastClosed">): boolean {
  return lastOpened !== null && (lastClosed === null || lastClosed < lastOpened);
}
