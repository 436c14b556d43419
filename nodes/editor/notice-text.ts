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
    if (!usable || input.value.trim() === "") {
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
  input.addEventListener("input", show);
  to.addEventListener("change", show);
  show();
}

function lengthWords(node: EditorNode, { encoding, used, segments, perSegment, foreign }: SmsLength): string {
  const length = node._("common.preview.sms", { segments, used, places: segments * perSegment });
  return encoding === "GSM-7"
    ? length
    : `${length} ${node._("common.preview.ucs2", { characters: foreign.slice(0, 10).join(" ") })}`;
}

function textInput(field: string): HTMLInputElement | HTMLTextAreaElement | null {
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
