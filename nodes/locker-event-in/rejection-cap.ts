import type { Cancel, Clock } from "../domain/clock.ts";
import type { LockerEvent } from "../domain/event.ts";
import { derived } from "../domain/health.ts";
import type { Rejection } from "../domain/parse-message.ts";

/** So many messages of a unit, rejected for the same reason, are told one by one in an hour. */
export const TOLD_SINGLY = 10;
export const HOUR_MS = 60 * 60_000;
/** Units and reasons that are counted apart; where there are more, the rest are counted together. */
const COUNTED_APART = 1000;

/** How many more there were than were told one by one. */
export interface More {
  /** The last one. */
  readonly rejection: Rejection;
  readonly topic: string;
  readonly bytes: number;
  readonly count: number;
  /** When the first of the hour was rejected, milliseconds since 1970. */
  readonly from: number;
}

interface Count {
  readonly from: number;
  /** Monotonic milliseconds. */
  readonly until: number;
  told: number;
  more: More | null;
}

/**
 * A unit that has gone mad, or whoever speaks in its name, must not fill the quarantine, nor the control room's
 * screen: after the first ones of an hour the rest are only counted, and told as one.
 */
export class RejectionCap {
  readonly #clock: Clock;
  readonly #tell: (more: More) => void;
  readonly #counts = new Map<string, Count>();
  #timer: Cancel | null = null;

  constructor(clock: Clock, tell: (more: More) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /**
   * @param bytes of the message
   * @param receivedAt milliseconds since 1970
   * @returns true where it is to be told by itself
   */
  admit(rejection: Rejection, topic: string, bytes: number, receivedAt: number): boolean {
    const count = this.#countOf(rejection, receivedAt);
    if (count.told < TOLD_SINGLY) {
      count.told += 1;
      return true;
    }
    count.more = { rejection, topic, bytes, count: (count.more?.count ?? 0) + 1, from: count.from };
    return false;
  }

  stop(): void {
    this.#timer?.();
    this.#timer = null;
  }

  #countOf({ code, unit, topic }: Rejection, receivedAt: number): Count {
    this.#endHours();
    const own = `${topic?.site ?? ""}/${unit ?? topic?.unit ?? ""}/${code}`;
    const key = this.#counts.has(own) || this.#counts.size < COUNTED_APART ? own : `//${code}`;
    const known = this.#counts.get(key);
    if (known) return known;
    const count: Count = { from: receivedAt, until: this.#clock.monotonic() + HOUR_MS, told: 0, more: null };
    this.#counts.set(key, count);
    this.#timer ??= this.#clock.after(HOUR_MS, () => this.#again());
    return count;
  }

  /** The oldest come first. */
  #endHours(): void {
    const now = this.#clock.monotonic();
    for (const [key, { until, more }] of this.#counts) {
      if (until > now) return;
      this.#counts.delete(key);
      if (more !== null) this.#tell(more);
    }
  }

  #again(): void {
    this.#timer = null;
    this.#endHours();
    for (const { until } of this.#counts.values()) {
      this.#timer = this.#clock.after(until - this.#clock.monotonic(), () => this.#again());
      return;
    }
  }
}

/** The event that tells of them; null where they are nobody's of the register. */
export function eventOfMore({ rejection, count, from }: More, receivedAt: number): LockerEvent | null {
  const { code, reason, topic, unit, site } = rejection;
  if (topic === null || site === null) return null;
  const type = code === "unknown-unit" || code === "unknown-locker" ? code : "invalid-message";
  if (unit === null && type !== "unknown-unit") return null;
  const sender = { site, unit: unit ?? topic.unit, boot: null };
  const occurred = { earliest: from, latest: receivedAt };
  const data = { code, reason, message: topic.message, count };
  return derived(type, sender, [code, from, "more"], { receivedAt, occurred, data });
}
