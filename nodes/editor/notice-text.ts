import { type DefaultText, isDefaultText } from "../domain/default-texts.ts";
import type { Audience } from "../domain/recipients.ts";
import { VALUES } from "../domain/report.ts";
import { SAMPLE_VALUES } from "../domain/sample-values.ts";
import { type SmsLength, smsLength } from "../domain/sms.ts";
import { checkTemplate, oneLine, render } from "../domain/template.ts";
import type { EditorNode } from "./red.ts";

/** What the dialogs of the notify nodes do with their texts. */

type Texts = Readonly<Record<Audience, DefaultText>>;

/**
 * Gives a text that nobody has changed the wording for the audience that is chosen, as it is chosen.
 */
export function followAudience(texts: Texts): void {
  const to = document.getElementById("node-input-to");
  if (!(to instanceof HTMLSelectElement)) return;
  to.addEventListener("change", () => {
    const audience = audienceOf(to.value);
    if (audience === null) return;
    for (const part of ["subject", "text"] as const) {
      const input = textInput(part);
      if (!input || !isDefaultText(input.value, part, texts)) continue;
      input.value = texts[audience][part];
      input.dispatchEvent(new Event("input"));
    }
  });
}

/**
 * Shows below a text how it reads with invented values, as it is typed; an SMS with its length.
 * @param field the text's field; the preview appears in `sl-preview-{field}`
 * @param kind `sms` shows how many SMS it becomes, `line` is a subject
 */
export function showPreview(node: EditorNode, field: string, kind: "sms" | "line" | "text"): void {
  const to = document.getElementById("node-input-to");
  const input = textInput(field);
  const place = document.getElementById(`sl-preview-${field}`);
  if (!(to instanceof HTMLSelectElement) || !input || !place) return;
  const show = () => {
    const audience = audienceOf(to.value);
    const usable = audience !== null && checkTemplate(input.value, VALUES[audience]) === null;
    if (!usable || input.value.trim() === "" || !isShown(input)) {
      place.replaceChildren();
      return;
    }
    const filled = render(input.value, SAMPLE_VALUES[audience]);
    const sample = document.createElement("div");
    sample.className = "sl-sample";
    sample.textContent = kind === "line" ? oneLine(filled, 200) : filled;
    place.replaceChildren(sample);
    if (kind === "sms") {
      const length = document.createElement("div");
      length.textContent = lengthWords(node, smsLength(filled));
      place.append(length);
    }
  };
  whenChanged([input], show);
}

/** False while the row of an input is not needed, and so hidden. */
export function isShown(input: HTMLElement): boolean {
  return input.closest("[hidden]") === null;
}

/** Runs now, with each key, and after each choice of whom to tell and by which texts: after the rows came or went. */
export function whenChanged(inputs: readonly HTMLElement[], show: () => void): void {
  for (const input of inputs) input.addEventListener("input", show);
  for (const field of ["to", "wording"])
    document.getElementById(`node-input-${field}`)?.addEventListener("change", show);
  show();
}

export function lengthWords(
  node: EditorNode,
  { encoding, used, segments, perSegment, foreign }: SmsLength,
): string {
  const said = [node._("common.preview.sms", { segments, used, places: segments * perSegment })];
  if (segments > 1) said.push(node._("common.preview.second"));
  else if (used > perSegment * NEARLY) said.push(node._("common.preview.nearly"));
  if (encoding === "UCS-2")
    said.push(node._("common.preview.ucs2", { characters: foreign.slice(0, 10).join(" ") }));
  return said.join(" ");
}

/** From here on a name of common length may be one place too long. */
const NEARLY = 0.95;

export function textInput(field: string): HTMLInputElement | HTMLTextAreaElement | null {
  const input = document.getElementById(`node-input-${field}`);
  return input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement ? input : null;
}

function audienceOf(value: string): Audience | null {
  switch (value) {
    case "hirers":
    case "contact":
    case "control-room":
    case "subscriber":
    case "topic":
      return value;
    default:
      return null;
  }
}
