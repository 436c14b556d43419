import { Chain, type Place } from "../domain/chain.ts";
import type { Incoming } from "../links/link.ts";

/** One user's part in a message: who was given it, and who may leave before acknowledging. */
export interface Recipient {
  wants(topic: string): boolean;
  give(incoming: Incoming): void;
}

/** Each list holds nobody twice; almost always it is one. */
interface Delivery {
  readonly incoming: Incoming;
  readonly given: Recipient[];
  /** Who of them has not acknowledged yet. */
  readonly open: Recipient[];
}

/** A message as one recipient was given it. */
class Given implements Incoming {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Incoming["qos"];
  readonly retained: boolean;
  readonly #acknowledged: () => void;

  constructor(incoming: Incoming, acknowledged: () => void) {
    this.topic = incoming.topic;
    this.payload = incoming.payload;
    this.qos = incoming.qos;
    this.retained = incoming.retained;
    this.#acknowledged = acknowledged;
  }

  acknowledge(): void {
    this.#acknowledged();
  }
}

/**
 * The messages of one connection whose PUBACK is still owed. A message that nobody wants, or whose recipient left
 * without acknowledging, is an orphan: held until somebody comes who wants it, or nobody can any more.
 */
export class Deliveries {
  readonly #open = new Chain<Delivery>();

  /** Gives a message to each of these; the PUBACK goes out when the last of them has acknowledged. */
  give(incoming: Incoming, wanting: readonly Recipient[]): void {
    if (incoming.qos === 0) {
      for (const recipient of wanting) recipient.give(incoming);
      return;
    }
    const place = this.#open.add({ incoming, given: [], open: [...wanting] });
    for (const recipient of wanting) this.#give(place, recipient);
  }

  /** Gives the orphans that this newcomer wants, in the order they came in. */
  adopt(newcomer: Recipient, present: ReadonlySet<Recipient>): void {
    for (const place of this.#open.places()) {
      const delivery = place.item;
      if (delivery === null || !isOrphan(delivery, present)) continue;
      if (!newcomer.wants(delivery.incoming.topic)) continue;
      dropAbsent(delivery.open, present);
      if (!delivery.open.includes(newcomer)) delivery.open.push(newcomer);
      this.#give(place, newcomer);
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
    for (const place of this.#open.places()) {
      const delivery = place.item;
      if (delivery === null || !isOrphan(delivery, present)) continue;
      const { incoming, given, open } = delivery;
      const isUnwanted = open.length === 0;
      dropAbsent(open, present);
      const heirs = [...present].filter((one) => !given.includes(one) && one.wants(incoming.topic));
      for (const heir of heirs) if (!open.includes(heir)) open.push(heir);
      for (const heir of heirs) this.#give(place, heir);
      if (isUnwanted && heirs.length === 0) unwanted.push(incoming.topic);
      this.#acknowledgeWhenDone(place);
    }
    return unwanted;
  }

  /** The connection ended: the broker sends all of it again. */
  forget(): void {
    this.#open.clear();
  }

  #give(place: Place<Delivery>, recipient: Recipient): void {
    if (place.item === null) return;
    place.item.given.push(recipient);
    const acknowledged = () => {
      if (place.item !== null && drop(place.item.open, recipient)) this.#acknowledgeWhenDone(place);
    };
    recipient.give(new Given(place.item.incoming, acknowledged));
  }

  #acknowledgeWhenDone(place: Place<Delivery>): void {
    const delivery = place.item;
    if (delivery === null || delivery.open.length > 0) return;
    this.#open.remove(place);
    delivery.incoming.acknowledge();
  }
}

function isOrphan({ open }: Delivery, present: ReadonlySet<Recipient>): boolean {
  return open.length === 0 || open.some((recipient) => !present.has(recipient));
}

/** @returns whether it was there */
function drop(list: Recipient[], one: Recipient): boolean {
  const index = list.indexOf(one);
  if (index !== -1) list.splice(index, 1);
  return index !== -1;
}

function dropAbsent(list: Recipient[], present: ReadonlySet<Recipient>): void {
  for (const one of list.filter((recipient) => !present.has(recipient))) drop(list, one);
}
