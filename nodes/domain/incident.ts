import type { EventType, LockerEvent } from "./event.ts";

export type IncidentState = "raised";
/** 1 acts now, 2 acts soon, 3 acts today (facts of the domain: alarm practice). */
export type Priority = 1 | 2 | 3;

/** What an incident is about; one incident is open per locker (or unit) and cause. */
export type Cause = EventType | "opened-outside-hours";

/** `msg.incident`. */
export interface Incident {
  readonly id: string;
  /** Counts up from 1 with every change, so that a notice about each change is a notice of its own. */
  readonly transition: number;
  readonly state: IncidentState;
  readonly cause: Cause;
  readonly priority: Priority;
  /** Escalation tier, 1 = first to be told. */
  readonly tier: number;
  readonly site: string;
  readonly unit: string;
  readonly locker: string | null;
  /** How many events it stands for. */
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly raisedAt: number;
  /** When the control room was last alarmed about it, milliseconds since 1970. */
  readonly alarmedAt: number;
  readonly lastEventAt: number;
  readonly lastEventId: string;
  /** One sentence for the control room, without personal data. */
  readonly summary: string;
}

/** One event that gives cause for an alarm. */
export interface RaiseRequest {
  readonly event: Pick<LockerEvent, "id" | "site" | "unit" | "locker">;
  readonly cause: Cause;
  readonly priority: Priority;
  readonly summary: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** A further event alarms again once it is this far from the last alarm, milliseconds. */
  readonly alarmAgainAfter: number;
}

/**
 * What an event did to its incident: `raised` a new one, `renewed` the alarm of an open one, or was only
 * counted (`repeated`). The first two alarm the control room.
 */
export type Change = "raised" | "renewed" | "repeated";

/** The incident that an event belongs to: one is open for each of these. */
export function incidentKey(request: Pick<RaiseRequest, "event" | "cause">): string {
  const { site, unit, locker } = request.event;
  return `${site}|${locker ?? unit}|${request.cause}`;
}

/**
 * The incident after one more event.
 * @param open the open incident of the same key, or null
 * @param id identity for a new incident
 */
export function raise(
  open: Incident | null,
  request: RaiseRequest,
  id: string,
): { readonly incident: Incident; readonly change: Change } {
  const { event, at } = request;
  const seen = { lastEventAt: at, lastEventId: event.id, summary: request.summary };
  if (open === null) {
    const incident: Incident = {
      id,
      transition: 1,
      state: "raised",
      cause: request.cause,
      priority: request.priority,
      tier: 1,
      site: event.site,
      unit: event.unit,
      locker: event.locker,
      count: 1,
      raisedAt: at,
      alarmedAt: at,
      ...seen,
    };
    return { incident, change: "raised" };
  }
  // In both directions: after a clock that was ahead has been set right, years may lie before the last alarm.
  const again = Math.abs(at - open.alarmedAt) >= request.alarmAgainAfter;
  return {
    incident: {
      ...open,
      ...seen,
      transition: open.transition + 1,
      // A graver reading of the same cause counts; a milder one does not lower what stands.
      priority: graver(request.priority, open.priority),
      count: open.count + 1,
      alarmedAt: again ? at : open.alarmedAt,
    },
    change: again ? "renewed" : "repeated",
  };
}

/** The lower number is the graver priority. */
function graver(one: Priority, other: Priority): Priority {
  return one <= other ? one : other;
}
