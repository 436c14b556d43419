import { asBody, textOf } from "./body.ts";
import { factsIn, factsSum, type PackFacts } from "./pack-facts.ts";
import { PACK_FORMAT } from "./pack-format.ts";

export interface FileSum {
  readonly name: string;
  /** 64 hex digits. */
  readonly sha256: string;
}

/** The manifest: what the pack says beside the ledger, and the hash of every file but this one and the sums. */
export function manifestText(facts: PackFacts, sums: readonly FileSum[]): string {
  const hashes = { algorithm: "SHA256", files: sums.map(({ name, sha256 }) => ({ name, sha256 })) };
  return `${JSON.stringify({ format: PACK_FORMAT, facts, factsSum: factsSum(facts), hashes }, null, 2)}\n`;
}

/** The facts, or what is wrong with the manifest, as a sentence goes on after "manifest.json ". */
export function readManifest(text: string): PackFacts | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "was changed: it is no JSON";
  }
  const manifest = asBody(value);
  if (manifest === null || manifest.format !== PACK_FORMAT)
    return `is not of a format that this version knows (${PACK_FORMAT}): verify it with the version that made it`;
  const facts = factsIn(manifest.facts);
  if (facts === null) return "was changed: what it says of the pack is not written as this program writes it";
  if (textOf(manifest, "factsSum") !== factsSum(facts))
    return "was changed: what it says of the pack is not what its own sum says";
  return facts;
}

/** As `sha256sum` writes it, and as `sha256sum -c` takes it. */
export function sumsText(sums: readonly FileSum[]): string {
  return sums.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join("");
}
