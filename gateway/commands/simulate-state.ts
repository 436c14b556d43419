import { readFileSync, renameSync, writeFileSync } from "node:fs";
import * as v from "valibot";
import type { Counters } from "../../firmware/simulator/flash.ts";
import type { Unit } from "../../firmware/simulator/unit.ts";
import { WrongUse } from "./wrong-use.ts";

const UINT32 = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1));
const STATE = v.record(v.string(), v.object({ boot: UINT32, seq: UINT32 }));

/**
 * What units of an earlier run left in the file; empty where it does not exist yet.
 * @throws WrongUse when it is not such a file
 */
export function readCounters(file: string): ReadonlyMap<string, Counters> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return new Map();
    throw thrown;
  }
  try {
    return new Map(Object.entries(v.parse(STATE, JSON.parse(text))));
  } catch {
    throw new WrongUse(
      `${file} does not hold what an earlier run of the simulator kept. Name another file, or move it away.`,
    );
  }
}

/** Keeps the counters of these units, and those of others that the file held already. */
export function writeCounters(
  file: string,
  before: ReadonlyMap<string, Counters>,
  units: Iterable<Unit>,
): void {
  const after = new Map(before);
  for (const unit of units) after.set(unit.id, unit.counters);
  writeFileSync(`${file}.new`, `${JSON.stringify(Object.fromEntries(after), null, 2)}\n`);
  renameSync(`${file}.new`, file);
}
