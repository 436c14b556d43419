import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LockerEvent } from "../../../nodes/domain/event.ts";
import { mqttjsConnect } from "../../../nodes/links/mqttjs-connection.ts";
import { PersistentLink } from "../../../nodes/links/persistent-link.ts";
import type { IntakeState } from "../../../nodes/locker-event-in/consumers.ts";
import { Intake } from "../../../nodes/locker-event-in/intake.ts";
import { SharedLink } from "../../../nodes/mqtt-link/shared-link.ts";
import { scopedClock, systemClock } from "../../../nodes/runtime/clock.ts";
import type { LinkService } from "../../../nodes/runtime/services.ts";
import { vectorRegister } from "../../domain/contract-vectors.ts";
import { type Broker, startPlainMosquitto } from "../../mosquitto.ts";
import { until } from "../../until.ts";
import { journalOnBadDisk } from "./bad-disk.ts";

/** An intake over a real broker and a real journal whose disk can be made to stall. Needs "mosquitto". */
export interface RealIntake {
  readonly broker: Broker;
  /** What was handed on from the journal, and what was not. */
  readonly events: readonly LockerEvent[];
  readonly fromMemory: readonly LockerEvent[];
  readonly states: readonly IntakeState[];
  /** Messages that came and are not acknowledged; and how many there ever were at once. */
  readonly outstanding: { now: number; most: number };
  stall(stalls: boolean): void;
  close(): Promise<void>;
}

export async function startRealIntake(): Promise<RealIntake> {
  const folder = mkdtempSync(join(tmpdir(), "smart-lockers-intake-"));
  // As shipped in gateway/mosquitto, but for TLS.
  const settings = { max_inflight_messages: "1000", max_queued_messages: "100000" };
  const broker = await startPlainMosquitto({ folder, settings });
  const { journal, make } = journalOnBadDisk();
  const clock = scopedClock(systemClock);
  const outstanding = { now: 0, most: 0 };
  const events: LockerEvent[] = [];
  const fromMemory: LockerEvent[] = [];
  const states: IntakeState[] = [];
  const link = counting(linkTo(broker, clock), outstanding);
  const settlement = {
    pass: (_: string, position: number, send: (tags: { _locker: string; _msgid: string }) => void) =>
      send({ _locker: `${position}`, _msgid: `${position}` }),
    isOpen: () => false,
    moving: () => 0,
  };
  const intake = new Intake(link, { journal, settlement, clock });
  const consumer = {
    id: "node",
    wants: () => true,
    event: (event: LockerEvent) => {
      (event.marks.includes("not-journaled") ? fromMemory : events).push(event);
    },
    rejected: () => {},
    state: (state: IntakeState) => states.push(state),
    fault: (why: string) => {
      throw new Error(why);
    },
  };
  intake.add(consumer);
  intake.begin(consumer);
  await until("the connection", () => states.at(-1)?.state === "connected");
  return {
    ...{ broker, events, fromMemory, states, outstanding },
    stall: (stalls) => make(stalls ? "stalling" : "good"),
    async close() {
      intake.remove(consumer, true);
      await intake.close();
      clock.cancelAll();
      await journal.close();
      await broker.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function linkTo(broker: Broker, clock: typeof systemClock): SharedLink {
  const peer = { at: `127.0.0.1:${broker.port}`, host: "127.0.0.1", clientId: "gateway" };
  const register = { id: "register", register: vectorRegister(), problems: [], onChange: () => () => {} };
  const connect = mqttjsConnect(
    {
      ...{
        host: "127.0.0.1",
        port: broker.port,
        protocol: "mqtt",
        path: "",
        version: 5,
        clientId: "gateway",
      },
      ...{ username: "", password: "", keepalive: 60, sessionExpiry: 3600 },
      tls: { from: "files", ca: "", cert: "", key: "" },
    },
    peer,
    clock,
  );
  return new SharedLink({
    ...{ id: "link", register, clock, retainedForWildcards: true },
    open: (events) =>
      new PersistentLink({ connect, peer, clock, random: Math.random, events, retainedForWildcards: true }),
    state: () => {},
    fault: (why) => {
      throw new Error(why);
    },
    unwanted: () => {},
  });
}

/** The same link, which counts what is not acknowledged. */
function counting(link: SharedLink, outstanding: RealIntake["outstanding"]): LinkService {
  return {
    ...{ id: link.id, register: link.register, retainedForWildcards: true, state: link.state },
    publish: (topic, payload, options) => link.publish(topic, payload, options),
    attach: (user) =>
      link.attach({
        filters: user.filters,
        state: (state) => user.state(state),
        lost: () => user.lost?.(),
        message(incoming) {
          if (incoming.qos === 0) {
            user.message(incoming);
            return;
          }
          outstanding.now += 1;
          outstanding.most = Math.max(outstanding.most, outstanding.now);
          user.message({
            ...incoming,
            acknowledge() {
              outstanding.now -= 1;
              incoming.acknowledge();
            },
          });
        },
      }),
  };
}
