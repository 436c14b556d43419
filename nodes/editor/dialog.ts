import { type Config, checkField, type Fields, isEnv } from "../config/define.ts";
import { sentence } from "../config/problem.ts";
import type { Default, EditorNode } from "./red.ts";

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
              return problemOf(definition, this, name, value) ?? true;
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
): string | null {
  const field = definition.fields[name] ?? definition.credentials[name];
  if (field === undefined || isEnv(value)) return null;
  const own = checkField(field, value);
  const found =
    own ??
    definition.rule({ ...node, ...node.credentials, [name]: value }).find((p) => p.field === name)?.problem;
  return found ? sentence((key, params) => node._(key, params), found) : null;
}

/**
 * Shows each field's sentence below it while the dialog is open, as it is typed. Call from `oneditprepare`.
 */
export function showChecks(
  definition: Config<Fields, Fields>,
  node: EditorNode,
  prefix: "node-input" | "node-config-input",
): void {
  for (const [name, field] of Object.entries({ ...definition.fields, ...definition.credentials })) {
    const input = document.getElementById(`${prefix}-${name}`);
    const place = document.getElementById(`sl-check-${name}`);
    if (
      !(
        input instanceof HTMLInputElement ||
        input instanceof HTMLSelectElement ||
        input instanceof HTMLTextAreaElement
      ) ||
      !place
    )
      continue;
    const show = () => {
      const value =
        input instanceof HTMLInputElement && input.type === "checkbox" ? input.checked : input.value;
      // Node-RED shows a stored secret as this word; what it stands for is checked at deploy.
      const stored = field.kind === "credential" && value === "__PWRD__";
      place.textContent = stored ? "" : (problemOf(definition, node, name, value) ?? "");
    };
    input.addEventListener("input", show);
    input.addEventListener("change", show);
    show();
  }
}
