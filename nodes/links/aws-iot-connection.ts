import type { auth, mqtt5 } from "aws-iot-device-sdk-v2";
import type { Cancel, Clock } from "../domain/clock.ts";
import { LockerError, sentenceOf } from "../domain/errors.ts";
import { awsIotSentence } from "./aws-iot-refusal.ts";
import { type AwsIotSdk, loadAwsIotSdk } from "./aws-iot-sdk.ts";
import type { Connect, Connection, ConnectionEvents, Grant } from "./connection.ts";
import type { PublishOptions, TopicFilter } from "./link.ts";
import { type Peer, publishRefused, reasonSentence } from "./refusal.ts";
import { readTlsMaterial, type TlsSource } from "./tls-material.ts";
import { probeTls } from "./tls-probe.ts";

export interface AwsIotBroker {
  readonly endpoint: string;
  readonly port: number;
  readonly clientId: string;
  /** With a WebSocket only the authority's certificate of it is used. */
  readonly tls: TlsSource;
  readonly auth: AwsIotAuth;
  /** Seconds between signs of life. */
  readonly keepalive: number;
  /** Seconds for which the broker is asked to keep the session of a gateway that is away. */
  readonly sessionExpiry: number;
}

export type AwsIotAuth =
  | { readonly kind: "certificate" }
  /** A WebSocket signed by SigV4; without keys, by AWS's default chain: environment, profile, instance role. */
  | { readonly kind: "websocket"; readonly region: string; readonly keys: AwsKeys | null };

export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const CONNECT_TIMEOUT_MS = 15_000;
const ACK_TIMEOUT_S = 30;
const CLOSE_DEADLINE_MS = 2_000;
/** No matching subscribers: nobody listens, which is no fault of the message. */
const NO_SUBSCRIBERS = 16;
const NEVER_SUBSCRIBED = "lockers/v1/none";
const NO_FAULT: ReadonlySet<number> = new Set([0, 139, 141]);

/** Attempts to connect to AWS IoT Core by Amazon's own client: one client for each connection. */
export function awsIotConnect(broker: AwsIotBroker, peer: Peer, clock: Clock, load = loadAwsIotSdk): Connect {
  return (events) => {
    const connection = new AwsIotConnection(broker, peer, clock, events);
    connection.open(load);
    return connection;
  };
}

class AwsIotConnection implements Connection {
  readonly #broker: AwsIotBroker;
  readonly #peer: Peer;
  readonly #clock: Clock;
  readonly #events: ConnectionEvents;
  #client: mqtt5.Mqtt5Client | null = null;
  #opened = false;
  #over = false;
  #closing: Promise<void> | null = null;
  #disposed: Promise<void> = Promise.resolve();

  constructor(broker: AwsIotBroker, peer: Peer, clock: Clock, events: ConnectionEvents) {
    this.#broker = broker;
    this.#peer = peer;
    this.#clock = clock;
    this.#events = events;
  }

  open(load: () => Promise<AwsIotSdk>): void {
    this.#connect(load).catch((thrown: unknown) => this.#ended(sentenceOf(thrown)));
  }

  async #connect(load: () => Promise<AwsIotSdk>): Promise<void> {
    const sdk = await load();
    const { endpoint, port, tls, auth } = this.#broker;
    const source = auth.kind === "certificate" ? tls : { ...tls, cert: "", key: "" };
    const material = readTlsMaterial(source, this.#clock.now());
    if (this.#over) return;
    const wrong = await probeTls(endpoint, port, material, this.#peer, this.#clock);
    if (this.#over) return;
    if (wrong !== null) {
      this.#ended(wrong);
      return;
    }
    const client = new sdk.mqtt5.Mqtt5Client(this.#configure(sdk, material));
    this.#client = client;
    this.#listen(client);
    client.start();
  }

  #configure(sdk: AwsIotSdk, material: ReturnType<typeof readTlsMaterial>): mqtt5.Mqtt5ClientConfig {
    const { endpoint, port, clientId, auth, keepalive, sessionExpiry } = this.#broker;
    const builder = sdk.iot.AwsIotMqtt5ClientConfigBuilder;
    const config =
      auth.kind === "certificate"
        ? builder.newDirectMqttBuilderWithMtlsFromMemory(endpoint, material.cert ?? "", material.key ?? "")
        : builder.newWebsocketMqttBuilderWithSigv4Auth(endpoint, {
            region: auth.region,
            credentialsProvider: credentials(sdk, auth.keys),
          });
    if (material.ca !== undefined) config.withCertificateAuthority(material.ca);
    return (
      config
        .withPort(port)
        .withConnectProperties({
          clientId,
          keepAliveIntervalSeconds: keepalive,
          sessionExpiryIntervalSeconds: sessionExpiry,
        })
        // Any other behaviour discards the session when a new process first connects.
        .withSessionBehavior(sdk.mqtt5.ClientSessionBehavior.RejoinAlways)
        .withOfflineQueueBehavior(sdk.mqtt5.ClientOperationQueueBehavior.FailAllOnDisconnect)
        .withConnackTimeoutMs(CONNECT_TIMEOUT_MS)
        .withAckTimeoutSeconds(ACK_TIMEOUT_S)
        .build()
    );
  }

  #listen(client: mqtt5.Mqtt5Client): void {
    client.on("connectionSuccess", ({ connack }) => {
      if (this.#over) return;
      this.#opened = true;
      this.#events.opened(connack.sessionPresent);
    });
    client.on("connectionFailure", ({ error, connack }) =>
      this.#ended(awsIotSentence(error, connack?.reasonCode, this.#peer)),
    );
    client.on("disconnection", ({ disconnect }) => {
      const code = disconnect?.reasonCode ?? 0;
      this.#ended(NO_FAULT.has(code) ? null : reasonSentence(code, this.#peer));
    });
    client.on("error", (error) => this.#ended(awsIotSentence(error, undefined, this.#peer)));
    client.on("messageReceived", ({ message, acknowledgementControl }) => {
      // Taken at once, or the client acknowledges by itself when this listener returns.
      const handle = acknowledgementControl?.acquireHandle();
      if (this.#over) return;
      this.#events.message({
        topic: message.topicName,
        payload: bytes(message.payload),
        qos: message.qos,
        retained: message.retain ?? false,
        acknowledge: () => {
          if (!this.#over) handle?.invokeAcknowledgement();
        },
      });
    });
  }

  async subscribe(filters: readonly TopicFilter[]): Promise<readonly Grant[]> {
    const { reasonCodes } = await this.#ask((client) =>
      client.subscribe({
        subscriptions: filters.map(({ filter, qos }) => ({ topicFilter: filter, qos })),
      }),
    );
    return reasonCodes.map((code) => (code >= 0x80 ? { granted: false, code } : { granted: true }));
  }

  async unsubscribe(filters: readonly string[]): Promise<void> {
    await this.#ask((client) => client.unsubscribe({ topicFilters: [...filters] }));
  }

  async publish(
    topic: string,
    payload: string | Uint8Array,
    { qos, retain = false }: PublishOptions,
  ): Promise<void> {
    const answer = await this.#ask((client) => client.publish({ topicName: topic, payload, qos, retain }));
    const code: number = answer?.reasonCode ?? 0;
    if (code !== 0 && code !== NO_SUBSCRIBERS) {
      throw new LockerError("publish-refused", publishRefused(topic, code, this.#peer));
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#over = true;
    if (this.#opened) await this.#flush();
    this.#dispose();
    await this.#disposed;
  }

  /**
   * The client drops PUBACKs that still queue when it stops. The answer to a request that queued behind them says
   * that they are on their way.
   */
  async #flush(): Promise<void> {
    const client = this.#client;
    if (client === null) return;
    let cancel: Cancel = () => {};
    const late = new Promise<void>((resolve) => {
      cancel = this.#clock.after(CLOSE_DEADLINE_MS, resolve);
    });
    await Promise.race([client.unsubscribe({ topicFilters: [NEVER_SUBSCRIBED] }).catch(() => {}), late]);
    cancel();
  }

  #ended(why: string | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#dispose();
    this.#events.ended(why);
  }

  /** Ends the client and its native parts. */
  #dispose(): void {
    const client = this.#client;
    if (client === null) return;
    this.#client = null;
    this.#disposed = new Promise((resolve) => {
      const cancel = this.#clock.after(CLOSE_DEADLINE_MS, finish);
      client.once("stopped", finish);
      client.stop({ reasonCode: 0 });
      function finish(): void {
        cancel();
        client?.off("stopped", finish);
        client?.close();
        resolve();
      }
    });
  }

  async #ask<T>(send: (client: mqtt5.Mqtt5Client) => Promise<T>): Promise<T> {
    try {
      if (this.#client !== null) return await send(this.#client);
    } catch (thrown) {
      throw new LockerError(
        "link-lost",
        `The connection to ${this.#peer.at} ended before the broker answered (${sentenceOf(thrown)}).`,
      );
    }
    throw new LockerError("link-lost", `The connection to ${this.#peer.at} has ended.`);
  }
}

function credentials(sdk: AwsIotSdk, keys: AwsKeys | null): auth.AwsCredentialsProvider {
  const provider = sdk.auth.AwsCredentialsProvider;
  if (keys === null) return provider.newDefault();
  return provider.newStatic(keys.accessKeyId, keys.secretAccessKey);
}

function bytes(payload: mqtt5.Payload | undefined): Uint8Array {
  // An empty payload comes as a detached buffer, which must not be looked into.
  if (payload instanceof ArrayBuffer)
    return payload.byteLength === 0 ? new Uint8Array() : new Uint8Array(payload);
  if (ArrayBuffer.isView(payload)) {
    return new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength);
  }
  return Buffer.from(typeof payload === "string" ? payload : "");
}
