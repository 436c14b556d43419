import type { Access } from "./access.ts";
import type { EventType } from "./event.ts";
import type { Register } from "./register.ts";

/** The two ways a hirer must be told of each opening (RBI, safe deposit lockers, 18 August 2021). */
export const HIRER_CHANNELS = ["sms", "email"] as const;
export type HirerChannel = (typeof HIRER_CHANNELS)[number];

/**
 * How far telling one hirer in one way has come.
 *
 * - `accepted`: a provider has taken it, for one of the hirer's numbers or addresses at least;
 * - `queued`: it waits, and the day is not over; `overdue`: it waits, and should have been accepted by now;
 * - `parked`: it waits for a person, e.g. for credentials; `dead`: it can never be sent as it is;
 * - `missing`: nobody was asked to tell: no such address in the register, or no flow is wired that tells.
 */
export type ToldState = "accepted" | "queued" | "overdue" | "parked" | "dead" | "missing";

/** One hirer in one way. */
export interface Told {
  /** Reference in the register, never a name. */
  readonly hirer: string;
  readonly channel: HirerChannel;
  readonly state: ToldState;
  /** The provider's id of the message; null where none has accepted one, or the record of that was erased. */
  readonly providerId: string | null;
  /** When it was accepted, milliseconds since 1970; null where it was not, or the record of that was erased. */
  readonly at: number | null;
  /** How often it was tried; null where the record of that was erased. */
  readonly attempts: number | null;
  /** Of the error that failed it last; null where none did, or it was accepted. */
  readonly code: string | null;
  /** True where it was accepted after it should have been, or is not accepted and should be. */
  readonly late: boolean;
}

export interface Opening {
  readonly eventId: string;
  readonly locker: string;
  /** When it happened, milliseconds since 1970: the latest moment where that is not known exactly. */
  readonly at: number;
  /** The earliest moment at which it can have happened; the same as `at` where its time is known. */
  readonly earliest: number;
  readonly type: EventType;
  /** True where it reached the gateway more than LATE_AFTER_MS after it happened. */
  readonly late: boolean;
  /** True for a drill: it is listed, and not counted. */
  readonly drill: boolean;
  /** The decision that was recorded; the strictest one where there were several. Null where nothing was decided. */
  readonly access: Pick<Access, "inside" | "code" | "reason" | "calendarVersion"> | null;
  /** Id of the registered visit it belongs to; null where none was open. */
  readonly visit: string | null;
  /** Of each hirer of the locker, one for each channel. Empty where the locker has no hirer. */
  readonly notices: readonly Told[];
}

/** What the bank should look at, in a sentence without personal data. */
export interface DayException {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Type of the event, `outside-hours`, `not-accepted`, `overdue`, or `not-kept`: of the day itself. */
  readonly kind: string;
  readonly locker: string | null;
  readonly eventId: string | null;
  readonly drill: boolean;
  readonly text: string;
}

/** Notices of the day to others than hirers. */
export interface OtherNotices {
  readonly to: "staff" | "insurer" | "topic" | "receiver";
  readonly channel: string;
  readonly asked: number;
  readonly accepted: number;
}

/** Without drills. */
export interface DaySums {
  readonly openings: number;
  readonly late: number;
  readonly inside: number;
  readonly outside: number;
  readonly undecided: number;
  /** Openings of lockers without a hirer in the register, and of which nobody was told: there is nobody to tell. */
  readonly withoutHirers: number;
  /** Openings of which each hirer was told by SMS and by e-mail, both. */
  readonly told: number;
  /** The others. `openings` = `withoutHirers` + `told` + `notTold`. */
  readonly notTold: number;
  /** Hirers times channels, by state: the sum of each is what `openings` owed. */
  readonly states: Readonly<Record<HirerChannel, Readonly<Record<ToldState, number>>>>;
  readonly exceptions: number;
  /** Openings that were drills. */
  readonly drills: number;
}

/** All openings of one branch on one day of its clock, and who was told. */
export interface DayReport {
  readonly site: string;
  /** Name of the branch; its id where the register does not name it. */
  readonly siteName: string;
  /** ISO date by the clock of `timeZone`. */
  readonly day: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Milliseconds since 1970: the day from `from` on and before `to`. */
  readonly from: number;
  readonly to: number;
  /** When the report was made; before `to` the day is not over. Milliseconds since 1970. */
  readonly madeAt: number;
  /** In the order in which they happened. */
  readonly openings: readonly Opening[];
  /** In the order in which they happened; what is silent only for who may see it. */
  readonly exceptions: readonly DayException[];
  readonly others: readonly OtherNotices[];
  readonly sums: DaySums;
}

/** What is asked for. */
export interface DayAsked {
  readonly site: string;
  /** ISO date by the clock of `timeZone`. */
  readonly day: string;
  /** IANA name: the site's, or where the register does not say it the gateway's. */
  readonly timeZone: string;
  /** As it is now: who must have been told. */
  readonly register: Pick<Register, "sites" | "units" | "hirersOf">;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** False: nothing that tells of a silent alarm (duress) is in the report. */
  readonly seesSilent: boolean;
}
