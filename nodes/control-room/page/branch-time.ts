/** Times as the clock on the wall of a branch shows them. */

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${kind} ${zone}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const fresh = new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
  formats.set(key, fresh);
  return fresh;
}

/** 03:14:07 */
export function clockTime(at: number, zone: string): string {
  return format(zone, "time", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(at);
}

/** Sun 22 Nov 2026 */
export function day(at: number, zone: string): string {
  return format(zone, "day", { weekday: "short", day: "numeric", month: "short", year: "numeric" })
    .format(at)
    .replace(",", "");
}

/** The time today, otherwise day and time. */
export function moment(at: number, zone: string, now: number): string {
  const time = clockTime(at, zone);
  return day(at, zone) === day(now, zone) ? time : `${day(at, zone)}, ${time}`;
}

/** The hour and minute today, otherwise with the day. */
export function minuteOf(at: number, zone: string, now: number): string {
  const time = format(zone, "minute", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
  return day(at, zone) === day(now, zone) ? time : `${day(at, zone)}, ${time}`;
}

/** 2026-11-22, as forms write a day. */
export function isoDay(at: number, zone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(at);
}

/** Asia/Kolkata, GMT+5:30 */
export function zoneName(zone: string, at: number): string {
  const offset = format(zone, "offset", { timeZoneName: "shortOffset" })
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")?.value;
  return offset === undefined || offset === zone ? zone : `${zone.replaceAll("_", " ")}, ${offset}`;
}

/**
 * The instant at which the branch's clock shows a local time as a form gives it (2026-11-22T03:14); the earlier one
 * where a clock that is set back shows it twice. Null where it is no time.
 */
export function instantOf(local: string, zone: string): number | null {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return null;
  // One day on each side has the offsets before and after any change.
  const candidates = [asUtc - 86_400_000, asUtc + 86_400_000].map((near) => asUtc - offsetAt(near, zone));
  const right = candidates.filter((at) => at + offsetAt(at, zone) === asUtc);
  return Math.min(...(right.length > 0 ? right : candidates));
}

function offsetAt(at: number, zone: string): number {
  const parts = format(zone, "parts", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const shown = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return shown - Math.floor(at / 1_000) * 1_000;
}
