import type { Incident } from "../../nodes/domain/incident.ts";

/** When it was raised, milliseconds since 1970. */
export const RAISED = Date.UTC(2026, 10, 22, 4, 45);

/** An incident as its first event leaves it, with what a test wants otherwise. */
export function incidentOf(over: Partial<Incident> = {}): Incident {
  return {
    id: "I-1",
    transition: 1,
    change: "raised",
    state: "raised",
    cause: "forced",
    priority: 1,
    tier: 1,
    site: "MUM01",
    unit: "MUM01-U07",
    locker: "MUM01-0001",
    count: 1,
    raisedAt: RAISED,
    alarmedAt: RAISED,
    tierAt: RAISED,
    lastEventAt: RAISED,
    lastEventId: "MUM01-U07-1-00000000000a",
    summary: "Locker MUM01-0001 at MUM01 was forced open.",
    condition: "standing",
    acknowledged: null,
    shelved: null,
    reset: null,
    silent: false,
    node: "sos",
    ...over,
  };
}
