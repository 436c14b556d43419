import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** MQTT 3.1.1 packets, written by hand: a client library would refuse to send what is wrong. */

const PUBACK = 4;
const TAKEN_MS = 10_000;

/** The remaining length of a packet (MQTT 3.1.1, 2.2.3). */
function lengthOf(bytes: number): number[] {
  const digits: number[] = [];
  let rest = bytes;
  do {
    digits.push((rest % 128) + (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return digits;
}

function packet(first: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([first, ...lengthOf(body.length)]), body]);
}

function field(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

export function connectPacket(clientId: string): Buffer {
  // Version 4, a clean session, no keep-alive.
  return packet(0x10, field(Buffer.from("MQTT")), Buffer.from([4, 2, 0, 0]), field(Buffer.from(clientId)));
}

/** QoS 1; the topic's bytes as they are. */
export function publishPacket(topic: Uint8Array, payload: Uint8Array, id: number): Buffer {
  return packet(0x32, field(topic), Buffer.from([id >> 8, id & 0xff]), payload);
}

export function subscribePacket(filter: string): Buffer {
  return packet(0x82, Buffer.from([0, 1]), field(Buffer.from(filter)), Buffer.from([1]));
}

/** One connection to a broker that says anything. */
export class RawClient {
  readonly #socket: Socket;
  /** Numbers of messages that the broker has taken. */
  readonly #taken = new Set<number>();
  #rest = Buffer.alloc(0);
  #ids = 0;
  #ended = false;
  #wake = (): void => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#read(chunk);
      this.#wake();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#ended = true;
      this.#wake();
    });
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new RawClient(socket);
  }

  get ended(): boolean {
    return this.#ended;
  }

  write(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** Resolves when the broker has taken all of these, or closed the connection. */
  async publish(
    messages: readonly { readonly topic: Uint8Array; readonly payload: Uint8Array }[],
  ): Promise<void> {
    const ids = messages.map(({ topic, payload }) => {
      this.#ids = (this.#ids % 0xffff) + 1;
      this.#taken.delete(this.#ids);
      this.#socket.write(publishPacket(topic, payload, this.#ids));
      return this.#ids;
    });
    const missing = () => (this.#ended ? -1 : ids.findIndex((id) => !this.#taken.has(id)));
    const late = AbortSignal.timeout(TAKEN_MS);
    while (missing() >= 0) {
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve;
        late.onabort = () => reject(new Error(`The broker does not take ${messages[missing()]?.topic}`));
      });
    }
    late.onabort = null;
  }

  async end(): Promise<void> {
    if (this.#ended) return;
    const closed = once(this.#socket, "close");
    this.#socket.destroy();
    await closed;
  }

  /** All that the broker says to this client fits packets of less than 128 bytes. */
  #read(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const [first = 0, length] = this.#rest;
      if (length === undefined || this.#rest.length < length + 2) return;
      if (first >> 4 === PUBACK) this.#taken.add(this.#rest.readUInt16BE(2));
      this.#rest = this.#rest.subarray(length + 2);
    }
  }
}
