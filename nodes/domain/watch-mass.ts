import { hash } from "node:crypto";
import type { LockerEvent } from "./event.ts";
import { GATEWAY } from "./gateway-news.ts";
import { derived } from "./health.ts";
import type { Crowd } from "./watch-crowd.ts";
import type { CrowdRule } from "./watch-rules.ts";

const MINUTE = 60_000;
/** Units or lockers that an event names at most; it says how many there are. */
export const NAMED = 20;

/** Why nothing is heard of many: they are lost, or the gateway's own connection is. */
export type MassCause = "units" | "link";

/** What of a site is told and not over. */
export interface Standing {
  /** When it was told first, milliseconds since 1970. */
  readonly from: number;
  readonly units: boolean;
  readonly link: boolean;
}

/**
 * Many units of a site are lost together.
 * @param losses one `offline` for each of them, as it would be told by itself
 * @param before units that were told so a moment before
 * @param count how many of the site are lost now
 */
export function massOfUnits(
  site: string,
  losses: readonly LockerEvent[],
  before: readonly string[],
  count: number,
  now: number,
): LockerEvent {
  const units = [...before, ...losses.map(({ unit }) => unit)];
  const earliest = losses.reduce((first, { occurred }) => Math.min(first, occurred.earliest), now);
  const ids = losses.map(({ id }) => id).sort();
  const digest = hash("sha256", ids.join(), "hex");
  return aboutSite(site, ["units", digest], earliest, now, {
    ...{ cause: "units" satisfies MassCause, count: Math.max(count, units.length) },
    units: units.slice(0, NAMED),
    added: units.length,
  });
}

/**
 * The gateway hears nobody, because its own connection is down.
 * @param since when it was lost, milliseconds since 1970
 */
export function massOfLink(site: string, since: number, count: number, now: number): LockerEvent {
  const data = { cause: "link" satisfies MassCause, count, since };
  return aboutSite(site, ["link", since], since, now, data);
}

/** The connection is back, and of the units, if any were lost, at most a few are not. */
export function massOver(site: string, { from }: Standing, now: number): LockerEvent {
  return aboutSite(site, ["over", from], now, now, { over: true, from });
}

/** @param by the event that made it one */
export function massOpening(
  by: LockerEvent,
  { from, until, subjects }: Crowd,
  { withinMs }: CrowdRule,
): LockerEvent {
  const { site, receivedAt, late, id } = by;
  const at = Math.min(until, receivedAt);
  const about = {
    ...{ receivedAt, occurred: { earliest: at, latest: at } },
    data: {
      ...{ count: subjects.length, lockers: subjects.slice(0, NAMED), minutes: withinMs / MINUTE },
      ...{ from, until, eventId: id },
    },
  };
  return {
    ...derived("mass-opening", { site, unit: GATEWAY, boot: null }, [from, ...subjects], about),
    late,
  };
}

/** @param by the event that made it one */
export function repeatedDenial(
  by: LockerEvent,
  { from, until, subjects }: Crowd,
  { withinMs }: CrowdRule,
): LockerEvent {
  const { site, unit, boot, locker, receivedAt, late, id } = by;
  const at = Math.min(until, receivedAt);
  const about = {
    ...{ receivedAt, locker, occurred: { earliest: at, latest: at } },
    data: { count: subjects.length, minutes: withinMs / MINUTE, from, until, eventId: id },
  };
  return {
    ...derived("repeated-denial", { site, unit, boot }, [locker ?? "", from, ...subjects], about),
    late,
  };
}

function aboutSite(
  site: string,
  cause: readonly (string | number)[],
  earliest: number,
  now: number,
  data: Readonly<Record<string, unknown>>,
): LockerEvent {
  const about = { receivedAt: now, occurred: { earliest: Math.min(earliest, now), latest: now }, data };
  // A long outage is told when it is found out, and not late.
  return { ...derived("mass-offline", { site, unit: GATEWAY, boot: null }, cause, about), late: false };
}
