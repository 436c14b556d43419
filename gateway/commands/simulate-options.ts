import { type ParseArgsConfig, parseArgs } from "node:util";
import { MOST_LOCKERS, MOST_UNITS } from "../../firmware/simulator/plan.ts";
import {
  isScenario,
  MOST_COUNT,
  MOST_SECONDS,
  SCENARIOS,
  type ScenarioName,
} from "../../firmware/simulator/scenarios.ts";
import { sentenceOf } from "../../nodes/domain/errors.ts";
import { WrongUse } from "./wrong-use.ts";

export interface SimulateOptions {
  readonly url: string;
  readonly scenario: ScenarioName;
  readonly site: string;
  readonly units: number;
  readonly lockers: number;
  readonly seed: number;
  readonly count: number;
  readonly seconds: number;
  readonly clock: "none" | "estimated" | "sntp";
  /** Milliseconds to wait for the gateway's answers in the end. */
  readonly waitMs: number;
  readonly stay: boolean;
  readonly json: boolean;
  /** File that keeps boot and sequence numbers between runs. */
  readonly state: string | null;
  readonly tls: { readonly ca: string | null; readonly cert: string | null; readonly key: string | null };
  readonly username: string | null;
  readonly password: string | null;
}

const OPTIONS = {
  url: { type: "string" },
  scenario: { type: "string", default: "normal-day" },
  site: { type: "string", default: "MUM01" },
  units: { type: "string", default: "10" },
  lockers: { type: "string", default: "4" },
  seed: { type: "string", default: "1" },
  count: { type: "string" },
  seconds: { type: "string" },
  clock: { type: "string", default: "sntp" },
  wait: { type: "string", default: "60" },
  stay: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  state: { type: "string" },
  ca: { type: "string" },
  cert: { type: "string" },
  key: { type: "string" },
  username: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsConfig["options"];

const SCENARIO_LIST = Object.entries(SCENARIOS)
  .map(([name, { summary }]) => `  ${name.padEnd(15)}${summary}`)
  .join("\n");

export const SIMULATE_USAGE = `smart-lockers simulate --url mqtt://localhost:1883 [--scenario normal-day] [options]

Plays units with lockers, as MQTT clients that keep the contract: each event is sent again until the
gateway has answered it. Ends with 0 when every event was answered, with 1 when not.

Scenarios:
${SCENARIO_LIST}

Options:
  --url URL        broker: mqtt://, mqtts://, ws:// or wss://
  --site ID        site of the units (MUM01)
  --units N        how many units, 1 to ${MOST_UNITS} (10), named like MUM01-U01
  --lockers N      lockers of each unit, 1 to ${MOST_LOCKERS} (4), named like MUM01-0001
  --seed N         the same seed plays the same (1)
  --count N        how many visits, openings or boxes (by scenario), 1 to ${MOST_COUNT}
  --seconds N      over how long, 1 to ${MOST_SECONDS} (by scenario)
  --clock STATE    what the units know of the time at first: none, estimated or sntp (sntp)
  --wait SECONDS   how long to wait for the gateway's answers in the end (60)
  --state FILE     keeps boot and sequence numbers, so that the next run goes on from them; without it
                   every run starts anew, which a gateway that remembers reports as restored
  --stay           go on with heartbeats afterwards, until Ctrl-C
  --json           print the whole report as JSON: each event, and what the gateway answered
  --ca FILE        certificate of the broker's authority (PEM)
  --cert FILE      certificate of the unit (PEM); {unit} in the name stands for the unit
  --key FILE       its private key (PEM); {unit} likewise
  --username NAME  account at the broker; {unit} stands for the unit. Its password is read from the
                   environment variable LOCKER_PASSWORD
`;

/**
 * @returns null where help was asked for
 * @throws WrongUse with a sentence
 */
export function parseSimulate(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): SimulateOptions | null {
  const { values } = parse(args);
  if (values.help) return null;
  const { url, scenario, clock } = values;
  if (url === undefined) {
    throw new WrongUse("Say where the broker is: --url mqtt://localhost:1883 (--help shows all options).");
  }
  if (!URL.canParse(url) || !["mqtt:", "mqtts:", "ws:", "wss:"].includes(new URL(url).protocol)) {
    throw new WrongUse(
      `--url "${url}" is no broker's address: write mqtt://, mqtts://, ws:// or wss://, a host and a port.`,
    );
  }
  if (!isScenario(scenario)) {
    throw new WrongUse(`There is no scenario "${scenario}". Choose one of:\n${SCENARIO_LIST}`);
  }
  if (clock !== "none" && clock !== "estimated" && clock !== "sntp") {
    throw new WrongUse(`--clock "${clock}" is no state of a clock: write none, estimated or sntp.`);
  }
  if ((values.cert === undefined) !== (values.key === undefined)) {
    throw new WrongUse("A certificate needs its private key: give --cert and --key together.");
  }
  const units = integer("units", values.units, 1, MOST_UNITS);
  if (units > 1 && values.cert !== undefined && !values.cert.includes("{unit}")) {
    throw new WrongUse(
      "Each unit needs a certificate of its own: write {unit} where --cert and --key name the unit, or play one with --units 1.",
    );
  }
  return {
    url,
    scenario,
    clock,
    units,
    site: values.site,
    lockers: integer("lockers", values.lockers, 1, MOST_LOCKERS),
    seed: integer("seed", values.seed, 0, 2 ** 32 - 1),
    count: integer("count", values.count ?? String(SCENARIOS[scenario].count), 1, MOST_COUNT),
    seconds: integer("seconds", values.seconds ?? String(SCENARIOS[scenario].seconds), 1, MOST_SECONDS),
    waitMs: integer("wait", values.wait, 0, MOST_SECONDS) * 1_000,
    stay: values.stay,
    json: values.json,
    state: values.state ?? null,
    tls: { ca: values.ca ?? null, cert: values.cert ?? null, key: values.key ?? null },
    username: values.username ?? null,
    password: env.LOCKER_PASSWORD ?? null,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false });
  } catch (thrown) {
    throw new WrongUse(`${sentenceOf(thrown)} (--help shows all options)`);
  }
}

function integer(option: string, value: string, low: number, high: number): number {
  const number = Number(value);
  if (value.trim() === "" || !Number.isInteger(number) || number < low || number > high) {
    throw new WrongUse(`--${option} must be a whole number from ${low} to ${high}, not "${value}".`);
  }
  return number;
}
