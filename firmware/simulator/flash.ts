import type { EventMessage } from "../../nodes/domain/contract.ts";

/** Events a unit may have sent without an answer; a fifth waits until one of them is answered. */
export const WINDOW = 4;

/** Unanswered events a unit's flash holds; one more costs the oldest that was never sent. */
export const FLASH_CAPACITY = 1_000;

/** Answered events that stay readable for a `replay` command until newer ones take their place. */
const KEPT_FOR_REPLAY = 256;

const LAST_SEQ = 0xffffffff;

/** One event as the flash holds it: the very bytes, so that a resend is recognised as the same event. */
export interface Entry {
  readonly seq: number;
  readonly type: EventMessage["type"];
  readonly locker: string | null;
  readonly body: string;
  /** How many times it was handed to the connection. */
  sends: number;
  /** When it was last handed over, on the monotonic clock. */
  sentAt: number;
  /** True while it waits for an answer on the present connection. */
  inFlight: boolean;
}

export interface Counters {
  readonly boot: number;
  readonly seq: number;
}

/**
 * What survives a power cut: boot number, sequence, and the events that the gateway has not answered yet.
 * It lives in the memory of this process; `counters` are what to keep for a later run.
 */
export class Flash {
  #boot: number;
  #seq: number;
  #lost = 0;
  #pending: Entry[] = [];
  #kept: Entry[] = [];

  constructor(from: Counters) {
    this.#boot = from.boot;
    this.#seq = from.seq;
  }

  get counters(): Counters {
    return { boot: this.#boot, seq: this.#seq };
  }

  get queued(): number {
    return this.#pending.length;
  }

  /** Events that were overwritten before the gateway answered. */
  get lost(): number {
    return this.#lost;
  }

  /** The highest sequence number below which nothing waits. */
  get acked(): number {
    const oldest = this.#pending[0];
    return oldest ? oldest.seq - 1 : this.#seq;
  }

  startBoot(): void {
    this.#boot += 1;
    this.nothingInFlight();
  }

  /**
   * Numbers and keeps an event.
   * @returns the entry, and whether it pushed an older one out
   * @throws RangeError when all 2^32 sequence numbers are used up: none is ever used twice
   */
  append(event: Omit<EventMessage, "v" | "boot" | "seq">): {
    readonly entry: Entry;
    readonly dropped: boolean;
  } {
    if (this.#seq >= LAST_SEQ) throw new RangeError(`${event.unit} has used up its sequence numbers.`);
    this.#seq += 1;
    const { unit, locker, ...rest } = event;
    const body: EventMessage = {
      v: 1,
      unit,
      ...(locker === undefined ? {} : { locker }),
      boot: this.#boot,
      seq: this.#seq,
      ...rest,
    };
    const entry: Entry = {
      seq: this.#seq,
      type: event.type,
      locker: locker ?? null,
      body: JSON.stringify(body),
      sends: 0,
      sentAt: 0,
      inFlight: false,
    };
    this.#pending.push(entry);
    return { entry, dropped: this.#makeRoom() };
  }

  /** The oldest unanswered events, as many as may be under way at once. */
  window(): readonly Entry[] {
    return this.#pending.slice(0, WINDOW);
  }

  /** Those of the window that are not under way. */
  sendable(): readonly Entry[] {
    return this.window().filter((entry) => !entry.inFlight);
  }

  /** The gateway has answered; null where no event of this number waited for it. */
  answer(seq: number): Entry | null {
    const index = this.#pending.findIndex((entry) => entry.seq === seq);
    const entry = this.#pending[index];
    if (!entry) return null;
    this.#pending.splice(index, 1);
    this.#kept.push(entry);
    if (this.#kept.length > KEPT_FOR_REPLAY) this.#kept.shift();
    return entry;
  }

  /** The connection is gone: what waits for an answer is sent again on the next one. */
  nothingInFlight(): void {
    for (const entry of this.#pending) entry.inFlight = false;
  }

  /** Puts answered events back in line, with their old numbers. @returns how many */
  replay(from: number, to: number): number {
    const wanted = this.#kept.filter((entry) => entry.seq >= from && entry.seq <= to);
    this.#kept = this.#kept.filter((entry) => !wanted.includes(entry));
    for (const entry of wanted) entry.inFlight = false;
    this.#pending = [...wanted, ...this.#pending].sort((a, b) => a.seq - b.seq);
    return wanted.length;
  }

  #makeRoom(): boolean {
    if (this.#pending.length <= FLASH_CAPACITY) return false;
    const victim = this.#pending.findIndex((entry) => !entry.inFlight);
    this.#pending.splice(Math.max(victim, 0), 1);
    this.#lost += 1;
    return true;
  }
}
