import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Random } from "../../nodes/domain/dc09-cipher.ts";
import { FrameReader, frameOf } from "../../nodes/domain/dc09-frame.ts";
import { bodyOf, type Dc09Message, parseBody } from "../../nodes/domain/dc09-message.ts";
import { isTimely } from "../../nodes/domain/dc09-time.ts";

/**
 * A receiver of an alarm receiving centre for tests, on TCP: keeps what it takes and answers as it is told.
 */

/** What it does with a message. `die`: closes the connection; `deaf`: says nothing. */
export type Manner =
  | "ack"
  | "nak"
  | "duh"
  | "rsp"
  | "deaf"
  | "die"
  | "garbage"
  | "late"
  | "plain-ack"
  | "wrong-key"
  /** Sends the message itself back as its acknowledgement. */
  | "mirror"
  /** Encrypts that it does not understand. */
  | "secret-duh"
  /** Acknowledges, and pads everything alike. */
  | "same-pad"
  | "flood";

export interface Received extends Dc09Message {
  /** As it came. */
  readonly body: string;
}

export interface TestReceiver {
  readonly port: number;
  /** Every message that came, in order, taken or not. */
  readonly received: Received[];
  /** Messages it has acknowledged, repeated ones once: their first brackets. */
  readonly taken: readonly string[];
  /** How many NULL messages came. */
  readonly polls: number;
  /** Connections that are open. */
  readonly connections: number;
  /** The manners of the next messages of alarms, then `ack` again; polls are acknowledged unless `all`. */
  next(...manners: readonly Manner[]): void;
  /** What it has said to all messages, as it was sent. */
  readonly answered: readonly string[];
  /** From now on it answers everything with this body. */
  answerWith(body: (message: Dc09Message) => string): void;
  /** The manner of everything from now on. */
  always(manner: Manner): void;
  /** Its clock against ours, milliseconds; from then on it checks the times of messages. */
  setClock(aheadMs: number): void;
  /** Closes all connections and listens no more. */
  down(): Promise<void>;
  /** Listens again, at the same port. */
  up(): Promise<void>;
  close(): Promise<void>;
}

const zeros = (count: number) => new Uint8Array(count);

export async function startReceiver(key: Uint8Array | null = null, port = 0): Promise<TestReceiver> {
  const received: Received[] = [];
  const taken: string[] = [];
  const sockets = new Set<Socket>();
  const manners: Manner[] = [];
  const answered: string[] = [];
  let told: ((message: Dc09Message) => string) | null = null;
  let usual: Manner = "ack";
  let polls = 0;
  let ahead: number | null = null;
  let lastSequence = -1;

  function answer(socket: Socket, body: string): void {
    const read = parseBody(body, key);
    if (!read.ok) {
      received.push({ ...NOTHING, body });
      return;
    }
    const { message } = read;
    received.push({ ...message, body });
    const poll = message.token === "NULL";
    if (poll) polls += 1;
    const now = Date.now() + (ahead ?? 0);
    const say = (text: string) => {
      answered.push(text);
      socket.write(frameOf(text));
    };
    if (told !== null) {
      say(told(message));
      return;
    }
    const reply = (
      token: string,
      changes: Partial<Dc09Message> = {},
      with_ = message.encrypted ? key : null,
      pad: Random = randomBytes,
    ) => say(bodyOf({ ...message, token, data: "", extended: [], at: now, ...changes }, with_, pad));
    const nak = () => reply("NAK", { sequence: 0, receiver: "0", line: "0A0", account: "", at: now }, null);
    if (ahead !== null && message.at !== null && !isTimely(message.at, now)) {
      nak();
      return;
    }
    const take = () => {
      if (poll) return;
      // A repeated one is the same message.
      if (message.sequence !== lastSequence) taken.push(message.data);
      lastSequence = message.sequence;
    };
    const manner = usual !== "ack" ? usual : poll ? "ack" : (manners.shift() ?? "ack");
    switch (manner) {
      case "ack":
        take();
        reply("ACK");
        return;
      case "rsp":
        take();
        reply("RSP", { data: `#${message.account}|NZZOR0003` });
        return;
      case "nak":
        nak();
        return;
      case "duh":
        reply("DUH", {}, null);
        return;
      case "secret-duh":
        reply("DUH");
        return;
      case "mirror":
        say(body.replace(message.token, "ACK"));
        return;
      case "same-pad":
        take();
        reply("ACK", {}, key, zeros);
        return;
      case "deaf":
        return;
      case "die":
        socket.destroy();
        return;
      case "garbage":
        socket.write('\r\n\0HTTP/1.1 400 Bad\r\n\nFFFF0000"ACK"\r\n12"\n');
        return;
      case "late":
        // Has it, but the acknowledgement never arrives.
        take();
        return;
      case "plain-ack":
        reply("ACK", {}, null);
        return;
      case "wrong-key":
        reply("ACK", {}, Buffer.alloc(16, 7));
        return;
      case "flood":
        socket.write(Buffer.alloc(100_000, 0x0a));
        return;
    }
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    const reader = new FrameReader();
    socket.on("data", (chunk) => {
      for (const frame of reader.push(chunk)) if (frame.ok) answer(socket, frame.body);
    });
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  const listen = async (at: number) => {
    server.listen(at, "127.0.0.1");
    await once(server, "listening");
  };
  const down = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen(port);
  const { port: own } = server.address() as AddressInfo;

  return {
    port: own,
    received,
    taken,
    get polls() {
      return polls;
    },
    get connections() {
      return sockets.size;
    },
    answered,
    answerWith(body) {
      told = body;
    },
    next: (...more) => void manners.push(...more),
    always(manner) {
      usual = manner;
      manners.length = 0;
    },
    setClock(aheadMs) {
      ahead = aheadMs;
    },
    down,
    up: () => listen(own),
    close: () => (server.listening ? down() : Promise.resolve()),
  };
}

const NOTHING: Dc09Message = {
  ...{ token: "", encrypted: true, sequence: 0, receiver: null, line: "", account: "" },
  ...{ data: "", extended: [], at: null },
};
