import assert from "node:assert/strict";
import { createServer } from "node:net";
import { Aedes } from "aedes";
import fc from "fast-check";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { parseEvent } from "../../nodes/domain/parse-event.ts";
import { readRegister } from "../../nodes/domain/register-read.ts";
import lockerEventIn from "../../nodes/locker-event-in/locker-event-in.ts";
import lockerRegister from "../../nodes/locker-register/locker-register.ts";
import mqttLink from "../../nodes/mqtt-link/mqtt-link.ts";
import { GOOD } from "../domain/register-tables.ts";
import type { FlowNode } from "../nodes/example.ts";
import { helper } from "../nodes/node-red.ts";
import { emptyFolder, writeRegister } from "../nodes/register-folder.ts";
import { until } from "../until.ts";
import { sent } from "./message-bytes.ts";
import { connectPacket, RawClient } from "./raw-client.ts";
import type { Opened } from "./target.ts";

const GATEWAY = "gateway-fuzzed";
const register = readRegister(GOOD).register;
/** What the gateway asks for with an acknowledgement. */
const ASKED = /\/(event|status)$/;

/**
 * Topics whose bytes are no UTF-8 as well, but none with an empty level: Aedes neither hands such a message to a
 * session that it keeps, nor answers whoever published it.
 */
const message = fc
  .tuple(
    sent.filter(({ topic }) => !topic.split("/").includes("")),
    fc.option(fc.constantFrom([0xff], [0xc3], [0xed, 0xa0, 0x80]), { freq: 30 }),
  )
  .map(([{ topic, payload }, broken]) => ({
    topic: Buffer.concat([Buffer.from(topic), Buffer.from(broken ?? [])]).subarray(0, 65_535),
    payload,
    [fc.toStringMethod]: () => `${JSON.stringify(topic)} ${Buffer.from(payload).toString("latin1")}`,
  }));

/** True for what a broker may well take; for anything else it may close the connection. */
function isTame(topic: Buffer): boolean {
  const text = topic.toString();
  const isName = text !== "" && !["\u0000", "+", "#"].some((wild) => text.includes(wild));
  return isName && Buffer.from(text).equals(topic);
}

class Door {
  readonly #port: number;
  readonly #close: () => Promise<void>;
  readonly #events: LockerEvent[] = [];
  /** Ids of the events that ever came, and of those that are to come out now. */
  readonly #known = new Set<string>();
  readonly #expected = new Set<string>();
  readonly #filters = new Set<string>();
  #taken = 0;
  #acknowledged = 0;
  #good = 0;
  #client: RawClient | null = null;

  private constructor(broker: Aedes, port: number, close: () => Promise<void>) {
    this.#port = port;
    this.#close = close;
    // What the broker hands to the gateway: some topics it hands to nobody.
    broker.authorizeForward = (client, packet) => {
      if (client.id === GATEWAY && ASKED.test(packet.topic)) this.#given(packet.topic, packet.payload);
      return packet;
    };
    broker.on("subscribe", (subscriptions) => {
      for (const { topic } of subscriptions) this.#filters.add(topic);
    });
    broker.on("ack", (_packet, client) => {
      if (client?.id === GATEWAY) this.#acknowledged += 1;
    });
  }

  static async open(): Promise<Door> {
    const broker = await Aedes.createBroker();
    const server = createServer({ noDelay: true }, (socket) => void broker.handle(socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const door = new Door(
      broker,
      port,
      () => new Promise((resolve) => broker.close(() => server.close(() => resolve()))),
    );
    await door.#start();
    return door;
  }

  async take(messages: readonly { readonly topic: Buffer; readonly payload: Uint8Array }[]): Promise<void> {
    await (await this.#connected()).publish(messages.filter(({ topic }) => isTame(topic)));
    for (const one of messages) {
      if (isTame(one.topic)) continue;
      const client = await RawClient.connect(this.#port);
      client.write(connectPacket(`wild-${this.#taken}`));
      await client.publish([one]);
      await client.end();
    }
    await this.#settled();
    await this.#passes();
  }

  #given(topic: string, payload: string | Buffer): void {
    this.#taken += 1;
    const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
    const parsed = parseEvent(topic, bytes, Date.now(), register, new Map());
    if (!parsed.ok || this.#known.has(parsed.event.id)) return;
    this.#known.add(parsed.event.id);
    this.#expected.add(parsed.event.id);
  }

  async close(): Promise<void> {
    await this.#client?.end();
    await helper.unload();
    await new Promise<void>((resolve) => helper.stopServer(resolve));
    await this.#close();
  }

  async #start(): Promise<void> {
    await new Promise<void>((resolve) => helper.startServer(resolve));
    await helper.load([lockerRegister, mqttLink, lockerEventIn], flowAt(this.#port));
    for (const id of ["events", "health"]) {
      helper.getNode(id).on("input", (msg: { payload?: unknown }) => {
        if (isNumbered(msg.payload)) this.#events.push(msg.payload);
      });
    }
    await until("the gateway's subscriptions", () => this.#filters.size >= 3);
  }

  async #connected(): Promise<RawClient> {
    if (this.#client !== null && !this.#client.ended) return this.#client;
    const client = await RawClient.connect(this.#port);
    client.write(connectPacket("units"));
    this.#client = client;
    return client;
  }

  /** Everything is acknowledged, and every event came out, once. */
  async #settled(): Promise<void> {
    await until(
      () => `${this.#taken} acknowledgements; there came ${this.#acknowledged}`,
      () => this.#acknowledged === this.#taken,
      30_000,
    );
    await until(
      () => `${this.#expected.size} events; there came ${this.#events.length}`,
      () => this.#events.length >= this.#expected.size,
      30_000,
    );
    assert.equal(this.#events.length, this.#expected.size);
    for (const { id } of this.#events) assert.ok(this.#expected.delete(id), `${id} came twice, or is none`);
    this.#events.length = 0;
    this.#expected.clear();
  }

  /** A true event still gets through. */
  async #passes(): Promise<void> {
    this.#good += 1;
    const body = {
      ...{ v: 1, unit: "BER01-U01", locker: "BER01-0001", boot: 1, seq: this.#good, type: "opened" },
      ...{ at: null, clock: "none", uptime: this.#good },
    };
    const topic = Buffer.from("lockers/v1/BER01/BER01-U01/event");
    await (await this.#connected()).publish([{ topic, payload: Buffer.from(JSON.stringify(body)) }]);
    await this.#settled();
  }
}

function flowAt(port: number): FlowNode[] {
  return [
    { id: "tab", type: "tab", label: "" },
    { id: "register", type: "locker-register", name: "", folder: writeRegister(emptyFolder()) },
    {
      ...{
        id: "link",
        type: "mqtt-link",
        name: "",
        register: "register",
        kind: "private",
        host: "127.0.0.1",
      },
      ...{ port, protocol: "mqtt", version: "4", clientId: GATEWAY },
    },
    {
      ...{ id: "in", type: "locker-event-in", z: "tab", name: "", link: "link", sites: "", lockers: "" },
      ...{ types: [], wires: [["events"], ["health"], ["rejected"]] },
    },
    ...["events", "health", "rejected"].map((id) => ({ id, type: "helper", z: "tab", wires: [] })),
  ];
}

function isNumbered(payload: unknown): payload is LockerEvent {
  return typeof payload === "object" && payload !== null && "seq" in payload && payload.seq !== null;
}

export async function openDoor(took: (inputs: number) => void): Promise<Opened> {
  const door = await Door.open();
  return {
    property: fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 200 }), async (messages) => {
      took(messages.length + 1);
      await door.take(messages);
    }),
    close: () => door.close(),
  };
}
