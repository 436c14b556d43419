import type { Cancel, Clock } from "../domain/clock.ts";
import { LockerError, sentenceOf } from "../domain/errors.ts";
import { backoff } from "./backoff.ts";
import type { Connect, Connection, Grant } from "./connection.ts";
import type { Incoming, Link, LinkEvents, LinkState, PublishOptions, TopicFilter } from "./link.ts";
import { type Peer, refusalSentence, subscriptionRefused } from "./refusal.ts";
import { SharedDeadline } from "./shared-deadline.ts";

export interface PersistentLinkOptions {
  readonly connect: Connect;
  readonly peer: Peer;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly events: LinkEvents;
  readonly retainedForWildcards: boolean;
}

/** A connection that lasted this long was sound: the next failure starts counting anew. */
const SOUND_MS = 20_000;
/** So many connections in a row that were accepted and ended at once are no accident. */
const TOO_MANY_ENDINGS = 3;
/** A broker that has not acknowledged a message by then is taken not to have it. */
const PUBLISH_DEADLINE_MS = 30_000;

/** A message that is acknowledged once at most, and only on the connection it came by. */
class Once implements Incoming {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Incoming["qos"];
  readonly retained: boolean;
  readonly #incoming: Incoming;
  readonly #isCurrent: () => boolean;
  #done: boolean;

  constructor(incoming: Incoming, isCurrent: () => boolean) {
    this.topic = incoming.topic;
    this.payload = incoming.payload;
    this.qos = incoming.qos;
    this.retained = incoming.retained;
    this.#incoming = incoming;
    this.#isCurrent = isCurrent;
    this.#done = incoming.qos === 0;
  }

  acknowledge(): void {
    if (this.#done || !this.#isCurrent()) return;
    this.#done = true;
    this.#incoming.acknowledge();
  }
}

/**
 * Keeps one session with a broker over any number of connections: reconnects, subscribes, and hands each
 * message over with its PUBACK still unsent.
 */
export class PersistentLink implements Link {
  readonly retainedForWildcards: boolean;
  readonly #connect: Connect;
  readonly #peer: Peer;
  readonly #clock: Clock;
  readonly #publishing: SharedDeadline;
  readonly #random: () => number;
  readonly #events: LinkEvents;
  #state: LinkState = { state: "stopped" };
  #connection: Connection | null = null;
  /** Monotonic time at which the broker accepted; null while it has not. */
  #openedAt: number | null = null;
  #failures = 0;
  #endings = 0;
  #cancelRetry: Cancel = () => {};
  readonly #wanted = new Map<string, TopicFilter["qos"]>();
  /** Filters the broker's session holds, as far as this process knows. */
  readonly #granted = new Map<string, TopicFilter["qos"]>();
  /** Asked for on this connection and not answered yet. */
  readonly #asked = new Set<string>();
  readonly #unwanted = new Set<string>();

  constructor(options: PersistentLinkOptions) {
    this.retainedForWildcards = options.retainedForWildcards;
    this.#connect = options.connect;
    this.#peer = options.peer;
    this.#clock = options.clock;
    this.#publishing = new SharedDeadline(options.clock, PUBLISH_DEADLINE_MS);
    this.#random = options.random;
    this.#events = options.events;
  }

  start(): void {
    if (this.#state.state !== "stopped") return;
    this.#become({ state: "connecting" });
    this.#attempt();
  }

  subscribe(filters: readonly TopicFilter[]): void {
    for (const { filter, qos } of filters) {
      this.#wanted.set(filter, Math.max(qos, this.#wanted.get(filter) ?? 0) === 1 ? 1 : 0);
      this.#unwanted.delete(filter);
    }
    this.#catchUp();
  }

  unsubscribe(filters: readonly string[]): void {
    for (const filter of filters) {
      this.#wanted.delete(filter);
      this.#unwanted.add(filter);
    }
    this.#catchUp();
  }

  publish(topic: string, payload: string | Uint8Array, options: PublishOptions): Promise<void> {
    const connection = this.#openedAt === null ? null : this.#connection;
    if (!connection) {
      return Promise.reject(
        new LockerError(
          "link-lost",
          `Not connected to the broker at ${this.#peer.at}, so the message to ${topic} was not sent.`,
        ),
      );
    }
    return new Promise((resolve, reject) => {
      const sending = this.#publishing.begin(() => reject(this.#unanswered(topic)));
      connection.publish(topic, payload, options).then(
        () => {
          this.#publishing.done(sending);
          resolve();
        },
        (thrown: unknown) => {
          this.#publishing.done(sending);
          reject(thrown);
        },
      );
    });
  }

  async stop(): Promise<void> {
    if (this.#state.state === "stopped") return;
    const connection = this.#connection;
    this.#forgetConnection();
    this.#cancelRetry();
    this.#failures = 0;
    this.#endings = 0;
    this.#become({ state: "stopped" });
    await connection?.close();
  }

  #attempt(): void {
    const current = () => this.#connection === connection;
    const connection: Connection = this.#connect({
      opened: (sessionPresent) => {
        if (current()) this.#opened(sessionPresent);
      },
      message: (incoming) => {
        if (current()) this.#events.message(new Once(incoming, current));
      },
      ended: (why) => {
        if (current()) this.#ended(why);
      },
    });
    this.#connection = connection;
  }

  #opened(sessionPresent: boolean): void {
    this.#openedAt = this.#clock.monotonic();
    if (!sessionPresent) this.#granted.clear();
    this.#catchUp();
    if (this.#missing().length === 0) this.#become({ state: "connected" });
  }

  #ended(why: string | null): void {
    const opened = this.#openedAt;
    const sound = opened !== null && this.#clock.monotonic() - opened >= SOUND_MS;
    this.#forgetConnection();
    if (sound) this.#failures = 0;
    this.#endings = opened !== null && !sound ? this.#endings + 1 : 0;
    const reason =
      why ??
      (opened === null
        ? refusalSentence("closed-early", this.#peer)
        : this.#endings >= TOO_MANY_ENDINGS
          ? refusalSentence("closed-again", this.#peer)
          : null);
    this.#retry(() => this.#attempt());
    this.#become(reason === null ? { state: "connecting" } : { state: "refused", why: reason });
  }

  #forgetConnection(): void {
    const had = this.#openedAt !== null;
    this.#connection = null;
    this.#openedAt = null;
    this.#asked.clear();
    if (had) this.#events.lost();
  }

  #missing(): TopicFilter[] {
    return [...this.#wanted]
      .filter(([filter, qos]) => (this.#granted.get(filter) ?? -1) < qos)
      .map(([filter, qos]) => ({ filter, qos }));
  }

  /** Brings the broker's subscriptions in line with what is wanted, as far as there is a connection. */
  #catchUp(): void {
    const connection = this.#connection;
    if (connection === null || this.#openedAt === null) return;
    const missing = this.#missing().filter(({ filter }) => !this.#asked.has(filter));
    if (missing.length > 0) {
      for (const { filter } of missing) this.#asked.add(filter);
      connection.subscribe(missing).then(
        (grants) => this.#answered(connection, missing, grants),
        (thrown: unknown) => this.#notGranted(connection, missing, sentenceOf(thrown)),
      );
    }
    const unwanted = [...this.#unwanted];
    this.#unwanted.clear();
    for (const filter of unwanted) this.#granted.delete(filter);
    if (unwanted.length > 0) {
      connection.unsubscribe(unwanted).catch(() => {
        if (this.#connection !== connection) for (const filter of unwanted) this.#unwanted.add(filter);
      });
    }
  }

  #answered(connection: Connection, filters: readonly TopicFilter[], grants: readonly Grant[]): void {
    if (this.#connection !== connection) return;
    let refused: string | null = null;
    for (const [index, { filter, qos }] of filters.entries()) {
      const grant = grants[index];
      this.#asked.delete(filter);
      if (grant?.granted) this.#granted.set(filter, qos);
      else refused ??= subscriptionRefused(filter, grant?.code ?? 0x80, this.#peer);
    }
    if (refused !== null) this.#notGranted(connection, filters, refused);
    else if (this.#missing().length === 0) this.#become({ state: "connected" });
  }

  /** The connection stays for what works; what was refused is asked for again, in case it gets allowed. */
  #notGranted(connection: Connection, filters: readonly TopicFilter[], why: string): void {
    if (this.#connection !== connection) return;
    for (const { filter } of filters) this.#asked.delete(filter);
    this.#become({ state: "refused", why });
    this.#retry(() => this.#catchUp());
  }

  #unanswered(topic: string): LockerError {
    return new LockerError(
      "link-lost",
      `The broker at ${this.#peer.at} has not acknowledged the message to ${topic} for ${PUBLISH_DEADLINE_MS / 1000} s. It may or may not have it.`,
    );
  }

  #retry(task: () => void): void {
    this.#cancelRetry();
    this.#cancelRetry = this.#clock.after(backoff(this.#failures, this.#random()), task);
    this.#failures += 1;
  }

  #become(state: LinkState): void {
    const before = this.#state;
    if (before.state === state.state && !("why" in state && "why" in before && before.why !== state.why))
      return;
    this.#state = state;
    this.#events.state(state);
  }
}
