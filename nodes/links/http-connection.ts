import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type HttpAnswer, HttpAnswerReader } from "./http-answer.ts";

export interface HttpServer {
  readonly hostname: string;
  readonly port: number;
  readonly isSecure: boolean;
}

interface Exchange {
  readonly reader: HttpAnswerReader;
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (thrown: unknown) => void;
}

/** After this long without a word TCP asks whether the other side is still there, milliseconds. */
const ASK_AFTER_MS = 1000;

/** One connection, which carries one request at a time. After any failure it is closed. */
export class HttpConnection {
  readonly #socket: Socket;
  readonly #silenceMs: number;
  /** What waits for the connection. */
  #unsent: Uint8Array | null = null;
  #isReady = false;
  #exchange: Exchange | null = null;

  /**
   * @param silenceMs how long the other side may say nothing, from the attempt to connect on
   * @param closed called once
   */
  constructor({ hostname, port, isSecure }: HttpServer, silenceMs: number, closed: () => void) {
    const socket = isSecure
      ? connectTls({
          ...{ host: hostname, port, ALPNProtocols: ["http/1.1"] },
          ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
        })
      : connectTcp({ host: hostname, port });
    this.#socket = socket;
    this.#silenceMs = silenceMs;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, ASK_AFTER_MS);
    // Nothing is handed over before the other side has proved who it is.
    socket.once(isSecure ? "secureConnect" : "connect", () => {
      this.#isReady = true;
      if (this.#unsent !== null) socket.write(this.#unsent);
      this.#unsent = null;
    });
    socket.on("data", (piece: Buffer) => this.#take(piece));
    socket.on("end", () => this.#end());
    socket.on("timeout", () => socket.destroy(timedOut()));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => {
      this.#fail(hungUp());
      closed();
    });
  }

  /** False once it cannot carry another request. */
  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  /**
   * @param request head and body
   * @throws LockerError `provider-transient` where the answer is none; Error of Node's, with its `code`, where there is
   * no answer; TimeoutError where the other side is silent, or `signal` ends it
   */
  exchange(request: Uint8Array, signal: AbortSignal): Promise<HttpAnswer> {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      const abort = () => socket.destroy(timedOut());
      const end = () => {
        this.#exchange = null;
        socket.setTimeout(0);
        signal.removeEventListener("abort", abort);
      };
      this.#exchange = {
        reader: new HttpAnswerReader(),
        resolve(answer) {
          end();
          resolve(answer);
        },
        reject(thrown) {
          end();
          reject(thrown);
        },
      };
      socket.setTimeout(this.#silenceMs);
      signal.addEventListener("abort", abort);
      if (signal.aborted) abort();
      else if (this.#isReady) socket.ref().write(request);
      else this.#unsent = request;
    });
  }

  /** It keeps no process alive until the next request. */
  rest(): void {
    this.#socket.unref();
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(piece: Buffer): void {
    const exchange = this.#exchange;
    // Nobody has asked.
    if (exchange === null) {
      this.close();
      return;
    }
    try {
      const answer = exchange.reader.take(piece);
      if (answer !== null) this.#answer(exchange, answer);
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  #end(): void {
    const answer = this.#exchange?.reader.end() ?? null;
    if (this.#exchange !== null && answer !== null) this.#answer(this.#exchange, answer);
    else this.#fail(hungUp());
  }

  /** One that comes before all of the request has gone out leaves the rest of it on its way. */
  #answer(exchange: Exchange, answer: HttpAnswer): void {
    const goesOn = answer.goesOn && this.#socket.writableLength === 0;
    if (!goesOn) this.close();
    exchange.resolve(goesOn === answer.goesOn ? answer : { ...answer, goesOn });
  }

  #fail(thrown: unknown): void {
    this.#exchange?.reject(thrown);
    this.close();
  }
}

function timedOut(): Error {
  return Object.assign(new Error("There was no answer in time"), { name: "TimeoutError" });
}

/** As Node words it. */
function hungUp(): Error {
  return Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
}
