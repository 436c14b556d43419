import assert from "node:assert/strict";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import type { Register } from "../../nodes/domain/register.ts";
import type { WatchRules } from "../../nodes/domain/watch-rules.ts";
import type { Consumer } from "../../nodes/locker-event-in/consumers.ts";
import { Intake } from "../../nodes/locker-event-in/intake.ts";
import type { LinkService } from "../../nodes/runtime/services.ts";
import { TestClock } from "../clock.ts";
import { bytesOf, vectorRegister } from "../domain/contract-vectors.ts";
import { directJournal } from "../journal/making.ts";
import { quiet } from "../journal/sending.ts";

export const NOON = Date.UTC(2026, 10, 22, 12);

/** Every unit was started a day before noon. */
const uptimeAt = (moment: number) => 86_400_000 + moment - NOON;

export const RULES: WatchRules = {
  holdMs: 30_000,
  openings: { atLeast: 5, withinMs: 600_000 },
  denials: { atLeast: 3, withinMs: 600_000 },
};

/** Unit `MUM01-U3` has the one locker `MUM01-0003`. */
export const unitOf = (site: string, n: number) => `${site}-U${n}`;
export const lockerOf = (site: string, n: number) => `${site}-000${n}`;

export function registerOf(sites: Readonly<Record<string, number>>): Register {
  const all = Object.entries(sites).flatMap(([site, count]) =>
    Array.from({ length: count }, (_, n) => ({ site, unit: unitOf(site, n + 1), id: lockerOf(site, n + 1) })),
  );
  return {
    ...vectorRegister(),
    sites: new Map(Object.keys(sites).map((id) => [id, { id, name: id, redress: "", timeZone: null }])),
    units: new Map(all.map(({ site, unit, id }) => [unit, { id: unit, site, lockers: new Set([id]) }])),
    lockers: new Map(all.map(({ site, unit, id }) => [id, { id, site, unit }])),
  };
}

/** What is left of an event for the eye. */
export function shown({ type, unit, locker, data }: LockerEvent): string {
  const { cause, count, over, why, by } = data;
  const more = [cause, count, over === true ? "over" : null, why, by].filter(
    (one) => one !== undefined && one !== null,
  );
  return [type, locker ?? unit, ...more].join(" ");
}

/** A gateway on an injected clock, with a journal that outlives it, and units that only speak when they are told to. */
export function watchedGateway(
  sites: Readonly<Record<string, number>>,
  rules: () => WatchRules = () => RULES,
) {
  const { journal, line } = directJournal();
  const clock = new TestClock(NOON);
  const register = registerOf(sites);
  const open = new Set<number>();
  const settlement = {
    pass(_origin: string, position: number, send: (tags: { _locker: string; _msgid: string }) => void) {
      open.add(position);
      send({ _locker: "token", _msgid: "token" });
    },
    isOpen: (_origin: string, position: number) => open.has(position),
    moving: () => 0,
  };
  const link: LinkService = {
    id: "link",
    retainedForWildcards: true,
    state: { state: "connecting" },
    register: { id: "register", register, problems: [], onChange: () => () => {} },
    attach: () => ({ release: async () => {} }),
    publish: async () => {},
  };
  const events: LockerEvent[] = [];
  const start = () => {
    const intake = new Intake(link, { journal, settlement, clock });
    const given = rules();
    const consumer: Consumer = {
      id: "in",
      wants: () => true,
      watch: () => given,
      event: (event) => events.push(event),
      rejected: ({ reason }) => assert.fail(reason),
      state() {},
      fault: (why) => assert.fail(why),
    };
    intake.add(consumer);
    intake.begin(consumer);
    return intake;
  };
  let intake = start();
  let lives = 1;
  const seqs = new Map<string, number>();
  const receive = (unit: string, message: string, body: object, retained = false) => {
    const site = register.units.get(unit)?.site;
    intake.message({
      ...{
        topic: `lockers/v1/${site}/${unit}/${message}`,
        payload: bytesOf({ v: 1, unit, boot: 1, ...body }),
      },
      ...{ qos: message === "heartbeat" ? 0 : 1, retained, acknowledge() {} },
    });
  };
  const nextSeq = (unit: string) => {
    const seq = (seqs.get(unit) ?? 0) + 1;
    seqs.set(unit, seq);
    return seq;
  };
  /** A few seconds at a time, so that what is told in one is known in the next. */
  const wait = async (seconds: number) => {
    for (let n = 0; n < seconds; n += 1) {
      clock.advance(1000);
      await settled();
    }
    await quiet();
  };
  const settled = async () => {
    for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
  };
  return {
    ...{ clock, events, journal, line, wait },
    connect: () => intake.state({ state: "connected" }),
    disconnect: () => intake.state({ state: "connecting" }),
    heartbeat(unit: string) {
      receive(unit, "heartbeat", {
        n: 1,
        seq: 0,
        acked: 0,
        queued: 0,
        lost: 0,
        uptime: uptimeAt(clock.now()),
      });
    },
    status(unit: string, more: object = {}, retained = false) {
      const state = {
        online: true,
        nonce: "9f86d081884c7d65",
        firmware: "1.0.0",
        lockers: [],
        clock: "sntp",
      };
      receive(unit, "status", { ...state, seq: seqs.get(unit) ?? 0, ...more }, retained);
    },
    will: (unit: string, retained = false) => receive(unit, "status", { online: false }, retained),
    /** @param at milliseconds since 1970, when it happened */
    async report(site: string, n: number, type: string, at = clock.now(), more: object = {}) {
      const unit = unitOf(site, n);
      const seq = nextSeq(unit);
      const body = { locker: lockerOf(site, n), seq, type, at, clock: "sntp", uptime: uptimeAt(at), ...more };
      receive(unit, "event", body);
      await quiet();
      return body;
    },
    /** What it sent before comes again. */
    async again(site: string, n: number, body: object) {
      receive(unitOf(site, n), "event", body);
      await quiet();
    },
    /** The gateway's process is killed and starts again. */
    async restart() {
      const old = intake;
      lives += 1;
      line.restart(lives);
      intake = start();
      let closed = false;
      void old.close().then(() => {
        closed = true;
      });
      await quiet();
      // What it still waits for never comes.
      if (!closed) clock.advance(5000);
    },
    close: () => intake.close(),
    /** What was told since this was last asked for. */
    told: () => events.splice(0).map(shown),
    ledger: () =>
      line.db
        .prepare("SELECT body FROM event ORDER BY position")
        .all()
        .map(({ body }) => shown(JSON.parse(String(body)))),
  };
}
