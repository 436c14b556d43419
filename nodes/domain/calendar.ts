/**
 * When a site's lockers may be opened, as the bank lays it down. All dates and times are the site's own
 * (local to `timeZone`) and written as ISO 8601 without an offset; how they become moments on the days on
 * which the clocks change is in calendar-zone.ts.
 *
 * Precedence: emergency closure > approved exception > holiday > nth-weekday rule > weekly hours.
 */
export interface Calendar {
  /** IANA name. */
  readonly timeZone: string;
  /** In any order; a day follows the one with the latest `validFrom` that is not after it. */
  readonly schedules: readonly Schedule[];
  readonly holidays: readonly Holiday[];
  /**
   * The years whose holidays are complete. Any other year is a fault and never inside, unless the site keeps
   * no holidays at all, which has to be said.
   */
  readonly holidayYears: readonly number[] | "observes-none";
  readonly exceptions: readonly Exception[];
  readonly closures: readonly EmergencyClosure[];
}

/** One dated version of the regular hours. */
export interface Schedule {
  /** How people call this version; part of `Access.calendarVersion`. */
  readonly id: string;
  /** Local date, inclusive. */
  readonly validFrom: string;
  /** No interval on a day: no access on that weekday. */
  readonly weekly: Readonly<Record<Weekday, readonly Hours[]>>;
  /** The first that fits a day replaces its weekly hours. */
  readonly rules: readonly NthWeekdayRule[];
}

/** Monday first, as ISO 8601 counts. */
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/**
 * A half-open interval [start, end) in minutes since local midnight of the day it belongs to: start 0-1439,
 * end greater than start and at most 24 hours later. An end over 1440 lies on the following date, and the
 * interval still belongs to the day on which it starts.
 */
export interface Hours {
  readonly start: number;
  readonly end: number;
}

/** "Every 2nd and 4th Saturday": `nth` counts from 1 to 5 within the month, or is "last". */
export interface NthWeekdayRule {
  readonly nth: readonly Nth[];
  readonly weekday: Weekday;
  /** Empty: closed. */
  readonly hours: readonly Hours[];
}

export type Nth = 1 | 2 | 3 | 4 | 5 | "last";

export interface Holiday {
  /** Local date. */
  readonly date: string;
  readonly name: string;
}

/** A dated deviation somebody answered for; it ends by itself. Where two contradict each other, closed wins. */
export interface Exception {
  /** Local date and time, inclusive. */
  readonly from: string;
  /** Local date and time, exclusive. */
  readonly to: string;
  readonly kind: "open" | "closed";
  /** Role or staff number, for the audit; never part of a decision's reason. */
  readonly approvedBy: string;
  readonly reason: string;
}

export interface EmergencyClosure {
  /** Local date and time, inclusive. */
  readonly from: string;
  /** Local date and time, exclusive; null: until further notice. */
  readonly until: string | null;
  readonly reason: string;
}
