import type { Incident } from "../domain/incident.ts";
import type { Locker } from "../domain/register.ts";
import type { LockerState, UnitState } from "../journal/journal.ts";
import type { BoardCounts, BoardIncident, BoardLocker, BoardUnit } from "./protocol.ts";

export const NO_COUNTS: BoardCounts = { waiting: 0, parked: 0, dead: 0, overdue: 0 };

export function boardUnit(id: string, site: string, state: UnitState | null): BoardUnit {
  const clock = state?.clock;
  return {
    id,
    site,
    online: state?.online ?? null,
    seenAt: state?.seenAt ?? null,
    clock: clock === "none" || clock === "estimated" || clock === "sntp" ? clock : null,
    boot: state?.boot ?? null,
    firmware: state?.firmware ?? null,
  };
}

export function boardLocker(
  { id, site, unit }: Pick<Locker, "id" | "site" | "unit">,
  state: LockerState | null,
): BoardLocker {
  const { door = null, tamper = null, at = null } = state ?? {};
  return { id, site, unit, door, tamper, at };
}

/** Without what only the flows need to know. */
export function boardIncident(incident: Incident): BoardIncident {
  const { id, transition, state, cause, priority, tier, site, unit, locker, count } = incident;
  const { raisedAt, alarmedAt, lastEventAt, summary, condition, acknowledged, shelved, reset } = incident;
  return {
    ...{ id, transition, state, cause, priority, tier, site, unit, locker, count },
    ...{ raisedAt, alarmedAt, lastEventAt, summary, condition, acknowledged, reset },
    shelved: shelved && { by: shelved.by, at: shelved.at, until: shelved.until },
    silent: incident.silent,
  };
}

/** True for two of a kind with the same values; for things without further things in them. */
export function isSame(one: object, other: object | undefined): boolean {
  if (other === undefined) return false;
  const values = new Map(Object.entries(other));
  return Object.entries(one).every(([name, value]) => values.get(name) === value);
}
