import { setTimeout as pause } from "node:timers/promises";
import { Random } from "../../firmware/simulator/random.ts";
import type { Closers } from "../../gateway/local/closers.ts";
import { sentenceOf } from "../../nodes/domain/errors.ts";
import { type Chronicle, seconds } from "./chronicle.ts";
import { compare, type Findings, type Life, type Taken } from "./compare.ts";
import type { Demand, SentEvent } from "./demand.ts";
import { Director } from "./director.ts";
import type { CrashOptions } from "./options.ts";
import { describeStep, planOf } from "./plan.ts";
import { longestRecovery } from "./recovery.ts";
import { type Stage, setUp } from "./stage.ts";
import { startTraffic } from "./traffic.ts";

/** Nothing waits, and nothing has come for so long: nothing will. */
const QUIET_MS = 15_000;
/** Retries may be minutes apart. */
const STUCK_MS = 240_000;
/** What is sent again after a start is sent at once. */
const AGAIN_MS = 4_000;

/** What a run ended with. */
export interface CrashRun {
  readonly sent: readonly SentEvent[];
  readonly demands: readonly Demand[];
  readonly taken: readonly Taken[];
  readonly findings: Findings;
  /** Null where the gateway gave no sign of life after the last kill. */
  readonly longestRecoveryMs: number | null;
  /** What else must not be: a sentence each. */
  readonly faults: readonly string[];
  readonly chronicle: Chronicle;
}

/**
 * Starts everything, carries out the plan in mid-traffic, waits until all has arrived, starts the gateway once
 * more, and compares.
 * @param closers what is to be ended afterwards, however the run ends
 * @param tell what goes on, for the terminal
 */
export async function crash(
  { kills, seed, rate, only }: CrashOptions,
  closers: Closers,
  tell: (sentence: string) => void,
): Promise<CrashRun> {
  const stage = await setUp(seed, closers);
  const { fleet, gateway, duties, inbox, chronicle, faults } = stage;
  const steps = planOf({ kills, seed, only });
  const stopTraffic = startTraffic(fleet, rate, new Random(seed + 1));
  closers.add(stopTraffic);
  const director = new Director(stage);
  for (const [index, step] of steps.entries()) {
    const killed = gateway.lives.filter(({ killedAt }) => killedAt !== null).length;
    tell(
      `${seconds(chronicle.now())}  ${index + 1}/${steps.length} ${describeStep(step)}; ${killed} kills, ${duties.sent.length} events, ${duties.missing} notices to come`,
    );
    await director.carryOut(step);
  }
  await director.calm();
  stopTraffic();
  tell(`${seconds(chronicle.now())}  all faults are over; waiting for what is still to come`);
  await drain(stage);

  // Whatever is left unsettled would be sent again now, and must not be told twice.
  await gateway.stop().catch((thrown: unknown) => faults.push(sentenceOf(thrown)));
  gateway.start();
  await gateway.running();
  await pause(AGAIN_MS);
  await drain(stage);
  await gateway.stop().catch((thrown: unknown) => faults.push(sentenceOf(thrown)));
  faults.push(...leftOver(stage));

  return {
    sent: duties.sent,
    demands: duties.demands,
    taken: inbox.taken,
    findings: compare(duties.sent, duties.demands, inbox.taken, gateway.lives),
    longestRecoveryMs: longestRecovery(
      gateway.lives.flatMap(({ killedAt }) => killedAt ?? []),
      [...stage.answers, ...inbox.taken.filter((one) => !isLate(one, gateway.lives)).map(({ at }) => at)],
    ),
    faults,
    chronicle,
  };
}

/** True for what arrived after the process that sent it was killed: no sign of life. */
function isLate({ generation, at }: Taken, lives: readonly Life[]): boolean {
  const killedAt = lives.find((life) => life.generation === generation)?.killedAt ?? null;
  return killedAt !== null && at >= killedAt;
}

/** Until every event is answered, every notice has come and nothing waits; or until it is plain that no more come. */
async function drain({ gateway, fleet, duties, inbox, chronicle }: Stage): Promise<void> {
  let left = Number.POSITIVE_INFINITY;
  let since = chronicle.now();
  for (;;) {
    const { notices, deliveries } = gateway.left() ?? { notices: 1, deliveries: 0 };
    const waiting = notices + deliveries;
    const queued = [...fleet.units.values()].reduce((sum, unit) => sum + unit.queued, 0);
    if (duties.missing === 0 && waiting === 0 && queued === 0) return;
    const now = chronicle.now();
    const open = duties.missing + waiting + queued - inbox.taken.length;
    if (open !== left) since = now;
    left = open;
    if (now - since > (waiting + queued === 0 ? QUIET_MS : STUCK_MS)) return;
    await pause(100);
  }
}

function leftOver({ gateway, fleet }: Stage): readonly string[] {
  const left = gateway.left();
  const tell = (count: number, sentence: string) => (count === 0 ? [] : [`${count} ${sentence}`]);
  return [
    ...[...fleet.units.values()].flatMap(({ id, queued }) =>
      tell(queued, `events of ${id} were never answered`),
    ),
    ...(left === null ? ["the journal could not be read in the end"] : []),
    ...tell(left?.notices ?? 0, "notices in the outbox were never accepted"),
    ...tell(left?.deliveries ?? 0, "events are still on their way through a flow"),
  ];
}
