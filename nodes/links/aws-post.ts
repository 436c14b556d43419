import type { Clock } from "../domain/clock.ts";
import type { HttpAnswer } from "./http-answer.ts";
import { HttpConnection, type HttpServer } from "./http-connection.ts";

export interface Endpoint {
  readonly protocol: "http:" | "https:";
  readonly hostname: string;
  /** Null: the protocol's own. */
  readonly port: number | null;
  /** Absolute. */
  readonly path: string;
}

export interface Answer {
  readonly status: number;
  /** What the other side's clock says, milliseconds since 1970; null where it does not say. */
  readonly date: number | null;
  readonly body: string;
}

interface Resting {
  readonly connection: HttpConnection;
  /** Monotonic milliseconds. */
  readonly until: number;
}

/** Where the other side says how long it keeps a connection it is not asked over for so much less, milliseconds. */
const EARLIER_MS = 1000;

/**
 * Sends requests to one endpoint over connections that stay open, as many as there are requests at the same time.
 * Node's own client makes streams, timers and listeners anew for each request, which at thousands of events a second
 * is a twentieth of all that they cost.
 */
export class Poster {
  readonly host: string;
  readonly #server: HttpServer;
  readonly #start: string;
  readonly #silenceMs: number;
  readonly #clock: Clock;
  readonly #connections = new Set<HttpConnection>();
  /** The one that was used last is used next. */
  readonly #resting: Resting[] = [];

  /** @param silenceMs how long the other side may say nothing, from the attempt to connect on */
  constructor({ protocol, hostname, port, path }: Endpoint, silenceMs: number, clock: Clock) {
    const isSecure = protocol === "https:";
    this.host = port === null ? hostname : `${hostname}:${port}`;
    // An address of IPv6 stands in brackets.
    const bare = hostname.replace(/^\[(.*)\]$/, "$1");
    this.#server = { hostname: bare, port: port ?? (isSecure ? 443 : 80), isSecure };
    this.#start = `POST ${path} HTTP/1.1\r\nconnection: keep-alive\r\n`;
    this.#silenceMs = silenceMs;
    this.#clock = clock;
  }

  /**
   * @param headers `host` among them
   * @throws LockerError `provider-transient` where the answer is none; Error of Node's, with its `code`, where there is
   * no answer; TimeoutError where the other side is silent, or `signal` ends it
   */
  async post(
    headers: Readonly<Record<string, string>>,
    body: Uint8Array,
    signal: AbortSignal,
  ): Promise<Answer> {
    const request = requestOf(this.#start, headers, body);
    const connection = this.#rested() ?? this.#open();
    const answer = await connection.exchange(request, signal);
    if (answer.goesOn) this.#rest(connection, answer);
    const date = Date.parse(answer.headers.get("date") ?? "");
    return { status: answer.status, date: Number.isNaN(date) ? null : date, body: answer.body };
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }

  #open(): HttpConnection {
    const connection = new HttpConnection(this.#server, this.#silenceMs, () => {
      this.#connections.delete(connection);
      const index = this.#resting.findIndex((resting) => resting.connection === connection);
      if (index >= 0) this.#resting.splice(index, 1);
    });
    this.#connections.add(connection);
    return connection;
  }

  #rest(connection: HttpConnection, { headers }: HttpAnswer): void {
    const [, seconds] = /(?:^|,)\s*timeout=(\d+)/i.exec(headers.get("keep-alive") ?? "") ?? [];
    const ms = seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1000 - EARLIER_MS;
    connection.rest();
    this.#resting.push({ connection, until: this.#clock.monotonic() + ms });
  }

  #rested(): HttpConnection | null {
    for (;;) {
      const resting = this.#resting.pop();
      if (resting === undefined) return null;
      const { connection, until } = resting;
      if (connection.isOpen && this.#clock.monotonic() < until) return connection;
      connection.close();
    }
  }
}

/** What a header must not hold: with a line break it would be two. */
const UNSENDABLE = /[^\t -~]/;

function requestOf(start: string, headers: Readonly<Record<string, string>>, body: Uint8Array): Uint8Array {
  let head = `${start}content-length: ${body.length}\r\n`;
  for (const name of Object.keys(headers)) {
    const value = headers[name] ?? "";
    if (UNSENDABLE.test(value)) throw unsendable(name);
    head += `${name}: ${value}\r\n`;
  }
  head += "\r\n";
  const request = Buffer.allocUnsafe(head.length + body.length);
  request.write(head, "latin1");
  request.set(body, head.length);
  return request;
}

function unsendable(name: string): Error {
  return Object.assign(new TypeError(`The header "${name}" holds a character that cannot be sent`), {
    code: "ERR_INVALID_CHAR",
  });
}
