import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { type Expression, type ObjectExpression, parse } from "acorn";
import type { NodeType } from "../../nodes/editor/red.ts";
import { calledName, visit } from "./keys.ts";

/** What a built page registers with the editor: the type's name and its definition, as the browser sees it. */
export function registered(page: string): { type: string; definition: NodeType } {
  const found: { type: string; definition: NodeType }[] = [];
  const context = createContext({
    RED: {
      nodes: { registerType: (type: string, definition: NodeType) => found.push({ type, definition }) },
    },
    URLSearchParams,
  });
  for (const script of scriptsOf(page)) runInContext(script, context);
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${page} registers ${found.length} types`);
  return first;
}

/** What the flow library, which reads a page without running it, wants to find there as it stands. */
const WRITTEN_OUT = ["category", "color", "inputs", "outputs", "icon"];

/** What of a built page's registration is computed instead of written out: nothing, in a page that can be read. */
export function computed(page: string): string[] {
  const found: string[] = [];
  for (const script of scriptsOf(page)) {
    visit(parse(script, { ecmaVersion: "latest" }), (call) => {
      if (calledName(call) !== "registerType") return;
      const [type, definition] = call.arguments;
      if (type?.type !== "Literal") found.push("the type");
      if (definition?.type !== "ObjectExpression") found.push("the definition");
      else found.push(...computedIn(definition));
    });
  }
  return found;
}

function computedIn(definition: ObjectExpression): string[] {
  return definition.properties.flatMap((property) => {
    if (property.type === "SpreadElement" || property.key.type !== "Identifier") return ["a property"];
    const { name } = property.key;
    const value: Expression = property.value;
    if (name === "defaults" || name === "credentials") return value.type === "ObjectExpression" ? [] : [name];
    return WRITTEN_OUT.includes(name) && value.type !== "Literal" ? [name] : [];
  });
}

function scriptsOf(page: string): string[] {
  return [
    ...readFileSync(page, "utf8").matchAll(/<script type="text\/javascript">([\s\S]*?)<\/script>/g),
  ].map(([, script = ""]) => script);
}
