import { LATE_AFTER_MS, type LockerEvent } from "./event.ts";
import { derived } from "./health.ts";
import type { Opening } from "./visit-pairing.ts";
import type { VisitInFlow, VisitRecord } from "./visit-record.ts";

/*
 * The events of registered visits. The same visit, or the same opening, gives the same id, however often it is told.
 */

export function visitOpened(visit: VisitRecord, now: number): LockerEvent {
  const { openedBy, openedAt, minutes } = visit;
  return about(visit, "visit-opened", openedAt, now, { closedAt: null, by: openedBy, minutes });
}

/** @param now milliseconds since 1970 */
export function visitClosed(visit: VisitRecord, now: number): LockerEvent {
  const { openedAt, closedBy, lastOpened, lastClosed } = visit;
  const closedAt = visit.closedAt ?? now;
  const lasted = Math.round((closedAt - openedAt) / 60_000);
  return about(visit, "visit-closed", closedAt, now, { by: closedBy, lasted, lastOpened, lastClosed });
}

/** Nobody has closed the visit in its time. */
export function stillInside(visit: VisitRecord, now: number): LockerEvent {
  const { dueAt, minutes, lastOpened, lastClosed } = visit;
  return about(visit, "still-inside", Math.min(dueAt, now), now, { minutes, lastOpened, lastClosed });
}

/** The visit is over, or over its time, and the locker is open. */
export function unattended(visit: VisitRecord, now: number): LockerEvent {
  const { dueAt, closedAt, lastOpened } = visit;
  const since = Math.min(closedAt ?? dueAt, now);
  return { ...about(visit, "unattended", since, now, { lastOpened }), door: "open" };
}

/** An opening that waits to be judged, or was. */
export interface Unregistered extends Pick<Opening, "earliest" | "latest" | "types"> {
  /** Id of the first event that told of it. */
  readonly id: string;
  readonly site: string;
  readonly unit: string;
  readonly locker: string;
}

/**
 * A locker was opened without a visit.
 * @param node id of the locker-visit that asks for visits there
 * @param grace milliseconds in which it could still be registered: they are no delay
 */
export function noVisit(opening: Unregistered, node: string, grace: number, now: number): LockerEvent {
  const { id, site, unit, locker, earliest, latest, types } = opening;
  const event = derived("no-visit", { site, unit, boot: null }, [node, id], {
    ...{ receivedAt: now, locker, occurred: { earliest, latest } },
    data: {
      opening: id,
      forced: types.includes("forced"),
      uncertain: latest > earliest,
      graceMinutes: grace / 60_000,
    },
  });
  return { ...event, late: now - latest - grace > LATE_AFTER_MS, door: "open" };
}

/** True for what leaves as an alarm. */
export function isVisitAlarm({ type }: Pick<LockerEvent, "type">): boolean {
  return type === "no-visit" || type === "unattended" || type === "still-inside";
}

/** The visit that one of these events is about; null where it is about none. */
export function visitIn({ data }: LockerEvent): VisitInFlow | null {
  const { visit: id, hirer, openedAt, dueAt, closedAt } = data;
  if (typeof id !== "string" || typeof hirer !== "string") return null;
  if (typeof openedAt !== "number" || typeof dueAt !== "number") return null;
  return { id, hirer, openedAt, dueAt, closedAt: typeof closedAt === "number" ? closedAt : null };
}

/** @param at when it came to pass, milliseconds since 1970 */
function about(
  visit: VisitRecord,
  type: "visit-opened" | "visit-closed" | "still-inside" | "unattended",
  at: number,
  now: number,
  data: LockerEvent["data"],
): LockerEvent {
  const { id, site, unit, locker, hirer, openedAt, dueAt, closedAt } = visit;
  return derived(type, { site, unit, boot: null }, [id], {
    ...{ receivedAt: now, locker, occurred: { earliest: at, latest: at } },
    data: { visit: id, hirer, openedAt, dueAt, closedAt, ...data },
  });
}
