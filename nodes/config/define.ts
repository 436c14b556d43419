import * as v from "valibot";
import { type Migration, migrated } from "./migrate.ts";
import { type Problem, problem } from "./problem.ts";

/**
 * The one description of a node's configuration. The editor takes defaults, checks and dialog rows from it,
 * the runtime its typed values: what the editor marks as wrong is refused at deploy with the same sentence.
 */
export interface Field<Output> {
  /** What a freshly dragged node holds. */
  readonly value: unknown;
  readonly schema: v.GenericSchema<unknown, Output>;
  /** How the dialog shows it; a version is not shown. */
  readonly kind:
    | "text"
    | "textarea"
    | "number"
    | "choice"
    | "flag"
    | "node"
    | "list"
    | "credential"
    | "version";
  readonly required: boolean;
  readonly choices?: readonly string[];
  /** Type of the config node it refers to. */
  readonly nodeType?: string;
  /** Of a version: from each one to the next. */
  readonly migrations?: readonly Migration[];
}

export type Fields = Readonly<Record<string, Field<unknown>>>;
export type ValuesOf<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer O> ? O : never };

export interface FieldProblem {
  readonly field: string;
  readonly problem: Problem;
}

export interface Config<F extends Fields, C extends Fields = Record<never, never>> {
  readonly fields: F;
  readonly credentials: C;
  /** A rule about several fields, named by the field a person would change. Sees only valid values. */
  rule(values: Partial<ValuesOf<F> & ValuesOf<C>>): readonly FieldProblem[];
}

export function defineConfig<
  const F extends Fields,
  const C extends Fields = Record<never, never>,
>(definition: {
  fields: F;
  credentials?: C;
  rule?: (values: Partial<ValuesOf<F> & ValuesOf<C>>) => readonly FieldProblem[];
}): Config<F, C> {
  return {
    fields: definition.fields,
    credentials: definition.credentials ?? ({} as C),
    rule: definition.rule ?? (() => []),
  };
}

export type ConfigOf<T> = T extends Config<infer F, infer _C> ? ValuesOf<F> : never;
export type CredentialsOf<T> = T extends Config<infer _F, infer C> ? ValuesOf<C> : never;

const ENV = /^\$\{[^}\s]+\}$/;

/** True for a value that names an environment variable: only the runtime can check what it holds. */
export function isEnv(value: unknown): boolean {
  return typeof value === "string" && ENV.test(value);
}

/**
 * The problem of one field's value by its own schema, or null: as far as the editor can tell, so a cell that
 * names an environment variable passes.
 */
export function checkField(field: Field<unknown>, value: unknown): Problem | null {
  const result = v.safeParse(field.schema, value ?? field.value);
  const issues = result.success ? [] : result.issues.map(({ message }) => message);
  return issues.find((message) => !isUnsetEnv(message)) ?? null;
}

/** True for the problem of a variable that is not set, which only the runtime can know. */
export function isUnsetEnv(found: Problem): boolean {
  return found.startsWith("common.check.env-unset");
}

export type Parsed<F extends Fields, C extends Fields> =
  | { readonly ok: true; readonly config: ValuesOf<F>; readonly credentials: ValuesOf<C> }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** Turns what a flow file holds, whatever version saved it, into typed values. A `${NAME}` left over means the variable is not set. */
export function parseConfig<F extends Fields, C extends Fields>(
  definition: Config<F, C>,
  raw: Readonly<Record<string, unknown>>,
  rawCredentials: Readonly<Record<string, unknown>> = {},
): Parsed<F, C> {
  const problems: FieldProblem[] = [];
  const parse = (fields: Fields, source: Readonly<Record<string, unknown>>) => {
    const values: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(fields)) {
      const value = source[name] ?? field.value;
      if (isEnv(value)) {
        problems.push({
          field: name,
          problem: problem("common.check.env-unset", { variable: String(value) }),
        });
        continue;
      }
      const result = v.safeParse(field.schema, value);
      if (result.success) values[name] = result.output;
      else problems.push({ field: name, problem: result.issues[0].message });
    }
    return values;
  };
  const config = parse(definition.fields, migrated(definition.fields, raw)) as ValuesOf<F>;
  const credentials = parse(definition.credentials, rawCredentials) as ValuesOf<C>;
  problems.push(...definition.rule({ ...config, ...credentials }));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config, credentials };
}
