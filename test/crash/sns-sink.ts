import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { type SnsStandIn, startSnsStandIn } from "../../gateway/stand-ins/sns.ts";
import type { Entry, Inbox } from "./inbox.ts";
import type { SnsFault } from "./plan.ts";

/** How long Amazon takes over a request on a good day, and on a bad one; below the client's own 5 s. */
const QUICK_MS = { low: 5, high: 25 };
const SLOW_MS = { low: 300, high: 1_500 };

/**
 * The stand-in for SNS behind a door that can misbehave, and that notes which life of the gateway sent what and
 * when it was answered.
 */
export class SnsSink {
  readonly #standIn: SnsStandIn;
  readonly #inbox: Inbox;
  readonly #random: () => number;
  /** By the id that the stand-in gave the message. */
  readonly #entries = new Map<string, Entry>();
  readonly #hung = new Set<IncomingMessage>();
  /** Taken, and the answer not gone out yet. */
  readonly #unanswered = new Set<Entry>();
  #server: Server | null = null;
  #port = 0;
  #fault: SnsFault | null = null;

  private constructor(standIn: SnsStandIn, inbox: Inbox, random: () => number) {
    this.#standIn = standIn;
    this.#inbox = inbox;
    this.#random = random;
    standIn.onDelivery((delivery) => {
      const address = delivery.kind === "sms" ? delivery.phone : delivery.topicArn;
      const from = { channel: delivery.kind, address, generation: 0, id: delivery.messageId };
      this.#entries.set(delivery.messageId, inbox.take(from, delivery.text));
    });
  }

  /** @param random from 0 to below 1 */
  static async open(topics: readonly string[], inbox: Inbox, random: () => number): Promise<SnsSink> {
    const standIn = await startSnsStandIn({ region: "ap-south-1", keep: 100 });
    for (const topic of topics) {
      const arn = standIn.createTopic(topic.split(":").at(-1) ?? topic);
      standIn.subscribe(arn, { protocol: "https", endpoint: "https://reader.example/notices" });
    }
    const sink = new SnsSink(standIn, inbox, random);
    await sink.#listen();
    return sink;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Requests that wait for an answer that will not come. */
  get hanging(): number {
    return this.#hung.size;
  }

  /** @param fault null: all is well again */
  async misbehave(fault: SnsFault | null): Promise<void> {
    this.#fault = fault;
    for (const request of this.#hung) request.socket.destroy();
    this.#hung.clear();
    if (fault === "refuse") await this.#shut();
    else if (this.#server === null) await this.#listen();
  }

  async close(): Promise<void> {
    await this.#shut();
    await this.#standIn.close();
  }

  async #listen(): Promise<void> {
    const server = createServer((request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async #shut(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    for (const entry of this.#unanswered) entry.cut = true;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const fault = this.#fault;
    if (fault === "hang") {
      this.#hung.add(request);
      return;
    }
    if (fault === "error") {
      response.writeHead(503, { "content-type": "text/xml" });
      response.end("<ErrorResponse><Error><Code>ServiceUnavailable</Code></Error></ErrorResponse>");
      return;
    }
    const authorization = request.headers.authorization ?? "";
    const answer = await fetch(this.#standIn.url, {
      method: "POST",
      headers: { authorization, "content-type": "application/x-www-form-urlencoded" },
      body,
    });
    const text = await answer.text();
    const entries = this.#entriesOf(text, authorization);
    // Where the gateway itself is gone, nobody cuts it off.
    if (!response.destroyed) for (const entry of entries) this.#unanswered.add(entry);
    response.once("close", () => {
      for (const entry of entries) this.#unanswered.delete(entry);
    });
    if (fault === "cut") {
      for (const entry of entries) entry.cut = true;
      request.socket.destroy();
      return;
    }
    const { low, high } = fault === "slow" ? SLOW_MS : QUICK_MS;
    await pause(low + this.#random() * (high - low));
    response.once("finish", () => {
      for (const entry of entries) this.#inbox.answered(entry);
    });
    response.writeHead(answer.status, { "content-type": "text/xml" });
    response.end(text);
  }

  /** What the stand-in took with this request; each life of the gateway signs with a key of its own. */
  #entriesOf(answer: string, authorization: string): readonly Entry[] {
    const generation = Number(/Credential=gateway-(\d+)\//.exec(authorization)?.[1] ?? 0);
    return [...answer.matchAll(/<MessageId>([^<]+)<\/MessageId>/g)].flatMap(([, id = ""]) => {
      const entry = this.#entries.get(id);
      if (entry === undefined) return [];
      this.#entries.delete(id);
      entry.generation = generation;
      return [entry];
    });
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  return body;
}
