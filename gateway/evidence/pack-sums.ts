import { createHash } from "node:crypto";
import { createReadStream, lstatSync, opendirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FileSum } from "./manifest.ts";
import { SUMS_FILE } from "./pack-format.ts";

/** Files in a folder that is called a pack, beyond which it is none. */
const MOST_FILES = 1000;
/** Bytes of a file that is read at once: sums and manifest. */
const LARGEST_READ = 16 * 2 ** 20;

export interface FoundFiles {
  /** By name, the SHA-256 of each file but the sums. */
  readonly hashes: ReadonlyMap<string, string>;
  /** What is wrong, as sentences. */
  readonly problems: readonly string[];
}

/** Hashes what is in the folder, and compares it with the list of sums. */
export async function checkSums(folder: string): Promise<FoundFiles> {
  const problems: string[] = [];
  const hashes = new Map<string, string>();
  for (const name of namesIn(folder)) {
    if (!lstatSync(join(folder, name)).isFile())
      problems.push(`${name} is no file, and does not belong to a pack.`);
    else if (name !== SUMS_FILE) hashes.set(name, await hashOf(join(folder, name)));
  }
  const text = textIn(folder, SUMS_FILE);
  if (text === null) return { hashes, problems: [`${SUMS_FILE} is missing or cannot be read.`, ...problems] };
  return { hashes, problems: [...compared(text, hashes), ...problems] };
}

/** The text of a small file; null where it is missing, too large or no file. */
export function textIn(folder: string, name: string): string | null {
  try {
    const path = join(folder, name);
    const stats = lstatSync(path);
    return stats.isFile() && stats.size <= LARGEST_READ ? readFileSync(path, "utf8") : null;
  } catch {
    return null;
  }
}

function compared(text: string, hashes: ReadonlyMap<string, string>): string[] {
  const problems: string[] = [];
  const listed = new Map<string, FileSum>();
  for (const [index, line] of text.split("\n").entries()) {
    const [, sha256, name] = /^([0-9a-f]{64}) {2}([A-Za-z0-9][A-Za-z0-9.-]{0,99})$/.exec(line) ?? [];
    if (sha256 !== undefined && name !== undefined && !listed.has(name)) listed.set(name, { name, sha256 });
    else if (line !== "" || index === 0) problems.push(`${SUMS_FILE}: line ${index + 1} was changed.`);
  }
  for (const { name, sha256 } of listed.values()) {
    const hash = hashes.get(name);
    if (hash === undefined) problems.push(`${name} is missing.`);
    else if (hash !== sha256)
      problems.push(`${name} was changed: its SHA-256 is not the one in ${SUMS_FILE}.`);
  }
  for (const name of hashes.keys())
    if (!listed.has(name))
      problems.push(`${name} does not belong to the pack: ${SUMS_FILE} does not list it.`);
  return problems;
}

function namesIn(folder: string): string[] {
  const names: string[] = [];
  const entries = opendirSync(folder);
  try {
    for (
      let entry = entries.readSync();
      entry !== null && names.length < MOST_FILES;
      entry = entries.readSync()
    )
      names.push(entry.name);
  } finally {
    entries.closeSync();
  }
  return names.sort();
}

async function hashOf(path: string): Promise<string> {
  const digest = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) digest.update(chunk);
  return digest.digest("hex");
}
