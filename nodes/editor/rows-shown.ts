import type { Config, Fields } from "../config/define.ts";
import { type Entered, enteredIn, inputsOf, type Prefix } from "./entered.ts";

/**
 * Shows the rows that the choices made so far need and hides the others, now and after each change. Call from
 * `oneditprepare`.
 * @param shown of the rows that come and go, whether they are there
 */
export function showRows(
  definition: Config<Fields, Fields>,
  prefix: Prefix,
  shown: (entered: Entered) => Readonly<Record<string, boolean>>,
): void {
  const inputs = inputsOf(definition, prefix);
  const show = () => {
    for (const [name, visible] of Object.entries(shown(enteredIn(inputs)))) {
      document.getElementById(`sl-row-${name}`)?.toggleAttribute("hidden", !visible);
    }
  };
  for (const [name, field] of Object.entries(definition.fields)) {
    if (field.kind === "choice") inputs.get(name)?.addEventListener("change", show);
  }
  show();
}
