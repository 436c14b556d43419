import { ALARMS, type Condition, type Deed, type Incident, type Shelving, UPDATES } from "./incident.ts";
import { conditionOf } from "./incident-causes.ts";
import { PRIORITIES } from "./incident-policy.ts";

type Fields = Readonly<Record<string, unknown>>;

const STATES: ReadonlySet<unknown> = new Set([
  "raised",
  "acknowledged",
  "returned",
  "latched",
  "shelved",
  "reset",
] satisfies Incident["state"][]);
const CHANGES: ReadonlySet<unknown> = new Set([...ALARMS, ...UPDATES]);
const CONDITIONS: ReadonlySet<unknown> = new Set(["standing", "returned", "momentary"] satisfies Condition[]);

/**
 * The incident that a flow or a disk gives back; null where that is none. What earlier versions did not know of an
 * incident is completed: there was nothing but raised ones, which nobody had acknowledged.
 */
export function incidentFrom(given: unknown): Incident | null {
  return isIncident(given) ? completed(given) : null;
}

/** As the earliest versions wrote it, or a flow that made one by hand. */
type Earlier = Pick<
  Incident,
  | ("id" | "transition" | "state" | "cause" | "priority" | "tier")
  | ("site" | "unit" | "locker" | "count" | "lastEventAt" | "lastEventId" | "summary")
>;

function completed(earlier: Earlier & Partial<Incident>): Incident {
  const { cause, lastEventAt, count } = earlier;
  return {
    change: count === 1 ? "raised" : "counted",
    raisedAt: lastEventAt,
    alarmedAt: lastEventAt,
    tierAt: earlier.alarmedAt ?? lastEventAt,
    condition: conditionOf(cause),
    acknowledged: null,
    shelved: null,
    reset: null,
    silent: cause === "duress",
    node: "",
    ...earlier,
  };
}

function isIncident(given: unknown): given is Earlier & Partial<Incident> {
  if (!isRecord(given)) return false;
  const { id, transition, state, cause, priority, tier, site, unit, locker, count, lastEventAt } = given;
  return (
    [id, site, unit, given.lastEventId, given.summary].every((text) => typeof text === "string") &&
    (locker === null || typeof locker === "string") &&
    [transition, tier, count].every((number) => Number.isSafeInteger(number)) &&
    typeof cause === "string" &&
    Object.hasOwn(PRIORITIES, cause) &&
    [1, 2, 3].includes(Number(priority)) &&
    Number.isFinite(lastEventAt) &&
    STATES.has(state) &&
    isLater(given)
  );
}

/** What came with later versions may be missing, but is not to be something else. */
function isLater(given: Fields): boolean {
  const { change, condition, silent, node, acknowledged, reset, shelved } = given;
  const times = [given.raisedAt, given.alarmedAt, given.tierAt];
  return (
    (change === undefined || CHANGES.has(change)) &&
    (condition === undefined || CONDITIONS.has(condition)) &&
    (silent === undefined || typeof silent === "boolean") &&
    (node === undefined || typeof node === "string") &&
    (given.drill === undefined || given.drill === true) &&
    times.every((time) => time === undefined || Number.isFinite(time)) &&
    [acknowledged, reset].every((deed) => deed === undefined || deed === null || isDeed(deed)) &&
    (shelved === undefined || shelved === null || isShelving(shelved))
  );
}

function isDeed(given: unknown): given is Deed {
  return isRecord(given) && typeof given.by === "string" && Number.isFinite(given.at);
}

function isShelving(given: unknown): given is Shelving {
  return (
    isDeed(given) && "until" in given && "count" in given && [given.until, given.count].every(Number.isFinite)
  );
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
