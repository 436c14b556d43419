import type { Clock } from "../domain/clock.ts";
import { AWS_SILENCE_MS } from "./aws-connection.ts";
import { awsAnswered } from "./aws-errors.ts";
import { type Endpoint, Poster } from "./aws-post.ts";
import { AwsSigner, type SigningKeys } from "./aws-signature.ts";

/** AWS refuses a signature that is older than this, or as far ahead. */
const SKEW_MS = 5 * 60_000;
const FORM = "application/x-www-form-urlencoded";

export interface AwsCallerOptions {
  /** As signatures name it, e.g. `sns`. */
  readonly service: string;
  /** As people know it. */
  readonly name: string;
  readonly region: string;
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  /** Asked before each request. */
  keys(): Promise<SigningKeys>;
}

/**
 * Calls a query API of AWS. The SDK takes some 1.5 ms of the processor for each request, which at thousands of events
 * a second is most of all that they cost; this takes a tenth. Whom to ask and with which credentials is still
 * found out by the SDK.
 */
export class AwsCaller {
  readonly #options: AwsCallerOptions;
  readonly #signer: AwsSigner;
  readonly #poster: Poster;
  /** How far the clock of AWS is ahead of this machine's, where that is too far for a signature; milliseconds. */
  #ahead = 0;

  constructor(options: AwsCallerOptions) {
    this.#options = options;
    this.#signer = new AwsSigner(options.region, options.service);
    this.#poster = new Poster(options.endpoint, AWS_SILENCE_MS);
  }

  /**
   * @param body form parameters, `Action` among them
   * @returns the XML of a success
   * @throws LockerError `provider-permanent`, `provider-operator` or `provider-transient`; Error of Node's network
   */
  async call(body: Uint8Array, signal: AbortSignal): Promise<string> {
    const { name, clock, endpoint } = this.#options;
    const keys = await this.#options.keys();
    const request = { host: this.#poster.host, path: endpoint.path, contentType: FORM, body };
    const headers = this.#signer.sign(request, keys, clock.now() + this.#ahead);
    const answer = await this.#poster.post(headers, body, signal);
    if (answer.date !== null) this.#compare(answer.date);
    if (answer.status !== 200) throw awsAnswered(name, answer.status, answer.body);
    return answer.body;
  }

  close(): void {
    this.#poster.close();
  }

  #compare(date: number): void {
    const now = this.#options.clock.now();
    if (Math.abs(date - now - this.#ahead) > SKEW_MS) this.#ahead = date - now;
  }
}

/**
 * The endpoint of a request that the SDK has made.
 * @throws TypeError where it is none
 */
export function endpointIn(request: unknown): Endpoint {
  const part = (name: string): unknown =>
    typeof request === "object" && request !== null ? Reflect.get(request, name) : undefined;
  const [protocol, hostname, port, path] = ["protocol", "hostname", "port", "path"].map(part);
  if ((protocol !== "http:" && protocol !== "https:") || typeof hostname !== "string") {
    throw new TypeError("The AWS SDK has not said where to send a request");
  }
  return {
    protocol,
    hostname,
    port: typeof port === "number" ? port : null,
    path: typeof path === "string" ? path : "/",
  };
}
