import type { LockerEvent } from "../../nodes/domain/event.ts";
import { LANE, noticeKey } from "../../nodes/domain/notice.ts";
import { overdueAt } from "../../nodes/domain/notice-deadline.ts";
import type { Register } from "../../nodes/domain/register.ts";
import type { Outcome } from "../../nodes/journal/journal.ts";
import { DayProof } from "../../nodes/runtime/day-proof.ts";
import { TestClock } from "../clock.ts";
import { lines, registerWith } from "../domain/register-tables.ts";
import { directJournal, eventOf, noticeOf } from "../journal/making.ts";
import { quiet } from "../journal/sending.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Midnight at the end of 22 November 2026 in Mumbai, whose clock is that of MUM01, and in Berlin, that of BER01. */
export const MUMBAI_MIDNIGHT = Date.UTC(2026, 10, 22, 18, 30);
export const BERLIN_MIDNIGHT = Date.UTC(2026, 10, 22, 23, 0);

const { register } = registerWith({
  "sites.csv": lines(
    "site,name,redress,time_zone",
    "MUM01,Fort Branch,+91 22 6600 0000,Asia/Kolkata",
    "BER01,Mitte,+49 30 1234567,Europe/Berlin",
  ),
  "hirers.csv": lines(
    "hirer,locker,name,language,phones,emails",
    "H-1,MUM01-0001,A,en,+919820011111,a@mail.example",
    "H-2,MUM01-0001,B,en,+919820022222,b@mail.example",
    "H-3,BER01-0001,C,en,+4915111111111,c@mail.example",
    "H-4,MUM01-0002,D,en,+919820044444,none",
  ),
});

/** A gateway's same-day proof on an injected clock, with a journal that outlives it. */
export class ProofBed {
  readonly clock: TestClock;
  readonly told: LockerEvent[] = [];
  readonly warned: string[] = [];
  hasFlows = true;
  /** Called before an alarm is stored. */
  interrupt: (() => void) | null = null;
  readonly #bed = directJournal();
  #register: Register = register;
  #proof: DayProof | null = null;
  #seq = 0;

  constructor(now: number) {
    this.clock = new TestClock(now);
  }

  get journal() {
    return this.#bed.journal;
  }

  start(): void {
    const bed = this;
    const alarms = {
      get isThere() {
        return bed.hasFlows;
      },
      tell: (alarm: LockerEvent) => this.#tell(alarm),
    };
    const warn = (sentence: string) => void this.warned.push(sentence);
    this.#proof = new DayProof({ journal: this.journal, alarms, clock: this.clock, warn });
    this.#proof.addRegister({ id: "register", register: this.#register });
    this.#proof.start();
  }

  /** What a kill does: nothing is ended, and everything remembered is read anew. */
  kill(): void {
    void this.#proof?.stop();
    this.#proof = null;
    this.#bed.line.restart();
  }

  /** Lets so much time go by, a minute at a time in the last ten, and waits for what is done then. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; ) {
      const step = left > 10 * MINUTE ? Math.min(left - 10 * MINUTE, HOUR) : Math.min(left, MINUTE);
      this.clock.advance(step);
      left -= step;
      await quiet();
    }
  }

  /** Until so long after a moment. */
  async until(moment: number, later = 0): Promise<void> {
    await this.pass(moment + later - this.clock.now());
  }

  /** An opening that is reported now. */
  async opened(site: "MUM01" | "BER01", over: Partial<LockerEvent> & { happened?: number } = {}) {
    this.#seq += 1;
    const { happened = this.clock.now(), ...fields } = over;
    const event = eventOf({
      ...{ site, unit: `${site}-U01`, locker: `${site}-0001`, seq: this.#seq },
      ...{ receivedAt: this.clock.now(), occurred: { earliest: happened, latest: happened } },
      late: this.clock.now() - happened > 5 * MINUTE,
      ...fields,
    });
    await this.journal.append(event);
    return event;
  }

  /** Its hirers are told, as far as the outcome goes; null: it waits. */
  async notify(
    event: LockerEvent,
    ways: readonly (readonly [hirer: string, channel: "sms" | "email"])[],
    result: "accepted" | "dead" | "parked" | null = "accepted",
    drill = false,
  ): Promise<void> {
    const subject = { kind: "event", id: event.id } as const;
    const zone = register.sites.get(event.site)?.timeZone ?? "UTC";
    const now = this.clock.now();
    const notices = ways.map(([id, channel]) => {
      const recipient = { kind: "hirer", id } as const;
      const key = noticeKey(subject, "node", recipient, channel);
      const awaited = overdueAt(event.occurred.latest, zone, LANE.hirer, now);
      const { site, locker } = event;
      return noticeOf({
        subject,
        recipient,
        channel,
        key,
        site,
        locker,
        drill,
        createdAt: now,
        overdueAt: awaited,
      });
    });
    await this.journal.enqueue(notices);
    if (result === null) return;
    const wanted = { route: noticeOf().route, lane: LANE.hirer, limit: 99, run: 99, inHand: [], early: true };
    const { items } = await this.journal.due([wanted], now);
    const outcomes = items
      .filter(({ notice }) => notices.some(({ key }) => key === notice.key))
      .map(({ position }): Outcome => {
        if (result === "accepted") return { position, at: now, result, providerId: `p-${position}` };
        return { position, at: now, result, code: "provider-permanent" };
      });
    await this.journal.settle(outcomes);
  }

  /** What was told, in short: the site, its day, and how many openings of how many. */
  get short(): readonly string[] {
    return this.told.map(({ site, data }) => `${site} ${data.day} ${data.notTold}/${data.openings}`);
  }

  async #tell(alarm: LockerEvent): Promise<void> {
    this.interrupt?.();
    const { result } = await this.journal.append(alarm);
    if (result === "stored") this.told.push(alarm);
  }
}

export const ALL_OF_MUMBAI = [
  ["H-1", "sms"],
  ["H-1", "email"],
  ["H-2", "sms"],
  ["H-2", "email"],
] as const;
