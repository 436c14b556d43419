import type { TemplateValues } from "./notice.ts";
import { type Piece, piecesOf } from "./template-pieces.ts";

/**
 * Texts of notices: Mustache without HTML escaping, over the values a notice carries. A value is called by its whole
 * name, which may have dots in it (`incident.cause`); there are no others, and none that hold others.
 */

/** What is wrong with a text, for a check's sentence. */
export type TemplateFault =
  /** `{{` without `}}`. */
  | { readonly fault: "unclosed-tag" }
  /** `{{#late}}` without `{{/late}}`, or the other way round. */
  | { readonly fault: "unclosed-section" | "unopened-section"; readonly name: string }
  | { readonly fault: "syntax" }
  /** `{{>other}}`: there are no other texts to include. */
  | { readonly fault: "partial"; readonly name: string }
  | { readonly fault: "unknown-value"; readonly name: string }
  /** `{locker}` where `{{locker}}` was meant. */
  | { readonly fault: "single-braces"; readonly name: string };

/** Checks a text against the values it may use; null where it is right. */
export function checkTemplate(text: string, known: readonly string[]): TemplateFault | null {
  let names: TemplateName[];
  try {
    names = namesIn(text);
  } catch (thrown) {
    return syntaxFault(thrown instanceof Error ? thrown.message : "");
  }
  for (const { name, kind } of names) {
    if (kind === "partial") return { fault: "partial", name };
    if (!known.includes(name)) return { fault: "unknown-value", name };
  }
  const single = [...text.matchAll(/(?<!\{)\{\s*([\w.]+)\s*\}(?!\})/g)].find(([, name = ""]) =>
    known.includes(name),
  );
  return single ? { fault: "single-braces", name: single[1] ?? "" } : null;
}

/** Values a text prints whatever the message holds: not those inside of a section, which asks first. */
export function printedValues(text: string): readonly string[] {
  const names = namesIn(text).filter(({ kind, inSection }) => kind === "print" && !inSection);
  return [...new Set(names.map(({ name }) => name))];
}

/**
 * Fills in a text. A value that is missing prints nothing; line breaks, control and text-direction characters
 * inside a value become spaces, so that no value can forge another line or header.
 */
export function render(text: string, values: TemplateValues): string {
  return fill(piecesOf(text), values);
}

function fill(pieces: readonly Piece[], values: TemplateValues): string {
  let filled = "";
  for (const piece of pieces) {
    switch (piece.kind) {
      case "text":
        filled += piece.text;
        break;
      case "print":
        filled += printed(values, piece.name);
        break;
      case "section":
        if (Boolean(called(values, piece.name)) === piece.shownIf) filled += fill(piece.pieces, values);
        break;
      case "partial":
        break;
    }
  }
  return filled;
}

function printed(values: TemplateValues, name: string): string {
  const value = called(values, name);
  return typeof value === "string" ? withoutControls(value) : String(value ?? "");
}

function called(values: TemplateValues, name: string): TemplateValues[string] | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** Runs of white space but for the single blank, which is most of them. */
const SPACES = /[^\S ]\s*| \s+/g;

/** A rendered text on one line of at most `max` characters: for subjects. */
export function oneLine(text: string, max: number): string {
  return shorten(withoutControls(text).replace(SPACES, " ").trim(), max);
}

/** At most `max` UTF-16 units, never half a character. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}

interface TemplateName {
  readonly name: string;
  readonly kind: "print" | "section" | "partial";
  readonly inSection: boolean;
}

/** @throws Error as Mustache's parser words it */
function namesIn(text: string): TemplateName[] {
  return namesOf(piecesOf(text), false);
}

function namesOf(pieces: readonly Piece[], inSection: boolean): TemplateName[] {
  return pieces.flatMap((piece): TemplateName[] => {
    if (piece.kind === "text") return [];
    const { name, kind } = piece;
    return [{ name, kind, inSection }, ...(kind === "section" ? namesOf(piece.pieces, true) : [])];
  });
}

function syntaxFault(message: string): TemplateFault {
  const section = /^(Unclosed|Unopened) section "(.*)"/.exec(message);
  if (section) {
    const fault = section[1] === "Unclosed" ? "unclosed-section" : "unopened-section";
    return { fault, name: section[2] ?? "" };
  }
  return { fault: message.startsWith("Unclosed tag") ? "unclosed-tag" : "syntax" };
}

/** Control characters, line and paragraph separators, and marks that turn the direction of writing. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]+/gu;

/** Nearly all there is. */
const PRINTABLE_ASCII = /^[ -~]*$/;

function withoutControls(text: string): string {
  return PRINTABLE_ASCII.test(text) ? text : text.replace(CONTROLS, " ");
}
