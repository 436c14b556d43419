import { Socket } from "node:net";
import { connect, type IClientOptions, type MqttClient } from "mqtt";
import type { Cancel, Clock } from "../../nodes/domain/clock.ts";
import type { Random } from "./random.ts";

/** Where and as whom a unit connects. */
export interface Broker {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`. */
  readonly url: string;
  /** PEM texts; with mutual TLS each unit has a certificate of its own whose CN is the unit. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly username?: string;
  readonly password?: string;
}

export interface RadioEvents {
  /** Connected and subscribed. */
  up(): void;
  down(): void;
  message(topic: string, payload: Uint8Array): void;
  /** Why the last attempt to connect did not succeed. */
  failed(problem: string): void;
}

const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_S = 60;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

/**
 * A unit's connection. Each attempt is a client of its own with nothing remembered, because the unit's flash
 * alone decides what is sent again; the session at the broker lives on under the same client id.
 */
export class Radio {
  readonly #broker: Broker;
  readonly #clientId: string;
  readonly #subscriptions: readonly string[];
  /** Asked at each attempt: the boot number in the will changes. */
  readonly #will: () => { readonly topic: string; readonly body: string };
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #events: RadioEvents;
  #client: MqttClient | null = null;
  #retry: Cancel | null = null;
  #attempts = 0;
  #up = false;

  constructor(options: {
    broker: Broker;
    clientId: string;
    subscriptions: readonly string[];
    will: () => { readonly topic: string; readonly body: string };
    clock: Clock;
    random: Random;
    events: RadioEvents;
  }) {
    this.#broker = options.broker;
    this.#clientId = options.clientId;
    this.#subscriptions = options.subscriptions;
    this.#will = options.will;
    this.#clock = options.clock;
    this.#random = options.random;
    this.#events = options.events;
  }

  get up(): boolean {
    return this.#up;
  }

  /** Connects, and goes on trying with growing pauses until cut. Does nothing while it is on already. */
  start(): void {
    if (this.#client || this.#retry) return;
    this.#attempt();
  }

  /** Resolves when the broker has taken it (QoS 1) or it was handed to the socket (QoS 0); never rejects. */
  publish(
    topic: string,
    body: string,
    options: { readonly qos: 0 | 1; readonly retain?: boolean },
  ): Promise<boolean> {
    const client = this.#client;
    if (!client || !this.#up) return Promise.resolve(false);
    return new Promise((resolve) => {
      client.publish(topic, body, { qos: options.qos, retain: options.retain ?? false }, (error) =>
        resolve(!error),
      );
    });
  }

  /** Breaks the socket without a DISCONNECT, so that the broker publishes the last will; stays off. */
  cut(): Promise<void> {
    this.#retry?.();
    this.#retry = null;
    const client = this.#client;
    this.#client = null;
    this.#wentDown();
    if (!client) return Promise.resolve();
    return new Promise((resolve) => client.end(true, () => resolve()));
  }

  #attempt(): void {
    const { topic, body } = this.#will();
    const options: IClientOptions = {
      clientId: this.#clientId,
      // The platform of the units speaks 3.1.1 only.
      protocolVersion: 4,
      clean: false,
      keepalive: KEEP_ALIVE_S,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      will: { topic, payload: Buffer.from(body), qos: 1, retain: true },
      ...this.#broker.tls,
      ...(this.#broker.username === undefined ? {} : { username: this.#broker.username }),
      ...(this.#broker.password === undefined ? {} : { password: this.#broker.password }),
    };
    const client = connect(this.#broker.url, options);
    this.#client = client;
    const current = () => this.#client === client;
    client.on("message", (received, payload) => {
      if (current()) this.#events.message(received, payload);
    });
    client.on("error", (error) => {
      if (current()) this.#events.failed(sentenceOfFailure(error));
    });
    client.on("connect", () => {
      // Small packets must not wait for each other: an alarm is one.
      if (client.stream instanceof Socket) client.stream.setNoDelay(true);
      client.subscribe([...this.#subscriptions], { qos: 1 }, (error) => {
        if (!current()) return;
        if (error) {
          this.#events.failed(sentenceOfFailure(error));
          client.end(true);
          return;
        }
        this.#attempts = 0;
        this.#up = true;
        this.#events.up();
      });
    });
    client.on("close", () => {
      if (!current()) return;
      this.#client = null;
      client.end(true);
      this.#wentDown();
      this.#retryLater();
    });
  }

  #wentDown(): void {
    if (!this.#up) return;
    this.#up = false;
    this.#events.down();
  }

  #retryLater(): void {
    const longest = Math.min(FIRST_RETRY_MS * 2 ** this.#attempts, LONGEST_RETRY_MS);
    this.#attempts = Math.min(this.#attempts + 1, 10);
    this.#retry = this.#clock.after(longest / 2 + (this.#random.next() * longest) / 2, () => {
      this.#retry = null;
      this.#attempt();
    });
  }
}

function sentenceOfFailure(error: Error & { code?: unknown; errors?: readonly Error[] }): string {
  // Where a name has several addresses Node reports them together, with an empty message of its own.
  const causes = error.errors?.map((one) => one.message).join("; ");
  return error.message || causes || String(error.code ?? error.name);
}
