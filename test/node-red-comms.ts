import { until } from "./until.ts";

export interface Status {
  readonly fill?: string;
  readonly shape?: string;
  readonly text?: string;
}

export interface DebugMessage {
  /** Id of the debug node. */
  readonly id: string;
  /** As the sidebar shows it: text, or JSON text for objects. */
  readonly msg: string;
  readonly property?: string;
}

/** The socket between runtime and editor: what an open editor sees as it happens. */
export class Comms {
  readonly #socket: WebSocket;
  readonly #statuses = new Map<string, Status>();
  readonly #debug: DebugMessage[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async open(url: string, token: string | null): Promise<Comms> {
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/comms`);
    const comms = new Comms(socket);
    await new Promise<void>((resolve, reject) => {
      socket.onerror = () => reject(new Error(`Node-RED refused the socket ${socket.url}`));
      socket.onopen = () => {
        if (token === null) resolve();
        else socket.send(JSON.stringify({ auth: token }));
      };
      socket.onmessage = ({ data }) => {
        const message: unknown = JSON.parse(String(data));
        if (Array.isArray(message)) comms.#take(message);
        else if (isRecord(message) && message.auth === "ok") resolve();
        else if (isRecord(message) && message.auth === "fail")
          reject(new Error("Node-RED refused the token"));
      };
    });
    for (const topic of ["status/#", "debug"]) socket.send(JSON.stringify({ subscribe: topic }));
    return comms;
  }

  /** The node's last status; undefined while it has shown none. */
  status(node: string): Status | undefined {
    return this.#statuses.get(node);
  }

  /** Messages of debug nodes so far. */
  get debug(): readonly DebugMessage[] {
    return this.#debug;
  }

  /** Waits for a status text of a node. */
  statusLike(node: string, text: RegExp, ms?: number): Promise<Status> {
    return until(
      () => `status ${text} of node ${node} (it shows "${this.status(node)?.text ?? ""}")`,
      () => {
        const status = this.status(node);
        return status !== undefined && text.test(status.text ?? "") ? status : null;
      },
      ms,
    );
  }

  /** Waits for what a debug node shows. */
  debugLike(text: RegExp, ms?: number): Promise<DebugMessage> {
    return until(`${text} in the debug sidebar`, () => this.#debug.find(({ msg }) => text.test(msg)), ms);
  }

  close(): void {
    this.#socket.close();
  }

  #take(messages: readonly unknown[]): void {
    for (const message of messages) {
      if (!isRecord(message) || typeof message.topic !== "string" || !isRecord(message.data)) continue;
      const [kind, id = ""] = message.topic.split("/");
      if (kind === "status") this.#statuses.set(id, message.data);
      if (kind === "debug" && typeof message.data.id === "string") {
        this.#debug.push({ id: message.data.id, msg: String(message.data.msg) });
      }
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
