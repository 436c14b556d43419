import { parseArgs } from "node:util";
import { KINDS, type Kind } from "./plan.ts";

export interface CrashOptions {
  readonly kills: number;
  readonly seed: number;
  /** Events a second, over all units. */
  readonly rate: number;
  readonly only: ReadonlySet<Kind>;
  /** File for everything that was sent and received, or null. */
  readonly records: string | null;
}

export const USAGE = `npm run crash -- [--kills 50] [--seed S] [--rate 20] [--only kills,deploys] [--records F]

Breaks the whole way again and again, in real processes on this machine, while lockers are opened, and compares
in the end what the lockers sent with what every hirer, the control room and the insurers received.

  --kills N     how often Node-RED is killed with SIGKILL, 1 to 10000 (50); other faults come in between
  --seed S      repeats the schedule of an earlier run; each run prints its own
  --rate R      events a second from all units together, 1 to 400 (20)
  --only KINDS  only these kinds of faults, separated by commas: ${KINDS.join(", ")}
  --records F   writes every event, demand, message and act of the run to the file F, as lines of JSON
  --help        this text

Needs Mosquitto (apt-get install --yes mosquitto). The last line is JSON:
  events, notices      recorded by the units; received, each counted once
  lost                 that the rules demand and nobody received
  reordered            received after something later of the same unit, by the same recipient and the same wires
  duplicates           received once more
  duplicatesInFlight   those of them that were being sent at a kill, or whose answer was cut off
  longestRecoveryMs    from a kill until an event was answered or a notice went out again

Ends with 0 only if nothing was lost or reordered and every duplicate was in flight.`;

/**
 * @returns null where help was asked for
 * @throws Error with a sentence
 */
export function parseOptions(args: readonly string[]): CrashOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: { type: "string", default: "50" },
      seed: { type: "string" },
      rate: { type: "string", default: "20" },
      only: { type: "string", default: KINDS.join(",") },
      records: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return null;
  return {
    kills: integer("kills", values.kills, 1, 10_000),
    seed: integer("seed", values.seed ?? String(Math.floor(Math.random() * 1e6)), 0, 2 ** 32 - 1),
    rate: integer("rate", values.rate, 1, 400),
    only: new Set(values.only.split(",").map(kindOf)),
    records: values.records ?? null,
  };
}

function kindOf(name: string): Kind {
  const kind = KINDS.find((one) => one === name.trim());
  if (kind === undefined) throw new Error(`--only "${name}" is no kind of fault: ${KINDS.join(", ")}.`);
  return kind;
}

function integer(option: string, value: string, low: number, high: number): number {
  const number = Number(value);
  if (value.trim() === "" || !Number.isInteger(number) || number < low || number > high) {
    throw new Error(`--${option} must be a whole number from ${low} to ${high}, not "${value}".`);
  }
  return number;
}
