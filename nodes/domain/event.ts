/**
 * What happened at a locker, as the nodes pass it on in `msg.payload`.
 */

/** Types a unit reports itself (firmware/contract/event.schema.json). */
export const UNIT_EVENT_TYPES = [
  "opened",
  "closed",
  "forced",
  "held-open",
  "tamper",
  "tamper-cleared",
  "access-denied",
  "duress",
  "battery-low",
  "power",
  "boot",
  "clock-set",
  "config-changed",
  "journal-overflow",
] as const;

/** Types the gateway derives from what units report, or from their silence. */
export const DERIVED_EVENT_TYPES = [
  "offline",
  "online",
  "sequence-gap",
  "replayed",
  "restored",
  "clock-suspect",
  "mass-opening",
  "mass-offline",
  "not-closed",
  "repeated-denial",
  "test-alarm",
  "test-alarm-missing",
  "receiver-lost",
  "receiver-restored",
  "incident-changed",
  // A registered visit, and what does not fit to one.
  "visit-opened",
  "visit-closed",
  "no-visit",
  "unattended",
  "still-inside",
  // What a named officer of the bank says about a suspected theft.
  "theft-confirmed",
  "police-report",
  "theft-unfounded",
  "not-told",
  "unknown-unit",
  "unknown-locker",
  "invalid-message",
  "unsettled",
  // Of the gateway itself (domain/gateway-news.ts).
  "journal-unavailable",
  "journal-restored",
  "journal-damaged",
  "gateway-behind",
  "gateway-caught-up",
] as const;

export type UnitEventType = (typeof UNIT_EVENT_TYPES)[number];
export type DerivedEventType = (typeof DERIVED_EVENT_TYPES)[number];
export type EventType = UnitEventType | DerivedEventType;

/** How a unit knew the time: not at all, from its last synchronisation, or synchronised by SNTP. */
export type ClockState = "none" | "estimated" | "sntp";

/** Why an event that is delivered all the same deserves a second look. */
export type Mark =
  /** `at` lies before the product existed, in the future, or contradicts the sequence. */
  | "clock-suspect"
  /** The body holds fields this version does not know; they are kept in `extra`. */
  | "unknown-fields"
  /** The body is over the contract's 512 bytes. */
  | "oversize"
  /**
   * Handed on from memory, because the journal could not take it: an alarm does not wait for a disk. It comes again,
   * without this mark, once it is stored.
   */
  | "not-journaled"
  /** The sequence skipped at least one number before this event. */
  | "sequence-gap"
  /** A missing number of an earlier gap, arriving after its successors. */
  | "out-of-order"
  /** The sequence number was used before with other content, or lies behind the first one known. */
  | "replayed"
  /** The unit counts from another point from here on: restored from a backup, exchanged, or one of two. */
  | "restored"
  /** Its number was used before the unit was restored. */
  | "renumbered";

/**
 * The span of time in which the event can have happened, milliseconds since 1970. Where the unit's clock is
 * trusted both ends are equal; otherwise an access rule must hold for the whole span.
 */
export interface Occurred {
  readonly earliest: number;
  readonly latest: number;
}

export interface LockerEvent {
  /**
   * The event's identity everywhere: `{unit}-{seq}-{first 12 hex digits of the content hash}`; for what the
   * gateway derives `{unit}-{type}-{12 hex digits}` of its cause.
   */
  readonly id: string;
  readonly site: string;
  readonly unit: string;
  /** Null for what concerns the whole unit (boot, power, offline, ...). */
  readonly locker: string | null;
  readonly type: EventType;
  /** The unit's own time, milliseconds since 1970; null where it had none. */
  readonly at: number | null;
  /** When the gateway received it, milliseconds since 1970. */
  readonly receivedAt: number;
  readonly occurred: Occurred;
  /** True where it reached the gateway more than LATE_AFTER_MS after it happened. */
  readonly late: boolean;
  readonly clock: ClockState;
  readonly marks: readonly Mark[];
  readonly boot: number | null;
  readonly seq: number | null;
  /** Milliseconds since the unit started. */
  readonly uptime: number | null;
  readonly door: "open" | "closed" | null;
  readonly tamper: boolean | null;
  readonly data: Readonly<Record<string, unknown>>;
  /** Fields of the body that this version of the contract does not know. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** An event that took longer than this to arrive is labelled late. */
export const LATE_AFTER_MS = 5 * 60_000;
