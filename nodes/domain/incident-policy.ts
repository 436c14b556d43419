import type { Access } from "./access.ts";
import type { Cause, Incident, Priority } from "./incident.ts";

const MINUTE_MS = 60_000;

/** A priority for the hours in which the branch is open, and one for all others. */
export interface PriorityRow {
  readonly open: Priority;
  readonly closed: Priority;
}

/** The rules of a sos-alert for the incidents it looks after. */
export interface IncidentPolicy {
  /** Causes that are not named have their default. */
  readonly priorities: Readonly<Partial<Record<Cause, PriorityRow>>>;
  /** Minutes that each tier has to acknowledge, from the first on, before the next is told. */
  readonly escalate: Readonly<Record<Priority, readonly number[]>>;
  /** Minutes between two alarms of the last tier; 0: it is told once. */
  readonly repeat: Readonly<Record<Priority, number>>;
  /** Minutes from an alarm to the next one that a further event may give. */
  readonly alarmAgainAfter: number;
  /** Minutes, 1 to SHELVE_LONGEST. */
  readonly shelveAtMost: number;
}

/** Nothing is out of sight for longer than a day, minutes. */
export const SHELVE_LONGEST = 1440;

/** Default priorities: facts of the domain, event classes with SIA DC-03 codes. */
export const PRIORITIES: Readonly<Record<Cause, PriorityRow>> = {
  forced: always(1),
  duress: always(1),
  tamper: always(1),
  "opened-outside-hours": always(1),
  "mass-opening": always(1),
  opened: always(1),
  "no-visit": always(1),
  "still-inside": always(1),
  "test-alarm-missing": always(1),
  "receiver-lost": always(1),
  replayed: always(1),
  restored: always(1),
  "held-open": always(2),
  offline: { open: 2, closed: 1 },
  "mass-offline": { open: 2, closed: 1 },
  "not-closed": always(2),
  unattended: always(2),
  "not-told": always(2),
  "repeated-denial": always(2),
  "sequence-gap": always(2),
  "clock-suspect": always(2),
  "access-denied": always(2),
  "invalid-message": always(2),
  unsettled: always(2),
  "unknown-unit": always(2),
  "unknown-locker": always(2),
  "journal-overflow": always(2),
  "journal-unavailable": always(2),
  "journal-damaged": always(2),
  "battery-low": always(3),
  power: always(3),
  boot: always(3),
  closed: always(3),
  online: always(3),
  "test-alarm": always(3),
  "receiver-restored": always(3),
  "incident-changed": always(3),
  "visit-opened": always(3),
  "visit-closed": always(3),
  "theft-confirmed": always(3),
  "police-report": always(3),
  "theft-unfounded": always(3),
  "tamper-cleared": always(3),
  "clock-set": always(3),
  "config-changed": always(3),
  "journal-restored": always(3),
  "gateway-behind": always(3),
  "gateway-caught-up": always(3),
};

export const DEFAULT_POLICY: IncidentPolicy = {
  priorities: {},
  escalate: { 1: [2, 5], 2: [10, 20], 3: [] },
  repeat: { 1: 5, 2: 30, 3: 0 },
  alarmAgainAfter: 15,
  shelveAtMost: 480,
};

/** Whether the branch is open, as far as that is known. */
export type Branch = "open" | "closed" | "unknown";

/** What an access window's decision says of the branch. */
export function branchOf(access: Access | null): Branch {
  if (access === null) return "unknown";
  return access.inside ? "open" : "closed";
}

/** Where nobody knows whether the branch is open it is the graver one. */
export function priorityOf(
  cause: Cause,
  branch: Branch,
  priorities: IncidentPolicy["priorities"] = {},
): Priority {
  const { open, closed } = priorities[cause] ?? PRIORITIES[cause];
  if (branch === "unknown") return graver(open, closed);
  return branch === "open" ? open : closed;
}

/** The lower number is the graver priority. */
export function graver(one: Priority, other: Priority): Priority {
  return one <= other ? one : other;
}

/** What becomes of an incident by time alone. */
export interface Step {
  readonly change: "escalated" | "repeated" | "unshelved";
  /** When its time begins to run, milliseconds since 1970. */
  readonly since: number;
  /** Milliseconds from then on. */
  readonly after: number;
}

/** What time does next to an incident; null for what waits for a person or an event. */
export function stepOf(
  { state, priority, tier, tierAt, alarmedAt, shelved }: Incident,
  { escalate, repeat }: Pick<IncidentPolicy, "escalate" | "repeat">,
): Step | null {
  switch (state) {
    case "shelved":
      return shelved && { change: "unshelved", since: shelved.at, after: shelved.until - shelved.at };
    case "raised":
    case "returned": {
      const minutes = escalate[priority][tier - 1];
      if (minutes !== undefined) return { change: "escalated", since: tierAt, after: minutes * MINUTE_MS };
      const every = repeat[priority];
      return every > 0 ? { change: "repeated", since: alarmedAt, after: every * MINUTE_MS } : null;
    }
    case "acknowledged":
    case "latched":
    case "reset":
      return null;
  }
}

/**
 * Milliseconds until a step is due, 0 where it is overdue. Never more than its whole time, also after a clock that
 * was ahead has been set right.
 */
export function waitFor({ since, after }: Pick<Step, "since" | "after">, now: number): number {
  return Math.min(Math.max(since + after - now, 0), after);
}

function always(priority: Priority): PriorityRow {
  return { open: priority, closed: priority };
}
