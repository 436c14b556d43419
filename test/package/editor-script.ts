import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import type { NodeType } from "../../nodes/editor/red.ts";

/** What a built page registers with the editor: the type's name and its definition, as the browser sees it. */
export function registered(page: string): { type: string; definition: NodeType } {
  const found: { type: string; definition: NodeType }[] = [];
  const context = createContext({
    RED: {
      nodes: { registerType: (type: string, definition: NodeType) => found.push({ type, definition }) },
    },
    URLSearchParams,
  });
  for (const [, script = ""] of readFileSync(page, "utf8").matchAll(
    /<script type="text\/javascript">([\s\S]*?)<\/script>/g,
  )) {
    runInContext(script, context);
  }
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${page} registers ${found.length} types`);
  return first;
}
