import type { Access } from "./access.ts";
import type { HirerChannel } from "./day-report.ts";
import type { EventType } from "./event.ts";

/** What a journal knows of a day, before anybody has looked into the register who ought to have been told. */

/** An opening with what was asked for to tell its hirers. */
export interface FoundOpening {
  readonly position: number;
  readonly eventId: string;
  readonly locker: string;
  readonly type: EventType;
  readonly at: number;
  readonly earliest: number;
  readonly receivedAt: number;
  readonly late: boolean;
  /** True where the event itself says that it is a drill. */
  readonly drill: boolean;
  readonly notices: readonly FoundNotice[];
}

/** One number or address of a hirer. */
export interface FoundNotice {
  readonly key: string;
  readonly hirer: string;
  readonly channel: HirerChannel;
  readonly drill: boolean;
  readonly overdueAt: number;
  /** Null where it was accepted. */
  readonly open: {
    readonly state: "waiting" | "parked" | "dead";
    readonly attempts: number;
    readonly code: string | null;
  } | null;
}

export type RecordedAccess = Pick<Access, "inside" | "code" | "reason" | "calendarVersion">;

export interface FoundAcceptance {
  /** Of the record. */
  readonly position: number;
  /** Key of the notice. */
  readonly key: string;
  readonly providerId: string;
  readonly at: number;
  readonly attempts: number;
}

/** A notice of the day to somebody else than a hirer. */
export interface FoundOther {
  readonly kind: "contact" | "subscriber" | "topic" | "receiver";
  readonly channel: string;
  /** True where it tells of duress. */
  readonly silent: boolean;
  readonly accepted: boolean;
}

/** What of a day the journal holds no more, or never did. */
export interface NotKept {
  /** Records of events that were made on that day, and whose content was erased. */
  readonly erased: number;
  /** Nothing is held that was recorded before this moment of the day or after it, milliseconds since 1970; null: all is. */
  readonly before: number | null;
}

/** A unit that is lost now. */
export interface LostUnit {
  readonly unit: string;
  /** When it was last heard, milliseconds since 1970; null where it never was. */
  readonly seenAt: number | null;
}
