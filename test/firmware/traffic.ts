import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { createFleet } from "../../firmware/simulator/fleet.ts";
import type { Unit } from "../../firmware/simulator/unit.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { answerEvents, type Published, startBroker, type TestBroker } from "../simulator/broker.ts";
import { until } from "../until.ts";
import { HostBench, PLAN, TOPICS } from "./host-unit.ts";

const [FIRST, SECOND] = PLAN.lockers;
/** A little more than the debounce time. */
const STEADY_MS = 70;
/** Held open and heartbeats come after 10 s at the earliest. */
const HELD_MS = 15_000;

/** What happens at a unit, whichever it is. */
export interface Actor {
  readonly broker: TestBroker;
  start(): Promise<void>;
  open(locker: string): Promise<void>;
  force(locker: string): Promise<void>;
  close(locker: string): Promise<void>;
  tamper(locker: string): Promise<void>;
  /** The loop is whole again, and somebody has looked at it. */
  mend(locker: string): Promise<void>;
  deny(locker: string): Promise<void>;
  duress(locker: string): Promise<void>;
  /** `locker` has been open for as long as is told. */
  held(locker: string): Promise<void>;
  weaken(): Promise<void>;
  failMains(): Promise<void>;
  setClock(): Promise<void>;
  cutCable(): Promise<void>;
  mendCable(): Promise<void>;
  end(): Promise<void>;
}

/** Plays everything a unit can tell of, but for a flash that runs full. @returns what went over the broker */
export async function playAll(actor: Actor): Promise<readonly Published[]> {
  const { broker } = actor;
  try {
    answerEvents(broker);
    await actor.start();
    const told = (type: string, times = 1) =>
      until(
        () => `${times} ${type} among ${broker.bodies("event").map((body) => body.type)}`,
        () => broker.bodies("event").filter((body) => body.type === type).length >= times,
        HELD_MS,
      );
    await told("clock-set");
    const settings = { heartbeatSeconds: 10, heldOpenSeconds: 10 };
    await broker.publish(`${TOPICS}/config`, { v: 1, unit: PLAN.unit, id: "fast", ...settings });
    await told("config-changed");
    await broker.publish(`${TOPICS}/config`, { v: 1, unit: PLAN.unit, id: "worse", unlock: true });
    await told("config-changed", 2);

    await actor.force(SECOND);
    await told("forced");
    await actor.open(FIRST);
    await told("opened", 2);
    await actor.close(FIRST);
    await told("closed");
    await actor.tamper(FIRST);
    await told("tamper");
    await actor.mend(FIRST);
    await told("tamper-cleared");
    await actor.deny(FIRST);
    await told("access-denied");
    await actor.duress(FIRST);
    await told("duress");
    await actor.weaken();
    await told("battery-low");
    await actor.failMains();
    await told("power");
    await actor.setClock();
    await told("clock-set", 2);
    for (const op of ["ping", "get-state", "identify", "unlock", "set-config", "ota"])
      await order(broker, op);
    await order(broker, "identify", { n: 0 });
    await order(broker, "replay");
    await actor.held(SECOND);
    await told("held-open");
    await actor.close(SECOND);
    await told("closed", 2);
    await until("a heartbeat", () => broker.bodies("heartbeat").length > 0, HELD_MS);
    await actor.cutCable();
    await until("the last will", () => broker.bodies("status").at(-1)?.online === false);
    await actor.mendCable();
    await until("its return", () => broker.bodies("status").at(-1)?.online === true);
    await order(broker, "reboot");
    await told("boot", 2);
    return broker.published;
  } finally {
    await actor.end();
  }
}

let orders = 0;

/** Sends a command as the gateway does, and waits for the reply. */
async function order(
  broker: TestBroker,
  op: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { boot, nonce } = broker.bodies("status").findLast(({ online }) => online === true) ?? {};
  orders += 1;
  const id = randomUUID();
  const expires = Date.now() + 86_400_000;
  const args = ARGUMENTS[op];
  const said = { v: 1, id, boot, nonce, n: orders, expires, op, ...(args ? { args } : {}), ...more };
  await broker.publish(`${TOPICS}/command`, said);
  await until(`the reply to ${op}`, () => broker.bodies("reply").some((body) => body.id === id));
}

const ARGUMENTS: Readonly<Record<string, object>> = {
  replay: { from: 1, to: 2 },
  "set-config": { sirenSeconds: 30 },
  ota: {
    url: "https://firmware.bank.example/1.1.0.zip",
    version: "1.1.0",
    size: 1_048_576,
    sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    signature: Buffer.alloc(70, 1).toString("base64"),
  },
};

/** The simulator of firmware/simulator. */
export async function simulated(): Promise<Actor> {
  const broker = await startBroker();
  const fleet = createFleet({
    plan: [PLAN],
    url: broker.url,
    seed: 1,
    clock: systemClock,
    clockState: "none",
    settings: { heartbeatMs: 100 },
  });
  const unit: Unit = fleet.unit(PLAN.unit);
  const record = async (...what: Parameters<Unit["record"]>) => void unit.record(...what);
  return {
    broker,
    start: async () => {
      await fleet.start(5_000);
      unit.setClock("estimated");
    },
    open: async (locker) => void unit.open(locker),
    force: async (locker) => void unit.force(locker),
    close: async (locker) => void unit.closeDoor(locker),
    tamper: async (locker) => void unit.tamper(locker),
    mend: async (locker) => void unit.clearTamper(locker),
    deny: (locker) => record("access-denied", locker, { attempts: 3 }),
    duress: (locker) => record("duress", locker),
    held: (locker) => record("held-open", locker, { seconds: 10 }),
    weaken: () => record("battery-low", null, { percent: 18 }),
    failMains: () => record("power", null, { mains: false }),
    setClock: async () => void unit.setClock("sntp"),
    cutCable: () => unit.goOffline(),
    mendCable: async () => unit.goOnline(),
    end: async () => {
      await fleet.stop();
      await broker.close();
    },
  };
}

/** The firmware's core as a Linux process. */
export async function hosted(): Promise<Actor> {
  const bench = await HostBench.open();
  const { broker, unit } = bench;
  const tell = async (...commands: readonly string[]) => {
    for (const command of commands) {
      await unit.tell(command);
      await pause(STEADY_MS);
    }
  };
  return {
    broker,
    start: async () => {
      await unit.start();
      await until("the unit to have seen its doors", async () =>
        (await unit.state()).lockers.every(({ door }) => door !== null),
      );
      await tell("mains on", "battery 90", "health -61 81234");
    },
    open: (locker) =>
      tell(
        ...[`guard-key ${locker} turned`, `hirer-key ${locker} turned`],
        ...[`bolt ${locker} withdrawn`, `door ${locker} open`],
      ),
    force: (locker) => tell(`door ${locker} open`),
    close: (locker) => tell(`door ${locker} closed`),
    tamper: (locker) => tell(`tamper ${locker} broken`),
    mend: async (locker) => {
      await tell(`tamper ${locker} whole`);
      await order(broker, "clear-tamper");
    },
    deny: async (locker) => {
      for (let attempt = 0; attempt < 3; attempt += 1)
        await tell(`denied ${locker} on`, `denied ${locker} off`);
    },
    duress: (locker) => tell(`duress ${locker} on`),
    held: async () => {},
    weaken: () => tell("battery 18"),
    failMains: () => tell("mains off"),
    setClock: () => tell(`clock ${Date.now() + 3_600_000}`),
    cutCable: () => tell("network down"),
    mendCable: () => tell("network up"),
    end: () => bench.close(),
  };
}
