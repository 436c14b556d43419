/** Reads the XML that AWS's query APIs answer: elements without attributes, text with entities. */

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

interface Tags {
  readonly open: string;
  readonly close: string;
}

/** By the names that are asked for, which are few. */
const known = new Map<string, Tags>();

function tagsOf(name: string): Tags {
  const before = known.get(name);
  if (before !== undefined) return before;
  const tags = { open: `<${name}>`, close: `</${name}>` };
  known.set(name, tags);
  return tags;
}

/** What the first element of this name holds, entities resolved where that is text; null where there is none. */
export function element(xml: string, name: string): string | null {
  const { open, close } = tagsOf(name);
  const at = xml.indexOf(open);
  const end = at < 0 ? at : xml.indexOf(close, at);
  if (end < 0) return null;
  const held = xml.slice(at + open.length, end);
  return held.includes("<") ? held : textOf(held);
}

/** What each element of this name holds, in order. They are not nested in each other. */
export function elements(xml: string, name: string): string[] {
  const { open, close } = tagsOf(name);
  const found: string[] = [];
  let at = xml.indexOf(open);
  while (at >= 0) {
    const end = xml.indexOf(close, at);
    if (end < 0) break;
    found.push(xml.slice(at + open.length, end));
    at = xml.indexOf(open, end);
  }
  return found;
}

function textOf(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (entity, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? entity;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : entity;
  });
}
