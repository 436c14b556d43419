import { LockerError } from "./errors.ts";
import { type Channel, type Recipient, recipientLabel } from "./notice.ts";
import { type Contact, hiresOn, type Register } from "./register.ts";
import { mayReceive } from "./subscription.ts";

/** Whom a notify node tells. */
export type Audience = "hirers" | "contact" | "control-room" | "subscriber" | "topic";

/** One recipient on one channel: a notice of its own. */
export interface Addressee {
  readonly recipient: Recipient;
  readonly channel: Channel;
  /** Of a hirer: BCP 47 tag. */
  readonly language?: string;
}

/** Who can be told, and the sentences about those who cannot; both may be there. */
export interface Addressees {
  readonly addressees: readonly Addressee[];
  readonly problems: readonly LockerError[];
}

/**
 * All hirers of a locker, joint hirers included, on each of their numbers or addresses.
 * @param dayOf gives the ISO date, local to the site, of what they are told: who had left by then is not told
 */
export function hirersAddressees(
  locker: string | null,
  channel: "sms" | "email",
  register: Register,
  dayOf: () => string,
): Addressees {
  if (locker === null) {
    return unknown(
      "This event is about a whole unit and not about one locker, so it has no hirers. Let only events of lockers through, e.g. by the types in locker-event-in.",
    );
  }
  const hirers = register
    .hirersOf(locker)
    .filter((hirer) => hirer.left === undefined || hiresOn(hirer, dayOf()));
  if (hirers.length === 0) {
    return unknown(
      register.lockers.has(locker)
        ? `Locker ${locker} has no hirer in the register, so nobody was told. If it is hired, add the hirer to the register's hirers.`
        : `Locker ${locker} is not in the register, so its hirers are not known and nobody was told. Add it to the register's lockers and hirers.`,
    );
  }
  const addressees: Addressee[] = [];
  const problems: LockerError[] = [];
  for (const hirer of hirers) {
    const count = channel === "sms" ? hirer.phones.length : hirer.emails.length;
    if (count === 0) {
      problems.push(
        recipientUnknown(
          `Hirer ${hirer.id} of locker ${locker} has no ${wordOf(channel)} that can be used in the register and was not told this way. ${MEND[channel]}`,
        ),
      );
    }
    addressees.push(
      ...numbered(count).map((address) => ({
        recipient: { kind: "hirer" as const, id: hirer.id, ...address },
        channel,
        language: hirer.language,
      })),
    );
  }
  return { addressees, problems };
}

const MEND = {
  sms: "Write one with + and the country code into the register's hirers; until then tell this hirer by other means.",
  email: "Write one into the register's hirers; until then tell this hirer by other means.",
} as const;

/** Everyone the bank named in a role for a site, on those of the channels that their entries hold. */
export function contactsAddressees(
  role: string,
  site: string,
  channels: readonly Channel[],
  register: Register,
): Addressees {
  const contacts = register.contactsOf(role, site);
  if (contacts.length === 0) {
    return unknown(
      `The register names no contact in the role "${role}" for site ${site}, so nobody was told. Add one to the register's contacts.`,
    );
  }
  const addressees = contacts.flatMap((contact) =>
    channels.flatMap((channel) =>
      numbered(countOf(contact, channel)).map((address) => ({
        recipient: { kind: "contact" as const, role, site, contact: contact.id, ...address },
        channel,
      })),
    ),
  );
  if (addressees.length > 0) return { addressees, problems: [] };
  return unknown(
    `No contact in the role "${role}" of site ${site} has ${channels.map(articled).join(" or ")} in the register, so nobody was told this way. Add one to the register's contacts.`,
  );
}

/** The one recipient a message names, on the channel its entry in the register asks for. */
export function namedAddressee(
  recipient: Recipient,
  channels: readonly Channel[],
  register: Register,
): Addressees {
  const channel = channels.find((candidate) => hasAddress(recipient, candidate, register));
  if (channel !== undefined) return { addressees: [{ recipient, channel }], problems: [] };
  const label = recipientLabel(recipient);
  if (recipient.kind === "subscriber") {
    const subscription = register.subscription(recipient.id);
    if (subscription !== undefined) {
      return unknown(
        `The ${label} is told by ${subscription.channel === "email" ? "e-mail" : "an SNS topic"}, which this node does not send. Wire that output of insurer-feed to ${subscription.channel === "email" ? "email-notify" : "sns-notify"}.`,
      );
    }
  }
  return unknown(
    `The ${label} has no ${channels.map(wordOf).join(" and no ")} in the register, or is not in it, so nobody was told. Check msg.notice.recipient and the register.`,
  );
}

/**
 * Where to send: looked up at the moment of sending, because people change their numbers and withdraw consent.
 * @returns an E.164 number, an e-mail address or a topic ARN, by channel
 * @throws LockerError `provider-permanent` when the recipient is gone or must not be told any more
 */
export function addressOf(
  recipient: Recipient,
  channel: Channel,
  locker: string | null,
  register: Register,
): string {
  const address = lookUp(recipient, channel, locker, register);
  if (address !== undefined) return address;
  const subscription = recipient.kind === "subscriber" ? register.subscription(recipient.id) : undefined;
  const withdrawn = subscription !== undefined && !mayReceive(subscription);
  throw new LockerError(
    "provider-permanent",
    withdrawn
      ? `The consent of ${recipientLabel(recipient)} was withdrawn before this notice went out, so it was not sent.`
      : `The register no longer has ${articled(channel)} for ${recipientLabel(recipient)}, so this notice was not sent. If that is a mistake, mend the register and send the notice again with msg.retry, or tell them yourself.`,
  );
}

function hasAddress(recipient: Recipient, channel: Channel, register: Register): boolean {
  return lookUp(recipient, channel, null, register) !== undefined;
}

function lookUp(
  recipient: Recipient,
  channel: Channel,
  locker: string | null,
  register: Register,
): string | undefined {
  switch (recipient.kind) {
    case "hirer": {
      const ofLocker = locker === null ? [] : register.hirersOf(locker);
      const hirer = ofLocker.find(({ id }) => id === recipient.id) ?? register.hirer(recipient.id);
      if (hirer === undefined || channel === "topic" || channel === "dc09") return undefined;
      return (channel === "sms" ? hirer.phones : hirer.emails)[recipient.address ?? 0];
    }
    case "contact": {
      const contact = register.contact(recipient.role, recipient.site, recipient.contact);
      return contact && addressesOf(contact, channel)[recipient.address ?? 0];
    }
    case "subscriber": {
      const subscription = register.subscription(recipient.id);
      const open = subscription !== undefined && mayReceive(subscription);
      return open && subscription.channel === channel ? subscription.address : undefined;
    }
    case "topic":
      return channel === "topic" ? recipient.arn : undefined;
    case "receiver":
      // Not in the register: dc09-out has its receivers itself.
      return undefined;
  }
}

function addressesOf(contact: Contact, channel: Channel): readonly string[] {
  switch (channel) {
    case "sms":
      return contact.phones;
    case "email":
      return contact.emails;
    case "topic":
      return contact.topic === null ? [] : [contact.topic];
    case "dc09":
      return [];
  }
}

function countOf(contact: Contact, channel: Channel): number {
  return addressesOf(contact, channel).length;
}

/** The first address goes without a number, so that adding a second one changes nobody's key. */
function numbered(count: number): { readonly address?: number }[] {
  return Array.from({ length: count }, (_, index) => (index === 0 ? {} : { address: index }));
}

function wordOf(channel: Channel): string {
  return { sms: "telephone number", email: "e-mail address", topic: "topic", dc09: "receiver" }[channel];
}

function articled(channel: Channel): string {
  return `${channel === "email" ? "an" : "a"} ${wordOf(channel)}`;
}

function unknown(sentence: string): Addressees {
  return { addressees: [], problems: [recipientUnknown(sentence)] };
}

function recipientUnknown(sentence: string): LockerError {
  return new LockerError("recipient-unknown", sentence);
}
