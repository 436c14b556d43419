import type { Access } from "../domain/access.ts";
import type { EventType, Occurred } from "../domain/event.ts";
import type { Register, RowProblem } from "../domain/register.ts";
import type { Visit, VisitAct } from "../domain/visit.ts";
import type { Incoming, LinkState, PublishOptions, TopicFilter } from "../links/link.ts";
import type { MailTransport } from "../links/mail.ts";
import type { SnsClient } from "../links/sns.ts";

/**
 * What each config node offers to the nodes that refer to it, and locker-visit and locker-drill to the board. A node
 * gets one by `peer(type, id)`.
 */
export interface Services {
  "mqtt-link": LinkService;
  "locker-register": RegisterService;
  "site-calendar": CalendarService;
  "aws-account": AwsAccountService;
  "locker-visit": VisitService;
  "locker-drill": DrillService;
}

/** One connection shared by every node that uses it: open while at least one user is attached. */
export interface LinkService {
  /** Id of the config node. */
  readonly id: string;
  readonly retainedForWildcards: boolean;
  readonly state: LinkState;
  /** Who may speak on this connection. */
  readonly register: RegisterService;
  /** Opens the connection for the first user. Tells the user the state at once, before this returns. */
  attach(user: LinkUser): LinkAttachment;
  /** @throws LockerError `publish-refused`, `link-lost` */
  publish(topic: string, payload: string | Uint8Array, options: PublishOptions): Promise<void>;
}

export interface LinkUser {
  readonly filters: readonly TopicFilter[];
  /** Called for each message that matches one of the filters; the PUBACK goes out when all its users acknowledged. */
  message(incoming: Incoming): void;
  /** Called for each change. */
  state(state: LinkState): void;
  /** The connection ended: what was not acknowledged comes again on the next one. */
  lost?(): void;
}

export interface LinkAttachment {
  /**
   * Resolves, for the last user, when the connection is closed. The subscriptions stay with the session at the
   * broker, and what this user did not acknowledge goes to the next one that wants it: a deploy loses nothing.
   */
  release(): Promise<void>;
}

export interface RegisterService {
  readonly id: string;
  readonly register: Register;
  readonly problems: readonly RowProblem[];
  /** Called after each reload; returns how to stop listening. */
  onChange(listener: () => void): () => void;
}

export interface CalendarService {
  readonly id: string;
  readonly timeZone: string;
  /** Judges the whole span in which an event can have happened; `type` is how the sentence begins. */
  judge(occurred: Occurred, type?: EventType): Access;
  /** When access hours ended after `after` and up to `until`; a break up to `grace` is no end. All milliseconds. */
  ends(after: number, until: number, grace: number): readonly number[];
  /** Years that [from, until] touches and whose holidays are not loaded; milliseconds since 1970. */
  unloadedYears(from: number, until: number): readonly number[];
}

export interface AwsAccountService {
  readonly id: string;
  readonly region: string;
  readonly sns: SnsClient;
  /** A transport over Amazon SES with this account's credentials; the caller closes it. */
  mail(): MailTransport;
  readonly sms: SmsDefaults;
  /** Messages per second that the account's quotas allow. */
  readonly rates: { readonly sms: number; readonly topic: number };
}

export interface SmsDefaults {
  readonly senderId: string;
  readonly type: "Transactional" | "Promotional";
  readonly maxPrice: string;
  readonly dltEntityId: string;
}

/** The registered visits of a locker-visit node. */
export interface VisitService {
  /** Id of the node. */
  readonly id: string;
  /** The sites that ask for visits. */
  readonly sites: ReadonlySet<string>;
  /** The visits that are not closed, and those of the branch's day, in the order in which they were opened. */
  list(): readonly Visit[];
  /**
   * What a named person does. It is durable when this resolves. The same act again, while nothing else was done, is
   * answered as the first one was.
   * @throws LockerError `visit-refused`, `journal-unavailable`
   */
  act(act: VisitAct): Promise<Visit>;
  /** Called after each change of what `list` gives; returns how to stop listening. */
  onChange(listener: () => void): () => void;
}

/** What a locker-drill knows of its test alarms. */
export interface DrillService {
  /** Id of the node. */
  readonly id: string;
  /** Whose control room is tested. */
  readonly site: string;
  /** How the last test ended; null where none has. */
  readonly last: LastDrill | null;
  /** Called after each end of a test; returns how to stop listening. */
  onChange(listener: () => void): () => void;
}

export interface LastDrill {
  readonly result: "through" | "missing";
  /** When that was known, milliseconds since 1970; null where it was not written down yet. */
  readonly at: number | null;
}
