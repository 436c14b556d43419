import type { TextBook } from "./texts.ts";

/**
 * Who is who: the bank's sites, units, lockers, people and subscribers. This is the only place that holds
 * personal data; everything else refers to it by a Recipient.
 */

export interface Site {
  readonly id: string;
  readonly name: string;
  /** Telephone number or address hirers are told to turn to. */
  readonly redress: string;
  /** IANA name; null where the register does not say it. */
  readonly timeZone: string | null;
}

export interface Unit {
  readonly id: string;
  readonly site: string;
  /** Lockers the unit may speak for. */
  readonly lockers: ReadonlySet<string>;
}

export type ClosureKind =
  | "surrendered"
  | "break-open"
  | "branch-closing"
  | "branch-shifting"
  | "monitoring-suspended";

export interface Closure {
  readonly kind: ClosureKind;
  /** ISO date (local to the site) from which insurers may be told. */
  readonly announced: string;
  /** ISO date on which it takes effect. */
  readonly effective: string;
}

export interface Locker {
  readonly id: string;
  readonly site: string;
  readonly unit: string;
  readonly closure?: Closure;
}

/** A person or desk the bank names, e.g. `control-room` or `branch-manager`. */
export interface Contact {
  /**
   * Stable reference within its role and site, whatever the order of the lines: the bank's own, or else made of
   * role, site and name.
   */
  readonly id: string;
  readonly role: string;
  /** Null: the same for every site that names no contact of its own in this role. */
  readonly site: string | null;
  readonly name: string;
  /** BCP 47 tag. */
  readonly language: string;
  /** E.164. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  /** ARN of an SNS topic, or null. */
  readonly topic: string | null;
}

export interface Hirer {
  /** Stable reference: a pseudonym, never a name. */
  readonly id: string;
  readonly locker: string;
  readonly name: string;
  readonly language: string;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  /** ISO date, local to the site, from which this is no hirer of the locker any more. */
  readonly left?: string;
}

/** @param day ISO date, local to the site */
export function hiresOn({ left }: Pick<Hirer, "left">, day: string): boolean {
  return left === undefined || day < left;
}

/** What an insurer can subscribe to. */
export type SubscribedClass =
  | "theft-suspected"
  | "theft-confirmed"
  | "police-report"
  | `closure-${ClosureKind}`;

/** What an insurer is told of. That a theft is unfounded belongs to whatever they were told of it before. */
export type NoticeClass = SubscribedClass | "theft-unfounded";

export interface Subscription {
  readonly id: string;
  readonly insurer: string;
  readonly policy: string;
  /** Empty: every site. */
  readonly sites: ReadonlySet<string>;
  /** Empty: every locker of the sites. */
  readonly lockers: ReadonlySet<string>;
  readonly classes: ReadonlySet<SubscribedClass>;
  /** ISO dates, inclusive; null: open. */
  readonly since: string | null;
  readonly until: string | null;
  /** The reference of the consent; without one nothing is sent. */
  readonly consent: string;
  readonly withdrawn: boolean;
  readonly channel: "topic" | "email";
  /** Topic ARN or e-mail address, by channel. */
  readonly address: string;
}

/** A row or cell that could not be used as it is, in words for the person who keeps the file. */
export interface RowProblem {
  readonly file: string;
  /** 1-based line in the file; 0 where it is about the whole file. */
  readonly line: number;
  /** Name of the column; empty where it is about the whole line or file. */
  readonly column: string;
  /** What is wrong and what to write instead; never repeats a phone number, address or name. */
  readonly problem: string;
}

/** One consistent state of the register; never changes once made. */
export interface Register {
  /** What hirers are told, by language. */
  readonly texts: TextBook;
  readonly sites: ReadonlyMap<string, Site>;
  readonly units: ReadonlyMap<string, Unit>;
  readonly lockers: ReadonlyMap<string, Locker>;
  readonly siteClosures: ReadonlyMap<string, Closure>;
  readonly contacts: readonly Contact[];
  readonly hirers: readonly Hirer[];
  readonly subscriptions: readonly Subscription[];
  /** All holders of the locker, joint hirers and those who left included, in file order. */
  hirersOf(locker: string): readonly Hirer[];
  /** The site's own contacts in this role, or, where it has none, those for every site. */
  contactsOf(role: string, site: string): readonly Contact[];
  /** The contact of this reference in the role, of the site's own or of those for every site. */
  contact(role: string, site: string, id: string): Contact | undefined;
  hirer(id: string): Hirer | undefined;
  subscription(id: string): Subscription | undefined;
}
