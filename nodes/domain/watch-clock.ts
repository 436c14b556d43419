import type { LockerEvent } from "./event.ts";
import { derived } from "./health.ts";

/** A unit that has had no time for so long while it was there cannot get it by itself. */
const CLOCKLESS_MS = 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

interface Clockless {
  readonly site: string;
  readonly boot: number | null;
  /** Monotonic milliseconds. */
  readonly since: number;
  toldAt: number | null;
}

/** Finds the units whose clock was never set: a fault of the network or of the time server, told once a day. */
export class NeverSet {
  readonly #units = new Map<string, Clockless>();

  /**
   * What a unit says of its clock.
   * @param at monotonic milliseconds
   */
  said(site: string, unit: string, boot: number | null, clock: string, at: number): void {
    const known = this.#units.get(unit);
    if (clock !== "none") this.#units.delete(unit);
    else if (known === undefined) this.#units.set(unit, { site, boot, since: at, toldAt: null });
  }

  /** It knows the time. */
  forget(unit: string): void {
    if (this.#units.size > 0) this.#units.delete(unit);
  }

  /**
   * @param at monotonic milliseconds
   * @param now milliseconds since 1970
   */
  due(at: number, now: number, isLost: (unit: string) => boolean): readonly LockerEvent[] {
    const events: LockerEvent[] = [];
    for (const [unit, known] of this.#units) {
      if (at - known.since < CLOCKLESS_MS || isLost(unit)) continue;
      if (known.toldAt !== null && at - known.toldAt < DAY_MS) continue;
      known.toldAt = at;
      const { site, boot } = known;
      // By the day, so that a restart does not tell it again.
      events.push(
        derived("clock-suspect", { site, unit, boot }, ["none", Math.floor(now / DAY_MS)], {
          ...{ receivedAt: now, occurred: { earliest: now, latest: now } },
          data: { clock: "none", minutes: Math.floor((at - known.since) / 60_000) },
        }),
      );
    }
    return events;
  }
}
