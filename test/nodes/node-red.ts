import { EventEmitter, once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeAPI, NodeInitializer } from "node-red";
import helper from "node-red-node-test-helper";

/** The Node-RED under test: `NODE_RED=4` takes 4.1, otherwise 5. */
export const NODE_RED = process.env.NODE_RED === "4" ? "node-red-4" : "node-red";

/** User directory of this test process; removed when it ends. */
export const userDir = mkdtempSync(join(tmpdir(), "smart-lockers-test-"));
process.on("exit", () => rmSync(userDir, { recursive: true, force: true }));

helper.init(createRequire(import.meta.url).resolve(`${NODE_RED}/lib/red.js`));
helper.settings({ userDir });

const nodeRed = createRequire(createRequire(import.meta.url).resolve(`${NODE_RED}/package.json`));
const { hooks }: { hooks: NodeAPI["hooks"] } = nodeRed("@node-red/util");
type Load = typeof helper.load;
const load = helper.load.bind(helper);
const withHooks: NodeInitializer = (red) => {
  red.hooks = hooks;
};
// Node-RED gives its hooks to nodes; the helper forgets to.
helper.load = (...[nodes, ...rest]: Parameters<Load>) => load([withHooks, nodes].flat(), ...rest);

/** A core node of the Node-RED under test, by its file, e.g. "common/20-inject"; for `helper.load`. */
export function coreNode(file: string): NodeInitializer {
  return nodeRed(`@node-red/nodes/core/${file}.js`);
}

type Deployment = "full" | "nodes" | "flows";

interface RedNodes {
  setFlows(flows: readonly object[], credentials: object, type: Deployment): Promise<unknown>;
}

function isRedNodes(value: unknown): value is RedNodes {
  return typeof value === "object" && value !== null && "setFlows" in value;
}

/**
 * Deploys other flows and resolves when they run. The helper's own `setFlows` gives up after 300 ms, which says
 * more about the machine than about the nodes.
 */
export async function deploy(flows: readonly object[], type: Deployment = "full"): Promise<void> {
  const events: unknown = Reflect.get(helper, "_events");
  const nodes: unknown = Reflect.get(helper, "_redNodes");
  if (!(events instanceof EventEmitter) || !isRedNodes(nodes))
    throw new Error("Load flows before deploying.");
  const started = once(events, "flows:started");
  await nodes.setFlows(flows, {}, type);
  await started;
}

export { helper };
