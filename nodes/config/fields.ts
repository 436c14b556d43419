import * as v from "valibot";
import type { Field } from "./define.ts";
import type { Migration } from "./migrate.ts";
import { problem } from "./problem.ts";

const REQUIRED = problem("common.check.required");

interface TextOptions {
  /** What a freshly dragged node holds. */
  readonly value?: string;
  readonly required?: boolean;
  /** Characters. */
  readonly max?: number;
  /** A rule of the field's own; returns a problem or null. Not asked about an empty optional value. */
  readonly check?: (value: string) => string | null;
}

function textSchema(options: TextOptions): v.GenericSchema<unknown, string> {
  const max = options.max ?? 1000;
  return v.pipe(
    v.string(REQUIRED),
    v.trim(),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      if (dataset.value === "") {
        if (options.required) addIssue({ message: REQUIRED });
        return;
      }
      if (dataset.value.length > max) {
        addIssue({ message: problem("common.check.too-long", { max }) });
        return;
      }
      const found = options.check?.(dataset.value);
      if (found) addIssue({ message: found });
    }),
  );
}

export function text(options: TextOptions = {}): Field<string> {
  return {
    kind: "text",
    value: options.value ?? "",
    required: options.required ?? false,
    schema: textSchema(options),
  };
}

/** Several lines: templates, certificates. */
export function textarea(options: TextOptions = {}): Field<string> {
  return { ...text({ max: 20_000, ...options }), kind: "textarea" };
}

/** A secret: kept in Node-RED's encrypted credentials, never in the flow file. */
export function credential(options: TextOptions = {}): Field<string> {
  return { ...text({ max: 20_000, ...options }), kind: "credential" };
}

/** A number within [min, max]; numeric text counts, because an environment variable is text. */
export function number(options: {
  value: number;
  min: number;
  max: number;
  integer?: boolean;
}): Field<number> {
  const { min, max } = options;
  const range = problem("common.check.number", { min, max });
  const within = v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.trim(), v.nonEmpty(), v.transform(Number))], range),
    v.number(range),
    v.minValue(min, range),
    v.maxValue(max, range),
    v.check((n) => !options.integer || Number.isInteger(n), problem("common.check.integer", { min, max })),
  );
  return { kind: "number", value: options.value, required: true, schema: within };
}

export function choice<const T extends string>(choices: readonly T[], value: T): Field<T> {
  return {
    kind: "choice",
    value,
    required: true,
    choices,
    schema: v.picklist(choices, problem("common.check.choice", { choices: choices.join(", ") })),
  };
}

export function flag(value: boolean): Field<boolean> {
  return {
    kind: "flag",
    value,
    required: false,
    schema: v.pipe(
      v.union([v.boolean(), v.picklist(["true", "false"])], problem("common.check.flag")),
      v.transform((given) => given === true || given === "true"),
    ),
  };
}

/** The id of a config node. */
export function nodeRef(nodeType: string, options: { required?: boolean } = {}): Field<string> {
  const required = options.required ?? true;
  return {
    kind: "node",
    value: "",
    required,
    nodeType,
    schema: v.pipe(
      v.string(problem("common.check.node", { type: nodeType })),
      v.check(
        (id) => !required || (id !== "" && id !== "_ADD_"),
        problem("common.check.node", { type: nodeType }),
      ),
      v.transform((id) => (id === "_ADD_" ? "" : id)),
    ),
  };
}

/** A list or table with a schema of its own, shown by a widget of the node's editor. */
export function list<O>(value: readonly unknown[], schema: v.GenericSchema<unknown, O>): Field<O> {
  return { kind: "list", value, required: false, schema };
}

/**
 * Which form of the node's settings a flow file holds, so that an update of the package can read those of older ones.
 * @param migrations from version 1 on, one for each version that came after it
 */
export function version(migrations: readonly Migration[]): Field<number> {
  const today = migrations.length + 1;
  return {
    kind: "version",
    value: today,
    required: true,
    migrations,
    schema: v.pipe(
      v.number(problem("common.check.version")),
      v.check((given) => given === today, problem("common.check.version")),
    ),
  };
}
