import { createReadStream } from "node:fs";
import { join } from "node:path";
import type { LedgerVerdict } from "../../nodes/domain/ledger-verdict.ts";
import { LedgerVerifier, type LedgerVerifierOptions } from "../../nodes/domain/ledger-verify.ts";
import { eachLine } from "../ledger/lines-of.ts";
import { Derivation } from "./derivation.ts";
import { type Difference, FileComparer, MISSING } from "./file-comparer.ts";
import { readManifest } from "./manifest.ts";
import type { PackFacts } from "./pack-facts.ts";
import { LEDGER_FILE, MANIFEST_FILE } from "./pack-format.ts";
import { spanOf } from "./pack-span.ts";
import { checkSums, textIn } from "./pack-sums.ts";
import type { Summary } from "./summary.ts";

export interface PackVerdict {
  /** What is wrong with the files as such, as sentences. */
  readonly files: readonly string[];
  /** Null where the pack has none. */
  readonly ledger: LedgerVerdict | null;
  /** SHA-256 of the ledger's file; null where the pack has none. */
  readonly ledgerHash: string | null;
  /** What files say that the ledger does not: of each file the first difference. */
  readonly differences: readonly Difference[];
  /** Null where the manifest cannot be read. */
  readonly facts: PackFacts | null;
}

/** Checks a pack with nothing but its folder. Remembers a bounded part of it. */
export async function verifyPack(folder: string, options: LedgerVerifierOptions): Promise<PackVerdict> {
  const { hashes, problems } = await checkSums(folder);
  const files = [...problems];
  const manifest = textIn(folder, MANIFEST_FILE);
  const read = manifest === null ? "is missing or cannot be read" : readManifest(manifest);
  if (typeof read === "string") files.push(`${MANIFEST_FILE} ${read}.`);
  const facts = typeof read === "string" ? null : read;
  const ledgerHash = hashes.get(LEDGER_FILE) ?? null;
  if (ledgerHash === null) {
    if (!files.some((problem) => problem.startsWith(`${LEDGER_FILE} `)))
      files.push(`${LEDGER_FILE} is missing.`);
    return { files, ledger: null, ledgerHash, differences: [], facts };
  }
  const verifier = new LedgerVerifier(options);
  const comparer = new FileComparer(folder);
  try {
    const derivation = facts === null ? null : new Derivation(facts, comparer.compare);
    const stream = createReadStream(join(folder, LEDGER_FILE), { highWaterMark: 1 << 20 });
    const isComplete = await eachLine(stream, (bytes) => {
      const line = verifier.line(bytes);
      if (line !== null) derivation?.line(line);
    });
    const ledger = verifier.end(isComplete);
    derivation?.end(ledgerHash);
    comparer.end();
    // What differs from a ledger that is itself wrong proves nothing about the rest.
    const isSound = ledger.faults.length === 0;
    if (isSound && facts !== null && derivation !== null)
      files.push(...contradictions(facts, derivation.summary));
    const isTold = ({ file, what }: Difference) => what === MISSING && files.includes(`${file} is missing.`);
    const differences = isSound ? comparer.differences.filter((one) => !isTold(one)) : [];
    return { files, ledger, ledgerHash, differences, facts };
  } finally {
    comparer.close();
  }
}

/** What the manifest says and the ledger knows better. */
function contradictions(facts: PackFacts, { ledger, from, to, chains }: Summary): string[] {
  const told: string[] = [];
  const differs = (what: string) =>
    told.push(`${MANIFEST_FILE} was changed: the ledger is of another ${what}.`);
  const claimed = spanOf(facts.fromDay, facts.toDay, facts.timeZone);
  if (claimed.from !== facts.from || claimed.to !== facts.to)
    told.push(`${MANIFEST_FILE} was changed: its days are not the moments that it gives for them.`);
  if (ledger !== facts.ledger) differs("gateway");
  if (from !== facts.from || to !== facts.to) differs("span");
  const sites = [...chains.keys()].filter((site) => site !== "gateway");
  if (sites.some((site) => !facts.sites.some(({ id }) => id === site))) differs("branch");
  return told;
}
