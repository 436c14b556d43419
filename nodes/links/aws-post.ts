import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
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
/** Nothing of AWS's is near as long: a longer answer is not theirs. */
const LONGEST_ANSWER = 2 ** 20;

/** Sends requests to one endpoint over connections that stay open. */
export class Poster {
  readonly host: string;
  readonly #endpoint: Endpoint;
  readonly #silenceMs: number;
  readonly #agent: Agent;

  /** @param silenceMs how long the other side may say nothing, from the attempt to connect on */
  constructor(endpoint: Endpoint, silenceMs: number) {
    this.#endpoint = endpoint;
    this.#silenceMs = silenceMs;
    this.host = endpoint.port === null ? endpoint.hostname : `${endpoint.hostname}:${endpoint.port}`;
    const options = { keepAlive: true, maxSockets: CONNECTIONS, noDelay: true };
    this.#agent = endpoint.protocol === "https:" ? new SecureAgent(options) : new Agent(options);
  }

  /** @throws Error of Node's, with its `code`, where there is no answer; AbortError where `signal` ended it */
  post(headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal): Promise<Answer> {
    const { protocol, hostname, port, path } = this.#endpoint;
    const begin = protocol === "https:" ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const request: ClientRequest = begin({
        ...{ method: "POST", hostname, path, agent: this.#agent, timeout: this.#silenceMs },
        ...(port === null ? {} : { port }),
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
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

function read(
  response: IncomingMessage,
  resolve: (answer: Answer) => void,
  reject: (thrown: Error) => void,
): void {
  let body = "";
  response.setEncoding("utf8");
  response.on("data", (chunk: string) => {
    body += chunk;
    if (body.length > LONGEST_ANSWER) response.destroy(tooLong());
  });
  response.on("error", reject);
  response.on("end", () => {
    const date = Date.parse(response.headers.date ?? "");
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
