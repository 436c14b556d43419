import type { Access } from "../domain/access.ts";
import type { LockerEvent } from "../domain/event.ts";
import type { Change, Incident, RaiseRequest } from "../domain/incident.ts";
import type { Lane, Notice } from "../domain/notice.ts";

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
  /**
   * What was last known of a unit, updated; resolves to the state before. A sighting that brings no other
   * news than its time is written to disk every SEEN_SAVED_EVERY_MS only.
   */
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
   * The notices to send next, by lane, then by when they became due. Of each queue (journal/queue, `queueOf`)
   * only the oldest ones that wait: while the oldest is not due yet, the whole queue waits. They stay due until
   * settled.
   * @param now milliseconds since 1970
   */
  due(wanted: readonly Wanted[], now: number): Promise<Due>;
  /** Records what became of attempts to send. */
  settle(outcomes: readonly Outcome[]): Promise<void>;
  /**
   * Lets the parked notices of a route wait again, each in its old place: what a person had to mend may be mended.
   * None of the route may be in hand. Resolves to how many there were.
   * @param now milliseconds since 1970
   */
  resume(route: string, now: number): Promise<number>;
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
/** Bytes of a quarantined payload that are kept. */
export const QUARANTINE_BYTES = 4096;

export interface Quarantined {
  readonly topic: string;
  /** At most the first QUARANTINE_BYTES are kept. */
  readonly payload: Uint8Array;
  readonly code: string;
  readonly reason: string;
  readonly receivedAt: number;
}

/** After a restart `UnitState.seenAt`, `uptime` and `clock` may be older than the truth by this much. */
export const SEEN_SAVED_EVERY_MS = 5 * 60_000;

export interface UnitSighting {
  readonly unit: string;
  readonly online?: boolean;
  /** With a boot that differs from the known one, the known nonce is forgotten. */
  readonly boot?: number;
  readonly nonce?: string;
  /** Milliseconds since the unit started. */
  readonly uptime?: number;
  readonly clock?: string;
  readonly seenAt: number;
}

export interface UnitState {
  readonly unit: string;
  readonly online: boolean | null;
  readonly boot: number | null;
  readonly nonce: string | null;
  /** Milliseconds since the unit started, at the last sighting that told it. */
  readonly uptime: number | null;
  readonly clock: string | null;
  /** The highest sequence number that was stored. */
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

/** How much an outbox can take of one lane of one route. */
export interface Wanted {
  readonly route: string;
  readonly lane: Lane;
  /** How many notices, 1 or more. */
  readonly limit: number;
  /** How many of one queue, oldest first, 1 or more. */
  readonly run: number;
  /** Positions the outbox has already: their queues are passed over. */
  readonly inHand: readonly number[];
}

export interface Due {
  readonly items: readonly OutboxItem[];
  /** When the next notice of what was wanted becomes due, milliseconds since 1970; null where none waits. */
  readonly next: number | null;
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
