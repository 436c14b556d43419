import type { Access } from "../../nodes/domain/access.ts";
import { LockerError } from "../../nodes/domain/errors.ts";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { Dispatcher } from "../../nodes/journal/dispatcher.ts";
import type { OutboxItem } from "../../nodes/journal/journal.ts";
import type { Sender, SendResult } from "../../nodes/journal/outbox.ts";
import { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { DayProof } from "../../nodes/runtime/day-proof.ts";
import { type Asker, composeNotices } from "../../nodes/runtime/notices.ts";
import { TestClock } from "../clock.ts";
import { eventOf, journalFile } from "../journal/making.ts";
import { Chance } from "./chance.ts";
import { CountedLine } from "./counted-line.ts";
import { BRANCHES, type BranchId, lockerOf, RENTERS, register, unitOf, ZONES } from "./month-bank.ts";
import { PacedClock } from "./paced-clock.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** From noon in Berlin, so that the first day is not over anywhere. */
export const BEGIN = Date.UTC(2026, 9, 10, 10, 0);
export const END = BEGIN + 31 * DAY;
/** What does not reach a gateway that is down reaches it when it is back. */
const DOWN = { from: BEGIN + 17 * DAY, to: BEGIN + 18 * DAY + 6 * HOUR };
/** No SMS goes out for hours; the second time over the midnights of both zones. */
const SMS_FAILS = [
  { from: BEGIN + 5 * DAY, to: BEGIN + 5 * DAY + 5 * HOUR },
  { from: BEGIN + 9 * DAY + 2 * HOUR, to: BEGIN + 10 * DAY },
];

/** An opening as the test made it happen. */
export interface Happened {
  readonly event: LockerEvent;
  readonly site: BranchId;
  readonly locker: string;
  readonly drill: boolean;
  readonly forced: boolean;
  readonly duress: boolean;
  /** Null: no flow decides about it. */
  readonly inside: boolean | null;
}

/** What a provider was asked for, and what it answered. */
export interface Received {
  readonly hirer: string;
  readonly channel: string;
  readonly address: number;
  readonly at: number;
  readonly answer: "accepted" | "permanent" | "transient";
  readonly providerId: string;
}

/** A month of a bank on an injected clock: a real journal, dispatcher and proof, and providers that the test plays. */
export class Month {
  /** Of all but the proof, which sets a timer each minute. */
  readonly clock = new PacedClock(BEGIN);
  readonly #proofClock = new TestClock(BEGIN);
  readonly happened: Happened[] = [];
  /** By the id of the opening, in order. */
  readonly received = new Map<string, Received[]>();
  readonly alarms: LockerEvent[] = [];
  readonly #chance: Chance;
  readonly #file = journalFile();
  readonly #seqs = new Map<string, number>();
  #requests = 0;
  #line: CountedLine;
  #journal: WorkerJournal;
  #outbox: Dispatcher | null = null;
  #proof: DayProof | null = null;

  constructor(seed: number) {
    this.#chance = new Chance(seed);
    this.#line = new CountedLine(this.#file);
    this.#journal = new WorkerJournal(this.#line);
  }

  get journal(): WorkerJournal {
    return this.#journal;
  }

  /** @param count of openings */
  async run(count: number): Promise<void> {
    this.#start();
    await this.#journal.unitSeen({ unit: "MUM01-U1", online: true, seenAt: BEGIN });
    await this.#passTo(BEGIN + 5 * MINUTE);
    for (const planned of this.#plan(count)) {
      if (planned.reported > DOWN.from && this.clock.now() < DOWN.from) await this.#beDown();
      await this.#passTo(planned.reported);
      await this.#report(planned);
    }
    await this.#passTo(END);
  }

  async close(): Promise<void> {
    await this.#stop();
  }

  #start(): void {
    const outbox = new Dispatcher({ journal: this.#journal, clock: this.clock, random: this.#chance.next });
    this.#journal.onEnqueue((notices) => outbox.enqueued(notices));
    for (const channel of ["sms", "email"] as const) outbox.addSender(this.#sender(channel));
    this.#outbox = outbox;
    const alarms = { isThere: true, tell: (alarm: LockerEvent) => this.#tell(alarm) };
    this.#proof = new DayProof({
      ...{ journal: this.#journal, alarms, clock: this.#proofClock },
      warn: (sentence) => {
        throw new Error(sentence);
      },
    });
    this.#proof.addRegister({ id: "register", register });
    this.#proof.start();
    outbox.wake();
  }

  async #stop(): Promise<void> {
    await this.#proof?.stop();
    await this.#outbox?.stop();
    await this.#journal.close();
  }

  async #beDown(): Promise<void> {
    await this.#passTo(DOWN.from);
    await this.#stop();
    await this.clock.moveTo(DOWN.to, () => this.#line.quiet());
    this.#proofClock.advance(DOWN.to - this.#proofClock.now());
    this.#line = new CountedLine(this.#file);
    this.#journal = new WorkerJournal(this.#line);
    this.#start();
    await this.#line.quiet();
  }

  /** In the order in which they reach the gateway. */
  #plan(count: number) {
    const chance = this.#chance;
    const all = Array.from({ length: count }, () => {
      const at = BEGIN + 10 * MINUTE + Math.floor(chance.next() * (END - BEGIN - 2 * DAY));
      const isLate = chance.isOneIn(20);
      const reported = at + (isLate ? chance.whole(10 * MINUTE, 36 * HOUR) : chance.whole(0, 2000));
      return { at, reported: reported > DOWN.from && reported < DOWN.to ? DOWN.to + 1 : reported };
    });
    return all.sort((a, b) => a.reported - b.reported);
  }

  async #report({ at, reported }: { readonly at: number; readonly reported: number }): Promise<void> {
    const chance = this.#chance;
    const site = chance.one(BRANCHES);
    const n = chance.whole(1, 6);
    const locker = lockerOf(site, n);
    const unit = unitOf(site, n);
    const occurred = { earliest: chance.isOneIn(15) ? at - chance.whole(MINUTE, HOUR) : at, latest: at };
    const make = (type: LockerEvent["type"]) => {
      const seq = (this.#seqs.get(unit) ?? 0) + 1;
      this.#seqs.set(unit, seq);
      const late = reported - at > 5 * MINUTE;
      return eventOf({ site, unit, locker, type, seq, at, receivedAt: this.clock.now(), occurred, late });
    };
    const [forced, duress, drill] = [chance.isOneIn(30), chance.isOneIn(60), chance.isOneIn(40)];
    for (const type of [...(forced ? ["forced"] : []), ...(duress ? ["duress"] : [])] as const) {
      await this.#journal.append(make(type === "forced" ? "forced" : "duress"));
    }
    const event = make("opened");
    const hour = hourAt(at, ZONES[site]);
    const certain = occurred.earliest === at;
    const inside = chance.isOneIn(50) ? null : certain && hour >= 10 && hour < 16;
    this.happened.push({ event, site, locker, drill: drill && hasRenters(locker), forced, duress, inside });
    await this.#tellHirers(event, drill, inside);
    // A broker gives it a second time.
    if (chance.isOneIn(12)) await this.#tellHirers(event, drill, inside);
    await this.#line.quiet();
  }

  async #tellHirers(event: LockerEvent, drill: boolean, inside: boolean | null): Promise<void> {
    const { event: stored } = await this.#journal.append(event);
    if (inside !== null) {
      const access = accessOf(inside, ZONES[event.site as BranchId]);
      await this.#journal.decide({ event: stored, node: "hours", access, at: this.clock.now() });
    }
    for (const channel of ["sms", "email"] as const) {
      const msg = { _msgid: "m", payload: stored, ...(drill && { drill }) };
      const { notices } = composeNotices(msg, ASKERS[channel], register, "UTC", this.clock.now());
      await this.#journal.enqueue(notices);
    }
    this.#outbox?.wake();
  }

  #sender(channel: "sms" | "email"): Sender {
    return {
      route: `${channel}:account:register`,
      rate: { perSecond: 1000, burst: 1000 },
      batch: 1,
      groupOf: () => "",
      send: (items) => Promise.resolve(items.map((item) => this.#answer(item, channel))),
    };
  }

  #answer({ notice }: OutboxItem, channel: "sms" | "email"): SendResult {
    const { recipient, subject } = notice;
    if (recipient.kind !== "hirer") throw new Error("Only hirers are told here");
    const at = this.clock.now();
    const renter = [...RENTERS.values()].flat().find(({ hirer }) => hirer === recipient.id);
    const fails = channel === "sms" && SMS_FAILS.some(({ from, to }) => at >= from && at < to);
    const refuses = channel === "email" && renter?.refuses === true;
    const answer = fails ? "transient" : refuses ? "permanent" : "accepted";
    this.#requests += 1;
    const providerId = `${channel}-${this.#requests}`;
    const { id: hirer, address = 0 } = recipient;
    const before = this.received.get(subject.id) ?? [];
    this.received.set(subject.id, [...before, { hirer, channel, address, at, answer, providerId }]);
    if (answer === "accepted") return { result: "accepted", providerId };
    return { result: "failed", error: new LockerError(`provider-${answer}`, "It was refused.") };
  }

  async #tell(alarm: LockerEvent): Promise<void> {
    const { result } = await this.#journal.append(alarm);
    if (result === "stored") this.alarms.push(alarm);
  }

  /** At most an hour at once, since the proof looks once each time only. */
  async #passTo(moment: number): Promise<void> {
    while (this.clock.now() < moment) {
      await this.clock.moveTo(Math.min(this.clock.now() + HOUR, moment), () => this.#line.quiet());
      this.#proofClock.advance(this.clock.now() - this.#proofClock.now());
      await this.#line.quiet();
    }
  }
}

const ASKERS = { sms: askerOf("sms"), email: askerOf("email") };

function askerOf(channel: "sms" | "email"): Asker {
  return {
    ...{ node: `${channel}-node`, to: "hirers", role: "", topic: "", channels: [channel], wording: "own" },
    template: { text: "Locker {{locker}} was opened." },
    routeOf: (way) => `${way}:account:register`,
  };
}

function accessOf(inside: boolean, timeZone: string): Access {
  const judged = inside
    ? ({ code: "weekly-hours", reason: "Within the hours." } as const)
    : ({ code: "outside-hours", reason: "Not within the hours." } as const);
  return { inside, ...judged, localTime: "", timeZone, calendarVersion: "1", uncertain: false };
}

function hourAt(at: number, timeZone: string): number {
  return Number(new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" }).format(at));
}

function hasRenters(locker: string): boolean {
  return (RENTERS.get(locker) ?? []).some(({ phones, emails }) => phones + emails > 0);
}
