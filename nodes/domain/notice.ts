import type { NoticeClass } from "./register.ts";
import type { TextKind } from "./texts.ts";

/**
 * Who is to be told: always a reference into the register, resolved to numbers and addresses only at the
 * moment of sending.
 */
export type Recipient =
  | { readonly kind: "hirer"; readonly id: string; readonly address?: AddressIndex }
  | {
      readonly kind: "contact";
      readonly role: string;
      readonly site: string;
      /** Reference of the contact in the register. */
      readonly contact: string;
      readonly address?: AddressIndex;
    }
  | { readonly kind: "subscriber"; readonly id: string }
  | { readonly kind: "topic"; readonly arn: string }
  /** The receivers of an alarm receiving centre, which know a site by its account. */
  | { readonly kind: "receiver"; readonly account: string };

/**
 * Which of a person's numbers or addresses: absent is the first, 1 the second. Each is a recipient of its own,
 * so that a retry for one is not a repeat for the other.
 */
export type AddressIndex = number;

export type Channel = "sms" | "topic" | "email" | "dc09";

/** Lanes of the outbox: a lower one is always served first. */
export const LANE = { sos: 0, insurer: 1, hirer: 2, routine: 3 } as const;
export type Lane = (typeof LANE)[keyof typeof LANE];

/** What a notice is about: the events and incidents it can be traced back to. */
export type Subject =
  | { readonly kind: "event"; readonly id: string }
  | { readonly kind: "incident"; readonly id: string; readonly transition: number }
  | { readonly kind: "closure"; readonly id: string };

/** Values a template may use; nothing personal, that is looked up when the notice is sent. */
export type TemplateValues = Readonly<Record<string, string | number | boolean>>;

/** `msg.notice`: made by insurer-feed, or by hand, for the notify nodes. */
export interface NoticeRequest {
  readonly recipient: Recipient;
  readonly class: NoticeClass | string;
  readonly values: TemplateValues;
  /** The same for programs. */
  readonly document?: NoticeDocument;
}

/**
 * What a notice says, for programs: the message of a topic, whose people get the text, and the attachment of an e-mail.
 * Nothing personal, as in the values.
 */
export interface NoticeDocument {
  /** File name. */
  readonly name: string;
  /** Media type. */
  readonly type: string;
  readonly body: string;
}

/** A message to one recipient on one channel, as the outbox keeps it until the provider has accepted it. */
export interface Notice {
  /** Idempotency: the same key is sent once however often its event comes by. */
  readonly key: string;
  readonly subject: Subject;
  /** Id of the node that asked for it. */
  readonly node: string;
  /** Which sender takes it: `{channel}:{account node id}:{register node id}`. */
  readonly route: string;
  readonly recipient: Recipient;
  readonly channel: Channel;
  readonly lane: Lane;
  /** Event type, incident cause or notice class: an attribute for filter policies. */
  readonly class: string;
  readonly severity: "alarm" | "notice";
  readonly site: string;
  readonly locker: string | null;
  readonly drill: boolean;
  readonly template: NoticeTemplate;
  readonly values: TemplateValues;
  readonly document?: NoticeDocument;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Not accepted by then it is overdue (domain/notice-deadline), milliseconds since 1970. */
  readonly overdueAt: number;
}

/** Mustache texts, rendered when the notice is sent. */
export interface NoticeTemplate {
  /** SMS text, topic message or e-mail body. */
  readonly text: string;
  /** E-mail and topic subject. */
  readonly subject?: string;
  /** Texts for single protocols of a topic (sms, email, https, ...), published as MessageStructure json. */
  readonly perProtocol?: Readonly<Record<string, string>>;
  /** SMS sender id, where it differs from the account's. */
  readonly senderId?: string;
  /** India: DLT template that this text was registered as. */
  readonly dltTemplateId?: string;
  /** India: the registered words with their tagged variables, which an SMS is compared with before it goes out. */
  readonly dltText?: string;
  /** Which of the hirers' texts by language this is; it is looked up again when the notice goes out. */
  readonly wording?: { readonly language: string; readonly kind: TextKind };
  /** A text of a node's own for hirers; the node's present one is used when the notice goes out. */
  readonly own?: true;
}

/** Idempotency key of a notice (design: effects are idempotent). */
export function noticeKey(subject: Subject, node: string, recipient: Recipient, channel: Channel): string {
  const about = subject.kind === "incident" ? `${subject.id}#${subject.transition}` : subject.id;
  return [subject.kind, about, node, recipientKey(recipient), channel].join("|");
}

/** One string per recipient: also the unit of order within a lane. */
export function recipientKey(recipient: Recipient): string {
  switch (recipient.kind) {
    case "hirer":
      return `hirer:${recipient.id}${addressKey(recipient.address)}`;
    case "subscriber":
      return `subscriber:${recipient.id}`;
    case "contact":
      return `contact:${recipient.site}:${recipient.role}:${recipient.contact}${addressKey(recipient.address)}`;
    case "topic":
      return `topic:${recipient.arn}`;
    case "receiver":
      return `receiver:${recipient.account}`;
  }
}

/** The hirer whom a notice of this key is for; null where it is for somebody else. */
export function hirerOf(noticeKey: string): string | null {
  // Ids of events and nodes hold no bar; only a topic's name may hold anything else, and stands elsewhere.
  return /\|hirer:([A-Za-z0-9-]+)(?:\+\d+)?\|/.exec(noticeKey)?.[1] ?? null;
}

function addressKey(address: AddressIndex | undefined): string {
  return address === undefined ? "" : `+${address}`;
}

/** The recipient in words that hold nothing personal: for messages, logs and errors. */
export function recipientLabel(recipient: Recipient): string {
  switch (recipient.kind) {
    case "hirer":
      return `hirer ${recipient.id}${addressLabel(recipient.address)}`;
    case "subscriber":
      return `subscription ${recipient.id}`;
    case "contact":
      return `${recipient.role} ${recipient.contact} of ${recipient.site}${addressLabel(recipient.address)}`;
    case "topic":
      return `topic ${recipient.arn}`;
    case "receiver":
      return `account ${recipient.account}`;
  }
}

function addressLabel(address: AddressIndex | undefined): string {
  return address === undefined ? "" : `, address ${address + 1}`;
}
