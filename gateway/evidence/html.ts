/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

type Part = Html | string | number | null | readonly Html[];

/** Joins HTML and escapes everything that is put into it; `null` is a dash. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return {
    html: strings
      .map((text, index) => text + (index < parts.length ? shown(parts[index] ?? null) : ""))
      .join(""),
  };
}

function shown(part: Part): string {
  if (part === null) return "&ndash;";
  if (typeof part === "number") return String(part);
  if (typeof part === "string") return escaped(part);
  if ("html" in part) return part.html;
  return part.map((one) => one.html).join("");
}

/** What could change the direction of the text around it is named instead of obeyed, and so are control characters. */
const HIDDEN = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\p{Cc}\p{Cs}]/gu;

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
    .replace(
      HIDDEN,
      (one) => `&#x27E8;U+${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}&#x27E9;`,
    );
}
