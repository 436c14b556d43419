import type { Grown, Measured } from "./figures.ts";

/** One row of the table of goals. */
export interface Goal {
  readonly figure: string;
  readonly must: string;
  readonly stretch: string;
  /** With its unit; null where it was not measured. */
  readonly measured: string | null;
  /** Null where it was not measured. */
  readonly holds: "stretch" | "must" | "no" | null;
}

interface Rule {
  readonly figure: string;
  readonly bound: "at least" | "at most";
  readonly must: number;
  readonly stretch: number | null;
  readonly words: (value: number) => string;
  readonly of: (measured: Measured) => number | null;
}

const times = (value: number) => `${value.toFixed(2)} x`;
const percent = (value: number) => `${(value * 100).toFixed(1)} %`;
const ms = (value: number) => `${value.toFixed(2)} ms`;

/** The ratio of ours to that of the core nodes with a Publish for each event. */
const RULES: readonly Rule[] = [
  {
    figure: "events/s at saturation, against the core-node flow with Publish",
    ...{ bound: "at least", must: 5, stretch: 10, words: times },
    of: ({ flows }) => flows && flows.lockers.perSecond / flows.corePublish.perSecond,
  },
  {
    figure: "events/s at saturation, against a raw live subscriber",
    ...{ bound: "at least", must: 0.5, stretch: 0.8, words: percent },
    of: ({ flows }) => flows && flows.lockers.perSecond / flows.raw.perSecond,
  },
  {
    figure: "p50 from publish to SNS request, above the core-node flow",
    ...{ bound: "at most", must: 2, stretch: 0, words: ms },
    of: ({ flows }) => flows && flows.lockers.p50 - flows.corePublish.p50,
  },
  {
    figure: "p99 from publish to SNS request, against the core-node flow",
    ...{ bound: "at most", must: 1.5, stretch: 1, words: times },
    of: ({ flows }) => flows && flows.lockers.p99 / flows.corePublish.p99,
  },
  {
    figure: "CPU per event at saturation, against the core-node flow",
    ...{ bound: "at most", must: 1 / 5, stretch: 1 / 8, words: percent },
    of: ({ flows }) => flows && ratio(flows.lockers.cpuUs, flows.corePublish.cpuUs),
  },
  {
    figure: "RSS, steady, against the core-node flow",
    ...{ bound: "at most", must: 1, stretch: null, words: times },
    of: ({ flows }) => flows && ratio(flows.lockers.pacedRssMb, flows.corePublish.pacedRssMb),
  },
  {
    figure: "+10 ms on every fsync: share of 500 events/s sustained",
    ...{ bound: "at least", must: 0.98, stretch: null, words: percent },
    of: ({ disk }) => (disk === null || typeof disk === "string" ? null : disk.kept),
  },
  {
    figure: "+10 ms on every fsync: event-loop p99",
    ...{ bound: "at most", must: 5, stretch: 3, words: ms },
    of: ({ disk }) => (disk === null || typeof disk === "string" ? null : disk.loopP99Ms),
  },
  {
    figure: "CPU per event with the most lockers known, against the fewest",
    ...{ bound: "at most", must: 1.2, stretch: 1.1, words: times },
    of: ({ growth }) => growth && against(growth, ({ lockers }) => lockers),
  },
  {
    figure: "CPU per event with a full journal, against an empty one",
    ...{ bound: "at most", must: 1.2, stretch: 1.1, words: times },
    of: ({ growth }) => growth && against(growth, ({ events }) => events),
  },
];

export function goalsOf(measured: Measured): readonly Goal[] {
  return RULES.map(({ figure, bound, must, stretch, words, of }) => {
    const value = of(measured);
    const keeps = (limit: number) =>
      value !== null && (bound === "at least" ? value >= limit : value <= limit);
    return {
      figure,
      must: `${bound} ${words(must)}`,
      stretch: stretch === null ? "" : words(stretch),
      measured: value === null ? null : words(value),
      holds:
        value === null ? null : stretch !== null && keeps(stretch) ? "stretch" : keeps(must) ? "must" : "no",
    };
  });
}

function ratio(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a / b;
}

/** The cost of an event where this is most, as a multiple of that in the first case. */
function against(growth: readonly Grown[], size: (grown: Grown) => number): number | null {
  const [first] = growth;
  const most = growth.reduce<Grown | null>(
    (found, grown) => (found === null || size(grown) > size(found) ? grown : found),
    null,
  );
  return first && most ? most.cpuUs / first.cpuUs : null;
}
