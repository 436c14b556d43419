import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/**
 * Writes what follows from the schemas of the contract: the TypeScript types (firmware/contract/messages.ts)
 * and the field tables of firmware/contract/README.md. Run it after changing a schema; a test compares.
 */
const FOLDER = "firmware/contract";
const MESSAGES = ["event", "reply-event", "status", "heartbeat", "command", "reply", "config"] as const;

/** The part of JSON Schema that the contract's fields use. */
interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly examples?: readonly unknown[];
}

function read(name: string): Schema {
  return JSON.parse(readFileSync(`${FOLDER}/${name}.schema.json`, "utf8"));
}

/** The schema a reference names, with the keywords that stand beside the reference on top. */
function resolve(schema: Schema, message: string): Schema {
  if (schema.$ref === undefined) return schema;
  const { $ref, ...beside } = schema;
  const [file = "", pointer = ""] = $ref.split("#/$defs/");
  const found = read(file === "" ? message : file.replace(".schema.json", "")).$defs?.[pointer];
  if (!found) throw new Error(`${message}.schema.json refers to ${$ref}, which does not exist`);
  return { ...found, ...beside };
}

const pascal = (name: string) => name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Name of the type that a definition of the message's own schema becomes. */
const partOf = (part: string, message: string) => `${pascal(message)}${pascal(part)}`;

const LITERALS: Readonly<Record<string, string>> = {
  integer: "number",
  number: "number",
  string: "string",
  boolean: "boolean",
  null: "null",
};

function alternatives(schema: Schema, message: string): readonly string[] {
  if ("const" in schema) return [JSON.stringify(schema.const)];
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value));
  return [schema.type ?? []].flat().map((type) => {
    if (type === "array") {
      const reference = schema.items?.$ref;
      if (!reference?.startsWith("#/$defs/")) throw new Error(`${message}: items must refer to #/$defs`);
      return `readonly ${partOf(reference.slice("#/$defs/".length), message)}[]`;
    }
    if (type !== "object") return LITERALS[type] ?? "never";
    return schema.properties === undefined
      ? "Readonly<Record<string, unknown>>"
      : `{ ${Object.entries(schema.properties)
          .map(([name, field]) => property(name, field, schema, message))
          .join("; ")} }`;
  });
}

function property(name: string, field: Schema, owner: Schema, message: string): string {
  const optional = owner.required?.includes(name) ? "" : "?";
  const part = field.$ref?.startsWith("#/$defs/") ? field.$ref.slice("#/$defs/".length) : null;
  const type =
    part === null ? alternatives(resolve(field, message), message).join(" | ") : partOf(part, message);
  return `readonly ${name}${optional}: ${type}`;
}

function interfaceOf(name: string, schema: Schema, message: string): string {
  const members = Object.entries(schema.properties ?? {}).map(
    ([field, value]) =>
      `/** ${resolve(value, message).description} */\n${property(field, value, schema, message)};`,
  );
  const about = schema.description ?? `${schema.title?.[0]?.toUpperCase()}${schema.title?.slice(1)}.`;
  return `/** ${about} */\nexport interface ${name} {\n${members.join("\n")}\n}`;
}

function types(): string {
  const parts = MESSAGES.flatMap((message) => {
    const schema = read(message);
    const name = `${pascal(message)}Message`;
    const parts = Object.entries(schema.$defs ?? {}).map(([part, definition]) =>
      interfaceOf(partOf(part, message), definition, message),
    );
    if (schema.properties) return [...parts, interfaceOf(name, schema, message)];
    const branches = [schema.then, schema.else].map(
      (branch) => `${pascal(message)}${pascal(branch?.$ref?.slice("#/$defs/".length) ?? "")}`,
    );
    return [...parts, `/** ${schema.description} */\nexport type ${name} = ${branches.join(" | ")};`];
  });
  return `// Written by .build/contract.mts from the schemas beside it: change those.\n\n${parts.join("\n\n")}\n`;
}

function wordsFor(schema: Schema): string {
  if ("const" in schema) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
  return [schema.type ?? []].flat().join(" or ");
}

function rows(schema: Schema, message: string, prefix: string): readonly string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const field = resolve(value, message);
    const example = field.examples?.[0] ?? ("const" in field ? field.const : undefined);
    const row = [
      `\`${prefix}${name}\``,
      wordsFor(field),
      schema.required?.includes(name) ? "yes" : "no",
      field.description ?? "",
      example === undefined ? "" : `\`${JSON.stringify(example)}\``,
    ];
    const inner = field.items ? resolve(field.items, message) : field;
    const path = `${prefix}${name}${field.items ? "[]" : ""}.`;
    return [`| ${row.join(" | ")} |`, ...rows(inner, message, path)];
  });
}

const HEAD = "| field | type | required | meaning | example |\n|---|---|---|---|---|\n";

/** Markdown of one message: what it is and a row for each field. */
function fieldTables(message: string): string {
  const schema = read(message);
  const branches = schema.properties
    ? [schema]
    : [schema.then, schema.else].map((branch) => resolve(branch ?? {}, message));
  const tables = branches.map(
    (branch) =>
      `${branch === schema ? "" : `With \`online\` ${branch.properties?.online?.const}:\n\n`}${HEAD}${rows(branch, message, "").join("\n")}`,
  );
  return [schema.description, ...tables].join("\n\n");
}

function withTables(page: string): string {
  return page.replace(
    /(<!-- fields: ([\w-]+) -->\n)(?:.|\n)*?(<!-- end -->)/g,
    (_, start: string, message: string, end: string) => `${start}\n${fieldTables(message)}\n\n${end}`,
  );
}

function formatted(path: string, text: string): string {
  return execFileSync("node_modules/.bin/biome", ["format", `--stdin-file-path=${path}`], {
    input: text,
    encoding: "utf8",
  });
}

/** The files that follow from the schemas, as they must be. */
export function made(): Readonly<Record<string, string>> {
  const page = `${FOLDER}/README.md`;
  const source = `${FOLDER}/messages.ts`;
  return {
    [source]: formatted(source, types()),
    [page]: formatted(page, withTables(readFileSync(page, "utf8"))),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  for (const [path, text] of Object.entries(made())) writeFileSync(path, text);
}
