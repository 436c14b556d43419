import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Entry } from "../../firmware/simulator/flash.ts";
import { createFleet, type Fleet } from "../../firmware/simulator/fleet.ts";
import { Random } from "../../firmware/simulator/random.ts";
import type { Unit } from "../../firmware/simulator/unit.ts";
import type { Closers } from "../../gateway/local/closers.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { type Broker, startPlainMosquitto } from "../mosquitto.ts";
import { makeBank, topicsOf, writeRegister } from "./bank.ts";
import { Chronicle } from "./chronicle.ts";
import type { SentEvent } from "./demand.ts";
import { Duties } from "./duties.ts";
import { crashFlows } from "./flows.ts";
import { Gateway } from "./gateway.ts";
import { alternatingHours } from "./hours.ts";
import { Inbox } from "./inbox.ts";
import { MailSink } from "./mail-sink.ts";
import { SnsSink } from "./sns-sink.ts";

/** Sooner than the firmware's 30 s, so that a lost answer does not hold a run up. */
const RESEND_MS = 2_000;
const READY_MS = 60_000;
/** An answer that comes so soon after a start was given by the process before. */
export const ON_ITS_WAY_MS = 500;

/** Everything that takes part in a run, in real processes but for the units and the sinks, which are never killed. */
export interface Stage {
  readonly broker: Broker;
  readonly sns: SnsSink;
  readonly mail: MailSink;
  readonly gateway: Gateway;
  readonly fleet: Fleet;
  readonly duties: Duties;
  readonly inbox: Inbox;
  readonly chronicle: Chronicle;
  readonly faults: string[];
  /** Moments at which the gateway answered an event. */
  readonly answers: number[];
}

/** Starts it all; resolves when the gateway has answered the first events of every unit. */
export async function setUp(seed: number, closers: Closers): Promise<Stage> {
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
  const answers: number[] = [];

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
    sinks: { sns, mail },
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
      if (at - gateway.life.startedAt > ON_ITS_WAY_MS) answers.push(at);
      if (result === "rejected") faults.push(`${unit.id}-${entry.seq} (${entry.type}) was rejected: ${code}`);
    },
  });
  inbox.onTaken((entry) => duties.taken(entry));

  gateway.start();
  await gateway.running();
  const { connected, problem } = await fleet.start(READY_MS);
  if (connected < fleet.units.size) throw new Error(`The units could not connect: ${problem}`);
  if (!(await fleet.answered(READY_MS))) {
    throw new Error(`The gateway answers no event. It wrote:\n${gateway.log.join("\n")}`);
  }
  return { broker, sns, mail, gateway, fleet, duties, inbox, chronicle, faults, answers };
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
