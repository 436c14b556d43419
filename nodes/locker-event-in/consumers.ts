import type { Clock } from "../domain/clock.ts";
import type { LockerEvent } from "../domain/event.ts";
import type { LinkState } from "../links/link.ts";

/** A message that could not become an event, as the third output tells of it. */
export interface RejectedMessage {
  /** At most its first 256 characters. */
  readonly topic: string;
  readonly code: string;
  readonly reason: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** The site, where the topic names one of the register. */
  readonly site: string | null;
}

/** The connection's own state, or why what comes in cannot be stored. */
export type IntakeState = LinkState | { readonly state: "journal"; readonly why: string };

/** A node that wants what the intake takes in. Its functions must not throw. */
export interface Consumer {
  /** Id of the node, the same after a deploy. */
  readonly id: string;
  event(event: LockerEvent): void;
  rejected(message: RejectedMessage): void;
  state(state: IntakeState): void;
  fault(why: string): void;
}

/** What came for a node while it could not be handed over, in order. */
export type Kept = readonly ((consumer: Consumer) => void)[];

/** A deploy takes a node away for seconds. One that is away for longer is disabled, and nothing is kept for it. */
const AWAY_MS = 60_000;

interface Place {
  /** Null while the node is away. */
  consumer: Consumer | null;
  /** What waits for the node; null while it is handed over at once. */
  kept: ((consumer: Consumer) => void)[] | null;
  /** When it was left, monotonic milliseconds. */
  leftAt: number;
}

/**
 * The nodes an intake hands over to. What is acknowledged does not come again, so for a node that a deploy has
 * taken away, or that waits for the rest of the flows to start, it is kept.
 */
export class Consumers {
  readonly #clock: Clock;
  readonly #places = new Map<string, Place>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get present(): readonly Consumer[] {
    return [...this.#places.values()].flatMap(({ consumer }) => consumer ?? []);
  }

  /** Gives a node its place; nothing is handed over before `begin`. */
  add(consumer: Consumer, kept: Kept): void {
    this.#forgetLong();
    const before = this.#places.get(consumer.id)?.kept ?? [];
    this.#places.set(consumer.id, { consumer, kept: [...kept, ...before], leftAt: 0 });
  }

  /** Hands over what was kept, and from now on everything at once. */
  begin(consumer: Consumer): void {
    const place = this.#places.get(consumer.id);
    if (place?.consumer !== consumer) return;
    const kept = place.kept ?? [];
    place.kept = null;
    for (const give of kept) give(consumer);
  }

  /** @param forGood false where a deploy brings the node back */
  leave(consumer: Consumer, forGood: boolean): void {
    const place = this.#places.get(consumer.id);
    if (place?.consumer !== consumer) return;
    if (forGood) this.#places.delete(consumer.id);
    else {
      place.consumer = null;
      place.kept ??= [];
      place.leftAt = this.#clock.monotonic();
    }
  }

  event(event: LockerEvent): void {
    // What a flow does to its message must not show in another's.
    this.#each((index) => {
      const own = index === 0 ? event : structuredClone(event);
      return (consumer) => consumer.event(own);
    });
  }

  rejected(message: RejectedMessage): void {
    this.#each(() => (consumer) => consumer.rejected({ ...message }));
  }

  /** What is left of the nodes that are away, by their ids. */
  takeKept(): ReadonlyMap<string, Kept> {
    const left = [...this.#places].flatMap(([id, { kept }]): [string, Kept][] =>
      kept === null || kept.length === 0 ? [] : [[id, kept]],
    );
    this.#places.clear();
    return new Map(left);
  }

  #each(giveOf: (index: number) => (consumer: Consumer) => void): void {
    this.#forgetLong();
    const places = [...this.#places.values()];
    // All copies are made before any node can change its own.
    const gives = places.map((_, index) => giveOf(index));
    for (const [index, { consumer, kept }] of places.entries()) {
      const give = gives[index];
      if (give === undefined) continue;
      if (kept !== null) kept.push(give);
      else if (consumer !== null) give(consumer);
    }
  }

  #forgetLong(): void {
    const now = this.#clock.monotonic();
    for (const [id, { consumer, leftAt }] of this.#places) {
      if (consumer === null && now - leftAt > AWAY_MS) this.#places.delete(id);
    }
  }
}
