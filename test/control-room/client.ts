import type {
  BoardGateway,
  BoardIncident,
  BoardLocker,
  BoardUnit,
  StreamMessage,
} from "../../nodes/control-room/protocol.ts";
import type { Account } from "../node-red-admin.ts";
import { until } from "../until.ts";

export interface Answer {
  readonly status: number;
  /** JSON where it is such; the text otherwise. */
  readonly body: unknown;
  readonly text: string;
  readonly headers: Headers;
}

/** A person's browser at the board, as far as it speaks to the gateway. */
export class Client {
  readonly url: string;
  /** Everything it was ever answered. */
  readonly heard: string[] = [];
  #token: string | null = null;

  constructor(url: string) {
    this.url = url;
  }

  get token(): string | null {
    return this.#token;
  }

  async signIn({ username, password }: Account): Promise<void> {
    const { body } = await this.request("POST", "/auth/token", {
      ...{ client_id: "node-red-admin", grant_type: "password", scope: "", username, password },
    });
    this.#token = String(field(body, "access_token"));
  }

  signOut(): Promise<Answer> {
    return this.request("POST", "/auth/revoke", { token: this.#token });
  }

  get(path: string): Promise<Answer> {
    return this.request("GET", `/smart-lockers/api/${path}`);
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.request("POST", `/smart-lockers/api/${path}`, body);
  }

  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      redirect: "manual",
      body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
      headers: { "Content-Type": "application/json", ...this.#bearer, ...headers },
    });
    const text = await response.text();
    this.heard.push(text);
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  /** Opens the stream; resolves when it is answered. */
  async stream(): Promise<Stream> {
    const end = new AbortController();
    const response = await fetch(`${this.url}/smart-lockers/api/stream`, {
      headers: this.#bearer,
      signal: end.signal,
    });
    return new Stream(response, end, this.heard);
  }

  /** The board as it is now: a stream that has told everything, and is closed. */
  async board(): Promise<Stream> {
    const stream = await this.stream();
    try {
      await stream.ready();
      return stream;
    } finally {
      stream.close();
    }
  }

  get #bearer(): Record<string, string> {
    return this.#token === null ? {} : { Authorization: `Bearer ${this.#token}` };
  }
}

/** What a board makes of the stream. */
export class Stream {
  readonly status: number;
  readonly messages: StreamMessage[] = [];
  gateway: BoardGateway | null = null;
  readonly units = new Map<string, BoardUnit>();
  readonly lockers = new Map<string, BoardLocker>();
  readonly incidents = new Map<string, BoardIncident>();
  /** Resolves when the gateway ends it. */
  readonly ended: Promise<void>;
  readonly #end: AbortController;

  constructor(response: Response, end: AbortController, heard: string[]) {
    this.status = response.status;
    this.#end = end;
    this.ended = this.#read(response, heard).catch(() => undefined);
  }

  close(): void {
    this.#end.abort();
  }

  async ready(): Promise<void> {
    await until("the board to be told whole", () => this.messages.some(({ type }) => type === "ready"));
  }

  /** Waits for an incident of this cause that fits. */
  incident(cause: string, fits: (one: BoardIncident) => boolean = () => true): Promise<BoardIncident> {
    return until(
      () => `an incident ${cause} (there are ${JSON.stringify([...this.incidents.values()])})`,
      () => [...this.incidents.values()].find((one) => one.cause === cause && fits(one)),
    );
  }

  async #read(response: Response, heard: string[]): Promise<void> {
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      rest += decoder.decode(chunk, { stream: true });
      const blocks = rest.split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        heard.push(block);
        this.#take(JSON.parse(block.replace(/^event: \w+\ndata: /, "")));
      }
    }
  }

  #take(message: StreamMessage): void {
    this.messages.push(message);
    if (message.type === "start") for (const all of [this.units, this.lockers, this.incidents]) all.clear();
    if (message.type === "start") this.gateway = message.gateway;
    if (message.type !== "delta") return;
    this.gateway = message.gateway ?? this.gateway;
    for (const unit of message.units ?? []) this.units.set(unit.id, unit);
    for (const locker of message.lockers ?? []) this.lockers.set(locker.id, locker);
    for (const incident of message.incidents ?? []) this.incidents.set(incident.id, incident);
    for (const id of message.ended ?? []) this.incidents.delete(id);
  }
}

/** A property of what was answered; undefined where there is none. */
export function field(body: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined),
    body,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
