import { readFileSync } from "node:fs";
import type { Counters } from "../../firmware/simulator/flash.ts";
import { createFleet, type Fleet, type FleetOptions } from "../../firmware/simulator/fleet.ts";
import { planFleet } from "../../firmware/simulator/plan.ts";
import { Random } from "../../firmware/simulator/random.ts";
import type { FleetReport } from "../../firmware/simulator/report.ts";
import { SCENARIOS } from "../../firmware/simulator/scenarios.ts";
import { sentenceOf } from "../../nodes/domain/errors.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { parseSimulate, SIMULATE_USAGE, type SimulateOptions } from "./simulate-options.ts";
import { readCounters, writeCounters } from "./simulate-state.ts";
import { WrongUse } from "./wrong-use.ts";

const CONNECT_MS = 30_000;
const CONNECT_MS_EACH = 20;

/** `smart-lockers simulate`: resolves to the exit code. */
export async function simulate(args: readonly string[]): Promise<number> {
  const options = parseSimulate(args, process.env);
  if (options === null) {
    console.log(SIMULATE_USAGE);
    return 0;
  }
  const before = options.state === null ? new Map<string, Counters>() : readCounters(options.state);
  const fleet = build(options, before);
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  const tellProblem = tellOnce();
  fleet.observe({ failed: (unit, problem) => tellProblem(`${unit.id}: ${problem}. Trying again.`) });
  try {
    return await run(fleet, options, interrupted.signal);
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
    await fleet.stop();
    if (options.state !== null) writeCounters(options.state, before, fleet.units.values());
  }
}

async function run(fleet: Fleet, options: SimulateOptions, signal: AbortSignal): Promise<number> {
  const total = fleet.units.size;
  const { connected, problem } = await untilAborted(
    fleet.start(CONNECT_MS + CONNECT_MS_EACH * total),
    { connected: 0, problem: "interrupted" },
    signal,
  );
  if (connected === 0) {
    throw new Error(
      `No unit could connect to ${options.url}: ${problem}. See whether the broker runs there, and whether it lets these units in.`,
    );
  }
  if (connected < total)
    console.error(`${connected} of ${total} units are connected. The last problem: ${problem}.`);
  console.error(`${connected} units play ${options.scenario} against ${options.url}.`);
  await SCENARIOS[options.scenario].play({
    fleet,
    clock: systemClock,
    random: new Random(options.seed),
    count: options.count,
    seconds: options.seconds,
    signal,
  });
  const answered = await untilAborted(fleet.answered(options.waitMs), false, signal);
  const report = fleet.report();
  console.log(options.json ? JSON.stringify(report) : summary(report));
  if (!answered) console.error(unanswered(report));
  if (options.stay) {
    console.error("The units go on with heartbeats. Ctrl-C ends them.");
    await untilAborted(new Promise(() => {}), undefined, signal);
  }
  return answered ? 0 : 1;
}

function build(options: SimulateOptions, before: ReadonlyMap<string, Counters>): Fleet {
  const { tls, username, password } = options;
  const identity: FleetOptions["identity"] = (unit) => ({
    tls: {
      ...pem("ca", tls.ca, unit),
      ...pem("cert", tls.cert, unit),
      ...pem("key", tls.key, unit),
    },
    ...(username === null ? {} : { username: username.replaceAll("{unit}", unit) }),
    ...(password === null ? {} : { password }),
  });
  try {
    return createFleet({
      plan: planFleet({ site: options.site, units: options.units, lockersPerUnit: options.lockers }),
      url: options.url,
      identity,
      seed: options.seed,
      clock: systemClock,
      clockState: options.clock,
      counters: (unit) => before.get(unit),
    });
  } catch (thrown) {
    throw thrown instanceof RangeError ? new WrongUse(thrown.message) : thrown;
  }
}

function pem(
  kind: "ca" | "cert" | "key",
  file: string | null,
  unit: string,
): { [K in typeof kind]?: string } {
  if (file === null) return {};
  const path = file.replaceAll("{unit}", unit);
  try {
    return { [kind]: readFileSync(path, "utf8") };
  } catch (thrown) {
    throw new WrongUse(`--${kind}: ${path} cannot be read (${sentenceOf(thrown)}).`);
  }
}

function summary({ totals }: FleetReport): string {
  return [
    `units      ${totals.units}, ${totals.online} connected`,
    `events     ${totals.recorded}, sent ${totals.sent} times`,
    `answered   ${totals.stored} stored, ${totals.duplicate} duplicate, ${totals.rejected} rejected`,
    `waiting    ${totals.queued}`,
    ...(totals.lost > 0 ? [`overwritten in a full flash   ${totals.lost}`] : []),
  ].join("\n");
}

function unanswered({ totals }: FleetReport): string {
  return totals.stored + totals.duplicate + totals.rejected === 0
    ? "No event was answered: no gateway listens at this broker, or it may not publish to reply/event."
    : `${totals.queued} events were not answered in time.`;
}

/** Tells each sentence once and no more than five in all: ten thousand units fail for the same reason. */
function tellOnce(): (sentence: string) => void {
  const told = new Set<string>();
  return (sentence) => {
    const reason = sentence.replace(/^[^:]*: /, "");
    if (told.has(reason) || told.size >= 5) return;
    told.add(reason);
    console.error(sentence);
  };
}

function untilAborted<T>(promise: Promise<T>, otherwise: T, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => resolve(otherwise);
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", end));
  });
}
