import { BenchBed } from "./bench-bed.ts";
import { type Contestant, coreNodes, rawSubscriber, smartLockers } from "./contestants.ts";
import {
  CONTESTANTS,
  type ContestantName,
  type Figures,
  figuresOf,
  type Measured,
  type Round,
} from "./figures.ts";
import { growth } from "./growth.ts";
import type { Plan } from "./plan.ts";
import { slowDisk } from "./slow-disk.ts";
import { Trial } from "./trial.ts";

/** Before the times are taken: until the code that runs at each event is compiled. */
const WARM_UP_MS = 5000;

const START: Readonly<Record<ContestantName, (bed: BenchBed) => Promise<Contestant>>> = {
  raw: rawSubscriber,
  corePublish: (bed) => coreNodes(bed, "Publish"),
  coreBatch: (bed) => coreNodes(bed, "PublishBatch"),
  lockers: smartLockers,
};

/** Measures what the plan says. Needs Mosquitto and the built package. @param tell told of each step */
export async function runBench(plan: Plan, tell: (line: string) => void): Promise<Measured> {
  const bed = new BenchBed();
  try {
    await bed.start();
    const wants = (part: Plan["parts"][number]) => plan.parts.includes(part);
    const flows = wants("flows") ? await flowsOf(bed, plan, tell) : null;
    if (wants("disk")) tell("a slow disk");
    const disk = wants("disk") ? await slowDisk(bed, plan) : null;
    return { flows, disk, growth: wants("growth") ? await growth(bed, plan, tell) : null };
  } finally {
    await bed.stop();
  }
}

/** All contestants in turn, then again, so that what drifts on the machine meets all alike. */
async function flowsOf(
  bed: BenchBed,
  plan: Plan,
  tell: (line: string) => void,
): Promise<Readonly<Record<ContestantName, Figures>>> {
  const rounds: Record<ContestantName, Round[]> = { raw: [], corePublish: [], coreBatch: [], lockers: [] };
  for (let round = 1; round <= plan.rounds; round += 1) {
    for (const name of CONTESTANTS) {
      tell(`round ${round}: ${name}`);
      rounds[name].push(await roundOf(bed, plan, START[name]));
    }
  }
  const { raw, corePublish, coreBatch, lockers } = rounds;
  return {
    raw: figuresOf(raw),
    corePublish: figuresOf(corePublish),
    coreBatch: figuresOf(coreBatch),
    lockers: figuresOf(lockers),
  };
}

async function roundOf(
  bed: BenchBed,
  plan: Plan,
  start: (bed: BenchBed) => Promise<Contestant>,
): Promise<Round> {
  const contestant = await start(bed);
  const trial = new Trial(bed, contestant);
  try {
    // In this order: the memory that a process needs at a steady pace is not what a flood has made it take before.
    const pace = await trial.pace(plan.pace, WARM_UP_MS, plan.paceMs);
    const saturation = await trial.saturate(plan.warmUp, plan.saturateMs);
    return { saturation, pace, missing: trial.missing };
  } finally {
    trial.end();
    await contestant.stop();
  }
}
