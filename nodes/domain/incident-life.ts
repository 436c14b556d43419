import type { Change, Incident, RaiseRequest } from "./incident.ts";
import { conditionOf } from "./incident-causes.ts";
import { graver, type Step } from "./incident-policy.ts";

/** The incident after something that happened by itself; what persons do is in domain/incident-act. */

/**
 * The incident after one more event.
 * @param open the open incident of the same key, or null
 * @param id identity for a new incident
 */
export function raise(open: Incident | null, request: RaiseRequest, id: string): Incident {
  const { event, at, now, cause, summary } = request;
  const seen = { lastEventAt: at, lastEventId: event.id, summary };
  if (open !== null) return { ...happened(open, request), ...seen };
  return {
    id,
    transition: 1,
    change: "raised",
    state: "raised",
    cause,
    priority: request.priority,
    tier: 1,
    site: event.site,
    unit: event.unit,
    locker: event.locker,
    count: 1,
    raisedAt: now,
    alarmedAt: now,
    tierAt: now,
    ...seen,
    condition: conditionOf(cause),
    acknowledged: null,
    shelved: null,
    reset: null,
    silent: cause === "duress",
    node: request.node,
    ...(request.drill === true && { drill: request.drill }),
  };
}

function happened(open: Incident, request: RaiseRequest): Incident {
  const counted: Incident = {
    ...open,
    transition: open.transition + 1,
    change: "counted",
    count: open.count + 1,
    // A graver reading of the same cause counts; a milder one does not lower what stands.
    priority: graver(request.priority, open.priority),
    condition: conditionOf(open.cause),
  };
  return alarmsAgain(open, request) ? alarmed(counted, "renewed", request.now) : counted;
}

/** What was over, and happens again, is news at once; what is known to go on is news after the quiet time. */
function alarmsAgain({ state, alarmedAt }: Incident, { now, alarmAgainAfter }: RaiseRequest): boolean {
  switch (state) {
    case "raised":
    case "acknowledged":
      // In both directions: after a clock that was ahead has been set right, years may lie before the last alarm.
      return Math.abs(now - alarmedAt) >= alarmAgainAfter;
    case "returned":
    case "latched":
      return true;
    case "shelved":
    case "reset":
      return false;
  }
}

/**
 * The incident once what gave cause for it is back to normal; null where that changes nothing.
 */
export function returned(incident: Incident): Incident | null {
  if (incident.condition !== "standing") return null;
  const back: Incident = {
    ...incident,
    transition: incident.transition + 1,
    change: "returned",
    condition: "returned",
  };
  switch (incident.state) {
    case "raised":
      return { ...back, state: "returned" };
    case "acknowledged":
      return { ...back, state: "latched" };
    case "shelved":
      return back;
    case "returned":
    case "latched":
    case "reset":
      return null;
  }
}

/**
 * The incident after a step of time that is due (`stepOf`); null where that step does not fit how it stands.
 * @param now milliseconds since 1970
 */
export function advance(incident: Incident, change: Step["change"], now: number): Incident | null {
  const { state } = incident;
  switch (change) {
    case "unshelved":
      return state === "shelved" ? unshelved(incident, now, incident.condition === "standing") : null;
    case "escalated":
      return state === "raised" || state === "returned"
        ? { ...next(incident, change), tier: incident.tier + 1, tierAt: now, alarmedAt: now }
        : null;
    case "repeated":
      return state === "raised" || state === "returned"
        ? { ...next(incident, change), alarmedAt: now }
        : null;
  }
}

/**
 * Out of the shelf: it alarms where nobody knows of it, or where something happened meanwhile.
 * @param insists true where it alarms in any case
 */
export function unshelved(incident: Incident, now: number, insists: boolean): Incident {
  const { shelved, acknowledged, condition, count } = incident;
  const isQuiet = acknowledged !== null && shelved !== null && count === shelved.count && !insists;
  if (!isQuiet) return alarmed({ ...next(incident, "unshelved"), shelved: null }, "unshelved", now);
  const state = condition === "standing" ? "acknowledged" : "latched";
  return { ...next(incident, "resumed"), state, shelved: null };
}

/** The alarm begins anew, unless nobody has acknowledged it so far: then it goes on in the tier it is in. */
function alarmed(incident: Incident, change: Change, now: number): Incident {
  const anew = incident.acknowledged !== null || change === "unshelved";
  return {
    ...incident,
    change,
    state: incident.condition === "returned" ? "returned" : "raised",
    acknowledged: null,
    alarmedAt: now,
    tier: anew ? 1 : incident.tier,
    tierAt: anew ? now : incident.tierAt,
  };
}

/** One transition on. */
export function next(incident: Incident, change: Change): Incident {
  return { ...incident, transition: incident.transition + 1, change };
}
