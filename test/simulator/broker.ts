import { createServer } from "node:net";
import { Aedes } from "aedes";

export interface Published {
  readonly topic: string;
  readonly body: unknown;
  readonly bytes: number;
  readonly qos: number;
  readonly retain: boolean;
  /** Null for a last will that the broker publishes for a lost client. */
  readonly client: string | null;
}

/** An MQTT broker of the test's own, which keeps what it was sent. */
export interface TestBroker {
  readonly url: string;
  readonly port: number;
  readonly published: readonly Published[];
  /** Resolves when a client has subscribed to the events of all units, as the gateway does. */
  readonly gatewayListens: Promise<void>;
  /** Messages of one kind, by what follows the unit in the topic. */
  bodies(leaf: string): readonly Record<string, unknown>[];
  /** Called for everything that is published; returns how to stop. */
  listen(listener: (message: Published) => void): () => void;
  publish(topic: string, body: unknown): Promise<void>;
  close(): Promise<void>;
}

export async function startBroker(port = 0): Promise<TestBroker> {
  const aedes = await Aedes.createBroker();
  const published: Published[] = [];
  const listeners = new Set<(message: Published) => void>();
  aedes.on("publish", (packet, client) => {
    if (!packet.topic.startsWith("lockers/")) return;
    const text = packet.payload.toString();
    const message: Published = {
      topic: packet.topic,
      body: parsed(text),
      bytes: Buffer.byteLength(text),
      qos: packet.qos,
      retain: packet.retain,
      client: client?.id ?? null,
    };
    published.push(message);
    for (const listener of listeners) listener(message);
  });
  const gatewayListens = new Promise<void>((resolve) => {
    aedes.on("subscribe", (subscriptions) => {
      if (subscriptions.some(({ topic }) => topic === "lockers/v1/+/+/event")) resolve();
    });
  });
  const server = createServer({ noDelay: true }, (socket) => void aedes.handle(socket));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The broker has no port.");
  return {
    url: `mqtt://127.0.0.1:${address.port}`,
    port: address.port,
    published,
    gatewayListens,
    bodies: (leaf) =>
      published
        .filter(({ topic }) => topic.split("/").slice(4).join("/") === leaf)
        .map(({ body }) => body)
        .filter(isRecord),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish: (topic, body) =>
      new Promise((resolve, reject) =>
        aedes.publish(
          {
            cmd: "publish",
            topic,
            payload: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
            qos: 1,
            retain: false,
            dup: false,
          },
          (error) => (error ? reject(error) : resolve()),
        ),
      ),
    close: () =>
      new Promise((resolve) => {
        aedes.close(() => server.close(() => resolve()));
      }),
  };
}

/** Answers every event as the gateway does, until stopped. */
export function answerEvents(
  broker: TestBroker,
  answer: (event: Record<string, unknown>) => Record<string, unknown> | null = () => ({ result: "stored" }),
): () => void {
  return broker.listen(({ topic, body }) => {
    if (!/^lockers\/v1\/[^/]+\/[^/]+\/event$/.test(topic) || !isRecord(body)) return;
    const reply = answer(body);
    if (reply) void broker.publish(topic.replace(/event$/, "reply/event"), { v: 1, seq: body.seq, ...reply });
  });
}

/** What the gateway sends may be no JSON at all; then the text itself. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
