/** Why an opening was judged as it was; the sentence for people is `Access.reason`. */
export type AccessCode =
  | "weekly-hours"
  | "outside-hours"
  | "closed-day"
  | "holiday"
  | "exception-open"
  | "exception-closed"
  | "emergency-closure"
  | "year-not-loaded"
  | "no-schedule"
  | "time-uncertain";

/** The decision of an access window about one event: `msg.access`. */
export interface Access {
  readonly inside: boolean;
  readonly code: AccessCode;
  /** One sentence in plain words. */
  readonly reason: string;
  /** ISO 8601 with offset, in the site's time zone; of the latest moment where the time is uncertain. */
  readonly localTime: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Version of the schedule that decided, "+", and eight digits that change with every edit of the calendar. */
  readonly calendarVersion: string;
  /** True where the event's time was not known exactly and the whole span was judged. */
  readonly uncertain: boolean;
}
