import type { Clock } from "../domain/clock.ts";
import type { LockerEvent } from "../domain/event.ts";
import {
  type HealthNews,
  healthOfAppended,
  healthOfHeartbeat,
  healthOfRejection,
  healthOfStatus,
  type KnownUnit,
} from "../domain/health.ts";
import {
  afterEvent,
  afterHeartbeat,
  afterStatus,
  NO_EVIDENCE,
  type UnitEvidence,
} from "../domain/occurred.ts";
import { parseEvent } from "../domain/parse-event.ts";
import { parseHeartbeat } from "../domain/parse-heartbeat.ts";
import type { Rejection } from "../domain/parse-message.ts";
import { parseStatus } from "../domain/parse-status.ts";
import { filterFor, parseTopic } from "../domain/parse-topic.ts";
import { type Appended, type Journal, QUARANTINE_BYTES } from "../journal/journal.ts";
import type { Incoming, LinkState } from "../links/link.ts";
import type { LinkAttachment, LinkService, LinkUser } from "../runtime/services.ts";
import { Gateway } from "./gateway.ts";
import { Retry } from "./retry.ts";

/** A message that could not become an event, as the third output tells of it. */
export interface RejectedMessage {
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
  event(event: LockerEvent): void;
  rejected(message: RejectedMessage): void;
  state(state: IntakeState): void;
  fault(why: string): void;
}

/** The part of the journal that the intake writes to. */
export type IntakeJournal = Pick<Journal, "append" | "quarantine" | "unitSeen" | "unitState">;

/**
 * The one way in for all nodes that use a connection: each message is read, committed to the journal, only then
 * acknowledged to the broker and to the unit, and handed to every consumer.
 */
export class Intake implements LinkUser {
  readonly filters = [
    { filter: filterFor("event"), qos: 1 },
    { filter: filterFor("status"), qos: 1 },
    { filter: filterFor("heartbeat"), qos: 0 },
  ] as const;

  readonly #link: LinkService;
  readonly #journal: IntakeJournal;
  readonly #clock: Clock;
  readonly #gateway: Gateway;
  readonly #retry: Retry;
  readonly #consumers = new Set<Consumer>();
  /** What narrows the time of each unit's events, and its last known state; both grow with the register only. */
  readonly #evidence = new Map<string, UnitEvidence>();
  readonly #known = new Map<string, KnownUnit | null>();
  #attachment: LinkAttachment | null = null;
  #linkState: LinkState = { state: "stopped" };
  #refusal: string | null = null;

  constructor(link: LinkService, journal: IntakeJournal, clock: Clock) {
    this.#link = link;
    this.#journal = journal;
    this.#clock = clock;
    this.#gateway = new Gateway(link, clock);
    this.#retry = new Retry(clock, {
      journal: (why) => {
        this.#refusal = why;
        this.#tellState();
      },
      fault: (why) => {
        for (const consumer of this.#consumers) consumer.fault(why);
      },
    });
  }

  get unused(): boolean {
    return this.#consumers.size === 0;
  }

  add(consumer: Consumer): void {
    this.#consumers.add(consumer);
    this.#attachment ??= this.#link.attach(this);
    consumer.state(this.#currentState());
  }

  remove(consumer: Consumer): void {
    this.#consumers.delete(consumer);
  }

  /** Resolves when the subscriptions are gone; what was not acknowledged comes again another time. */
  async close(): Promise<void> {
    this.#gateway.stop();
    this.#retry.stop();
    await this.#attachment?.release();
  }

  state(state: LinkState): void {
    this.#linkState = state;
    this.#tellState();
    if (state.state === "connected") this.#gateway.connected();
  }

  message(incoming: Incoming): void {
    const receivedAt = this.#clock.now();
    switch (parseTopic(incoming.topic)?.message) {
      case "status":
        this.#status(incoming, receivedAt);
        break;
      case "heartbeat":
        this.#heartbeat(incoming, receivedAt);
        break;
      default:
        // What is no event by its topic is refused as one, with the reason.
        this.#event(incoming, receivedAt);
        break;
    }
  }

  #event(incoming: Incoming, receivedAt: number): void {
    const { topic, payload } = incoming;
    const parsed = parseEvent(topic, payload, receivedAt, this.#register, this.#evidence);
    if (!parsed.ok) {
      this.#reject(incoming, parsed.rejection, receivedAt);
      return;
    }
    const { event } = parsed;
    this.#evidence.set(event.unit, afterEvent(this.#evidenceOf(event.unit), event));
    let appended: Appended | undefined;
    this.#retry.run(async () => {
      appended ??= await this.#journal.append(event);
      // Of a duplicate too: the gateway may have stopped between the two the first time.
      const health = await this.#appendAll(healthOfAppended(appended));
      incoming.acknowledge();
      this.#gateway.replyToEvent(event.site, event.unit, event.seq, appended.result);
      if (appended.result === "stored") this.#deliver(appended.event);
      for (const one of health) this.#deliver(one);
    });
  }

  #status(incoming: Incoming, receivedAt: number): void {
    const parsed = parseStatus(incoming.topic, incoming.payload, this.#register);
    if (!parsed.ok) {
      this.#reject(incoming, parsed.rejection, receivedAt);
      return;
    }
    const { status } = parsed;
    if (status.online && !incoming.retained) {
      this.#evidence.set(status.unit, afterStatus(this.#evidenceOf(status.unit), status, receivedAt));
    }
    this.#retry.run(async () => {
      const known = await this.#knownUnit(status.unit);
      await this.#take(healthOfStatus(status, known, receivedAt, incoming.retained));
      incoming.acknowledge();
    });
  }

  #heartbeat(incoming: Incoming, receivedAt: number): void {
    const parsed = parseHeartbeat(incoming.topic, incoming.payload, this.#register);
    if (!parsed.ok) {
      this.#reject(incoming, parsed.rejection, receivedAt);
      return;
    }
    const { heartbeat } = parsed;
    const { unit } = heartbeat;
    this.#evidence.set(unit, afterHeartbeat(this.#evidenceOf(unit), heartbeat, receivedAt));
    this.#retry.run(async () => {
      await this.#take(healthOfHeartbeat(heartbeat, await this.#knownUnit(unit), receivedAt));
    });
  }

  #reject(incoming: Incoming, rejection: Rejection, receivedAt: number): void {
    const { topic, payload } = incoming;
    const { code, reason, site, unit, seq } = rejection;
    this.#retry.run(async () => {
      const alarm = healthOfRejection(rejection, payload, receivedAt);
      const health = await this.#appendAll(alarm === null ? [] : [alarm]);
      const kept = payload.slice(0, QUARANTINE_BYTES);
      await this.#journal.quarantine({ topic, payload: kept, code, reason, receivedAt });
      incoming.acknowledge();
      if (site !== null && unit !== null && rejection.topic?.message === "event") {
        this.#gateway.replyToEvent(site, unit, seq, "rejected", code);
      }
      const message = { topic, code, reason, bytes: payload.byteLength, receivedAt, site };
      for (const consumer of this.#consumers) consumer.rejected(message);
      for (const one of health) this.#deliver(one);
    });
  }

  /** Events first, the sighting after them: an interruption in between derives the same events once more. */
  async #take({ events, sighting }: HealthNews): Promise<void> {
    const stored = await this.#appendAll(events);
    if (sighting !== null) {
      await this.#journal.unitSeen(sighting);
      this.#known.set(sighting.unit, sighting);
    }
    for (const one of stored) this.#deliver(one);
  }

  /** Appends together, in one commit; resolves to those that are new. */
  async #appendAll(events: readonly LockerEvent[]): Promise<readonly LockerEvent[]> {
    if (events.length === 0) return events;
    const all = await Promise.all(events.map((event) => this.#journal.append(event)));
    return all.filter(({ result }) => result === "stored").map(({ event }) => event);
  }

  async #knownUnit(unit: string): Promise<KnownUnit | null> {
    const cached = this.#known.get(unit);
    if (cached !== undefined) return cached;
    const stored = await this.#journal.unitState(unit);
    this.#known.set(unit, stored);
    return stored;
  }

  #deliver(event: LockerEvent): void {
    const [first, ...others] = this.#consumers;
    // What a flow does to its message must not show in another's.
    const copies = others.map((consumer) => ({ consumer, copy: structuredClone(event) }));
    first?.event(event);
    for (const { consumer, copy } of copies) consumer.event(copy);
  }

  #evidenceOf(unit: string): UnitEvidence {
    return this.#evidence.get(unit) ?? NO_EVIDENCE;
  }

  get #register() {
    return this.#link.register.register;
  }

  #currentState(): IntakeState {
    return this.#refusal === null ? this.#linkState : { state: "journal", why: this.#refusal };
  }

  #tellState(): void {
    const state = this.#currentState();
    for (const consumer of this.#consumers) consumer.state(state);
  }
}
