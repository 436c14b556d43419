import type { DatabaseSync } from "node:sqlite";
import { isTimeZone } from "../../nodes/domain/calendar-zone.ts";
import type { Register } from "../../nodes/domain/register.ts";
import { WrongUse } from "../commands/wrong-use.ts";
import { sitesOf, unitsOf, zoneIn } from "./journal-facts.ts";
import type { PackFacts } from "./pack-facts.ts";
import { spanOf } from "./pack-span.ts";

export interface PackAsked {
  readonly locker: string;
  /** ISO dates by the branch's clock, both inclusive; null: all. */
  readonly fromDay: string | null;
  readonly toDay: string | null;
}

/** What a pack is about, found out from the journal and the register. */
export interface PackScope
  extends Pick<
    PackFacts,
    "locker" | "sites" | "timeZone" | "timeZoneFrom" | "fromDay" | "toDay" | "from" | "to"
  > {
  /** Units that speak for the locker, or did. */
  readonly units: ReadonlySet<string>;
  /** The one the register lists it under now; null where it lists none. */
  readonly unit: string | null;
}

/** @throws WrongUse for a locker that neither the register nor the journal knows */
export function scopeOf(
  db: DatabaseSync,
  register: Register | null,
  { locker, fromDay, toDay }: PackAsked,
): PackScope {
  const listed = register?.lockers.get(locker);
  const ids = [...new Set([...(listed ? [listed.site] : []), ...sitesOf(db, locker)])];
  if (ids.length === 0) {
    throw new WrongUse(
      `There is no locker "${locker}": neither the register lists it, nor has the journal anything of it. Write it as in lockers.csv, e.g. MUM01-0001. (Of a locker whose records were all erased, only what the register says is known.)`,
    );
  }
  const sites = ids.map((id) => ({ id, name: register?.sites.get(id)?.name ?? null }));
  const zone = zoneOf(db, register, ids);
  const unit = listed?.unit ?? null;
  return {
    ...{ locker, sites, fromDay, toDay, ...zone, unit },
    units: new Set([...(unit === null ? [] : [unit]), ...unitsOf(db, locker)]),
    ...spanOf(fromDay, toDay, zone.timeZone),
  };
}

function zoneOf(
  db: DatabaseSync,
  register: Register | null,
  sites: readonly string[],
): Pick<PackFacts, "timeZone" | "timeZoneFrom"> {
  const listed = sites
    .map((site) => register?.sites.get(site)?.timeZone ?? null)
    .find((zone) => zone !== null);
  if (listed != null && isTimeZone(listed)) return { timeZone: listed, timeZoneFrom: "register" };
  const decided = zoneIn(db, sites);
  if (decided !== null && isTimeZone(decided)) return { timeZone: decided, timeZoneFrom: "decisions" };
  return { timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, timeZoneFrom: "gateway" };
}
