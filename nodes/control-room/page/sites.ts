import type { Priority } from "../../domain/incident.ts";
import type { BoardIncident, BoardLocker, BoardUnit, LastTest } from "../protocol.ts";
import { groupOf } from "./attention.ts";
import type { Board } from "./board-state.ts";

/** What a locker looks like on the board; the first that holds. */
export type Look = "alarm" | "tamper" | "open" | "offline" | "unknown" | "closed";

export const LOOKS = [
  "alarm",
  "tamper",
  "open",
  "offline",
  "unknown",
  "closed",
] as const satisfies readonly Look[];

export function lookOf(
  locker: BoardLocker,
  unit: BoardUnit | undefined,
  incident: BoardIncident | undefined,
): Look {
  if (incident !== undefined && groupOf(incident) === "waiting") return "alarm";
  if (locker.tamper === true) return "tamper";
  if (locker.door === "open") return "open";
  if (unit?.online === false) return "offline";
  return locker.door === null || unit === undefined || unit.online === null ? "unknown" : "closed";
}

/** The gravest incident of each locker and of each unit. */
export interface Concerns {
  readonly lockers: ReadonlyMap<string, BoardIncident>;
  readonly units: ReadonlyMap<string, BoardIncident>;
}

export function concernsOf(incidents: Iterable<BoardIncident>): Concerns {
  const lockers = new Map<string, BoardIncident>();
  const units = new Map<string, BoardIncident>();
  for (const incident of incidents) {
    const map = incident.locker === null ? units : lockers;
    const key = incident.locker ?? incident.unit;
    const known = map.get(key);
    if (known === undefined || isGraver(incident, known)) map.set(key, incident);
  }
  return { lockers, units };
}

function isGraver(one: BoardIncident, other: BoardIncident): boolean {
  const waits = Number(groupOf(other) === "waiting") - Number(groupOf(one) === "waiting");
  return waits < 0 || (waits === 0 && one.priority < other.priority);
}

/** A site at a glance. */
export interface SiteGlance {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly lockers: number;
  readonly looks: Readonly<Record<Look, number>>;
  readonly units: number;
  readonly offline: number;
  /** Units that were never heard. */
  readonly silent: number;
  /** Units whose clock is not synchronised. */
  readonly clocks: number;
  /** When any unit of it was last heard; null: never. */
  readonly seenAt: number | null;
  readonly incidents: number;
  readonly waiting: number;
  /** Of what waits, else of what is open. */
  readonly gravest: Priority | null;
  readonly lastTest: LastTest | null;
}

type Growing = { -readonly [P in keyof SiteGlance]: SiteGlance[P] } & { looks: Record<Look, number> };

/** Sites by name, those of the register and any that incidents speak of. */
export function glancesOf(board: Board, concerns: Concerns): readonly SiteGlance[] {
  const glances = new Map<string, Growing>();
  const at = (id: string): Growing => {
    const known = glances.get(id);
    if (known !== undefined) return known;
    const fresh = emptyGlance(id, board);
    glances.set(id, fresh);
    return fresh;
  };
  for (const id of board.sites.keys()) at(id);
  for (const unit of board.units.values()) {
    const site = at(unit.site);
    site.units++;
    if (unit.online === false) site.offline++;
    if (unit.online === null) site.silent++;
    if (unit.clock !== null && unit.clock !== "sntp") site.clocks++;
    if (unit.seenAt !== null && unit.seenAt > (site.seenAt ?? 0)) site.seenAt = unit.seenAt;
  }
  for (const locker of board.lockers.values()) {
    const site = at(locker.site);
    site.lockers++;
    site.looks[lookOf(locker, board.units.get(locker.unit), concerns.lockers.get(locker.id))]++;
  }
  for (const incident of board.incidents.values()) {
    const site = at(incident.site);
    const waits = groupOf(incident) === "waiting";
    if (waits && site.waiting === 0) site.gravest = null;
    if ((waits || site.waiting === 0) && incident.priority < (site.gravest ?? 4))
      site.gravest = incident.priority;
    site.incidents++;
    if (waits) site.waiting++;
  }
  return [...glances.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function emptyGlance(id: string, board: Board): Growing {
  const site = board.sites.get(id);
  return {
    id,
    name: site?.name ?? id,
    timeZone: site?.timeZone ?? board.gateway.timeZone,
    lockers: 0,
    looks: { alarm: 0, tamper: 0, open: 0, offline: 0, unknown: 0, closed: 0 },
    units: 0,
    offline: 0,
    silent: 0,
    clocks: 0,
    seenAt: null,
    incidents: 0,
    waiting: 0,
    gravest: null,
    lastTest: site?.lastTest ?? null,
  };
}

/** What of the lockers is shown. */
export interface LockerFilter {
  readonly look: Look | "odd" | "all";
  /** Id of a site; empty: all. */
  readonly site: string;
  /** Part of the id of a locker or unit; empty: all. */
  readonly text: string;
}

export interface ShownLocker {
  readonly locker: BoardLocker;
  readonly unit: BoardUnit | undefined;
  readonly incident: BoardIncident | undefined;
  readonly look: Look;
}

/** `order`: the ids of all lockers in the order in which they are shown. */
export function shownLockers(
  board: Board,
  concerns: Concerns,
  order: readonly string[],
  filter: LockerFilter,
): readonly ShownLocker[] {
  const wanted = filter.text.trim().toLowerCase();
  const shown: ShownLocker[] = [];
  for (const id of order) {
    const locker = board.lockers.get(id);
    if (locker === undefined || (filter.site !== "" && locker.site !== filter.site)) continue;
    if (wanted !== "" && !`${id} ${locker.unit}`.toLowerCase().includes(wanted)) continue;
    const unit = board.units.get(locker.unit);
    const incident = concerns.lockers.get(id);
    const look = lookOf(locker, unit, incident);
    if (filter.look !== "all" && !(filter.look === "odd" ? look !== "closed" : look === filter.look))
      continue;
    shown.push({ locker, unit, incident, look });
  }
  return shown;
}

const COLLATOR = new Intl.Collator("en", { numeric: true });

/** By site, then by id, where 9 comes before 10. */
export function lockerOrder(lockers: Iterable<BoardLocker>): readonly string[] {
  return [...lockers]
    .sort((one, other) => COLLATOR.compare(one.site, other.site) || COLLATOR.compare(one.id, other.id))
    .map(({ id }) => id);
}

/** The part of a locker's id that tells it from others of its site. */
export function shortName({ id, site }: Pick<BoardLocker, "id" | "site">): string {
  return id.startsWith(`${site}-`) ? id.slice(site.length + 1) : id;
}
