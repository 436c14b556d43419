import type { EventType, LockerEvent } from "./event.ts";

/**
 * The life of an incident after ANSI/ISA-18.2 and IEC 62682: the alarm is latched, so that it ends by a person's reset
 * and never by itself.
 *
 * - `raised`: nobody has acknowledged it; what gave cause for it stands, or was a moment.
 * - `acknowledged`: a named person knows of it; what gave cause for it still stands.
 * - `returned`: it is back to normal, and nobody has acknowledged it.
 * - `latched`: acknowledged, and back to normal or a moment that is over: it waits for the reset.
 * - `shelved`: out of sight for a bounded time.
 * - `reset`: ended.
 */
export type IncidentState = "raised" | "acknowledged" | "returned" | "latched" | "shelved" | "reset";

/** 1 acts now, 2 acts soon, 3 acts today (facts of the domain: alarm practice). */
export type Priority = 1 | 2 | 3;

/** What an incident is about; one incident is open per locker (or unit, or site) and cause. */
export type Cause = EventType | "opened-outside-hours";

/** What may bring an incident to its next transition. These alarm the control room. */
export const ALARMS = ["raised", "renewed", "escalated", "repeated", "unshelved"] as const;
/** These only tell it how an open incident stands. */
export const UPDATES = ["counted", "acknowledged", "returned", "shelved", "resumed", "reset"] as const;

/**
 * - `raised`: the first event. `renewed`: a further event alarms again. `counted`: a further event does not.
 * - `escalated`: not acknowledged in time, so the next tier is told. `repeated`: the last tier is told again.
 * - `returned`: back to normal.
 * - `acknowledged`, `shelved`, `reset`: by a named person.
 * - `unshelved`: out of the shelf, and it alarms; `resumed`: out of the shelf, and there is nothing to alarm about.
 */
export type Change = (typeof ALARMS)[number] | (typeof UPDATES)[number];

/** Whether what gave cause for it still stands, is back to normal, or was a moment that nothing ends. */
export type Condition = "standing" | "returned" | "momentary";

/** What a named person did. Remarks are not here: they are in the journal's history only. */
export interface Deed {
  /** Sign-in name. */
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Shelving extends Deed {
  /** Milliseconds since 1970. */
  readonly until: number;
  /** `Incident.count` when it was shelved: more since then is worth an alarm at the end. */
  readonly count: number;
}

/** `msg.incident`. */
export interface Incident {
  readonly id: string;
  /** Counts up from 1 with every change, so that a notice about each change is a notice of its own. */
  readonly transition: number;
  /** What brought it to this transition. */
  readonly change: Change;
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
  /** When this tier was first told, milliseconds since 1970. */
  readonly tierAt: number;
  readonly lastEventAt: number;
  readonly lastEventId: string;
  /** One sentence for the control room, without personal data. */
  readonly summary: string;
  readonly condition: Condition;
  /** Who knows of it; null again once it has alarmed anew. */
  readonly acknowledged: Deed | null;
  readonly shelved: Shelving | null;
  readonly reset: Deed | null;
  /** True for duress: nobody near the locker may learn of it. */
  readonly silent: boolean;
  /** A drill: nobody outside hears of it, whatever becomes of it. */
  readonly drill?: true;
  /** Id of the sos-alert that looks after it; "" where there is none yet. */
  readonly node: string;
}

/** One event that gives cause for an alarm. */
export interface RaiseRequest {
  readonly event: Pick<LockerEvent, "id" | "site" | "unit" | "locker">;
  readonly cause: Cause;
  readonly priority: Priority;
  readonly summary: string;
  /** When the gateway received the event, milliseconds since 1970. */
  readonly at: number;
  /** When the control room is told of it: later than `at` after an outage, milliseconds since 1970. */
  readonly now: number;
  /** A further event alarms again once it is this far from the last alarm, milliseconds. */
  readonly alarmAgainAfter: number;
  /** Id of the sos-alert that looks after a new incident. */
  readonly node: string;
  readonly drill?: true;
}

const ALARMING: ReadonlySet<Change> = new Set(ALARMS);

/** True for the changes that alarm the control room; the others only keep it informed. */
export function isAlarm(change: Change): boolean {
  return ALARMING.has(change);
}

/** What would end badly while nobody sees it. */
const NEVER_SHELVED: ReadonlySet<Cause> = new Set<Cause>(["duress", "forced"]);

/** False for causes that are never put out of sight. */
export function isShelvable(cause: Cause): boolean {
  return !NEVER_SHELVED.has(cause);
}

/** Causes that concern a site as a whole, whatever unit told of them. */
const OF_SITE: ReadonlySet<Cause> = new Set<Cause>(["mass-opening", "mass-offline"]);

/** The incident that an event belongs to: one is open for each of these. */
export function incidentKey(request: Pick<RaiseRequest, "event" | "cause" | "drill">): string {
  const { site, unit, locker } = request.event;
  const place = OF_SITE.has(request.cause) ? "" : (locker ?? unit);
  // A drill is never counted to what is in earnest, nor the other way round.
  return `${site}|${place}|${request.cause}${request.drill === true ? "|drill" : ""}`;
}
