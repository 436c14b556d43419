import {
  Agent,
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from "node:http";
import { request as httpsRequest, Agent as SecureAgent } from "node:https";
import { LockerError } from "../domain/errors.ts";

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

/** Connections kept open to one service. */
const CONNECTIONS = 50;
/** Bytes. Nothing of AWS's is near as long: a longer answer is not theirs. */
const LONGEST_ANSWER = 2 ** 20;

/** Sends requests to one endpoint over connections that stay open. */
export class Poster {
  readonly host: string;
  readonly #agent: Agent;
  readonly #begin: typeof httpRequest;
  /** What all requests have in common. */
  readonly #options: RequestOptions;

  /** @param silenceMs how long the other side may say nothing, from the attempt to connect on */
  constructor(endpoint: Endpoint, silenceMs: number) {
    const { protocol, hostname, port, path } = endpoint;
    const options = { keepAlive: true, maxSockets: CONNECTIONS, noDelay: true };
    const isSecure = protocol === "https:";
    this.host = port === null ? hostname : `${hostname}:${port}`;
    this.#agent = isSecure ? new SecureAgent(options) : new Agent(options);
    this.#begin = isSecure ? httpsRequest : httpRequest;
    this.#options = {
      ...{ method: "POST", hostname, path, agent: this.#agent, timeout: silenceMs },
      ...(port === null ? {} : { port }),
    };
  }

  /** @throws Error of Node's, with its `code`, where there is no answer; AbortError where `signal` ended it */
  post(headers: Readonly<Record<string, string>>, body: Uint8Array, signal: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request: ClientRequest = this.#begin({
        ...this.#options,
        headers: inPairs(headers, body.length),
      });
      const abort = () => request.destroy(timedOut());
      signal.addEventListener("abort", abort, { once: true });
      request.on("timeout", () => request.destroy(timedOut()));
      request.on("close", () => signal.removeEventListener("abort", abort));
      request.on("error", reject);
      request.on("response", (response) => read(response, resolve, reject));
      if (signal.aborted) abort();
      else request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** As Node sends them without looking at each once more. */
function inPairs(headers: Readonly<Record<string, string>>, bytes: number): string[] {
  const pairs = ["content-length", String(bytes)];
  for (const name of Object.keys(headers)) pairs.push(name, headers[name] ?? "");
  return pairs;
}

function read(
  response: IncomingMessage,
  resolve: (answer: Answer) => void,
  reject: (thrown: Error) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LONGEST_ANSWER) response.destroy(tooLong());
  });
  response.on("error", reject);
  response.on("end", () => {
    const date = Date.parse(response.headers.date ?? "");
    const body = Buffer.concat(chunks).toString("utf8");
    resolve({ status: response.statusCode ?? 0, date: Number.isNaN(date) ? null : date, body });
  });
}

function tooLong(): LockerError {
  return new LockerError(
    "provider-transient",
    "The answer is far too long to be one of AWS: a proxy may be in the way. It is tried again.",
  );
}

function timedOut(): Error {
  return Object.assign(new Error("There was no answer in time"), { name: "TimeoutError" });
}
