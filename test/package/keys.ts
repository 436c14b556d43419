import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { type AnyNode, type CallExpression, parse } from "acorn";

/** A catalogue key a source file asks for; one built with `${}` is known up to there. */
export interface UsedKey {
  readonly key: string;
  readonly complete: boolean;
}

/** Functions that take a key, and which of their parameters it is. */
const TAKES_KEY: Readonly<Record<string, number>> = { _: 0, translate: 0, problem: 0, status: 2 };

/** The catalogue keys that a TypeScript source names in calls of `_`, `translate`, `problem` and `status`. */
export function keysUsed(file: string, type: string): UsedKey[] {
  const source = stripTypeScriptTypes(readFileSync(file, "utf8"));
  const used: UsedKey[] = [];
  visit(parse(source, { ecmaVersion: "latest", sourceType: "module" }), (call) => {
    const name = calledName(call);
    const argument = name === null ? undefined : call.arguments[TAKES_KEY[name] ?? Number.NaN];
    if (argument === undefined) return;
    const prefix = name === "status" ? `${type}.status.` : "";
    for (const { key, complete } of texts(argument)) used.push({ key: prefix + key, complete });
  });
  return used;
}

/** `a` of `a()` and of `b.a()`. */
export function calledName({ callee }: CallExpression): string | null {
  if (callee.type === "Identifier") return callee.name;
  if (callee.type === "MemberExpression" && callee.property.type === "Identifier")
    return callee.property.name;
  return null;
}

/** Every text an expression can be; what is computed otherwise is not known here. */
function texts(expression: AnyNode): UsedKey[] {
  switch (expression.type) {
    case "Literal":
      return typeof expression.value === "string" ? [{ key: expression.value, complete: true }] : [];
    case "TemplateLiteral":
      return [
        {
          key: expression.quasis[0]?.value.cooked ?? "",
          complete: expression.expressions.length === 0,
        },
      ];
    case "ConditionalExpression":
      return [...texts(expression.consequent), ...texts(expression.alternate)];
    default:
      return [];
  }
}

/** Calls `onCall` for every call in a syntax tree. */
export function visit(node: unknown, onCall: (call: CallExpression) => void): void {
  if (Array.isArray(node)) for (const part of node) visit(part, onCall);
  else if (isNode(node)) {
    if (node.type === "CallExpression") onCall(node);
    for (const part of Object.values(node)) visit(part, onCall);
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
