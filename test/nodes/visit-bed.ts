import type { EventType, LockerEvent } from "../../nodes/domain/event.ts";
import type { Register } from "../../nodes/domain/register.ts";
import { readRegister } from "../../nodes/domain/register-read.ts";
import type { AskedVisitAct } from "../../nodes/domain/visit-act.ts";
import { VisitDesk, type VisitDeskOptions } from "../../nodes/locker-visit/visit-desk.ts";
import { TestClock } from "../clock.ts";
import { directJournal, eventOf } from "../journal/making.ts";
import { quiet } from "../journal/sending.ts";

export const MINUTE = 60_000;
/** A Monday, 10:00 in Mumbai. */
export const TEN = Date.parse("2026-11-23T10:00:00+05:30");

/** A register of so many lockers at MUM01, each with a hirer: L1 with H1, L2 with H2, ... The first has H1b as well. */
export function registerOf(lockers: number): Register {
  const numbers = Array.from({ length: lockers }, (_, index) => index + 1);
  const lines = (header: string, rows: readonly string[]) => `${[header, ...rows].join("\n")}\n`;
  const { register, problems } = readRegister({
    "sites.csv": lines("site,name,redress,time_zone", [
      "MUM01,Mumbai,022 1234,Asia/Kolkata",
      "DEL02,Delhi,011 1234,",
    ]),
    "units.csv": lines("unit,site", ["MUM01-U07,MUM01", "DEL02-U01,DEL02"]),
    "lockers.csv": lines("locker,unit", [...numbers.map((n) => `L${n},MUM01-U07`), "D1,DEL02-U01"]),
    "contacts.csv": null,
    "hirers.csv": lines("hirer,locker,name,language,phones,emails,left", [
      ...numbers.map((n) => `H${n},L${n},Person ${n},en,,,`),
      "H1b,L1,Person b,en,,,",
      "HL,L1,,,,,2026-11-22",
      "HD,D1,Person d,en,,,",
    ]),
    "subscriptions.csv": null,
  });
  if (register.lockers.size !== lockers + 1) throw new Error(JSON.stringify(problems));
  return register;
}

export interface VisitMade extends ReturnType<typeof directJournal> {
  readonly clock: TestClock;
  readonly minutes: number;
  /** Minutes. */
  readonly grace: number;
  readonly register: Register;
  readonly hoursEnd: VisitDeskOptions["hoursEnd"];
  /** What was told, as "type locker minute", and is through the flow. */
  readonly told: LockerEvent[];
  /** The last number of the unit, over restarts. */
  readonly unit: { seq: number; boot: number };
  sites: ReadonlySet<string>;
}

/** A desk at a counter, with its journal in memory and a clock that is moved by hand. */
export function desk(over: Partial<VisitMade> = {}) {
  const made: VisitMade = {
    ...directJournal(),
    ...{ clock: new TestClock(TEN), minutes: 30, grace: 2, register: registerOf(3), told: [] },
    ...{ hoursEnd: () => null, unit: { seq: 0, boot: 1 }, sites: new Set(["MUM01"]) },
    ...over,
  };
  const { journal, clock, told, unit } = made;
  let changes = 0;
  const visits = new VisitDesk({
    ...{ node: "visits", minutes: made.minutes, grace: made.grace * MINUTE, journal, clock },
    register: () => made.register,
    sites: () => made.sites,
    hoursEnd: made.hoursEnd,
    dayBegan: (_, now) => now - (now % (24 * 60 * MINUTE)),
    async append(event) {
      const { open, position } = await journal.append(event, ["visits"]);
      if (!open.includes("visits")) return;
      await journal.settleEvents([{ node: "visits", positions: [position] }]);
      told.push(event);
    },
    changed() {
      changes += 1;
    },
  });
  return {
    ...made,
    visits,
    get changes() {
      return changes;
    },
    /** Begins, as a start does. */
    async begin() {
      const others = await visits.recall();
      visits.start();
      await quiet();
      return others;
    },
    /** A unit reports something now, or what is said otherwise; it is stored and comes by. */
    async happens(type: EventType, locker = "L1", more: Partial<LockerEvent> = {}) {
      unit.seq += 1;
      const at = clock.now();
      const event = eventOf({
        ...{ seq: unit.seq, boot: unit.boot, type, locker, at, receivedAt: at },
        ...{ door: type === "closed" ? "closed" : "open", uptime: at - TEN + 1e6 },
        ...{ occurred: { earliest: at, latest: at } },
        id: `MUM01-U07-${unit.seq}-${type}`,
        ...more,
      });
      await journal.append(event);
      const passed = visits.passed(event);
      await visits.kept.written;
      await quiet();
      return { event, ...passed };
    },
    async does(asked: AskedVisitAct, at?: number) {
      const visit = visits.act(asked, at);
      await visits.kept.written;
      await quiet();
      return visit;
    },
    async passes(minutes: number) {
      for (let left = minutes * MINUTE; left > 0; left -= MINUTE) {
        clock.advance(Math.min(left, MINUTE));
        await quiet();
      }
    },
    /** What was told, as "type locker hh:mm" in Mumbai. */
    get news(): readonly string[] {
      return told.map(({ type, locker, occurred }) => `${type} ${locker} ${local(occurred.latest)}`);
    },
    /** What a kill and a start do; a clean stop where it is asked for. */
    async restarted(isClean = false) {
      if (isClean) await visits.stop();
      else visits.stop().catch(() => undefined);
      await quiet();
      const again = desk({ ...made });
      await again.begin();
      return again;
    },
  };
}

export function local(ms: number): string {
  return new Date(ms + 5.5 * 60 * MINUTE).toISOString().slice(11, 16);
}

export const OPEN = { do: "open", locker: "L1", hirer: "H1", by: "priya" } as const;
export const CLOSE = { do: "close", locker: "L1", by: "priya" } as const;
