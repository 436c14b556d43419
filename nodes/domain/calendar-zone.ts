import { Temporal } from "temporal-polyfill";

/**
 * From the site's clock to moments. On two days a year a local time is no moment or two:
 *
 * - **Clocks go forward** (Berlin, 29 March 2026: 01:59 is followed by 03:00). A boundary at 02:30, a time
 *   the clock never shows, lies at the jump: hours from 02:30 begin, and hours until 02:30 end, when the
 *   clock shows 03:00.
 * - **Clocks go back** (Berlin, 25 October 2026: 02:59 is followed by 02:00). 02:30 comes twice. What permits
 *   is read narrowly: hours from 02:30 begin at the second 02:30, hours until 02:30 end at the first. What
 *   forbids (an approved closing, an emergency closure) is read widely: from the first, until the second.
 *
 * Both follow from one rule. `reachedAt` is the first moment at which the clock shows the time or a later
 * one; `settledAt` is the moment from which on it never again shows an earlier one. A permission runs from
 * settledAt(start) to reachedAt(end), a prohibition from reachedAt(start) to settledAt(end): in doubt, outside.
 */

/** Milliseconds since 1970 of the first moment at which the clock shows `local` or a later time. */
export function reachedAt(local: Temporal.PlainDateTime, timeZone: string): number {
  const first = local.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  return shows(first, local) ? first.epochMilliseconds : jumpOver(local, timeZone);
}

/** Milliseconds since 1970 of the moment from which on the clock shows nothing before `local` any more. */
export function settledAt(local: Temporal.PlainDateTime, timeZone: string): number {
  const first = reachedAt(local, timeZone);
  const last = local.toZonedDateTime(timeZone, { disambiguation: "later" });
  if (last.epochMilliseconds === first || !shows(last, local)) return first;
  // Shown twice. After the time to which the clock is put back nothing earlier comes, not even the first time.
  return changeUpTo(last) === last.epochMilliseconds ? first : last.epochMilliseconds;
}

function shows(moment: Temporal.ZonedDateTime, local: Temporal.PlainDateTime): boolean {
  return moment.toPlainDateTime().equals(local);
}

/** The jump that skips `local`: its later reading lies at or behind it. */
function jumpOver(local: Temporal.PlainDateTime, timeZone: string): number {
  const behind = local.toZonedDateTime(timeZone, { disambiguation: "later" });
  return changeUpTo(behind) ?? behind.epochMilliseconds;
}

/** The last change of the zone's offset at or before `moment`; "previous" alone leaves out one at that very moment. */
function changeUpTo(moment: Temporal.ZonedDateTime): number | undefined {
  return moment.add({ nanoseconds: 1 }).getTimeZoneTransition("previous")?.epochMilliseconds;
}

/** What the clock of the zone shows at `ms` milliseconds since 1970. */
export function clockAt(ms: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
}

/** True for a name such as Asia/Kolkata that this system's time zone data knows; an offset is no zone. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    clockAt(0, name);
    return true;
  } catch {
    return false;
  }
}
