import assert from "node:assert/strict";
import type { Value } from "./template.ts";

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Value>>>>;
}
export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** Who asks: a client that showed a certificate which is attached to this thing, or to none. */
export interface Client {
  readonly thing: string | null;
  readonly attributes?: readonly string[];
}

export function policyDocument(value: Value): PolicyDocument {
  const document: PolicyDocument = JSON.parse(JSON.stringify(value));
  assert.equal(document.Version, "2012-10-17");
  assert.ok(document.Statement.length > 0);
  return document;
}

const THING_NAME = /\$\{iot:Connection\.Thing\.ThingName\}/;

export const listed = (value: string | readonly string[]): readonly string[] => [value].flat();

/** `*` stands for any characters, `?` for one; everything else for itself. */
function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(text);
}

/** The conditions these policies use, as AWS documents them; an unknown one fails the test. */
function holds(condition: Statement["Condition"], client: Client): boolean {
  return Object.entries(condition ?? {}).every(([operator, tests]) =>
    Object.entries(tests).every(([key, wanted]) => {
      if (operator === "Bool" && key === "iot:Connection.Thing.IsAttached")
        return (client.thing !== null) === (wanted === "true");
      if (operator === "ForAllValues:StringEquals" && key === "iot:ConnectAttributes") {
        const allowed = [wanted].flat();
        return (client.attributes ?? []).every((attribute) => allowed.includes(attribute));
      }
      throw new assert.AssertionError({ message: `a condition this test does not know: ${operator} ${key}` });
    }),
  );
}

/** Whether AWS IoT would let the client do it. A policy variable that has no value lets nothing match. */
export function allows(policy: PolicyDocument, client: Client, action: string, resource: string): boolean {
  return policy.Statement.some((statement) => {
    assert.equal(statement.Effect, "Allow");
    return (
      listed(statement.Action).includes(action) &&
      holds(statement.Condition, client) &&
      listed(statement.Resource).some((pattern) => {
        if (client.thing === null && THING_NAME.test(pattern)) return false;
        return matches(pattern.replace(THING_NAME, client.thing ?? ""), resource);
      })
    );
  });
}
