import type { Clock } from "../../nodes/domain/clock.ts";
import { type AwsKeys, awsIotConnect } from "../../nodes/links/aws-iot-connection.ts";
import type { Connect } from "../../nodes/links/connection.ts";
import type { Incoming, LinkState, TopicFilter } from "../../nodes/links/link.ts";
import { mqttjsConnect, type PrivateBroker } from "../../nodes/links/mqttjs-connection.ts";
import { PersistentLink } from "../../nodes/links/persistent-link.ts";
import type { TlsSource } from "../../nodes/links/tls-material.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import type { Authority, Identity } from "../pki.ts";
import { until } from "../until.ts";

/** The ways a gateway can speak to a broker that asks for certificates. */
export const CLIENTS = ["mqtt.js, MQTT 5", "mqtt.js, MQTT 3.1.1", "aws-crt, MQTT 5"] as const;
export type Client = (typeof CLIENTS)[number] | "aws-crt, WebSocket";

export interface Where {
  readonly port: number;
  readonly host?: string;
  readonly clientId?: string;
  readonly tls?: TlsSource;
  readonly protocol?: PrivateBroker["protocol"];
  readonly path?: string;
  readonly username?: string;
  readonly password?: string;
  /** Signs the WebSocket of aws-crt; null takes AWS's default chain. */
  readonly keys?: AwsKeys | null;
}

/** Waits between attempts pass twenty times as fast. */
const hurried: Clock = { ...systemClock, after: (ms, task) => systemClock.after(ms / 20, task) };

/** Certificates as files, the way an installation has them. */
export function tlsOf(authority: Authority, identity: Identity): TlsSource {
  return { from: "files", ca: authority.caFile, cert: identity.certFile, key: identity.keyFile };
}

/** A running link that remembers what it was told; it stops with `stop()`. */
export class Gateway {
  readonly received: Incoming[] = [];
  readonly states: LinkState[] = [];
  readonly link: PersistentLink;
  /** Acknowledges each message as it comes; otherwise the test does. */
  acknowledging: boolean;

  constructor(client: Client, where: Where, filters: readonly TopicFilter[], acknowledging = false) {
    this.acknowledging = acknowledging;
    const { host = "localhost", port, clientId = "gateway-test" } = where;
    const peer = { at: `${host}:${port}`, host, clientId };
    this.link = new PersistentLink({
      connect: connectOf(client, { ...where, host, clientId }, peer),
      ...{ peer, clock: hurried, random: () => 0, retainedForWildcards: true },
      events: {
        message: (incoming) => {
          this.received.push(incoming);
          if (this.acknowledging) incoming.acknowledge();
        },
        state: (state) => this.states.push(state),
        lost() {},
      },
    });
    this.link.subscribe(filters);
    this.link.start();
  }

  get payloads(): string[] {
    return this.received.map(({ payload }) => Buffer.from(payload).toString());
  }

  get state(): LinkState {
    return this.states.at(-1) ?? { state: "stopped" };
  }

  async connected(): Promise<this> {
    await until(
      () => `a connection; the link is ${JSON.stringify(this.state)}`,
      () => this.state.state === "connected",
    );
    return this;
  }

  /** The sentence of its refusal. */
  refused(): Promise<string> {
    return until(
      () => `a refusal; the link is ${JSON.stringify(this.state)}`,
      () => (this.state.state === "refused" ? this.state.why : null),
    );
  }

  async receives(...payloads: readonly string[]): Promise<void> {
    await until(
      () => `${payloads.join()}; there came ${this.payloads.join()}`,
      () => payloads.every((payload) => this.payloads.includes(payload)),
    );
  }

  stop(): Promise<void> {
    return this.link.stop();
  }
}

type Peer = Parameters<typeof mqttjsConnect>[1];

function connectOf(client: Client, where: Where & { host: string; clientId: string }, peer: Peer): Connect {
  const { host, port, clientId, tls = { from: "files", ca: "", cert: "", key: "" } } = where;
  const common = { clientId, tls, port, keepalive: 30, sessionExpiry: 3600 };
  if (client === "aws-crt, MQTT 5") {
    const broker = { ...common, endpoint: host, auth: { kind: "certificate" } as const };
    return awsIotConnect(broker, peer, systemClock);
  }
  if (client === "aws-crt, WebSocket") {
    const auth = { kind: "websocket", region: "ap-south-1", keys: where.keys ?? null } as const;
    return awsIotConnect({ ...common, endpoint: host, auth }, peer, systemClock);
  }
  const { protocol = "mqtts", path = "/mqtt", username = "", password = "" } = where;
  const version = client === "mqtt.js, MQTT 5" ? 5 : 4;
  return mqttjsConnect({ ...common, host, protocol, path, username, password, version }, peer, systemClock);
}
