import { median } from "./statistics.ts";
import type { Pace, Saturation } from "./trial.ts";

/** What was measured of one contestant: medians of the rounds. */
export interface Figures {
  readonly perSecond: number;
  readonly cpuUs: number | null;
  readonly rssMb: number | null;
  /** Milliseconds from publish to arrival, at the plan's pace. */
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of processor time an event, megabytes and milliseconds, all at that pace. */
  readonly pacedCpuUs: number | null;
  readonly pacedRssMb: number | null;
  readonly loopP99Ms: number | null;
  /** Events of all rounds that never arrived, though nobody was killed. */
  readonly missing: number;
}

export interface Round {
  readonly missing: number;
  readonly saturation: Saturation;
  readonly pace: Pace;
}

export function figuresOf(rounds: readonly Round[]): Figures {
  return {
    perSecond: median(rounds.map(({ saturation }) => saturation.perSecond)),
    cpuUs: medianOrNull(rounds.map(({ saturation }) => saturation.cpuUs)),
    rssMb: medianOrNull(rounds.map(({ saturation }) => saturation.rssMb)),
    p50: median(rounds.map(({ pace }) => pace.p50)),
    p99: median(rounds.map(({ pace }) => pace.p99)),
    pacedCpuUs: medianOrNull(rounds.map(({ pace }) => pace.cpuUs)),
    pacedRssMb: medianOrNull(rounds.map(({ pace }) => pace.rssMb)),
    loopP99Ms: medianOrNull(rounds.map(({ pace }) => pace.loopP99Ms)),
    missing: rounds.reduce((sum, { missing }) => sum + missing, 0),
  };
}

/** Of those there are; null of none. */
export function medianOrNull(values: readonly (number | null)[]): number | null {
  const there = values.filter((value) => value !== null);
  return there.length === 0 ? null : median(there);
}

export const CONTESTANTS = ["raw", "corePublish", "coreBatch", "lockers"] as const;
export type ContestantName = (typeof CONTESTANTS)[number];

export interface SlowDisk {
  readonly perSecond: number;
  /** Of the events published, those that arrived as fast as they were. */
  readonly kept: number;
  readonly p50: number;
  readonly p99: number;
  readonly loopP99Ms: number;
}

export interface Grown {
  readonly lockers: number;
  /** In the journal at the start. */
  readonly events: number;
  readonly perSecond: number;
  readonly cpuUs: number;
}

/** All that a run measured; a part that was left out is null, with the reason where it could not be measured. */
export interface Measured {
  readonly flows: Readonly<Record<ContestantName, Figures>> | null;
  readonly disk: SlowDisk | string | null;
  readonly growth: readonly Grown[] | null;
}
