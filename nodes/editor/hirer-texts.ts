import { dltDifference } from "../domain/dlt.ts";
import { VALUES } from "../domain/report.ts";
import { hirerSample, SAMPLE_VALUES } from "../domain/sample-values.ts";
import { smsLength } from "../domain/sms.ts";
import { checkTemplate, oneLine, render } from "../domain/template.ts";
import { type LanguageTexts, SHIPPED_TEXTS, TEXT_KINDS, type TextKind } from "../domain/texts.ts";
import { hirerHints } from "../domain/texts-check.ts";
import { element } from "./element.ts";
import { isShown, lengthWords, textInput, whenChanged } from "./notice-text.ts";
import type { EditorNode } from "./red.ts";

/** What the dialogs of the notify nodes show of texts for hirers. */

/**
 * Shows in `sl-preview-wording` how the package's texts read, by language and kind, while they are chosen; an SMS with
 * its length.
 */
export function showWordings(node: EditorNode, channel: "sms" | "email"): void {
  const place = document.getElementById("sl-preview-wording");
  if (!place) return;
  const wording = document.getElementById("node-input-wording");
  const names = new Intl.DisplayNames("en", { type: "language" });
  const shown = SHIPPED_TEXTS.flatMap((texts) =>
    TEXT_KINDS.map((kind) => {
      const language = names.of(texts.words.language) ?? texts.words.language;
      const head = `${language}, ${node._(`common.wording.kind.${kind}`)}`;
      return channel === "sms" ? smsShown(node, head, texts, kind) : emailShown(head, texts, kind);
    }),
  );
  place.replaceChildren(...shown, element("div", {}, node._("common.wording.others")));
  whenChanged([], () => {
    const isChosen = wording instanceof HTMLSelectElement && wording.value !== "own" && isShown(wording);
    place.hidden = !isChosen;
  });
}

function smsShown(
  node: EditorNode,
  head: string,
  { words, kinds }: LanguageTexts,
  kind: TextKind,
): HTMLElement {
  const filled = render(kinds[kind].sms, hirerSample(words, kind));
  const length = smsLength(filled);
  const { segments } = length;
  const summary = `${head}: ${node._("common.wording.sms", { segments })}`;
  return folded(summary, words.language, filled, lengthWords(node, length));
}

function emailShown(head: string, { words, kinds }: LanguageTexts, kind: TextKind): HTMLElement {
  const values = hirerSample(words, kind);
  const { subject, email } = kinds[kind];
  const filled = `${oneLine(render(subject, values), 200)}\n\n${render(email, values)}`;
  return folded(head, words.language, filled, "");
}

function folded(head: string, language: string, filled: string, length: string): HTMLElement {
  const sample = element("div", { className: "sl-sample", lang: language }, filled);
  const details = element("details", {}, element("summary", {}, head), sample);
  if (length !== "") details.append(element("div", {}, length));
  return details;
}

/** Says below a text for all hirers, in `sl-hints-{field}`, what their message should hold and does not, or should not. */
export function showHints(node: EditorNode, field: "text" | "subject"): void {
  const to = document.getElementById("node-input-to");
  const input = textInput(field);
  const place = document.getElementById(`sl-hints-${field}`);
  if (!(to instanceof HTMLSelectElement) || !input || !place) return;
  const show = () => {
    const isHirers = to.value === "hirers" && isShown(input);
    const usable = isHirers && checkTemplate(input.value, VALUES.hirers) === null;
    const hints = usable ? hirerHints(input.value, field === "text" ? "email" : "subject", "other") : [];
    const said = hints.map((hint) => {
      switch (hint.fault) {
        case "lacks":
          return node._("common.hint.lacks", { name: hint.name });
        case "link":
          return node._("common.hint.link");
        case "hint":
          return node._("common.hint.alarm", { word: hint.word });
        case "insurance":
          return node._("common.hint.insurance", { word: hint.word });
        default:
          return "";
      }
    });
    place.replaceChildren(...said.map((words) => element("div", {}, words)));
  };
  whenChanged([input], show);
}

/** Says in `sl-preview-dltText` whether the text, filled in with invented values, is as it is registered. */
export function showRegistered(node: EditorNode): void {
  const to = document.getElementById("node-input-to");
  const [text, registered] = [textInput("text"), textInput("dltText")];
  const place = document.getElementById("sl-preview-dltText");
  if (!(to instanceof HTMLSelectElement) || !text || !registered || !place) return;
  const show = () => {
    const isHirers = to.value === "hirers" && isShown(registered);
    const usable = isHirers && checkTemplate(text.value, VALUES.hirers) === null;
    if (!usable || registered.value.trim() === "") {
      place.replaceChildren();
      return;
    }
    const found = dltDifference(render(text.value, SAMPLE_VALUES.hirers), registered.value.trim());
    place.textContent =
      found === null
        ? node._("common.dlt.same")
        : node._(`common.dlt.${found.expected.is}`, {
            at: found.at,
            words: found.expected.is === "words" ? found.expected.words.slice(0, 40) : "",
            tag: found.expected.is === "variable" ? `{#${found.expected.tag}#}` : "",
            number: found.expected.is === "variable" ? found.expected.number : 0,
          });
  };
  whenChanged([text, registered], show);
}
