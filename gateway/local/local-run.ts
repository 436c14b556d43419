import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFleet, type Fleet } from "../../firmware/simulator/fleet.ts";
import { BOARD_PATH } from "../../nodes/control-room/protocol.ts";
import type { Register } from "../../nodes/domain/register.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { startMailStandIn } from "../stand-ins/mail.ts";
import { startSnsStandIn } from "../stand-ins/sns.ts";
import { Audience, listenersOf } from "./audience.ts";
import { type Daylight, zoneFor } from "./branch-clock.ts";
import { startBroker } from "./broker.ts";
import { Closers } from "./closers.ts";
import { moveBranch, placeRegister, readDemoRegister, unitsOf } from "./demo-bank.ts";
import { demoFlows } from "./demo-flows.ts";
import { EditorApi } from "./editor-api.ts";
import { readFlows } from "./merge-flows.ts";
import { startNodeRed } from "./node-red.ts";
import { type DemoPeople, demoPeople } from "./people.ts";

const REGION = "ap-south-1";
const SUBSCRIBED_MS = 20_000;
const CONNECTED_MS = 20_000;
const ANSWERED_MS = 20_000;

export interface LocalRunOptions {
  /** Preferred ports; each is replaced by a free one where another program has it. 0: any. */
  readonly ports: { readonly editor: number; readonly broker: number };
  /** Folder of the flows that run. */
  readonly flows: string;
  readonly seed: number;
  /** What is worth knowing, for the terminal. */
  tell(sentence: string): void;
}

/** The whole way on one machine: units, broker, Node-RED with the flows, and those who are told. */
export interface LocalRun {
  readonly register: Register;
  readonly fleet: Fleet;
  readonly audience: Audience;
  readonly editor: { readonly url: string; readonly user: string; readonly password: string };
  /** The control room's board, with one who may act there, one who may register visits and one who may look. */
  readonly board: { readonly url: string } & Pick<DemoPeople, "operator" | "counter" | "viewer">;
  readonly brokerUrl: string;
  readonly userDir: string;
  /** IANA name: where the branch's clock is now. */
  readonly timeZone: string;
  /** Resolves when Node-RED has ended by itself, with a sentence. */
  readonly ended: Promise<string>;
  /** Makes it night or day at the branch by deploying its calendar with another zone. */
  setDaylight(daylight: Daylight): Promise<void>;
  /** Ends everything that was started and removes what it wrote. Resolves when nothing is left. */
  stop(): Promise<void>;
}

export async function startLocalRun(options: LocalRunOptions): Promise<LocalRun> {
  const closers = new Closers(options.tell);
  try {
    return await start(options, closers);
  } catch (thrown) {
    await closers.close();
    throw thrown;
  }
}

async function start({ ports, flows, seed, tell }: LocalRunOptions, closers: Closers): Promise<LocalRun> {
  const userDir = mkdtempSync(join(tmpdir(), "smart-lockers-run-"));
  closers.add(() => rmSync(userDir, { recursive: true, force: true, maxRetries: 3 }));
  placeRegister(userDir);
  const register = readDemoRegister();
  const audience = new Audience(listenersOf(register));

  const [broker, sns, mail] = await Promise.all([
    startBroker(ports.broker),
    startSnsStandIn({ region: REGION }),
    startMailStandIn(),
  ]);
  closers.add(broker.close);
  closers.add(sns.close);
  closers.add(mail.close);
  audience.attach(sns, mail);
  closers.add(() => audience.detach());

  const { officer, operator, counter, viewer } = demoPeople();
  let timeZone = zoneFor("night", Date.now());
  moveBranch(userDir, timeZone);
  const nodeRed = await startNodeRed({
    userDir,
    port: ports.editor,
    people: [officer, operator, counter, viewer],
    flows: demoFlows(readFlows(flows), { brokerUrl: broker.url, timeZone }),
    env: {
      // The gateway stands in the branch, so its clock shows the branch's time.
      TZ: timeZone,
      LOCKER_AWS_REGION: REGION,
      LOCKER_SMTP_HOST: "127.0.0.1",
      LOCKER_SMTP_PORT: String(mail.port),
      LOCKER_MAIL_FROM: "Demo Bank <lockers@demo-bank.example>",
      AWS_ENDPOINT_URL_SNS: sns.url,
      // The stand-in looks whether requests are signed, not by whom.
      AWS_ACCESS_KEY_ID: "local-run",
      AWS_SECRET_ACCESS_KEY: "local-run",
    },
    log: tell,
  });
  closers.add(nodeRed.stop);
  if (!(await inTime(broker.gatewayListens, SUBSCRIBED_MS))) {
    throw new Error(
      "The flows run, but nothing in them listens to the units: see in flows/ whether locker-event-in and its mqtt-link are there and enabled.",
    );
  }

  const fleet = createFleet({
    plan: unitsOf(register),
    url: broker.url,
    seed,
    clock: systemClock,
    settings: { resendMs: 5_000 },
  });
  closers.add(() => fleet.stop());
  const { connected, problem } = await fleet.start(CONNECTED_MS);
  if (connected < fleet.units.size) throw new Error(`The units could not connect: ${problem}`);
  if (!(await fleet.answered(ANSWERED_MS))) {
    throw new Error("The units started, but the gateway has not answered their first events.");
  }

  const api = new EditorApi(nodeRed.url, officer.user, officer.password);
  return {
    register,
    fleet,
    audience,
    editor: { url: nodeRed.url, user: officer.user, password: officer.password },
    board: { url: `${nodeRed.url}${BOARD_PATH}`, operator, counter, viewer },
    brokerUrl: broker.url,
    userDir,
    get timeZone() {
      return timeZone;
    },
    ended: nodeRed.ended,
    async setDaylight(daylight) {
      const next = zoneFor(daylight, Date.now());
      moveBranch(userDir, next);
      await api.change("site-calendar", { timeZone: next });
      timeZone = next;
    },
    stop: () => closers.close(),
  };
}

/** True when it happened before the time was up. */
async function inTime(event: Promise<unknown>, ms: number): Promise<boolean> {
  let patience: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    patience = setTimeout(() => resolve(false), ms);
  });
  const happened = await Promise.race([event.then(() => true), late]);
  clearTimeout(patience);
  return happened;
}
