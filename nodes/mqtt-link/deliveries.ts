import type { Incoming } from "../links/link.ts";

/** One user's part in a message: who was given it, and who may leave before acknowledging. */
export interface Recipient {
  wants(topic: string): boolean;
  give(incoming: Incoming): void;
}

interface Delivery {
  readonly incoming: Incoming;
  readonly given: Set<Recipient>;
  /** Who of them has not acknowledged yet. */
  readonly open: Set<Recipient>;
}

/**
 * The messages of one connection whose PUBACK is still owed. A message that nobody wants, or whose recipient left
 * without acknowledging, is an orphan: held until somebody comes who wants it, or nobody can any more.
 */
export class Deliveries {
  readonly #open = new Set<Delivery>();

  /** Gives a message to each of these; the PUBACK goes out when the last of them has acknowledged. */
  give(incoming: Incoming, wanting: readonly Recipient[]): void {
    if (incoming.qos === 0) {
      for (const recipient of wanting) recipient.give(incoming);
      return;
    }
    const delivery: Delivery = { incoming, given: new Set(), open: new Set(wanting) };
    this.#open.add(delivery);
    for (const recipient of wanting) this.#give(delivery, recipient);
  }

  /** Gives the orphans that this newcomer wants, in the order they came in. */
  adopt(newcomer: Recipient, present: ReadonlySet<Recipient>): void {
    for (const delivery of this.#open) {
      if (!isOrphan(delivery, present) || !newcomer.wants(delivery.incoming.topic)) continue;
      for (const recipient of delivery.open) if (!present.has(recipient)) delivery.open.delete(recipient);
      delivery.open.add(newcomer);
      this.#give(delivery, newcomer);
    }
  }

  /**
   * Acknowledges what only those who are gone would have: were it held for good, it would fill the number of
   * messages a broker sends ahead, and no other would come. Who came before they left, and wants it, is given it now:
   * a node that was slow to stop may leave after its successor came.
   * @returns the topics of messages that nobody ever wanted
   */
  settle(present: ReadonlySet<Recipient>): readonly string[] {
    const unwanted: string[] = [];
    for (const delivery of this.#open) {
      if (!isOrphan(delivery, present)) continue;
      const { incoming, given, open } = delivery;
      const isUnwanted = open.size === 0;
      for (const recipient of open) if (!present.has(recipient)) open.delete(recipient);
      const heirs = [...present].filter((one) => !given.has(one) && one.wants(incoming.topic));
      for (const heir of heirs) open.add(heir);
      for (const heir of heirs) this.#give(delivery, heir);
      if (isUnwanted && heirs.length === 0) unwanted.push(incoming.topic);
      this.#acknowledgeWhenDone(delivery);
    }
    return unwanted;
  }

  /** The connection ended: the broker sends all of it again. */
  forget(): void {
    this.#open.clear();
  }

  #give(delivery: Delivery, recipient: Recipient): void {
    delivery.given.add(recipient);
    recipient.give({
      ...delivery.incoming,
      acknowledge: () => {
        if (delivery.open.delete(recipient)) this.#acknowledgeWhenDone(delivery);
      },
    });
  }

  #acknowledgeWhenDone(delivery: Delivery): void {
    if (delivery.open.size > 0 || !this.#open.delete(delivery)) return;
    delivery.incoming.acknowledge();
  }
}

function isOrphan({ open }: Delivery, present: ReadonlySet<Recipient>): boolean {
  return open.size === 0 || [...open].some((recipient) => !present.has(recipient));
}
