import { clockAt } from "./calendar-zone.ts";
import { hiresOn, type Register } from "./register.ts";
import type { CloseVisit, OpenVisit } from "./visit.ts";
import { type CloseVisitOf, refusedVisit } from "./visit-act.ts";
import type { VisitRecord } from "./visit-record.ts";

/*
 * What can be done with visits. Each rule throws LockerError `visit-refused`; times are milliseconds since 1970. No
 * sentence repeats what was given before the register was found to know it.
 */

/** Where a visit takes place, of somebody who rents the locker on that day. */
export function placeOf(
  { locker: id, hirer }: OpenVisit,
  register: Register,
  asks: (site: string) => boolean,
  at: number,
): Pick<VisitRecord, "site" | "unit" | "locker"> {
  const locker = register.lockers.get(id);
  if (locker === undefined) throw refusedVisit("The register has no such locker: see that its id is right.");
  const { site, unit } = locker;
  if (!asks(site))
    throw refusedVisit(
      `Locker ${id} is at ${site}, which is none of the sites of this node: choose it there, or register the visit where it belongs.`,
    );
  const day = clockAt(at, register.sites.get(site)?.timeZone ?? "UTC")
    .toPlainDate()
    .toString();
  if (!register.hirersOf(id).some((known) => known.id === hirer && hiresOn(known, day)))
    throw refusedVisit(
      `Locker ${id} is not rented by this hirer: give the reference of one who rents it, as in the register.`,
    );
  return { site, unit, locker: id };
}

/** @param most minutes that the node lets a visit take */
export function checkMinutes(minutes: number, most: number): void {
  if (minutes > most)
    throw refusedVisit(
      `A visit may take up to ${most} minutes here: ask for fewer, or change that in the node.`,
    );
}

/** True where the same act opened the visit that is open. */
export function isSame(visit: VisitRecord, { hirer, by }: OpenVisit, minutes: number): boolean {
  return (
    visit.closedAt === null && visit.hirer === hirer && visit.openedBy === by && visit.minutes === minutes
  );
}

/** One visit of a locker at a time. */
export function checkFree(last: VisitRecord | undefined, at: number): void {
  if (last === undefined) return;
  const { closedAt, locker, openedAt, openedBy } = last;
  if (closedAt === null)
    throw refusedVisit(
      `Locker ${locker} is being visited since ${moment(openedAt)}, as ${openedBy} registered: close that visit first.`,
    );
  if (at < closedAt) throw refusedVisit(`At that time another visit of locker ${locker} was still open.`);
}

/** The visit where it can be closed, or was by the same person. */
export function closable(
  visit: VisitRecord | undefined,
  asked: CloseVisit | CloseVisitOf,
  at: number,
): VisitRecord {
  if (visit === undefined)
    throw refusedVisit(
      "visit" in asked
        ? "There is no such visit, or it was over long ago."
        : "No visit of this locker is registered: see that its id is right.",
    );
  const { closedBy, closedAt, locker, openedAt } = visit;
  if (closedAt !== null && closedBy !== asked.by)
    throw refusedVisit(`${closedBy} closed this visit of locker ${locker} at ${moment(closedAt)} already.`);
  if (closedAt === null && at < openedAt)
    throw refusedVisit(`The visit of locker ${locker} was opened after that time.`);
  return visit;
}

/** UTC, because whoever reads it may be in another zone than the gateway. */
function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
