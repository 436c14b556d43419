import assert from "node:assert/strict";
import { globSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, resolve } from "node:path";
import { BUILT, make, run } from "./make.ts";

/** Names of the fuzz targets, as `firmware/test/fuzz/{name}.c`. */
export const FUZZ_TARGETS = globSync("firmware/test/fuzz/*_fuzz.c")
  .map((file) => basename(file, ".c"))
  .sort();

/** What is known to be worth trying, in git. */
const corpusOf = (target: string) => resolve("firmware/test/fuzz/corpus", target);

export function buildFuzzers(): Promise<string> {
  return make("fuzzers");
}

/** Tries each file of the corpus. */
export async function replay(target: string): Promise<void> {
  const corpus = corpusOf(target);
  const files = readdirSync(corpus).map((file) => `${corpus}/${file}`);
  // Without any it would go on for ever with inputs of its own.
  assert.ok(files.length > 0, `${corpus} is empty`);
  const { code, output } = await run(`${BUILT}/fuzzed/${target}`, files);
  assert.equal(code, 0, output);
}

/**
 * Makes up inputs from the corpus on, which stays as it is; the same ones for the same seed. An input that breaks
 * something is kept in the folder of what was built.
 * @param runs how many inputs
 */
export async function fuzz(target: string, runs: number, seed: number): Promise<void> {
  const found = `${BUILT}/corpus/${target}`;
  rmSync(found, { recursive: true, force: true });
  mkdirSync(found, { recursive: true });
  const { code, output } = await run(`${BUILT}/fuzzed/${target}`, [
    ...[`-runs=${runs}`, `-seed=${seed}`, `-artifact_prefix=${BUILT}/corpus/`],
    ...[found, corpusOf(target)],
  ]);
  assert.equal(code, 0, output);
  assert.match(output, new RegExp(`^Done ${runs} runs`, "m"));
}
