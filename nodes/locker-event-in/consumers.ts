import type { LockerEvent } from "../domain/event.ts";
import { strictest, type WatchRules } from "../domain/watch-rules.ts";
import type { LinkState } from "../links/link.ts";
import { Handover, type HandoverServices, type Receiver } from "../runtime/handover.ts";
import type { Backlog } from "./outage.ts";

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
  /** Of so many that were not told singly this is the last; absent: it is told for itself. */
  readonly count?: number;
}

/** The connection's own state, or why what comes in cannot be stored, or how far that is behind. */
export type IntakeState =
  | LinkState
  | { readonly state: "journal"; readonly why: string }
  | ({ readonly state: "behind" } & Backlog);

/** A node that wants what the intake takes in. */
export interface Consumer extends Receiver {
  /** What it wants to be watched for at a site; null: nothing, as where the function is left out. */
  watch?(site: string): WatchRules | null;
  rejected(message: RejectedMessage): void;
  state(state: IntakeState): void;
}

interface Place {
  /** Of the node. */
  readonly id: string;
  readonly handover: Handover<Consumer>;
  /** As it was when the node was last here. */
  wants: Consumer["wants"];
  watch: (site: string) => WatchRules | null;
}

/**
 * The nodes an intake hands over to. A node that a deploy has taken away keeps its place until the flows run again:
 * what comes for it meanwhile is open in the journal.
 */
export class Consumers {
  readonly #services: HandoverServices<Consumer>;
  readonly #places = new Map<string, Place>();
  /** By site; made when they are first asked for. */
  readonly #rules = new Map<string, WatchRules | null>();

  constructor(services: HandoverServices<Consumer>) {
    this.#services = services;
  }

  get present(): readonly Consumer[] {
    return [...this.#places.values()].flatMap(({ handover }) => handover.receiver ?? []);
  }

  /** What is watched for at a site: whatever any of the nodes asks for, those that come back included. */
  rulesOf(site: string): WatchRules | null {
    const known = this.#rules.get(site);
    if (known !== undefined) return known;
    const rules = strictest([...this.#places.values()].flatMap(({ watch }) => watch(site) ?? []));
    this.#rules.set(site, rules);
    return rules;
  }

  /** Ids of the nodes that are to get an event, those that come back included. */
  wanting(event: LockerEvent): readonly string[] {
    const ids: string[] = [];
    for (const place of this.#places.values()) if (place.wants(event)) ids.push(place.id);
    return ids;
  }

  /** Gives a node its place; nothing is handed over before `begin`. */
  add(consumer: Consumer): void {
    const { id } = consumer;
    const handover = this.#places.get(id)?.handover ?? new Handover(this.#services);
    this.#places.set(id, {
      ...{ id, handover, wants: (event) => consumer.wants(event) },
      watch: (site) => consumer.watch?.(site) ?? null,
    });
    this.#rules.clear();
    handover.take(consumer);
  }

  /** Hands over what is open, and from now on everything at once. */
  begin(id: string): void {
    this.#places.get(id)?.handover.begin();
  }

  /** Another journal is used now, which counts its events anew. */
  renumbered(id: string): void {
    this.#places.get(id)?.handover.renumbered();
  }

  /** @param forGood false where a deploy brings the node back */
  leave(consumer: Consumer, forGood: boolean): void {
    const place = this.#places.get(consumer.id);
    if (place?.handover.receiver !== consumer) return;
    place.handover.leave();
    if (forGood) this.#places.delete(consumer.id);
    this.#rules.clear();
  }

  /** The flows run again: who is not back does not come back. */
  forgetAway(): void {
    for (const [id, { handover }] of this.#places) {
      if (handover.receiver === null) this.#places.delete(id);
    }
    this.#rules.clear();
  }

  /**
   * A duplicate is still open for these nodes. Where it is not on its way it was stored without anybody hearing of it,
   * unless it was settled meanwhile: the journal knows.
   */
  lookAgain(position: number, nodes: readonly string[]): void {
    for (const id of nodes) {
      const handover = this.#places.get(id)?.handover;
      if (handover?.isReady && !this.#services.settlement.isOpen(id, position)) handover.catchUp();
    }
  }

  /** @param nodes those for which the event is open */
  event(event: LockerEvent, position: number, nodes: readonly string[]): void {
    // All copies are made before any node can change its own: what a flow does to its message must not show in another's.
    const [first, ...others] = nodes;
    const copies = others.map((id) => ({ id, copy: structuredClone(event) }));
    if (first !== undefined) this.#places.get(first)?.handover.event(event, position);
    for (const { id, copy } of copies) this.#places.get(id)?.handover.event(copy, position);
  }

  /**
   * Hands over an event that is not in the journal, and so not open for anybody.
   * @returns false where no node is ready to take one
   */
  fromMemory(event: LockerEvent): boolean {
    const ready = [...this.#places.values()].flatMap(({ handover }) =>
      handover.isReady ? (handover.receiver ?? []) : [],
    );
    for (const consumer of ready) if (consumer.wants(event)) consumer.event(structuredClone(event), {});
    return ready.length > 0;
  }

  rejected(message: RejectedMessage): void {
    for (const consumer of this.present) consumer.rejected({ ...message });
  }
}
