import { createRequire } from "node:module";
import type { Node, NodeMessage } from "node-red";
import { NODE_RED } from "./node-red.ts";

const nodeRed = createRequire(createRequire(import.meta.url).resolve(`${NODE_RED}/package.json`));
/** Node-RED's own node, without flows around it. */
const RedNode: new (config: object) => Node = createRequire(nodeRed.resolve("@node-red/runtime"))(
  "./nodes/Node.js",
);

let count = 0;

/** A node whose handler is given; `more` are properties that nodes of the type have. */
export function nodeOf(
  type: string,
  handler: (msg: NodeMessage, send: (msg: NodeMessage) => void, done: () => void) => void = (
    _msg,
    _send,
    _done,
  ) => {},
  more: object = {},
): Node {
  count += 1;
  const node = new RedNode({ id: `${type}-${count}`, type, wires: [] });
  node.on("input", handler);
  return Object.assign(node, more);
}
