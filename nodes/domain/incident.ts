import type { EventType } from "./event.ts";

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
  readonly lastEventAt: number;
  readonly lastEventId: string;
  /** One sentence for the control room, without personal data. */
  readonly summary: string;
}
