import { parseArgs } from "node:util";

/** What is measured: the contestants side by side, a slow disk, and what grows. */
export const PARTS = ["flows", "disk", "growth"] as const;
export type Part = (typeof PARTS)[number];

/** How long and how much; times in milliseconds. */
export interface Plan {
  readonly parts: readonly Part[];
  /** The contestants are measured in turn, so often each. */
  readonly rounds: number;
  /** At saturation, before what counts: until the code is compiled, which takes many events, or so long. */
  readonly warmUp: { readonly events: number; readonly ms: number };
  readonly saturateMs: number;
  /** Events a second for the times from publish to arrival. */
  readonly pace: number;
  readonly paceMs: number;
  readonly growth: {
    readonly rounds: number;
    readonly saturateMs: number;
    /** Numbers of lockers known; the first one is what the others are compared with. */
    readonly lockers: readonly number[];
    /** In the journal that is compared with an empty one. */
    readonly events: number;
  };
}

const FULL: Plan = {
  parts: PARTS,
  rounds: 3,
  warmUp: { events: 40_000, ms: 10_000 },
  saturateMs: 6000,
  pace: 200,
  paceMs: 8000,
  growth: { rounds: 3, saturateMs: 4000, lockers: [100, 1000, 10_000, 100_000], events: 1_000_000 },
};

const QUICK: Plan = {
  ...FULL,
  rounds: 1,
  warmUp: { events: 4000, ms: 1500 },
  saturateMs: 2000,
  paceMs: 2500,
  growth: { rounds: 1, saturateMs: 1500, lockers: [100, 10_000], events: 100_000 },
};

export const HELP = `npm run bench [-- options]

Measures, on one broker and one stub of Amazon SNS: a raw MQTT subscriber that only counts, the flow that a user
would build from core nodes, and ours with everything durable; then ours on a slow disk, and as lockers and journal
grow. Takes about ten minutes; a machine that does nothing else gives steadier figures, and ratios travel better
than times. The last line is JSON.

  --quick         one short round, about a minute and a half: to see that it works, not to quote
  --only PART     ${PARTS.join(", ")}; may be repeated
  --help          this text`;

/**
 * @returns null where only help was asked for
 * @throws Error with a sentence where the arguments are not understood
 */
export function planOf(args: readonly string[]): Plan | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
    },
  });
  if (values.help) return null;
  const parts = PARTS.filter((part) => values.only.length === 0 || values.only.includes(part));
  const unknown = values.only.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) throw new Error(`There is no part "${unknown}": choose of ${PARTS.join(", ")}.`);
  return { ...(values.quick ? QUICK : FULL), parts };
}
