import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isPackProven } from "../../gateway/evidence/pack-verdict-text.ts";
import { type PackVerdict, verifyPack } from "../../gateway/evidence/verify-pack.ts";
import { faultText } from "../../gateway/ledger/verdict-text.ts";
import { filesOf, sha256sum, sumAnew, withFile } from "./making.ts";

const SEED = 20261122;

/** Numbers from 0 on and below 1 that are the same each time (xorshift). */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Everything that was said about the pack, without where to look further. */
export function told({ files, differences, ledger }: PackVerdict): string {
  return [
    ...files,
    ...differences.map(({ file, place, what }) => `${file} ${place?.site} ${place?.n} ${what}`),
    ...(ledger?.faults ?? []).map((fault) => `ledger.jsonl ${faultText(fault)}`),
  ].join("\n");
}

/** The record that the byte is part of, in a table; null where it is part of none, or between two. */
function recordAt(name: string, bytes: Buffer, at: number): string | null {
  const row = name.endsWith(".json")
    ? /\{"chain":"([^"]+)","record":(\d+),.*\}/g
    : /(?<=\n)(MUM01|gateway),(\d+),(?:(?!\r\n(?:MUM01|gateway),)[\s\S])*?(?=\r\n(?:MUM01|gateway),|\r\n$)/g;
  const text = bytes.toString("latin1");
  for (const found of text.matchAll(row))
    if (found.index < at && at < found.index + found[0].length - 1) return `${found[1]} ${found[2]}`;
  return null;
}

/**
 * Changes a bit at random places of every file of the pack: sha256sum and verify have to name the file, and verify the
 * record, also where the sums were made anew.
 * @returns how many of the places lay in a record
 */
export async function flipEach(pack: string, places: number): Promise<number> {
  const random = randoms(SEED);
  let records = 0;
  for (const name of filesOf(pack)) {
    const bytes = readFileSync(join(pack, name));
    for (let place = 0; place < places; place += 1) {
      const at = Math.floor(random() * bytes.length);
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      const what = `byte ${at} of ${name}`;
      const copy = withFile(pack, name, changed);
      if (name !== "SHA256SUMS") assert.deepEqual(await sha256sum(copy), { code: 1, failed: [name] }, what);
      await assertNamed(copy, name, what);
      if (name === "SHA256SUMS") continue;
      sumAnew(copy);
      assert.equal((await sha256sum(copy)).code, 0, what);
      const said = await assertNamed(copy, name, what);
      const record = recordAt(name, bytes, at);
      if (record === null) continue;
      assert.ok(said.includes(`${name} ${record} has`), `${what}, ${record}: ${said}`);
      records += 1;
    }
  }
  return records;
}

async function assertNamed(pack: string, name: string, what: string): Promise<string> {
  const verdict = await verifyPack(pack, {});
  const said = told(verdict);
  assert.ok(!isPackProven(verdict), what);
  assert.ok(said.includes(name), `${what}: ${said}`);
  return said;
}
