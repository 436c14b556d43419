import type { EventType, LockerEvent } from "./event.ts";
import type { Cause, Condition, Incident } from "./incident.ts";

/** What ends a condition: an event of this type, about the same locker or unit. */
interface Return {
  readonly type: EventType;
  /** Of the same locker (or of the unit, where the incident names no locker), of the same unit, or of the site. */
  readonly of: "locker" | "unit" | "site";
  /** Events of this type that say so in their data; left out: all of them. */
  readonly where?: { readonly field: string; readonly is: boolean };
}

const CLOSED: Return = { type: "closed", of: "locker" };

/** Causes that stand until something returns to normal. All others are moments, which nothing ends. */
const RETURNS: Readonly<Partial<Record<Cause, Return>>> = {
  "opened-outside-hours": CLOSED,
  opened: CLOSED,
  forced: CLOSED,
  "held-open": CLOSED,
  "not-closed": CLOSED,
  "no-visit": CLOSED,
  unattended: CLOSED,
  "still-inside": { type: "visit-closed", of: "locker" },
  tamper: { type: "tamper-cleared", of: "locker" },
  offline: { type: "online", of: "unit" },
  "mass-offline": { type: "mass-offline", of: "site", where: { field: "over", is: true } },
  power: { type: "power", of: "unit", where: { field: "mains", is: true } },
  "clock-suspect": { type: "clock-set", of: "unit" },
  "journal-unavailable": { type: "journal-restored", of: "unit" },
  "gateway-behind": { type: "gateway-caught-up", of: "unit" },
  "receiver-lost": { type: "receiver-restored", of: "locker" },
  "test-alarm-missing": { type: "test-alarm", of: "unit", where: { field: "through", is: true } },
};

const BY_TYPE: ReadonlyMap<EventType, Return> = new Map(
  Object.values(RETURNS).map((one) => [one.type, one] as const),
);

/** Types of events that may end a condition. */
export const RETURN_TYPES: readonly EventType[] = [...BY_TYPE.keys()];

/** Types whose data say whether it is a return: only these have to be read. */
export const RETURN_TYPES_BY_DATA: ReadonlySet<string> = new Set(
  [...BY_TYPE.values()].filter(({ where }) => where !== undefined).map(({ type }) => type),
);

export function conditionOf(cause: Cause): Condition {
  return RETURNS[cause] === undefined ? "momentary" : "standing";
}

type Happening = Pick<LockerEvent, "site" | "unit" | "locker" | "data"> & { readonly type: string };

/**
 * Which conditions an event brings back to normal, as one text that equals `awaitedBy` of their incidents; null for
 * an event that ends nothing.
 */
export function endedBy(event: Happening): string | null {
  const found = BY_TYPE.get(event.type as EventType);
  if (found === undefined || !says(found, event.data)) return null;
  return placeOf(found, event);
}

/** What an incident waits for to be back to normal; null where that is over, or nothing could end it. */
export function awaitedBy(incident: Pick<Incident, "cause" | "condition" | "site" | "unit" | "locker">) {
  const found = RETURNS[incident.cause];
  return incident.condition === "standing" && found !== undefined ? placeOf(found, incident) : null;
}

/** Types that say what somebody did, and are no occurrence at a locker. */
const TELLS: ReadonlySet<EventType> = new Set<EventType>([
  "incident-changed",
  "visit-opened",
  "theft-confirmed",
  "police-report",
  "theft-unfounded",
]);

/**
 * True for an event that never gives cause for an incident: it only brings something back to normal, or tells what
 * became of an incident, which would have no end.
 */
export function endsOnly(event: Pick<LockerEvent, "type" | "data">): boolean {
  if (TELLS.has(event.type)) return true;
  const found = BY_TYPE.get(event.type);
  return found !== undefined && says(found, event.data);
}

/** False for causes of which no event is an alarm: they only end something, or tell of an incident. */
export function canAlarm(cause: Cause): boolean {
  return cause === "opened-outside-hours" || !endsOnly({ type: cause, data: {} });
}

/**
 * The incident whose alarm stands for this one, too, while nobody has acknowledged that one: an operator who is
 * flooded sees less than one who is told once (ISA-18.2, alarm floods).
 */
export function coveringCause(cause: Cause): "mass-opening" | "mass-offline" | null {
  switch (cause) {
    case "opened-outside-hours":
    case "opened":
    case "forced":
    case "held-open":
    case "not-closed":
    case "no-visit":
    case "unattended":
      return "mass-opening";
    case "offline":
      return "mass-offline";
    default:
      return null;
  }
}

function says({ where }: Return, data: Readonly<Record<string, unknown>>): boolean {
  return where === undefined || data[where.field] === where.is;
}

function placeOf(
  { type, of }: Return,
  { site, unit, locker }: Pick<LockerEvent, "site" | "unit" | "locker">,
) {
  const place = of === "site" ? "" : of === "unit" ? unit : (locker ?? unit);
  return `${type}|${site}|${place}`;
}
