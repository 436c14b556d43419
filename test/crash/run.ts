import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Entry } from "../../firmware/simulator/flash.ts";
import { createFleet, type Fleet } from "../../firmware/simulator/fleet.ts";
import { Random } from "../../firmware/simulator/random.ts";
import type { Unit } from "../../firmware/simulator/unit.ts";
import type { Closers } from "../../gateway/local/closers.ts";
import { sentenceOf } from "../../nodes/domain/errors.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { type Broker, startPlainMosquitto } from "../mosquitto.ts";
import { until } from "../until.ts";
import { makeBank, topicsOf, writeRegister } from "./bank.ts";
import { Chronicle, seconds } from "./chronicle.ts";
import { compare, type Findings, type Taken } from "./compare.ts";
import type { Demand, SentEvent } from "./demand.ts";
import { Duties } from "./duties.ts";
import { crashFlows } from "./flows.ts";
import { Gateway } from "./gateway.ts";
import { alternatingHours } from "./hours.ts";
import { Inbox } from "./inbox.ts";
import { MailSink } from "./mail-sink.ts";
import type { CrashOptions } from "./options.ts";
import { describeStep, planOf, type Step } from "./plan.ts";
import { longestRecovery } from "./recovery.ts";
import { SnsSink } from "./sns-sink.ts";
import { startTraffic } from "./traffic.ts";

/** Sooner than the firmware's 30 s, so that a lost answer does not hold a run up. */
const RESEND_MS = 2_000;
const READY_MS = 60_000;
/** An answer that comes so soon after a kill was on its way before. */
const ON_ITS_WAY_MS = 500;
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

  const ends = gateway.lives.flatMap(({ killedAt }) => killedAt ?? []);
  return {
    sent: duties.sent,
    demands: duties.demands,
    taken: inbox.taken,
    findings: compare(duties.sent, duties.demands, inbox.taken, gateway.lives),
    longestRecoveryMs: longestRecovery(ends, [...stage.signs]),
    faults,
    chronicle,
  };
}

interface Stage {
  readonly broker: Broker;
  readonly sns: SnsSink;
  readonly mail: MailSink;
  readonly gateway: Gateway;
  readonly fleet: Fleet;
  readonly duties: Duties;
  readonly inbox: Inbox;
  readonly chronicle: Chronicle;
  readonly faults: string[];
  /** Moments at which the gateway showed that it lives. */
  readonly signs: number[];
}

async function setUp(seed: number, closers: Closers): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "smart-lockers-crash-"));
  closers.add(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const userDir = join(folder, "node-red");
  const brokerFolder = join(folder, "broker");
  for (const path of [userDir, brokerFolder]) mkdirSync(path);
  const bank = makeBank();
  writeRegister(bank, userDir);
  const hours = alternatingHours(Date.now());
  const random = new Random(seed + 2);
  const chronicle = new Chronicle();
  const inbox = new Inbox(chronicle.now);
  const duties = new Duties(bank, hours);
  const faults: string[] = [];
  const signs: number[] = [];

  const broker = await startPlainMosquitto({ folder: brokerFolder });
  closers.add(() => broker.kill());
  const sns = await SnsSink.open(topicsOf(bank), inbox, () => random.next());
  closers.add(() => sns.close());
  const mail = await MailSink.open(inbox);
  closers.add(() => mail.close());
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const gateway = new Gateway({
    userDir,
    flows: crashFlows(url, hours),
    chronicle,
    env: (generation) => ({
      LOCKER_AWS_REGION: "ap-south-1",
      LOCKER_SMTP_HOST: "127.0.0.1",
      LOCKER_SMTP_PORT: String(mail.port),
      LOCKER_MAIL_FROM: `Demo Bank <lockers+${generation}@demo-bank.example>`,
      AWS_ENDPOINT_URL_SNS: sns.url,
      AWS_ACCESS_KEY_ID: `gateway-${generation}`,
      AWS_SECRET_ACCESS_KEY: "crash",
    }),
    ended: (sentence) => {
      faults.push(sentence);
      gateway.start();
    },
  });
  closers.add(() => gateway.end());

  const fleet = createFleet({
    plan: bank.units,
    url,
    seed,
    clock: systemClock,
    settings: { resendMs: RESEND_MS, heartbeatMs: 5_000 },
  });
  closers.add(() => fleet.stop());
  fleet.observe({
    recorded: (unit, entry) => {
      const event = sentEvent(unit, entry, chronicle.now());
      inbox.expect(event);
      duties.recorded(event);
    },
    answered: (unit, entry, { result, code }) => {
      const at = chronicle.now();
      if (at - gateway.life.startedAt > ON_ITS_WAY_MS) signs.push(at);
      if (result === "rejected") faults.push(`${unit.id}-${entry.seq} (${entry.type}) was rejected: ${code}`);
    },
  });
  inbox.onTaken((entry) => {
    duties.taken(entry);
    signs.push(entry.at);
  });

  gateway.start();
  await gateway.running();
  const { connected, problem } = await fleet.start(READY_MS);
  if (connected < fleet.units.size) throw new Error(`The units could not connect: ${problem}`);
  if (!(await fleet.answered(READY_MS))) {
    throw new Error(`The gateway answers no event. It wrote:\n${gateway.log.join("\n")}`);
  }
  return { broker, sns, mail, gateway, fleet, duties, inbox, chronicle, faults, signs };
}

function sentEvent(unit: Unit, entry: Entry, recordedAt: number): SentEvent {
  const { at }: { readonly at: number } = JSON.parse(entry.body);
  const hash = createHash("sha256").update(entry.body).digest("hex").slice(0, 12);
  const { seq, type, locker } = entry;
  return {
    id: `${unit.id}-${seq}-${hash}`,
    ...{ unit: unit.id, site: unit.site, locker, seq, type, at, recordedAt },
  };
}

/** Carries out the steps, one after the other; outages last while the next ones are carried out. */
class Director {
  readonly #stage: Stage;
  readonly #outages = new Map<"sns" | "mail", Promise<void>>();
  #deploying: Promise<void> = Promise.resolve();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async carryOut(step: Step): Promise<void> {
    const { gateway, chronicle, faults } = this.#stage;
    switch (step.kind) {
      case "kills":
        if (step.when === "flowing") await this.#flowing();
        if (step.when === "started") await gateway.running();
        await pause(
          step.when === "starting"
            ? Math.max(0, step.afterMs - (chronicle.now() - gateway.life.startedAt))
            : step.afterMs,
        );
        await gateway.kill();
        gateway.start();
        return;
      case "restarts":
        await this.#flowing();
        await pause(step.afterMs);
        await this.#deploying;
        await gateway.stop().catch((thrown: unknown) => faults.push(sentenceOf(thrown)));
        gateway.start();
        return;
      case "freezes":
        await this.#flowing();
        await pause(step.afterMs);
        await gateway.freeze(step.forMs);
        return;
      case "deploys":
        await this.#deploying;
        await gateway.running();
        await pause(step.afterMs);
        // Every other one goes on while the next step is carried out, and may be cut short by it.
        this.#deploying = gateway.deploy(step);
        if (step.dice % 2 === 0) await this.#deploying;
        return;
      case "broker":
        await pause(step.afterMs);
        await this.#breakBroker(step);
        return;
      case "sns":
      case "mail":
        await this.#outages.get(step.kind);
        await pause(step.afterMs);
        this.#outages.set(step.kind, this.#outage(step));
    }
  }

  /** Resolves when all outages are over and the gateway runs. */
  async calm(): Promise<void> {
    await Promise.all([...this.#outages.values(), this.#deploying]);
    await this.#stage.gateway.running();
  }

  /** Until the present process has shown that it works; but not for ever, since others may be away. */
  async #flowing(): Promise<void> {
    const { gateway, signs } = this.#stage;
    await gateway.running();
    const since = gateway.life.startedAt + ON_ITS_WAY_MS;
    await until("the gateway to work", () => (signs.at(-1) ?? 0) > since, READY_MS);
  }

  async #breakBroker({ how, downMs }: Extract<Step, { kind: "broker" }>): Promise<void> {
    const { broker, chronicle } = this.#stage;
    chronicle.note(how === "kill" ? "SIGKILL the broker" : "SIGTERM the broker");
    await (how === "kill" ? broker.kill() : broker.stop());
    await pause(downMs);
    await broker.start();
    chronicle.note("the broker listens again");
  }

  async #outage(step: Extract<Step, { kind: "sns" | "mail" }>): Promise<void> {
    const { sns, mail, chronicle } = this.#stage;
    chronicle.note(`${step.kind}: ${step.fault}`);
    await (step.kind === "sns" ? sns.misbehave(step.fault) : mail.misbehave(step.fault));
    await pause(step.forMs);
    await (step.kind === "sns" ? sns.misbehave(null) : mail.misbehave(null));
    chronicle.note(`${step.kind}: well again`);
  }
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
