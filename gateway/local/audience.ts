import type { Register } from "../../nodes/domain/register.ts";
import type { MailStandIn } from "../stand-ins/mail.ts";
import type { SnsStandIn } from "../stand-ins/sns.ts";

/** Somebody who is told: a hirer, a desk of the bank, an insurer. */
export interface Listener {
  /** Hirer id, role or subscription id. */
  readonly id: string;
  readonly party: "hirer" | "control-room" | "contact" | "insurer";
  readonly name: string;
  /** What a hirer or an insurer is told about; empty for desks, and for insurers of every locker. */
  readonly lockers: readonly string[];
  readonly channels: readonly { readonly channel: Channel; readonly address: string }[];
}

export type Channel = "sms" | "email" | "topic";

/** A message as it arrived on a phone, in a mailbox or at a topic's subscriber. */
export interface Received {
  /** Counts up from 1. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly listener: string;
  readonly party: Listener["party"];
  readonly channel: Channel;
  readonly address: string;
  readonly subject: string | null;
  readonly text: string;
}

const KEPT = 500;

/** Who in the register is told, and by which addresses. */
export function listenersOf(register: Register): readonly Listener[] {
  const reach = (phones: readonly string[], emails: readonly string[], topic: string | null) => [
    ...phones.map((address) => ({ channel: "sms" as const, address })),
    ...emails.map((address) => ({ channel: "email" as const, address })),
    ...(topic === null ? [] : [{ channel: "topic" as const, address: topic }]),
  ];
  const hirers = new Map<string, Listener>();
  for (const { id, name, locker, phones, emails } of register.hirers) {
    const lockers = [...(hirers.get(id)?.lockers ?? []), locker];
    hirers.set(id, { id, party: "hirer", name, lockers, channels: reach(phones, emails, null) });
  }
  return [
    ...hirers.values(),
    ...register.contacts.map(({ role, name, phones, emails, topic }) => ({
      id: role,
      party: role === "control-room" ? ("control-room" as const) : ("contact" as const),
      name,
      lockers: [],
      channels: reach(phones, emails, topic),
    })),
    ...register.subscriptions.map(({ id, insurer, lockers, channel, address }) => ({
      id,
      party: "insurer" as const,
      name: insurer,
      lockers: [...lockers],
      channels: [{ channel, address }],
    })),
  ];
}

/** Sorts what the stand-ins receive by who it was for. */
export class Audience {
  readonly listeners: readonly Listener[];
  readonly #received: Received[] = [];
  readonly #watchers = new Set<(received: Received) => void>();
  readonly #stops: (() => void)[] = [];
  #number = 0;

  constructor(listeners: readonly Listener[]) {
    this.listeners = listeners;
  }

  /** The newest messages, oldest first. */
  get received(): readonly Received[] {
    return this.#received;
  }

  /** Makes the topics of the listeners with a subscriber each, and hears everything from now on. */
  attach(sns: SnsStandIn, mail: MailStandIn): void {
    for (const { id, party, channels } of this.listeners) {
      const host = `${id.toLowerCase()}.example`;
      for (const { channel, address } of channels) {
        if (channel !== "topic") continue;
        const arn = sns.createTopic(address.split(":").at(-1) ?? address);
        if (arn !== address) throw new Error(`The stand-in has the topic ${arn}, the register ${address}.`);
        // By https an insurer's programs would get the notice of loss as JSON; here people read.
        if (party === "insurer") sns.subscribe(arn, { protocol: "email", endpoint: `claims@${host}` });
        else sns.subscribe(arn, { protocol: "https", endpoint: `https://${host}/notices` });
      }
    }
    this.#stops.push(
      sns.onDelivery((delivery) => {
        if (delivery.kind === "sms") this.#take("sms", delivery.phone, null, delivery.text);
        else this.#take("topic", delivery.topicArn, delivery.subject, delivery.text);
      }),
      mail.onMail(({ to, subject, text }) => {
        for (const address of to) this.#take("email", address, subject, text);
      }),
    );
  }

  detach(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** Called for each message as it arrives; returns how to stop. */
  onReceived(watcher: (received: Received) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #take(channel: Channel, address: string, subject: string | null, text: string): void {
    for (const { id, party, channels } of this.listeners) {
      if (!channels.some((one) => one.channel === channel && one.address === address)) continue;
      this.#number += 1;
      const message = {
        number: this.#number,
        at: Date.now(),
        listener: id,
        party,
        channel,
        address,
        subject,
        text,
      };
      this.#received.push(message);
      if (this.#received.length > KEPT) this.#received.shift();
      for (const watcher of this.#watchers) watcher(message);
    }
  }
}
