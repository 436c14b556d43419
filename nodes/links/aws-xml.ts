/** Reads the XML that AWS's query APIs answer: elements without attributes, text with entities. */

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** What the first element of this name holds, entities resolved where that is text; null where there is none. */
export function element(xml: string, name: string): string | null {
  const [first] = elements(xml, name, 1);
  return first === undefined ? null : first.includes("<") ? first : textOf(first);
}

/** What each element of this name holds, in order. They are not nested in each other. */
export function elements(xml: string, name: string, most = Number.POSITIVE_INFINITY): string[] {
  const open = `<${name}>`;
  const close = `</${name}>`;
  const found: string[] = [];
  let at = xml.indexOf(open);
  while (at >= 0 && found.length < most) {
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
