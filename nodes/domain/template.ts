import Mustache from "mustache";
import type { TemplateValues } from "./notice.ts";

/**
 * Texts of notices: Mustache without HTML escaping, over the values a notice carries. Values that contain dots
 * (`incident.cause`) read like members of an object.
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
  let view = views.get(values);
  if (view === undefined) {
    view = nested(values);
    views.set(values, view);
  }
  return Mustache.render(text, view, {}, { escape: String });
}

/** A notice's texts, its subject among them, are filled in with the same values. */
const views = new WeakMap<TemplateValues, View>();

/** A rendered text on one line of at most `max` characters: for subjects. */
export function oneLine(text: string, max: number): string {
  return shorten(withoutControls(text).replace(/\s+/g, " ").trim(), max);
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
  return walk(Mustache.parse(text), false);
}

function walk(tokens: readonly unknown[], inSection: boolean): TemplateName[] {
  return tokens.flatMap((token): TemplateName[] => {
    if (!Array.isArray(token)) return [];
    const [symbol, name, , , children]: readonly unknown[] = token;
    if (typeof name !== "string") return [];
    switch (symbol) {
      case "name":
      case "&":
        return [{ name, kind: "print", inSection }];
      case "#":
      case "^":
        return [{ name, kind: "section", inSection }, ...walk(Array.isArray(children) ? children : [], true)];
      case ">":
        return [{ name, kind: "partial", inSection }];
      default:
        return [];
    }
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

type View = { [name: string]: string | number | boolean | View };

/** Without names of its own, so that none is found in a view but its values. */
const NOTHING: object = Object.freeze(Object.create(null));

/** V8 keeps an object that has no prototype as a dictionary, which is slow to fill. */
function emptyView(): View {
  return Object.create(NOTHING);
}

function nested(values: TemplateValues): View {
  const view = emptyView();
  for (const [path, value] of Object.entries(values)) {
    const parts = path.split(".");
    const last = parts.pop() ?? path;
    let place = view;
    for (const part of parts) {
      const next = place[part];
      place = place[part] = typeof next === "object" ? next : emptyView();
    }
    place[last] = typeof value === "string" ? withoutControls(value) : value;
  }
  return view;
}

/** Control characters, line and paragraph separators, and marks that turn the direction of writing. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]+/gu;

function withoutControls(text: string): string {
  return text.replace(CONTROLS, " ");
}
