import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

/** A node as a flow file holds it. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/** All flows of a folder as one, sorted by file name. */
export function readFlows(folder: string): readonly FlowNode[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return mergeFlows(
    files.sort().map((file) => ({ file, nodes: JSON.parse(readFileSync(join(folder, file), "utf8")) })),
  );
}

/**
 * Each bundled flow carries the config nodes it uses, so that it can be imported alone; together they are the
 * same nodes.
 * @throws Error when two flows mean different things by one id
 */
export function mergeFlows(
  flows: readonly { readonly file: string; readonly nodes: readonly FlowNode[] }[],
): readonly FlowNode[] {
  const merged = new Map<string, { readonly file: string; readonly node: FlowNode }>();
  for (const { file, nodes } of flows) {
    for (const node of nodes) {
      const known = merged.get(node.id);
      if (known && !isDeepStrictEqual(known.node, node)) {
        throw new Error(`${known.file} and ${file} both have a node ${node.id}, and they differ.`);
      }
      merged.set(node.id, { file, node });
    }
  }
  return [...merged.values()].map(({ node }) => node);
}
