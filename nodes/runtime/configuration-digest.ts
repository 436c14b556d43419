import { createHash } from "node:crypto";
import type { NodeDef } from "node-red";
import type { ConfigurationPart } from "../journal/journal.ts";

/** Where a node stands on the page changes nothing; its secrets are not to be hashed. */
const LEFT_OUT: ReadonlySet<string> = new Set(["x", "y", "w", "h", "credentials"]);

/** The flows as a whole, and each calendar by itself, because decisions are made by it. */
export function flowsParts(nodes: Iterable<NodeDef>): ConfigurationPart[] {
  const whole = createHash("sha256");
  const parts: ConfigurationPart[] = [];
  for (const node of [...nodes].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const entries = Object.entries(node).filter(([name]) => !LEFT_OUT.has(name));
    const text = JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
    whole.update(`${text}\n`);
    if (node.type !== "site-calendar") continue;
    parts.push({ part: `calendar ${node.id}`, digest: createHash("sha256").update(text).digest("hex") });
  }
  return [{ part: "flows", digest: whole.digest("hex") }, ...parts];
}

/** A register, by the text of its files; off the event loop, because it can be large. */
export async function registerPart(
  id: string,
  texts: Readonly<Record<string, string | null>>,
): Promise<ConfigurationPart> {
  const whole = createHash("sha256");
  for (const [file, text] of Object.entries(texts)) {
    const digest = text === null ? "" : Buffer.from(await sha256(text)).toString("hex");
    whole.update(`${file} ${digest}\n`);
  }
  return { part: `register ${id}`, digest: whole.digest("hex") };
}

function sha256(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
}
