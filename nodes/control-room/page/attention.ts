import type { Priority } from "../../domain/incident.ts";
import type { BoardIncident } from "../protocol.ts";

/** Where an incident stands for the person at the board. */
export type Group = "waiting" | "in-hand" | "shelved";

export const GROUPS = ["waiting", "in-hand", "shelved"] as const satisfies readonly Group[];

export type Incidents = ReadonlyMap<string, BoardIncident>;

/** `waiting`: nobody has acknowledged it. */
export function groupOf({ state }: Pick<BoardIncident, "state">): Group {
  if (state === "raised" || state === "returned") return "waiting";
  return state === "shelved" ? "shelved" : "in-hand";
}

/** What waits comes first, then what is in hand, then what is shelved; in each by priority, then the newest first. */
export function ordered(incidents: Iterable<BoardIncident>): readonly BoardIncident[] {
  return [...incidents].sort(
    (one, other) =>
      GROUPS.indexOf(groupOf(one)) - GROUPS.indexOf(groupOf(other)) ||
      one.priority - other.priority ||
      other.alarmedAt - one.alarmedAt ||
      (one.id < other.id ? -1 : 1),
  );
}

/** How many wait for an acknowledgement, by priority. */
export function waiting(incidents: Iterable<BoardIncident>): Readonly<Record<Priority, number>> {
  const counts = { 1: 0, 2: 0, 3: 0 };
  for (const incident of incidents) if (groupOf(incident) === "waiting") counts[incident.priority]++;
  return counts;
}

/** Somebody has heard the alarms up to now; they sound again at `until` while nobody has acknowledged them. */
export interface Hush {
  readonly since: number;
  readonly until: number;
}

/** A line that is back sooner is nobody's concern, milliseconds. */
const LOST_MS = 4_000;

/** An alarm, or that the board does not hear its gateway. */
export type Sound = Priority | "lost";

/**
 * What sounds now; null: all is quiet. That the gateway is not heard is graver than all but an alarm that calls for
 * acting now: nobody knows what has happened since.
 * @param lostSince when the gateway was last heard; null while it is
 */
export function sounding(
  incidents: Iterable<BoardIncident>,
  lostSince: number | null,
  hush: Hush | null,
  now: number,
): Sound | null {
  const gravest = gravestOf(incidents, hush, now);
  const isLost = lostSince !== null && now - lostSince >= LOST_MS;
  return isLost && gravest !== 1 && !isHushed(lostSince, hush, now) ? "lost" : gravest;
}

function gravestOf(incidents: Iterable<BoardIncident>, hush: Hush | null, now: number): Priority | null {
  let gravest: Priority | null = null;
  for (const incident of incidents) {
    if (groupOf(incident) !== "waiting") continue;
    if (isHushed(incident.alarmedAt, hush, now)) continue;
    if (gravest === null || incident.priority < gravest) gravest = incident.priority;
  }
  return gravest;
}

function isHushed(since: number, hush: Hush | null, now: number): boolean {
  return hush !== null && now < hush.until && since <= hush.since;
}

/** What happened between two moments, for who listens instead of looking. */
export interface News {
  /** New, renewed, escalated or repeated, gravest first. */
  readonly alarms: readonly BoardIncident[];
  /** Acknowledged, returned, shelved, ended. */
  readonly changes: readonly BoardIncident[];
}

export function newsBetween(before: Incidents, after: Incidents): News {
  if (before === after) return { alarms: [], changes: [] };
  const alarms: BoardIncident[] = [];
  const changes: BoardIncident[] = [];
  for (const incident of after.values()) {
    const known = before.get(incident.id);
    if (known === incident) continue;
    if (groupOf(incident) === "waiting" && known?.alarmedAt !== incident.alarmedAt) alarms.push(incident);
    else if (known?.state !== incident.state) changes.push(incident);
  }
  for (const incident of before.values()) {
    if (!after.has(incident.id)) changes.push({ ...incident, state: "reset" });
  }
  return { alarms: [...ordered(alarms)], changes };
}

/** The incident that stands at the place of one that is gone, so that the next key does not hit a stranger. */
export function neighbour(
  before: readonly BoardIncident[],
  after: readonly BoardIncident[],
  id: string | null,
): string | null {
  if (id !== null && after.some((incident) => incident.id === id)) return id;
  const place = before.findIndex((incident) => incident.id === id);
  const still = new Set(after.map((incident) => incident.id));
  const next = before.slice(place + 1).find((incident) => still.has(incident.id));
  return next?.id ?? after[0]?.id ?? null;
}
