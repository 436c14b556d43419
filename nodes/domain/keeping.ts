import { Temporal } from "temporal-polyfill";
import { reachedAt } from "./calendar-zone.ts";
import type { RowProblem } from "./register.ts";

/**
 * How long records are kept, as the register says it. CERT-In's directions of 2022 ask for logs of 180 days, the
 * DPDP rules for one year of processing logs: the default leaves a margin to that, and less than the former is refused.
 */
export const KEPT_DAYS = 400;
export const FEWEST_KEPT_DAYS = 180;
export const MOST_KEPT_DAYS = 36_500;

export interface SiteKeeping {
  readonly days: number;
  /** While a court or an insurer may ask for it, nothing of the site is erased. */
  readonly hold: boolean;
  /** IANA name; null where the register does not say it. */
  readonly timeZone: string | null;
}

/** Of a locker with which it is not as with the others of its site. */
export interface LockerKeeping {
  readonly site: string;
  readonly hold: boolean;
  /** ISO date, local to the site: what was recorded before is erased, because the hirer left. */
  readonly eraseBefore: string | null;
}

/** A hirer who left, while the locker's others may stay. */
export interface LeftHirer {
  readonly hirer: string;
  readonly locker: string;
  readonly site: string;
  /** ISO date, local to the site: from then on they are not told, and what is recorded of them is erased. */
  readonly left: string;
}

export interface Keeping {
  readonly sites: ReadonlyMap<string, SiteKeeping>;
  readonly lockers: ReadonlyMap<string, LockerKeeping>;
  readonly leftHirers: readonly LeftHirer[];
}

/** When contents are erased: those recorded before these moments, milliseconds since 1970; null: never. */
export interface RetentionPolicy {
  /** For sites that the register does not name (any more), and for what concerns no single one. */
  readonly otherwise: number | null;
  readonly sites: ReadonlyMap<string, number | null>;
  /** Lockers on hold: whatever their site says. */
  readonly held: ReadonlySet<string>;
  /** Sooner than their site says. */
  readonly lockers: ReadonlyMap<string, number>;
  /** The same of what is about one hirer of a locker, by `hirerOfLocker`. */
  readonly hirers: ReadonlyMap<string, number>;
  /** What the registers say of these lockers and hirers: where it is something else, all has to be looked at anew. */
  readonly leaving: string;
  /** For what cannot be attributed, and so may be of whoever is on hold. */
  readonly unattributed: number | null;
}

const DAY_MS = 86_400_000;

/**
 * The policy of all registers in use together: in doubt it keeps. A hold goes before everything; nothing is erased
 * that is younger than FEWEST_KEPT_DAYS.
 * @param now milliseconds since 1970
 * @param gatewayZone for sites without a time zone
 */
export function policyOf(all: readonly Keeping[], now: number, gatewayZone: string): RetentionPolicy {
  const sites = new Map<string, number | null>();
  const held = new Set<string>();
  const lockers = new Map<string, number>();
  const hirers = new Map<string, number>();
  const leaving: string[] = [];
  const oldEnough = now - FEWEST_KEPT_DAYS * DAY_MS;
  const sooner = (one: number | null | undefined, other: number | null) =>
    one === undefined ? other : one === null || other === null ? null : Math.min(one, other);
  for (const keeping of all) {
    for (const [site, { days, hold }] of keeping.sites) {
      sites.set(site, sooner(sites.get(site), hold ? null : now - days * DAY_MS));
    }
    const beginOf = (site: string, date: string) => {
      const zone = keeping.sites.get(site)?.timeZone ?? gatewayZone;
      return reachedAt(Temporal.PlainDate.from(date).toPlainDateTime(), zone);
    };
    for (const [locker, { site, hold, eraseBefore }] of keeping.lockers) {
      if (hold) held.add(locker);
      const begins = eraseBefore === null ? null : beginOf(site, eraseBefore);
      // A day that has not come yet may still be changed.
      if (begins === null || begins > now) continue;
      lockers.set(locker, Math.min(begins, oldEnough, lockers.get(locker) ?? begins));
      leaving.push(`${locker} ${eraseBefore}`);
    }
    for (const { hirer, locker, site, left } of keeping.leftHirers) {
      if (beginOf(site, left) > now) continue;
      hirers.set(hirerOfLocker(hirer, locker), oldEnough);
      leaving.push(`${hirer} ${locker} ${left}`);
    }
  }
  const cuts = [...sites.values()];
  const longest = Math.max(
    KEPT_DAYS,
    ...all.flatMap(({ sites }) => [...sites.values()].map(({ days }) => days)),
  );
  const isHeld = cuts.includes(null) || held.size > 0;
  return {
    otherwise: cuts.includes(null) ? null : now - longest * DAY_MS,
    sites,
    held,
    lockers,
    hirers,
    leaving: leaving.sort().join("\n"),
    unattributed: isHeld ? null : oldEnough,
  };
}

/** Neither of the two holds a space. */
export function hirerOfLocker(hirer: string, locker: string): string {
  return `${hirer} ${locker}`;
}

/**
 * Journals that are not in use any more are dropped where they were last written before, milliseconds since 1970;
 * null: never, for nobody can keep a part of one.
 */
export function setAsideCut({ otherwise, held }: RetentionPolicy): number | null {
  return held.size > 0 ? null : otherwise;
}

/** A line that could not be used may be one that puts a locker or a site on hold. */
export function mayHideHold({ file, column }: Pick<RowProblem, "file" | "column">): boolean {
  const ofPlaces = file === "sites.csv" || file === "lockers.csv";
  return ofPlaces && ["", "site", "locker", "unit", "legal_hold"].includes(column);
}
