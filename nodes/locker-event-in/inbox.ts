import { Chain, type Place } from "../domain/chain.ts";
import type { Incoming } from "../links/link.ts";

/** Messages that may be here without an acknowledgement: several sessions' worth of what a broker sends ahead. */
const HERE_AT_MOST = 5000;

/** A message to work on, which is gone from here when it is acknowledged. */
class Entry implements Incoming {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Incoming["qos"];
  readonly retained: boolean;
  /** Monotonic milliseconds. */
  readonly since: number;
  /** The copy that came last; null while the connection it came by is gone: then the broker sends it again. */
  incoming: Incoming | null;
  readonly #entries: Chain<Entry>;
  readonly #place: Place<Entry>;

  constructor(incoming: Incoming, since: number, entries: Chain<Entry>) {
    this.topic = incoming.topic;
    this.payload = incoming.payload;
    this.qos = incoming.qos;
    this.retained = incoming.retained;
    this.since = since;
    this.incoming = incoming;
    this.#entries = entries;
    this.#place = entries.add(this);
  }

  get isHere(): boolean {
    return this.#place.item !== null;
  }

  acknowledge(): void {
    this.#entries.remove(this.#place);
    this.incoming?.acknowledge();
  }
}

/**
 * The messages that came and are not acknowledged yet. After a connection was lost the broker sends them again: each
 * is then known, and stands for the copy that is here.
 */
export class Inbox {
  /** In order of arrival. */
  readonly #entries = new Chain<Entry>();
  /** Of lost connections, by what they say, oldest first; made when the first copy comes. */
  #lost: Map<string, Entry[]> | null = null;

  get count(): number {
    return this.#entries.size;
  }

  /** When the oldest came, monotonic milliseconds; null where none is here. */
  get oldestSince(): number | null {
    return this.#entries.first?.since ?? null;
  }

  /**
   * @param now monotonic milliseconds
   * @returns the message to work on, which is gone from here when it is acknowledged; null where it is here already,
   *   or where no more can be kept: it stays with the broker
   */
  take(incoming: Incoming, now: number): Incoming | null {
    if (incoming.qos === 0) return incoming;
    const known = this.#lostLike(incoming);
    if (known !== null) {
      known.incoming = incoming;
      return null;
    }
    if (this.#entries.size >= HERE_AT_MOST) return null;
    return new Entry(incoming, now, this.#entries);
  }

  /** The connection ended: what is here comes again. */
  lose(): void {
    for (const { item: entry } of this.#entries.places()) if (entry !== null) entry.incoming = null;
    this.#lost = this.#entries.size > 0 ? new Map() : null;
  }

  /** The oldest of a lost connection that says the same. */
  #lostLike(incoming: Incoming): Entry | null {
    if (this.#lost === null) return null;
    if (this.#lost.size === 0) {
      for (const { item: entry } of this.#entries.places()) {
        if (entry === null || entry.incoming !== null) continue;
        const key = keyOf(entry);
        const same = this.#lost.get(key);
        if (same) same.push(entry);
        else this.#lost.set(key, [entry]);
      }
    }
    const key = keyOf(incoming);
    const same = this.#lost.get(key) ?? [];
    let known = same.shift();
    // Acknowledged meanwhile, in vain: this copy is worked on, and found to be known.
    while (known !== undefined && !known.isHere) known = same.shift();
    if (same.length === 0) this.#lost.delete(key);
    if (this.#lost.size === 0) this.#lost = null;
    return known ?? null;
  }
}

function keyOf({ topic, payload, retained }: Pick<Entry, "topic" | "payload" | "retained">): string {
  return `${topic}\n${retained}\n${Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("latin1")}`;
}
