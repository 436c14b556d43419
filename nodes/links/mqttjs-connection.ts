import { Socket } from "node:net";
import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient, Store } from "mqtt";
import { Chain } from "../domain/chain.ts";
import type { Clock } from "../domain/clock.ts";
import { LockerError, sentenceOf } from "../domain/errors.ts";
import type { Connect, Connection, ConnectionEvents, Grant } from "./connection.ts";
import type { Incoming, PublishOptions, TopicFilter } from "./link.ts";
import { MqttBytes } from "./mqtt-bytes.ts";
import { type Peer, publishRefused, reasonSentence } from "./refusal.ts";
import { Room } from "./room.ts";
import { socketSentence } from "./socket-refusal.ts";
import { readTlsMaterial, type TlsSource } from "./tls-material.ts";

export interface PrivateBroker {
  readonly host: string;
  readonly port: number;
  readonly protocol: "mqtt" | "mqtts" | "ws" | "wss";
  /** Of the WebSocket protocols. */
  readonly path: string;
  /** 4 is MQTT 3.1.1. */
  readonly version: 4 | 5;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  /** Used by mqtts and wss. */
  readonly tls: TlsSource;
  /** Seconds between signs of life. */
  readonly keepalive: number;
  /** Seconds for which the broker keeps the session of a gateway that is away; MQTT 5. */
  readonly sessionExpiry: number;
}

/** From the first packet to the broker's answer. */
const CONNECT_TIMEOUT_MS = 15_000;
/**
 * What an MQTT 5 broker may have under way to us: messages without a PUBACK, and bytes of a packet. Ours are small,
 * but whatever a unit publishes must not cost a Pi its memory.
 */
const RECEIVE_AT_MOST = { receiveMaximum: 1000, maximumPacketSize: 2 * 1024 * 1024 };
/** For messages on their way to be acknowledged, and the goodbye to be sent. */
const CLOSE_DEADLINE_MS = 2_000;
/** The broker is restarting, or lost sight of us: no fault anybody has to mend. */
const NO_FAULT: ReadonlySet<number> = new Set([0, 139, 141]);
/** Tells mqtt.js not to acknowledge. One for all messages: to note where it was made costs more than the rest. */
const HELD = new Error("held");

/** Attempts to connect to a private broker by mqtt.js: one client for each connection. */
export function mqttjsConnect(broker: PrivateBroker, peer: Peer, clock: Clock): Connect {
  return (events) => {
    const connection = new MqttjsConnection(broker, peer, clock, events);
    connection.open();
    return connection;
  };
}

/** What mqtt.js would send again on a connection of its own making: it makes none here, and the caller is told. */
class Unstored extends Store {
  override put(_packet: Parameters<Store["put"]>[0], done: Parameters<Store["put"]>[1]): this {
    done();
    return this;
  }

  override del(_packet: Parameters<Store["del"]>[0], done: Parameters<Store["del"]>[1]): this {
    done();
    return this;
  }
}

/** What a message needs to be acknowledged later. */
interface Source {
  readonly client: MqttClient;
  readonly bytes: MqttBytes;
  readonly room: Room;
}

class Received implements Incoming {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Incoming["qos"];
  readonly retained: boolean;
  readonly #source: Source;
  readonly #messageId: number;

  constructor(packet: IPublishPacket, source: Source) {
    const { topic, payload, qos, retain, messageId = 0 } = packet;
    this.topic = topic;
    this.payload = typeof payload === "string" ? Buffer.from(payload) : payload;
    this.qos = qos;
    this.retained = retain;
    this.#source = source;
    this.#messageId = messageId;
  }

  acknowledge(): void {
    const { client, bytes, room } = this.#source;
    // On the next connection its number means another.
    if (this.qos !== 1 || !client.connected) return;
    bytes.puback(this.#messageId);
    room.giveBack(this.payload.byteLength);
  }
}

class MqttjsConnection implements Connection {
  readonly #broker: PrivateBroker;
  readonly #peer: Peer;
  readonly #clock: Clock;
  readonly #events: ConnectionEvents;
  #client: MqttClient | null = null;
  readonly #bytes: MqttBytes;
  #opened = false;
  #closing: Promise<void> | null = null;
  #why: string | null = null;
  /** How to tell those who wait for an answer that none will come. */
  readonly #waiting = new Chain<(error: LockerError) => void>();

  constructor(broker: PrivateBroker, peer: Peer, clock: Clock, events: ConnectionEvents) {
    this.#broker = broker;
    this.#peer = peer;
    this.#clock = clock;
    this.#events = events;
    this.#bytes = new MqttBytes(broker.version, (bytes) => {
      if (this.#client?.connected) this.#client.stream.write(bytes);
    });
  }

  open(): void {
    try {
      this.#connect();
    } catch (thrown) {
      const why =
        thrown instanceof LockerError || !(thrown instanceof Error)
          ? sentenceOf(thrown)
          : socketSentence(thrown, this.#peer);
      queueMicrotask(() => {
        if (this.#closing === null) this.#events.ended(why);
      });
    }
  }

  #connect(): void {
    const client = mqtt.connect(this.#options());
    const room = new Room();
    const source = { client, room, bytes: this.#bytes };
    // No PUBACK goes out: mqtt.js sends it only when told that all went well. The parser goes on at once, and stops
    // reading only where the broker sends far too much ahead.
    client.handleMessage = (packet, done) => {
      if (packet.qos === 1) room.take(packet.payload.length);
      this.#events.message(new Received(packet, source));
      if (room.isFull) room.wait(() => done(HELD));
      else done(HELD);
    };
    client.on("connect", ({ sessionPresent }) => {
      this.#opened = true;
      if (this.#closing === null) this.#events.opened(sessionPresent);
    });
    client.on("disconnect", ({ reasonCode = 0 }) => {
      if (!NO_FAULT.has(reasonCode)) this.#why = reasonSentence(reasonCode, this.#peer);
      client.stream.destroy();
    });
    client.on("error", (error) => {
      if (!this.#opened) this.#why ??= this.#sentenceOf(error);
    });
    client.on("close", () => this.#ended());
    client.connect();
    // Otherwise a PUBACK and the answer to the unit wait for each other, 40 ms at a broker that delays its ACKs.
    if (client.stream instanceof Socket) client.stream.setNoDelay(true);
    this.#client = client;
  }

  #options(): IClientOptions {
    const { host, port, protocol, path, version, clientId, username, password } = this.#broker;
    const secure = protocol === "mqtts" || protocol === "wss";
    return {
      ...{ host, port, protocol, clientId, protocolVersion: version },
      ...(protocol === "ws" || protocol === "wss" ? { path } : {}),
      ...(username === "" ? {} : { username, password }),
      ...(secure
        ? { ...readTlsMaterial(this.#broker.tls, this.#clock.now()), rejectUnauthorized: true }
        : {}),
      ...(version === 5
        ? { properties: { sessionExpiryInterval: this.#broker.sessionExpiry, ...RECEIVE_AT_MOST } }
        : {}),
      clean: false,
      keepalive: this.#broker.keepalive,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: 0,
      outgoingStore: new Unstored(),
      resubscribe: false,
      queueQoSZero: false,
      manualConnect: true,
      timerVariant: "native",
      log: () => {},
    };
  }

  #sentenceOf(error: Error): string {
    return "code" in error && typeof error.code === "number"
      ? reasonSentence(error.code, this.#peer)
      : socketSentence(error, this.#peer);
  }

  subscribe(filters: readonly TopicFilter[]): Promise<readonly Grant[]> {
    const wanted = Object.fromEntries(filters.map(({ filter, qos }) => [filter, { qos }]));
    return this.#ask((client, resolve, reject) =>
      client.subscribe(wanted, (error, _subscriptions, answer) => {
        const codes = answer?.granted;
        if (codes === undefined) reject(this.#lost(error?.message));
        else resolve(codes.map((code) => grant(code)));
      }),
    );
  }

  unsubscribe(filters: readonly string[]): Promise<void> {
    return this.#ask((client, resolve, reject) =>
      client.unsubscribe([...filters], (error) => {
        if (error) reject(this.#lost(error.message));
        else resolve();
      }),
    );
  }

  /** By itself and not by mqtt.js, which copies and keeps each packet; that finds the PUBACK for it all the same. */
  publish(topic: string, payload: string | Uint8Array, options: PublishOptions): Promise<void> {
    const client = this.#client;
    if (client === null || !client.connected || client.disconnecting) return Promise.reject(this.#lost());
    if (options.qos === 0) {
      this.#bytes.publish(topic, payload, options, 0);
      return Promise.resolve();
    }
    const messageId = client.messageIdProvider.allocate();
    if (messageId === null) return Promise.reject(this.#lost("no packet number is free"));
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.add(reject);
      const cb = (error?: Error) => {
        this.#waiting.remove(waiting);
        if (!error) resolve();
        else if ("code" in error && typeof error.code === "number") {
          reject(new LockerError("publish-refused", publishRefused(topic, error.code, this.#peer)));
        } else reject(this.#lost(error.message));
      };
      client.outgoing[messageId] = { volatile: false, cmd: "publish", cb };
      this.#bytes.publish(topic, payload, options, messageId);
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const client = this.#client;
    if (client === null) return;
    const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));
    const cancel = this.#clock.after(CLOSE_DEADLINE_MS, () => client.stream.destroy());
    this.#bytes.flush();
    client.end(!client.connected);
    await closed;
    cancel();
  }

  #ended(): void {
    this.#client = null;
    for (const { item: reject } of this.#waiting.places()) reject?.(this.#lost());
    this.#waiting.clear();
    if (this.#closing === null) this.#events.ended(this.#why);
  }

  /** A request that fails when the connection ends first: mqtt.js would leave some of them unanswered. */
  #ask<T>(
    send: (client: MqttClient, resolve: (value: T) => void, reject: (error: LockerError) => void) => void,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const client = this.#client;
      if (client === null) {
        reject(this.#lost());
        return;
      }
      const waiting = this.#waiting.add(reject);
      send(
        client,
        (value) => {
          this.#waiting.remove(waiting);
          resolve(value);
        },
        (error) => {
          this.#waiting.remove(waiting);
          reject(error);
        },
      );
    });
  }

  #lost(detail = ""): LockerError {
    const why = detail === "" || detail === "Connection closed" ? "" : ` (${detail})`;
    return new LockerError(
      "link-lost",
      `The connection to ${this.#peer.at} ended before the broker answered${why}.`,
    );
  }
}

function grant(code: unknown): Grant {
  return typeof code === "number" && code >= 0x80 ? { granted: false, code } : { granted: true };
}
