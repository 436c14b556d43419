import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { find, PROGRAMS } from "../needs.ts";
import type { BenchBed } from "./bench-bed.ts";
import { smartLockers } from "./contestants.ts";
import type { SlowDisk } from "./figures.ts";
import type { Plan } from "./plan.ts";
import { Trial } from "./trial.ts";

const PER_SECOND = 500;

/**
 * Ours while every fsync of its process takes 10 ms longer. SQLite syncs below what JavaScript can reach, so the
 * delay is a small library that the process is started with, compiled here.
 * @returns a sentence where there is no compiler for it
 */
export async function slowDisk(bed: BenchBed, plan: Plan): Promise<SlowDisk | string> {
  const gcc = find("gcc");
  if (process.platform !== "linux" || gcc === null) {
    return `The slow disk was not measured: it needs Linux and a compiler (apt-get install --yes ${PROGRAMS.gcc}).`;
  }
  const library = join(bed.newFolder(), "slow-fsync.so");
  execFileSync(gcc, ["-shared", "-fPIC", "-o", library, join(import.meta.dirname, "slow-fsync.c"), "-ldl"]);
  const contestant = await smartLockers(bed, { env: { LD_PRELOAD: library } });
  const trial = new Trial(bed, contestant);
  try {
    const { kept, p50, p99, loopP99Ms } = await trial.pace(PER_SECOND, plan.warmUp.ms, plan.paceMs);
    return { perSecond: PER_SECOND, kept, p50, p99, loopP99Ms: loopP99Ms ?? Number.NaN };
  } finally {
    trial.end();
    await contestant.stop();
  }
}
