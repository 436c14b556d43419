import type {
  FoundAcceptance,
  FoundOpening,
  FoundOther,
  LostUnit,
  RecordedAccess,
} from "../domain/day-report-found.ts";
import type { LockerEvent } from "../domain/event.ts";

/** Which day of which site: what happened there from `from` on and before `to`, milliseconds since 1970. */
export interface DayScope {
  readonly site: string;
  readonly from: number;
  readonly to: number;
}

/**
 * What is asked for next. It crosses over with each call and is remembered nowhere else, so that a report goes on
 * whatever happens to the journal in between.
 */
export type DayStep =
  | { readonly phase: "find"; readonly scope: DayScope }
  /** @property until last position to look at; left out: the last there is */
  | { readonly phase: "events"; readonly scope: DayScope; readonly after: number; readonly until?: number }
  | { readonly phase: "records"; readonly scope: DayScope; readonly after: number }
  /** Up to which position events had come before a moment, milliseconds since 1970. */
  | { readonly phase: "reach"; readonly before: number };

export type DayPage = DayPlace | EventsPage | RecordsPage | DayReach;

export interface DayReach {
  readonly phase: "reach";
  readonly position: number;
}

/** Where the day begins. */
export interface DayPlace {
  readonly phase: "find";
  /** Positions after which to read. */
  readonly event: number;
  readonly record: number;
  /** Where nothing of the day, or not all, was recorded or is held still: from when on it is, milliseconds since 1970. */
  readonly keptFrom: number | null;
  /** Of all sites. */
  readonly lost: readonly LostUnit[];
}

interface Read {
  /** Everything up to this position was looked at. */
  readonly through: number;
  readonly isEnd: boolean;
}

export interface EventsPage extends Read {
  readonly phase: "events";
  readonly openings: readonly FoundOpening[];
  /** What else is of the day, and when units were lost and heard again until today. */
  readonly others: readonly LockerEvent[];
}

export interface RecordsPage extends Read {
  readonly phase: "records";
  /** When the last one looked at was made, milliseconds since 1970; null where there was none. */
  readonly at: number | null;
  readonly decisions: readonly { readonly event: string; readonly access: RecordedAccess }[];
  readonly accepted: readonly FoundAcceptance[];
  readonly notices: readonly FoundOther[];
  /** Records of events that were made on the day, and whose content was erased. */
  readonly erased: number;
}
