import type { LockerEvent } from "./event.ts";
import { derived } from "./health.ts";
import type { Change, Incident } from "./incident.ts";

/** What `incident-changed` holds in its data; a person's remark is not there. */
export interface IncidentChangedData {
  readonly [field: string]: unknown;
  readonly incident: Incident;
  readonly change: Change;
}

/**
 * The event that tells the node which looks after an incident of what no event of a flow did. The same transition
 * gives the same id.
 * @param at when it happened, milliseconds since 1970
 */
export function incidentChanged(incident: Incident, at: number): LockerEvent {
  const { id, transition, change, site, unit, locker } = incident;
  const data: IncidentChangedData = { incident, change };
  const occurred = { earliest: at, latest: at };
  return derived("incident-changed", { site, unit, boot: null }, [id, transition], {
    ...{ receivedAt: at, occurred, locker, data },
  });
}
