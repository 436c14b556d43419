import type { LockerEvent, Occurred } from "./event.ts";

/** What lies between an opening and the closing that ended it. */
export interface VisitSummary {
  /** The latest moments at which it can have been, milliseconds since 1970. */
  readonly openedAt: number;
  readonly closedAt: number;
  /** Whole. By the unit's own count where it knew no time, so that it may fit better than the two moments do. */
  readonly minutes: number;
  /** True where one of the two moments is known less exactly than a minute. */
  readonly uncertain: boolean;
}

/** When a unit reported something of a door, as far as its order is concerned. */
interface Moment extends Occurred, Pick<LockerEvent, "unit" | "boot" | "seq" | "uptime"> {}

export interface Opening extends Moment {
  /** Of the events that tell of it: a forced opening, or one under duress, is reported twice. */
  readonly ids: readonly string[];
  readonly types: readonly string[];
  /** The visit it was made in; null where there was none. */
  readonly visit: string | null;
  /** Id of the event that ended it. */
  readonly closedBy: string | null;
}

interface Closing extends Moment {
  readonly id: string;
  readonly visit: string | null;
  readonly summary: VisitSummary | null;
}

/** The last openings and closings of a locker, in the order in which they happened. Plain data. */
export interface Doors {
  readonly openings: readonly Opening[];
  readonly closings: readonly Closing[];
}

export const NO_DOORS: Doors = { openings: [], closings: [] };

/** So many openings and closings are kept: enough for whatever a unit sends again. */
const KEPT = 6;
/** What tells of one opening is reported within this time; so much may two honest clocks be apart, too. */
export const ONE_OPENING_MS = 10_000;
/** A moment known less exactly than this is uncertain. */
const EXACT_WITHIN_MS = 60_000;

/** True for the types that tell of an opening. Under duress it looks as any other. */
export function isOpening({ type }: Pick<LockerEvent, "type">): boolean {
  return type === "opened" || type === "forced" || type === "duress";
}

/**
 * The doors after an opening. The same event again changes nothing; what tells of the same opening is counted to it.
 * @param visit in which it was made
 */
export function opened(doors: Doors, event: LockerEvent, visit: string | null): Doors {
  if (openingOf(doors, event.id) !== null) return doors;
  const moment = momentOf(event);
  const same = doors.openings.find(
    (one) =>
      !one.types.includes(event.type) && one.unit === event.unit && apart(one, moment) <= ONE_OPENING_MS,
  );
  if (same !== undefined) {
    const both = { ...same, ids: [...same.ids, event.id], types: [...same.types, event.type] };
    return { ...doors, openings: doors.openings.map((one) => (one === same ? both : one)) };
  }
  const opening: Opening = { ...moment, ids: [event.id], types: [event.type], visit, closedBy: null };
  return { ...doors, openings: inOrder([...doors.openings, opening]) };
}

/**
 * The doors after a closing, which ends the last opening before it, unless another closing lies in between or has ended
 * it already. Where no such opening is known it stays alone, for ever: what comes later is not made up for.
 * @param visit that it falls into
 */
export function closed(doors: Doors, event: LockerEvent, visit: string | null): Doors {
  if (closingOf(doors, event.id) !== null) return doors;
  const moment = momentOf(event);
  const last = doors.openings.findLast((one) => isBefore(one, moment));
  const ended =
    last !== undefined &&
    last.closedBy === null &&
    !doors.closings.some((other) => isBefore(last, other) && isBefore(other, moment))
      ? last
      : null;
  const closing: Closing = {
    ...moment,
    id: event.id,
    visit: ended?.visit ?? visit,
    summary: ended && summaryOf(ended, moment),
  };
  return {
    openings: doors.openings.map((one) => (one === ended ? { ...one, closedBy: event.id } : one)),
    closings: inOrder([...doors.closings, closing]),
  };
}

/** The opening that an event of this id tells of. */
export function openingOf(doors: Doors, id: string): Opening | null {
  return doors.openings.find(({ ids }) => ids.includes(id)) ?? null;
}

export function closingOf(doors: Doors, id: string): Closing | null {
  return doors.closings.find((one) => one.id === id) ?? null;
}

/** The opening that nothing has ended yet, as far as it was reported. */
export function standing({ openings, closings }: Doors): Opening | null {
  const last = openings.at(-1);
  if (last === undefined || last.closedBy !== null) return null;
  return closings.some((one) => isBefore(last, one)) ? null : last;
}

/** An opening that was made before the visit was registered belongs to it all the same. */
export function adopted(doors: Doors, opening: Opening, visit: string): Doors {
  return { ...doors, openings: doors.openings.map((one) => (one === opening ? { ...one, visit } : one)) };
}

function summaryOf(opening: Opening, closing: Moment): VisitSummary {
  const { unit, boot, uptime } = opening;
  const isCounted =
    boot !== null &&
    unit === closing.unit &&
    boot === closing.boot &&
    uptime !== null &&
    closing.uptime !== null;
  const ms = isCounted ? (closing.uptime ?? 0) - (uptime ?? 0) : closing.latest - opening.latest;
  return {
    openedAt: opening.latest,
    closedAt: closing.latest,
    minutes: Math.max(0, Math.round(ms / 60_000)),
    uncertain: [opening, closing].some(({ earliest, latest }) => latest - earliest > EXACT_WITHIN_MS),
  };
}

/** Milliseconds. An alarm may overtake the opening that it tells of: the unit's own count knows that they are one. */
function apart(one: Moment, other: Moment): number {
  const isCounted = one.boot !== null && one.boot === other.boot;
  if (isCounted && one.uptime !== null && other.uptime !== null) return Math.abs(one.uptime - other.uptime);
  return Math.abs(one.latest - other.latest);
}

function momentOf({ unit, boot, seq, uptime, occurred }: LockerEvent): Moment {
  return { unit, boot, seq, uptime, earliest: occurred.earliest, latest: occurred.latest };
}

/** By the unit's own count, where it has one; of two that could have been at one moment, the one that came first. */
function isBefore(one: Moment, other: Moment): boolean {
  const { unit, boot, seq } = one;
  if (unit === other.unit && boot !== null && boot === other.boot && seq !== null && other.seq !== null)
    return seq < other.seq;
  return one.latest <= other.latest;
}

function inOrder<T extends Moment>(moments: readonly T[]): readonly T[] {
  const sorted = moments.toSorted((a, b) => (isBefore(a, b) ? (isBefore(b, a) ? 0 : -1) : 1));
  return sorted.slice(-KEPT);
}
