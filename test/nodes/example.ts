import { readFileSync } from "node:fs";
import type { NodeInitializer, NodeMessageInFlow } from "node-red";
import { coreNode, helper } from "./node-red.ts";

export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/** A message as it arrived at one of the example's debug nodes, by that node's name, or at `caught`. */
export interface Received extends NodeMessageInFlow {
  readonly error?: { readonly message: string; readonly code?: string };
}

export interface Running {
  /** Everything that arrived so far, by the name of the debug node it arrived at; errors under "caught". */
  readonly received: Readonly<Record<string, readonly Received[]>>;
  /** Puts a message into a node as if it came by a wire. */
  receive(id: string, msg: Record<string, unknown>): void;
}

/** The nodes of a file of examples/. */
export function example(name: string): readonly FlowNode[] {
  return JSON.parse(readFileSync(`examples/${name}.json`, "utf8"));
}

/**
 * Runs an example as a user would who imported it: on a tab, with a catch node beside it. Its debug nodes are
 * replaced by ones that the test can listen to.
 */
export async function run(
  nodes: readonly FlowNode[],
  types: readonly NodeInitializer[],
  credentials: Record<string, Record<string, string>> = {},
): Promise<Running> {
  const received: Record<string, Received[]> = { caught: [] };
  // The test helper can load one catch node only: the one below hears of everything.
  const others = nodes.filter(({ type }) => type !== "catch");
  const tab = others.map((node) => {
    const placed = "z" in node ? { ...node, z: "tab" } : node;
    return node.type === "debug" ? { ...placed, type: "helper" } : placed;
  });
  const core = [
    ...["common/20-inject", "common/90-comment", "common/25-catch", "common/24-complete"],
    "function/15-change",
  ].map(coreNode);
  await helper.load(
    [...types, ...core],
    [
      { id: "tab", type: "tab", label: "" },
      ...tab,
      { id: "errors", type: "catch", z: "tab", name: "", scope: null, uncaught: false, wires: [["caught"]] },
      { id: "caught", type: "helper", z: "tab", wires: [] },
    ],
    credentials,
  );
  const listen = (id: string, name: string) => {
    const arrived: Received[] = [];
    received[name] = arrived;
    helper.getNode(id).on("input", (msg: Received) => arrived.push(msg));
  };
  for (const { id, type, name } of nodes) if (type === "debug") listen(id, String(name));
  listen("caught", "caught");
  return { received, receive: (id, msg) => helper.getNode(id).receive(msg) };
}
