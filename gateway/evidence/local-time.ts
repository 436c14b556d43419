const QUARTER_MS = 15 * 60_000;
/** The last moment that a Date can hold, less a day for the offset. */
const FURTHEST_MS = 8.64e15 - 86_400_000;

/** Writes moments in UTC and by the clock of one place. Every zone's offset holds for whole quarters of an hour. */
export class LocalTime {
  readonly #format: Intl.DateTimeFormat;
  #quarter = Number.NaN;
  #offset = 0;

  /** @throws RangeError where there is no such zone */
  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      ...{ timeZone, hourCycle: "h23", calendar: "gregory", numberingSystem: "latn" },
      ...{ year: "numeric", month: "numeric", day: "numeric", era: "short" },
      ...{ hour: "numeric", minute: "numeric", second: "numeric" },
    });
  }

  /** `2026-11-22T02:13:00.000+05:30`; null for what is no moment. */
  local(ms: number | null): string | null {
    if (!isMoment(ms)) return null;
    const offset = this.#offsetAt(ms);
    const minutes = Math.abs(offset) / 60_000;
    const two = (count: number) => String(Math.floor(count)).padStart(2, "0");
    const sign = offset < 0 ? "-" : "+";
    return `${new Date(ms + offset).toISOString().slice(0, -1)}${sign}${two(minutes / 60)}:${two(minutes % 60)}`;
  }

  #offsetAt(ms: number): number {
    const quarter = Math.floor(ms / QUARTER_MS);
    if (quarter === this.#quarter) return this.#offset;
    const parts = new Map(
      this.#format.formatToParts(quarter * QUARTER_MS).map((part) => [part.type, part.value]),
    );
    const at = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
    const year = parts.get("era")?.startsWith("B") ? 1 - at("year") : at("year");
    const shown = Date.UTC(year, at("month") - 1, at("day"), at("hour"), at("minute"), at("second"));
    // Before standard time the offsets had seconds; what is shown has none.
    const offset = Math.round((shown - quarter * QUARTER_MS) / 60_000) * 60_000;
    this.#quarter = quarter;
    this.#offset = offset;
    return offset;
  }
}

/** `2026-11-21T20:43:00.000Z`; null for what is no moment. */
export function utc(ms: number | null): string | null {
  return isMoment(ms) ? new Date(ms).toISOString() : null;
}

function isMoment(ms: number | null): ms is number {
  return ms !== null && Math.abs(ms) <= FURTHEST_MS;
}
