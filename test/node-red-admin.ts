import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { basename } from "node:path";

/** Node-RED's own way of keeping passwords. */
const bcrypt: { hashSync(password: string, rounds: number): string } = createRequire(
  createRequire(import.meta.url).resolve("node-red"),
)("bcryptjs");

/** Somebody who may sign in to the editor. */
export interface Account {
  readonly username: string;
  readonly password: string;
  /** As in Node-RED's `adminAuth`: "*" (the default), "read" or a list. */
  readonly permissions?: string | readonly string[];
}

/** A node of a flow file. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/** What GET /nodes says of one node file. */
export interface NodeSet {
  readonly id: string;
  readonly types: readonly string[];
  readonly enabled: boolean;
  readonly module: string;
  readonly err?: unknown;
}

/** How much of the flows a deploy restarts. */
export type DeployType = "full" | "flows" | "nodes" | "reload";

/** Makes a change to the flows and resolves when they run again: Node-RED answers before that. */
export type RunningAfter = (change: () => Promise<unknown>) => Promise<void>;

/** Node-RED's admin API, as the editor and scripts use it. */
export class AdminApi {
  readonly url: string;
  readonly #runningAfter: RunningAfter;
  #token: string | null = null;

  constructor(url: string, runningAfter: RunningAfter) {
    this.url = url;
    this.#runningAfter = runningAfter;
  }

  /** Null while nobody has signed in. */
  get token(): string | null {
    return this.#token;
  }

  async signIn(account: Account): Promise<void> {
    const grant = {
      client_id: "node-red-admin",
      grant_type: "password",
      scope: "*",
      username: account.username,
      password: account.password,
    };
    const { access_token } = await this.#json<{ access_token: string }>("POST", "auth/token", grant);
    this.#token = access_token;
  }

  async flows(): Promise<FlowNode[]> {
    return this.#json("GET", "flows");
  }

  /** Replaces all flows; resolves when they run. */
  deploy(flows: readonly object[], type: DeployType = "full"): Promise<void> {
    return this.#runningAfter(() =>
      this.request("POST", "flows", flows, { "Node-RED-Deployment-Type": type }),
    );
  }

  /** Adds nodes to the flows that are there, as Import and Deploy do; those on no tab get one. */
  async add(nodes: readonly FlowNode[], type: DeployType = "full"): Promise<void> {
    const present = await this.flows();
    const places = new Set([...present, ...nodes].filter(isPlace).map(({ id }) => id));
    const homeless = (node: FlowNode) => "wires" in node && !places.has(String(node.z));
    const tab = { id: randomBytes(8).toString("hex"), type: "tab", label: "imported" };
    const placed = nodes.map((node) => (homeless(node) ? { ...node, z: tab.id } : node));
    await this.deploy([...present, ...(nodes.some(homeless) ? [tab] : []), ...placed], type);
  }

  async nodeSets(): Promise<NodeSet[]> {
    return this.#json("GET", "nodes");
  }

  /** Switches a node file off or on, as the palette manager does. */
  async enable(set: string, enabled: boolean): Promise<void> {
    await this.request("PUT", `nodes/${set}`, { enabled });
  }

  /** The palette manager's upload. */
  async install(name: string, tarball: Uint8Array<ArrayBuffer>): Promise<{ name: string; nodes: NodeSet[] }> {
    const form = new FormData();
    form.append("tarball", new Blob([tarball], { type: "application/gzip" }), basename(name));
    const response = await this.#fetch("POST", "nodes", form, {});
    return response.json();
  }

  async uninstall(module: string): Promise<void> {
    await this.request("DELETE", `nodes/${module}`);
  }

  /** What Import > Examples lists below a path: names of flows, and of folders. */
  async examples(path: string): Promise<{ folders: string[]; flows: string[] }> {
    const entries = await this.#json<(string | { fn: string })[]>("GET", `library/examples/flows/${path}`);
    return {
      folders: entries.filter((entry) => typeof entry === "string"),
      flows: entries.filter((entry) => typeof entry !== "string").map(({ fn }) => fn),
    };
  }

  /** One flow as Import > Examples gets it. */
  async example(path: string): Promise<FlowNode[]> {
    return this.#json("GET", `library/examples/flows/${path}`);
  }

  /** Presses the button of an inject node. */
  async inject(id: string): Promise<void> {
    await this.request("POST", `inject/${id}`, {});
  }

  /** @throws Error with the answer's text when it is not a success */
  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.#fetch(method, path, body === undefined ? null : JSON.stringify(body), {
      "Content-Type": "application/json",
      ...headers,
    });
  }

  async #json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.request(method, path, body);
    return response.json();
  }

  async #fetch(
    method: string,
    path: string,
    body: string | FormData | null,
    headers: Record<string, string>,
  ): Promise<Response> {
    const response = await fetch(`${this.url}/${path}`, {
      method,
      body,
      headers: {
        Accept: "application/json",
        ...(this.#token ? { Authorization: `Bearer ${this.#token}` } : {}),
        ...headers,
      },
    });
    if (!response.ok) {
      throw new Error(`${method} /${path}: ${response.status} ${await response.text()}`);
    }
    return response;
  }
}

function isPlace({ type }: FlowNode): boolean {
  return type === "tab" || type === "subflow";
}

/** The `adminAuth` setting that lets these people in. */
export function adminAuth(accounts: readonly Account[]): object {
  return {
    type: "credentials",
    users: accounts.map(({ username, password, permissions = "*" }) => ({
      username,
      password: bcrypt.hashSync(password, 4),
      permissions,
    })),
  };
}
