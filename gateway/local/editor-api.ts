import * as v from "valibot";
import type { FlowNode } from "./merge-flows.ts";

const TOKEN = v.object({ access_token: v.string() });
const FLOWS = v.object({
  rev: v.string(),
  flows: v.array(v.looseObject({ id: v.string(), type: v.string() })),
});

/** The admin API of the running Node-RED, as the editor uses it. */
export class EditorApi {
  readonly #url: string;
  readonly #user: string;
  readonly #password: string;
  #token: Promise<string> | null = null;

  constructor(url: string, user: string, password: string) {
    this.#url = url;
    this.#user = user;
    this.#password = password;
  }

  /**
   * Changes nodes of one type and deploys just those, as "Modified Nodes" in the editor does.
   * @throws Error when Node-RED refuses
   */
  async change(type: string, properties: Readonly<Record<string, unknown>>): Promise<void> {
    const version = { "Node-RED-API-Version": "v2" };
    const { rev, flows } = v.parse(FLOWS, await this.#call("GET", "/flows", version));
    const changed: readonly FlowNode[] = flows.map((node) =>
      node.type === type ? { ...node, ...properties } : node,
    );
    await this.#call(
      "POST",
      "/flows",
      { ...version, "Node-RED-Deployment-Type": "nodes" },
      { rev, flows: changed },
    );
  }

  async #call(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: unknown,
  ): Promise<unknown> {
    this.#token ??= this.#signIn();
    return this.#fetch(path, {
      method,
      headers: {
        ...headers,
        "Content-Type": "application/json",
        Authorization: `Bearer ${await this.#token}`,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async #signIn(): Promise<string> {
    const answer = await this.#fetch("/auth/token", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        client_id: "node-red-admin",
        grant_type: "password",
        scope: "*",
        username: this.#user,
        password: this.#password,
      }),
    });
    return v.parse(TOKEN, answer).access_token;
  }

  async #fetch(path: string, request: RequestInit): Promise<unknown> {
    const response = await fetch(`${this.#url}${path}`, { ...request, signal: AbortSignal.timeout(30_000) });
    if (!response.ok) {
      throw new Error(`Node-RED answered ${request.method} ${path} with ${response.status}.`);
    }
    return response.json();
  }
}
