/** Times of ANSI/SIA DC-09 (5.5.1.8): `HH:MM:SS,MM-DD-YYYY`, always UTC. */

/** How far a message's time may lie before and behind the receiver's clock, milliseconds. */
export const BEHIND_MS = 40_000;
export const AHEAD_MS = 20_000;

const TIME = /^(\d\d):(\d\d):(\d\d),(\d\d)-(\d\d)-(\d{4})$/;

/** @param at milliseconds since 1970, of the years 1970 to 9999 */
export function dc09Time(at: number): string {
  const iso = new Date(at).toISOString();
  return `${iso.slice(11, 19)},${iso.slice(5, 7)}-${iso.slice(8, 10)}-${iso.slice(0, 4)}`;
}

/** Milliseconds since 1970, or null where the text is no such time. */
export function parseDc09Time(text: string): number | null {
  const [, hours, minutes, seconds, month, day, year] = TIME.exec(text) ?? [];
  if (year === undefined) return null;
  const at = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
  // Date.parse takes 24:00:00 and, in some engines, 31 February.
  return Number.isNaN(at) || dc09Time(at) !== text ? null : at;
}

/**
 * True where a receiver takes a message of this time.
 * @param at of the message
 * @param now by the receiver's clock; both milliseconds since 1970
 */
export function isTimely(at: number, now: number): boolean {
  return at - now <= AHEAD_MS && now - at <= BEHIND_MS;
}
