import { type Config, checkField, type Fields, isEnv } from "../config/define.ts";
import { migrated } from "../config/migrate.ts";
import { sentence } from "../config/problem.ts";
import { type Entered, enteredIn, inputsOf, type Prefix } from "./entered.ts";
import type { Default, EditorNode } from "./red.ts";

/** What the dialogs that are open hold: a field is judged with what stands beside it now, not with what was saved. */
const open = new WeakMap<EditorNode, () => Entered>();

/** Node-RED's `defaults` (or `credentials`) entries, made from the node's configuration schema. */
export function defaultsOf<F extends Fields>(definition: Config<F, Fields>): { [K in keyof F]: Default } {
  const entries = Object.entries(definition.fields).map(([name, field]): [string, Default] => [
    name,
    {
      value: field.value,
      // A `validate` on a reference would switch off Node-RED's own check that the config node exists.
      ...(field.kind === "node"
        ? { type: field.nodeType ?? "", required: field.required }
        : {
            validate(value, _options) {
              return problemOf(definition, this, name, value, open.get(this)?.()) ?? true;
            },
          }),
    },
  ]);
  return Object.fromEntries(entries) as { [K in keyof F]: Default };
}

/** The sentence about one field's value, or null where it is fine as far as the editor can tell. */
function problemOf(
  definition: Config<Fields, Fields>,
  node: EditorNode,
  name: string,
  value: unknown,
  others: Readonly<Record<string, unknown>> = {},
): string | null {
  const field = definition.fields[name] ?? definition.credentials[name];
  if (field === undefined || isEnv(value)) return null;
  const own = checkField(field, value);
  const found =
    own ??
    definition
      .rule({ ...node, ...node.credentials, ...others, [name]: value })
      .find((problem) => problem.field === name)?.problem;
  return found ? sentence((key, params) => node._(key, params), found) : null;
}

/**
 * Shows of a node that an older version of the package saved what is in force now. Call from `oneditprepare`, before
 * anything looks at the inputs.
 * @returns what the node holds, as today's version would have saved it
 */
export function showMigrated(
  definition: Config<Fields, Fields>,
  node: EditorNode,
  prefix: Prefix,
): Readonly<Record<string, unknown>> {
  const today = migrated(definition.fields, { ...node });
  for (const [name, input] of inputsOf(definition, prefix)) {
    const { value } = definition.fields[name] ?? {};
    if (node[name] === undefined && value !== undefined) input.value = String(today[name] ?? value);
  }
  return today;
}

/**
 * Shows each field's sentence below it while the dialog is open, as it is typed; what one field makes wrong in
 * another appears there. Call from `oneditprepare`.
 */
export function showChecks(definition: Config<Fields, Fields>, node: EditorNode, prefix: Prefix): void {
  const inputs = inputsOf(definition, prefix);
  const inPage = () => [...inputs.values()].every(({ isConnected }) => isConnected);
  open.set(node, () => (inPage() ? enteredIn(inputs) : {}));
  const show = () => {
    const entered = enteredIn(inputs);
    for (const [name, value] of Object.entries(entered)) {
      const place = document.getElementById(`sl-check-${name}`);
      // Node-RED shows a stored secret as this word; what it stands for is checked at deploy.
      const stored = definition.credentials[name] !== undefined && value === "__PWRD__";
      const problem = stored ? null : problemOf(definition, node, name, value, entered);
      if (place) place.textContent = problem ?? "";
      inputs.get(name)?.classList.toggle("input-error", problem !== null);
    }
  };
  for (const input of inputs.values()) {
    input.addEventListener("input", show);
    input.addEventListener("change", show);
  }
  show();
}
