import { readFileSync } from "node:fs";
import { isSeq, parseDocument, type Tags } from "yaml";

/** A value of a template: JSON, with CloudFormation's functions as objects of one key. */
export type Value =
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | { readonly [name: string]: Value | undefined };

export interface Parameter {
  readonly Type: string;
  readonly Default?: string;
  readonly Description?: string;
  readonly AllowedPattern?: string;
  readonly AllowedValues?: readonly string[];
}

export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties?: { readonly [name: string]: Value };
}

export interface Template {
  readonly AWSTemplateFormatVersion: string;
  readonly Description?: string;
  readonly Parameters: Readonly<Record<string, Parameter>>;
  readonly Conditions?: Readonly<Record<string, Value>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Description?: string; readonly Value: Value }>>;
}

const SCALARS = ["Ref", "Sub", "GetAtt", "Condition"] as const;
const LISTS = ["Equals", "Not", "If", "And", "Or", "Join"] as const;

function named(name: string): string {
  return name === "Ref" || name === "Condition" ? name : `Fn::${name}`;
}

/** CloudFormation's short forms: `!Ref X` is `{ "Ref": "X" }`, `!GetAtt X.Y` is `{ "Fn::GetAtt": ["X", "Y"] }`. */
const tags: Tags = [
  ...SCALARS.map((name) => ({
    tag: `!${name}`,
    resolve: (text: string) => ({ [named(name)]: name === "GetAtt" ? text.split(/\.(.*)/s, 2) : text }),
  })),
  ...LISTS.map((name) => ({
    tag: `!${name}`,
    collection: "seq" as const,
    resolve: (list: unknown, onError: (message: string) => void) => {
      if (!isSeq(list)) onError(`!${name} wants a list`);
      return list;
    },
  })),
];

/** Lists with a tag become the long form; everything else stays as it is. */
function longForm(node: unknown): Value {
  if (isSeq(node)) {
    const items = node.items.map(longForm);
    const name = LISTS.find((list) => node.tag === `!${list}`);
    return name === undefined ? items : { [named(name)]: items };
  }
  return plain(node);
}

interface Pair {
  readonly key: unknown;
  readonly value: unknown;
}

function plain(node: unknown): Value {
  if (typeof node !== "object" || node === null) return null;
  if ("items" in node && Array.isArray(node.items)) {
    const pairs: readonly Pair[] = node.items;
    return Object.fromEntries(pairs.map(({ key, value }) => [String(scalar(key)), longForm(value)]));
  }
  return scalar(node);
}

function scalar(node: unknown): Value {
  if (typeof node !== "object" || node === null || !("value" in node)) return null;
  const value: unknown = node.value;
  return JSON.parse(JSON.stringify(value ?? null));
}

/** @throws Error where the file is no YAML, has a tag that is not CloudFormation's, or a key twice */
export function readTemplate(path: string): Template {
  const document = parseDocument(readFileSync(path, "utf8"), { customTags: tags });
  for (const problem of [...document.errors, ...document.warnings]) throw problem;
  return JSON.parse(JSON.stringify(longForm(document.contents)));
}

/** Every value within, itself included, with the way to it. */
export function* within(
  value: Value | undefined,
  path = "",
): Generator<readonly [path: string, value: Value]> {
  if (value === undefined) return;
  yield [path, value];
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* within(item, `${path}[${index}]`);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, item] of Object.entries(value))
      yield* within(item, path === "" ? name : `${path}.${name}`);
  }
}
