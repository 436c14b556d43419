import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "../../firmware/simulator/random.ts";
import type { Closers } from "../../gateway/local/closers.ts";
import { topicsOf, writeRegister } from "../crash/bank.ts";
import { Chronicle } from "../crash/chronicle.ts";
import { compare, type Findings } from "../crash/compare.ts";
import type { SentEvent } from "../crash/demand.ts";
import { Duties } from "../crash/duties.ts";
import { crashFlows } from "../crash/flows.ts";
import { Gateway } from "../crash/gateway.ts";
import { alternatingHours } from "../crash/hours.ts";
import { Inbox } from "../crash/inbox.ts";
import { MailSink } from "../crash/mail-sink.ts";
import { derivedOf } from "../crash/report.ts";
import { SnsSink } from "../crash/sns-sink.ts";
import { startPlainMosquitto } from "../mosquitto.ts";
import { until } from "../until.ts";
import { Attack, type Victim } from "./attack.ts";
import { Doors } from "./doors.ts";
import { FlashRecord } from "./flash-record.ts";
import { oneUnitBank } from "./siege-bank.ts";
import { UnitProcess, type UnitState } from "./unit-process.ts";

/** Microseconds that a byte of flash takes, about what a board's takes, so that kills meet writes. */
const BYTE_US = 4;
/** What a killed broker has forgotten, seconds; five times what the shipped configuration lets it. */
const FORGETS_S = "5";
const CALM_MS = 300_000;
/** What the unit does not let wait behind routine events. */
const ALARMS: ReadonlySet<string> = new Set(["forced", "tamper", "duress"]);

export interface SiegeRun {
  readonly kills: Readonly<Record<Victim, number>>;
  /** How often the unit was killed in the middle of a write to its flash. */
  readonly cuts: number;
  /** Openings of doors, and events that the unit kept of them. */
  readonly openings: number;
  readonly opened: number;
  /** Openings as the unit told them, one that it told of twice counted once. */
  readonly told: number;
  /** Numbers that were used up by writes that were cut. */
  readonly skipped: number;
  readonly state: UnitState;
  readonly findings: Findings;
  /** Alarms of the gateway's own that somebody was told of: kinds and how many. */
  readonly derived: readonly string[];
  readonly faults: readonly string[];
  readonly chronicle: Chronicle;
}

/**
 * A unit, Mosquitto and Node-RED with the bundled flows, each a process, each killed by SIGKILL and started again
 * in random order while doors are opened; then calm, until nothing waits anywhere.
 */
export async function besiege(
  { program, openings, seed }: { readonly program: string; readonly openings: number; readonly seed: number },
  closers: Closers,
): Promise<SiegeRun> {
  const folder = mkdtempSync(join(tmpdir(), "smart-lockers-siege-"));
  closers.add(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const userDir = join(folder, "node-red");
  const brokerFolder = join(folder, "broker");
  for (const path of [userDir, brokerFolder]) mkdirSync(path);
  const bank = oneUnitBank();
  const [plan] = bank.units;
  if (plan === undefined) throw new Error("The bank has no unit.");
  writeRegister(bank, userDir);
  const hours = alternatingHours(Date.now());
  const random = new Random(seed);
  const chronicle = new Chronicle();
  const inbox = new Inbox(chronicle.now);
  const faults: string[] = [];

  const broker = await startPlainMosquitto({
    folder: brokerFolder,
    settings: { autosave_interval: FORGETS_S },
  });
  closers.add(() => broker.kill());
  const sns = await SnsSink.open(topicsOf(bank), inbox, () => random.next());
  closers.add(() => sns.close());
  const mail = await MailSink.open(inbox);
  closers.add(() => mail.close());
  const gateway = new Gateway({
    userDir,
    flows: crashFlows(`mqtt://127.0.0.1:${broker.port}`, hours),
    chronicle,
    sinks: { sns, mail },
    ended: (sentence) => {
      faults.push(sentence);
      gateway.start();
    },
  });
  closers.add(() => gateway.end());
  const unit = new UnitProcess({
    program,
    plan,
    folder: join(folder, "unit"),
    port: broker.port,
    args: [
      ...plan.lockers.flatMap((locker) => ["--locker", `${locker}=door,bolt`]),
      ...["--byte-us", String(BYTE_US)],
    ],
  });
  closers.add(() => unit.kill());

  gateway.start();
  await gateway.running();
  await unit.start();
  await until("the unit to have seen its doors", async () =>
    (await unit.state()).lockers.every(({ door }) => door === "closed"),
  );
  const record = new FlashRecord(unit, plan.site, chronicle.now);
  const doors = new Doors(unit, record, new Random(seed + 1), openings);
  const attack = new Attack({ unit, broker, gateway, random: new Random(seed + 2), chronicle });
  const end = new AbortController();
  const attacked = attack.run(end.signal);
  await Promise.race([doors.use(plan.lockers), attacked]);
  end.abort();
  await attacked;

  await gateway.running();
  await until(
    () => `what waits: ${JSON.stringify(gateway.left())}\n${gateway.log.join("\n")}\n${unit.log}`,
    async () => {
      const { queued } = await unit.state();
      const left = gateway.left();
      return queued === 0 && left !== null && left.notices + left.deliveries === 0;
    },
    CALM_MS,
  );
  await record.read();
  const state = await unit.state();
  await gateway.stop();

  const duties = new Duties(bank, hours);
  for (const event of record.events) duties.recorded(event);
  for (const entry of inbox.taken) {
    // A hirer's message leaves out the unit.
    if (entry.event !== null && /^\d+-/.test(entry.event)) entry.event = `${unit.id}-${entry.event}`;
    duties.taken(entry);
  }
  // An alarm may overtake what is routine, in the unit already; each is in order among its own.
  const alarms = new Set(record.events.flatMap(({ id, type }) => (ALARMS.has(type) ? [id] : [])));
  const demands = duties.demands.map((demand) =>
    alarms.has(demand.event) ? { ...demand, way: `${demand.way}, alarm` } : demand,
  );
  return {
    kills: attack.kills,
    cuts: attack.cuts,
    openings: doors.opened,
    opened: record.count("opened"),
    told: openingsOf(record.events),
    skipped: record.skipped,
    state,
    findings: compare(duties.sent, demands, inbox.taken, gateway.lives),
    derived: derivedOf({ sent: duties.sent, taken: inbox.taken }),
    faults,
    chronicle,
  };
}

/**
 * A unit that is killed between keeping an event and keeping the door's state tells of it again. What it told of a
 * door between two closings is therefore one opening, and one that it never told of cannot hide behind another.
 */
function openingsOf(events: readonly SentEvent[]): number {
  const doors = new Map<string | null, string>();
  let openings = 0;
  for (const { locker, type } of events) {
    if (type !== "opened" && type !== "closed") continue;
    if (type === "opened" && doors.get(locker) !== "opened") openings += 1;
    doors.set(locker, type);
  }
  return openings;
}
