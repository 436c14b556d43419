import type { Register } from "../domain/register.ts";
import { breath } from "../journal/turns.ts";
import type { BoardLocker, BoardSite, BoardUnit } from "./protocol.ts";
import { boardLocker, boardUnit } from "./shown.ts";

/** Taken in at once: less than a millisecond. */
const AT_ONCE = 500;

export type KnownPlaces = Pick<Register, "sites" | "units" | "lockers">;

/** What there is to be seen, by the register, and as it is known to be. */
export interface Places {
  readonly sites: Map<string, BoardSite>;
  readonly units: Map<string, BoardUnit>;
  readonly lockers: Map<string, BoardLocker>;
}

export const NOWHERE: Places = { sites: new Map(), units: new Map(), lockers: new Map() };

/**
 * The places of a register, each as it was known before.
 * @param timeZone IANA name, of sites that have none in the register
 * @returns with them true where they are others than before
 */
export async function placesOf(
  register: KnownPlaces | null,
  before: Places,
  timeZone: string,
): Promise<readonly [places: Places, isAnother: boolean]> {
  const { sites, units, lockers } = register ?? { sites: new Map(), units: new Map(), lockers: new Map() };
  const places: Places = {
    sites: new Map(
      [...sites.values()].map((site) => {
        const { lastTest } = before.sites.get(site.id) ?? { lastTest: null };
        return [site.id, { ...boardSite(site, timeZone), lastTest }];
      }),
    ),
    units: new Map(),
    lockers: new Map(),
  };
  let isAnother = KINDS.some((kind) => before[kind].size !== { sites, units, lockers }[kind].size);
  for (const { id, name, timeZone: zone } of places.sites.values()) {
    const known = before.sites.get(id);
    if (known?.name !== name || known.timeZone !== zone) isAnother = true;
  }
  let taken = 0;
  for (const { id, site } of units.values()) {
    const known = before.units.get(id);
    const isKnown = known !== undefined && known.site === site;
    places.units.set(id, isKnown ? known : boardUnit(id, site, null));
    if (!isKnown) isAnother = true;
    taken += 1;
    if (taken % AT_ONCE === 0) await breath();
  }
  for (const locker of lockers.values()) {
    const known = before.lockers.get(locker.id);
    const isKnown = known !== undefined && known.site === locker.site && known.unit === locker.unit;
    places.lockers.set(locker.id, isKnown ? known : boardLocker(locker, null));
    if (!isKnown) isAnother = true;
    taken += 1;
    if (taken % AT_ONCE === 0) await breath();
  }
  return [places, isAnother];
}

const KINDS = ["sites", "units", "lockers"] as const;

function boardSite(
  { id, name, timeZone }: { readonly id: string; readonly name: string; readonly timeZone: string | null },
  otherwise: string,
): Omit<BoardSite, "lastTest"> {
  return { id, name, timeZone: timeZone ?? otherwise };
}
