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

export interface Keeping {
  readonly sites: ReadonlyMap<string, SiteKeeping>;
  readonly lockers: ReadonlyMap<string, LockerKeeping>;
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
  const sooner = (one: number | null | undefined, other: number | null) =>
    one === undefined ? other : one === null || other === null ? null : Math.min(one, other);
  for (const keeping of all) {
    for (const [site, { days, hold }] of keeping.sites) {
      sites.set(site, sooner(sites.get(site), hold ? null : now - days * DAY_MS));
    }
    for (const [locker, { site, hold, eraseBefore }] of keeping.lockers) {
      if (hold) held.add(locker);
      if (eraseBefore === null) continue;
      const zone = keeping.sites.get(site)?.timeZone ?? gatewayZone;
      const begins = reachedAt(Temporal.PlainDate.from(eraseBefore).toPlainDateTime(), zone);
      lockers.set(locker, Math.min(begins, now - FEWEST_KEPT_DAYS * DAY_MS));
    }
  }
  const cuts = [...sites.values()];
  const longest = Math.max(
    KEPT_DAYS,
    ...all.flatMap(({ sites }) => [...sites.values()].map(({ days }) => days)),
  );
  return {
    otherwise: cuts.includes(null) ? null : now - longest * DAY_MS,
    sites,
    held,
    lockers,
  };
}

/** A line that could not be used may be one that puts a locker or a site on hold. */
export function mayHideHold({ file, column }: Pick<RowProblem, "file" | "column">): boolean {
  const ofPlaces = file === "sites.csv" || file === "lockers.csv";
  return ofPlaces && ["", "site", "locker", "unit", "legal_hold"].includes(column);
}
