import type { Occurred } from "./event.ts";
import type { Visit } from "./visit.ts";
import { ONE_OPENING_MS } from "./visit-pairing.ts";

/** What is told of a visit, each once. */
export type VisitNews = "visit-opened" | "visit-closed" | "still-inside" | "unattended";

/** A visit as it is kept over a restart. Plain data; times are milliseconds since 1970. */
export interface VisitRecord extends Omit<Visit, "state"> {
  readonly unit: string;
  /** That were asked for, or the node's. */
  readonly minutes: number;
  readonly told: readonly VisitNews[];
  /** True where it was seen that the locker was closed when the visit was over, or over its time. */
  readonly isDoorSeen: boolean;
}

/** @param now milliseconds since 1970 */
export function shownVisit(
  { unit: _unit, minutes: _minutes, told: _told, isDoorSeen: _seen, ...visit }: VisitRecord,
  now: number,
): Visit {
  return { ...visit, state: visit.closedAt !== null ? "over" : now >= visit.dueAt ? "late" : "open" };
}

/** A visit as messages carry it, without who registered it. */
export interface VisitInFlow extends Pick<Visit, "id" | "hirer" | "openedAt" | "dueAt" | "closedAt"> {}

export function inFlow({ id, hirer, openedAt, dueAt, closedAt }: VisitInFlow): VisitInFlow {
  return { id, hirer, openedAt, dueAt, closedAt };
}

/**
 * Whether what happened, happened in the visit, whenever in its span it was. The unit's clock and the gateway's may be
 * a little apart.
 * @param grace milliseconds by which the visit may be registered later
 */
export function covers(
  { openedAt, closedAt }: VisitRecord,
  { earliest, latest }: Occurred,
  grace: number,
): boolean {
  return (
    earliest >= openedAt - grace - ONE_OPENING_MS &&
    (closedAt === null || latest <= closedAt + ONE_OPENING_MS)
  );
}

/** When it has to be seen whether the locker is closed: when the visit's time is over, or some time after its end. */
export function doorDueAt({ closedAt, dueAt }: VisitRecord, grace: number): number {
  return closedAt === null ? dueAt : closedAt + grace;
}

/** What has come to pass of a visit by now, without what depends on the door. */
export function newsOf(visit: VisitRecord, isOverTime: boolean): readonly VisitNews[] {
  const news: VisitNews[] = ["visit-opened"];
  if (visit.closedAt === null && isOverTime) news.push("still-inside");
  if (visit.closedAt !== null) news.push("visit-closed");
  return news.filter((one) => !visit.told.includes(one));
}

/** True while something may have to be told of it. */
export function isUnderWay(visit: VisitRecord): boolean {
  const isDoorOver = visit.isDoorSeen || visit.told.includes("unattended");
  return visit.closedAt === null || !isDoorOver || newsOf(visit, false).length > 0;
}
