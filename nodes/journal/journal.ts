import type { Access } from "../domain/access.ts";
import type { LockerEvent } from "../domain/event.ts";
import type { Change, Incident, RaiseRequest } from "../domain/incident.ts";
import type { Notice } from "../domain/notice.ts";

/**
 * The durable store. Every method resolves after the commit that holds its effect, and rejects with
 * LockerError `journal-unavailable` when that commit could not be made. Calls are committed in groups in the
 * order they were made.
 */
export interface Journal {
  /** Writes an event and the sequence state of its unit. A true duplicate changes nothing. */
  append(event: LockerEvent): Promise<Appended>;
  /** Keeps a message that could not become an event; the newest QUARANTINE_KEPT are kept. */
  quarantine(entry: Quarantined): Promise<void>;
  /** What was last known of a unit, updated; resolves to the state before. */
  unitSeen(unit: UnitSighting): Promise<UnitState | null>;
  unitState(unit: string): Promise<UnitState | null>;
  /**
   * Raises an incident, or counts the event to the one that is open for the same locker and cause
   * (domain/incident, `raise`). Idempotent by the event's id.
   */
  raise(request: IncidentRequest): Promise<IncidentChange>;
  /** Adds notices; those whose key is known already are left as they are. */
  enqueue(notices: readonly Notice[]): Promise<Enqueued>;
  /**
   * The next notices to send on these routes, by lane, then age: at most one per recipient and lane, none
   * that is not due yet. They stay due until settled or postponed.
   * @param limit 1 to 1000
   */
  due(routes: readonly string[], now: number, limit: number, lane?: number): Promise<readonly OutboxItem[]>;
  /** Records what became of attempts to send. */
  settle(outcomes: readonly Outcome[]): Promise<void>;
  /** How many notices are waiting, parked or dead, by node. */
  outboxCounts(): Promise<readonly OutboxCount[]>;
  close(): Promise<void>;
}

export interface Appended {
  readonly result: "stored" | "duplicate";
  /** The event as stored: with the marks that the sequence state added. */
  readonly event: LockerEvent;
  /** Sequence numbers that are missing before this event, inclusive; null where none are newly missing. */
  readonly gap: { readonly from: number; readonly to: number } | null;
}

/** Newest entries of the quarantine that are kept. */
export const QUARANTINE_KEPT = 10_000;

export interface Quarantined {
  readonly topic: string;
  /** At most the first 4 KiB. */
  readonly payload: Uint8Array;
  readonly code: string;
  readonly reason: string;
  readonly receivedAt: number;
}

export interface UnitSighting {
  readonly unit: string;
  readonly online?: boolean;
  readonly boot?: number;
  readonly nonce?: string;
  readonly uptime?: number;
  readonly clock?: string;
  readonly seenAt: number;
}

export interface UnitState {
  readonly unit: string;
  readonly online: boolean | null;
  readonly boot: number | null;
  readonly nonce: string | null;
  readonly lastSeq: number | null;
  /** When the unit was last heard, milliseconds since 1970. */
  readonly seenAt: number | null;
}

export interface IncidentRequest extends RaiseRequest {
  /** The decision that made it an alarm, kept as evidence. */
  readonly access: Access | null;
}

export interface IncidentChange {
  /** As this event left it: a repeated call with the same event gives the same answer. */
  readonly incident: Incident;
  readonly change: Change;
  /** True where this event was counted before. */
  readonly known: boolean;
}

export interface Enqueued {
  readonly added: number;
  readonly known: number;
}

export interface OutboxItem {
  /** Rowid: the order in which notices were added. */
  readonly position: number;
  readonly notice: Notice;
  /** Attempts made so far. */
  readonly attempts: number;
}

export type Outcome =
  | {
      readonly position: number;
      readonly result: "accepted";
      readonly at: number;
      readonly providerId: string;
    }
  /** Try again at `retryAt` (milliseconds since 1970). */
  | {
      readonly position: number;
      readonly result: "retry";
      readonly at: number;
      readonly retryAt: number;
      readonly code: string;
    }
  /** Needs a person (credentials, spend limit, permission): stands aside, still visible. */
  | { readonly position: number; readonly result: "parked"; readonly at: number; readonly code: string }
  /** Can never be sent (no such number, opted out). */
  | { readonly position: number; readonly result: "dead"; readonly at: number; readonly code: string };

export interface OutboxCount {
  readonly node: string;
  readonly state: "waiting" | "parked" | "dead";
  readonly count: number;
}
