import type { Config, Fields } from "../config/define.ts";

/** Where the dialog's inputs are: ids of config nodes begin otherwise. */
export type Prefix = "node-input" | "node-config-input";

/** What a dialog holds, by field. */
export type Entered = Readonly<Record<string, string | boolean>>;

export type Input = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The inputs of the open dialog, by field; fields that a widget shows are not among them. */
export function inputsOf(definition: Config<Fields, Fields>, prefix: Prefix): ReadonlyMap<string, Input> {
  const inputs = new Map<string, Input>();
  for (const name of Object.keys({ ...definition.fields, ...definition.credentials })) {
    const input = document.getElementById(`${prefix}-${name}`);
    if (isInput(input)) inputs.set(name, input);
  }
  return inputs;
}

export function enteredIn(inputs: ReadonlyMap<string, Input>): Entered {
  return Object.fromEntries([...inputs].map(([name, input]) => [name, entered(input)]));
}

function isInput(element: HTMLElement | null): element is Input {
  return (
    element instanceof HTMLInputElement ||
    element instanceof HTMLSelectElement ||
    element instanceof HTMLTextAreaElement
  );
}

function entered(input: Input): string | boolean {
  return input instanceof HTMLInputElement && input.type === "checkbox" ? input.checked : input.value;
}
