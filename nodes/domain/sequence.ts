import type { UnitEventType } from "./event.ts";

/**
 * What the number of an event says about its unit. A healthy unit counts its events, and its boots, upwards for
 * ever; whatever else happens to it shows here.
 */

/** Alarms, which a unit may send before older events that keep them waiting (contract, "Delivery"). */
const OVERTAKING: ReadonlySet<string> = new Set<UnitEventType>(["forced", "tamper", "duress"]);

/** True where numbers before an event of this type may still be on their way. */
export function mayOvertake(type: string): boolean {
  return OVERTAKING.has(type);
}

/** How far a count has got: the highest number of an event, and the boot that event was of. */
export interface Count {
  /** Null where it is not known: it then contradicts nothing. */
  readonly boot: number | null;
  readonly seq: number;
}

/** Plain data, one for each unit. */
export interface Sequence {
  /** The count that is followed. */
  readonly current: Count;
  /** The one followed before, since the unit was restored or a second unit began to speak in its name. */
  readonly other: Count | null;
  /** The last event that nothing explained: if the next one continues it, a count began there. */
  readonly suspect: Count | null;
  /** The highest number that was ever stored; behind `current` only in a restored unit. */
  readonly highest: number;
}

export interface Numbered {
  readonly boot: number | null;
  readonly seq: number;
  /** True for an event of type `boot`, with which every start of a unit begins. */
  readonly starts: boolean;
}

export type Judged =
  /** The number after the last one, or one beyond it: then `gap` is what is missing, both ends inclusive. */
  | { readonly as: "next"; readonly gap: Gap | null; readonly sequence: Sequence; readonly reused: boolean }
  /** A missing number that came after all. */
  | { readonly as: "out-of-order" }
  /** A number that was used before, with other content. */
  | { readonly as: "replayed"; readonly sequence: Sequence }
  /** The unit counts from another point: restored from a backup, exchanged, or one of two that alternate. */
  | {
      readonly as: "restored";
      readonly before: Count;
      readonly gap: Gap | null;
      readonly sequence: Sequence;
    };

/**
 * More numbers at once than any unit can have used unheard, at some dozens of events a day: such a jump is no gap.
 * It also keeps one forged number from making all true ones count as late.
 */
const LONGEST_GAP = 100_000;

export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** The sequence of a unit whose first event this is; it may begin with any number. */
export function firstOf({ boot, seq }: Count): Sequence {
  return { current: { boot, seq }, other: null, suspect: null, highest: seq };
}

/**
 * Judges an event that is not a true duplicate of a stored one.
 *
 * One event with a used number is a replay and changes nothing. A count begins anew where a unit starts with such
 * a number, where a second event continues the first one, or where a higher number is of an earlier boot or too far
 * ahead: then this count is followed, so that one restoration is told once and not with each of its events. The one
 * left is remembered: events that continue it come from a second unit, or the new count was forged.
 * @param isMissing whether this number is one that never came; asked for only where it matters
 */
export function judge(sequence: Sequence, event: Numbered, isMissing: () => boolean): Judged {
  const { current, other, suspect } = sequence;
  const { seq } = event;
  const boot = event.boot ?? current.boot;
  const isBootBehind = boot !== null && current.boot !== null && boot < current.boot;
  const isBootAhead = boot !== null && current.boot !== null && boot > current.boot;
  if (seq === current.seq + 1 && !isBootBehind) return next(sequence, { boot, seq });
  if (other !== null && continues(other, current, { boot, seq })) {
    return anew(sequence, { boot, seq }, other.seq);
  }
  const isAhead = seq > current.seq;
  const isGap = isAhead && !isBootBehind && !isTooFar(current.seq, seq);
  if (isGap && !isPastOf(other, current, { boot, seq })) {
    return next(sequence, { boot, seq });
  }
  if (seq < current.seq && !isBootAhead && isMissing()) return { as: "out-of-order" };
  const isSecond = suspect !== null && boot === suspect.boot && seq === suspect.seq + 1;
  const isElsewhere = isAhead && (isBootBehind || isTooFar(current.seq, seq));
  if (event.starts || isSecond || isElsewhere) return anew(sequence, { boot, seq }, null);
  return {
    as: "replayed",
    sequence: { ...sequence, suspect: { boot, seq }, highest: Math.max(sequence.highest, seq) },
  };
}

function next(sequence: Sequence, count: Count): Judged {
  const { current, highest } = sequence;
  return {
    as: "next",
    gap: gapBetween(current.seq, count.seq),
    sequence: { ...sequence, current: count, highest: Math.max(highest, count.seq) },
    reused: count.seq <= highest,
  };
}

function anew(sequence: Sequence, count: Count, last: number | null): Judged {
  const { current, highest } = sequence;
  return {
    as: "restored",
    before: current,
    gap: last === null ? null : gapBetween(last, count.seq),
    sequence: { current: count, other: current, suspect: null, highest: Math.max(highest, count.seq) },
  };
}

function gapBetween(last: number, seq: number): Gap | null {
  return seq === last + 1 || isTooFar(last, seq) ? null : { from: last + 1, to: seq - 1 };
}

function isTooFar(last: number, seq: number): boolean {
  return seq > last + LONGEST_GAP + 1;
}

/** True where the event goes on with the other count and not with the current one. */
function continues(other: Count, current: Count, { boot, seq }: Count): boolean {
  if (boot === other.boot && seq === other.seq + 1) return true;
  if (seq <= other.seq) return false;
  if (boot === current.boot && boot !== other.boot) return false;
  if (boot === other.boot && boot !== current.boot) return true;
  // A new start of one of the two, or both are in the same boot: as near to the other's end as to be its own.
  return other.seq > current.seq && (boot ?? 0) >= (other.boot ?? 0);
}

/** True for what can be a late event of the other count, so that it must not pull the current one forward. */
function isPastOf(other: Count | null, current: Count, { boot, seq }: Count): boolean {
  if (other === null || other.boot === null || boot === null || current.boot === null) return false;
  return seq <= other.seq && boot > current.boot && boot <= other.boot;
}
