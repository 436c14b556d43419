import { parseArgs } from "node:util";
import type { Target } from "./target.ts";
import { TARGETS } from "./targets.ts";

export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  readonly targets: readonly Target[];
  /** Of an earlier failure, with one target. */
  readonly path: string | null;
}

const LONGEST_NAME = Math.max(...TARGETS.map(({ name }) => name.length));

export const USAGE = `npm run fuzz -- [--runs 1000000] [--seed S] [--only messages,doors] [--path P]

Feeds random and hostile inputs to what reads them, and compares what keeps state with a plain model of it.

  --runs N      how many inputs, 1 to 1000000000 (1000000), shared out among the targets
  --seed S      repeats the inputs of an earlier run; each run prints its own
  --only NAMES  only these targets, separated by commas
  --path P      with --seed and one target: only the counterexample of an earlier failure
  --help        this text

Targets:
${TARGETS.map(({ name, about }) => `  ${name.padEnd(LONGEST_NAME + 2)}${about}`).join("\n")}

A failure prints its seed, the smallest counterexample that was found, and the command that runs it again. The last
line is JSON: inputs, seed, failures, ms. Ends with 0 only if nothing failed.`;

/**
 * @returns null where help was asked for
 * @throws Error with a sentence
 */
export function parseOptions(args: readonly string[]): FuzzOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: "string", default: "1000000" },
      seed: { type: "string" },
      only: { type: "string" },
      path: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return null;
  const targets = values.only === undefined ? TARGETS : values.only.split(",").map(targetOf);
  if (values.path !== undefined && (targets.length !== 1 || values.seed === undefined)) {
    throw new Error("--path belongs to one target and one seed: name them by --only and --seed.");
  }
  return {
    runs: integer("runs", values.runs, 1, 1e9),
    seed: integer(
      "seed",
      values.seed ?? String(Math.floor(Math.random() * 2 ** 31)),
      -(2 ** 31),
      2 ** 31 - 1,
    ),
    targets,
    path: values.path ?? null,
  };
}

function targetOf(name: string): Target {
  const target = TARGETS.find((one) => one.name === name.trim());
  if (target === undefined) {
    throw new Error(`--only "${name}" is no target: ${TARGETS.map((one) => one.name).join(", ")}.`);
  }
  return target;
}

function integer(option: string, value: string, low: number, high: number): number {
  const number = Number(value);
  if (value.trim() === "" || !Number.isInteger(number) || number < low || number > high) {
    throw new Error(`--${option} must be a whole number from ${low} to ${high}, not "${value}".`);
  }
  return number;
}
