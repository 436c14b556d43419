import type { ClockState, LockerEvent, Occurred } from "./event.ts";

/** A unit's clock that says less was never set: 2025-01-01T00:00Z, before the product existed. */
export const PRODUCT_EPOCH = Date.UTC(2025, 0, 1);
/** How far two honest clocks, the unit's and the gateway's, may be apart. */
export const CLOCK_TOLERANCE_MS = 10_000;
/** A heartbeat is never queued, so it is heard at most this long after it was sent. */
export const HEARTBEAT_DELAY_MS = 60_000;
/** How fast an unsynchronised crystal may run wrong (50 ppm). */
const DRIFT = 50e-6;
/** Boots remembered per unit: the running one and those whose last events may still come. */
const BOOTS_KEPT = 3;

/** A limit for the moment a boot began, as found at this uptime; it loosens with the drift since. */
interface Anchor {
  /** Milliseconds since 1970. */
  readonly epoch: number;
  /** Milliseconds. */
  readonly uptime: number;
}

interface BootEvidence {
  readonly boot: number;
  readonly notBefore: Anchor | null;
  readonly notAfter: Anchor;
  /** The highest uptime seen, milliseconds. */
  readonly uptime: number;
}

interface LastEvent extends Occurred {
  readonly boot: number;
  readonly seq: number;
}

/**
 * What the gateway's own clock has shown about a unit: when its boots began and when its last event happened.
 * Plain data. Losing it (a restart of the gateway) only makes times less certain, never wrong.
 */
export interface UnitEvidence {
  /** Newest first. */
  readonly boots: readonly BootEvidence[];
  readonly last: LastEvent | null;
}

export const NO_EVIDENCE: UnitEvidence = { boots: [], last: null };

/** What a unit says about the time of an event. */
export interface TimeClaim {
  /** Milliseconds since 1970. */
  readonly at: number | null;
  readonly clock: ClockState;
  readonly boot: number;
  readonly seq: number;
  /** Milliseconds. */
  readonly uptime: number;
}

export interface Placed {
  readonly occurred: Occurred;
  /** True where the unit's clock is absurd or contradicts what is known; an honest "none" is not suspect. */
  readonly suspect: boolean;
}

/**
 * When an event happened. The unit's time counts where its clock was synchronised, is plausible and agrees
 * with sequence, uptime and receive time; otherwise the answer is the whole span in which it can have happened.
 * @param receivedAt milliseconds since 1970 by the gateway's clock; no answer lies after it
 */
export function placeEvent(claim: TimeClaim, receivedAt: number, evidence: UnitEvidence): Placed {
  const { at, clock } = claim;
  const span = spanOf(claim, receivedAt, evidence);
  if (span === null) {
    return {
      occurred: { earliest: Math.min(PRODUCT_EPOCH, receivedAt), latest: receivedAt },
      suspect: true,
    };
  }
  const agrees =
    at !== null &&
    at >= span.earliest - CLOCK_TOLERANCE_MS &&
    at <= span.latest + CLOCK_TOLERANCE_MS &&
    follows(claim, at, evidence);
  if (!agrees || clock !== "sntp") {
    return { occurred: span, suspect: isSuspect(claim, agrees, receivedAt) };
  }
  const moment = Math.min(at, receivedAt);
  return { occurred: { earliest: moment, latest: moment }, suspect: false };
}

function isSuspect({ at, clock }: TimeClaim, agrees: boolean, receivedAt: number): boolean {
  switch (clock) {
    case "none":
      return at !== null;
    case "estimated":
      return at === null || at < PRODUCT_EPOCH || at > receivedAt + CLOCK_TOLERANCE_MS;
    case "sntp":
      return !agrees;
  }
}

/** An event of the same boot with a lower number cannot be later than the last one known. */
function follows(claim: TimeClaim, at: number, { last }: UnitEvidence): boolean {
  return (
    last === null ||
    last.boot !== claim.boot ||
    last.seq <= claim.seq ||
    at <= last.latest + CLOCK_TOLERANCE_MS
  );
}

/** The span that uptime, sequence and receive time leave, without the unit's clock; null if they contradict. */
function spanOf(claim: TimeClaim, receivedAt: number, evidence: UnitEvidence): Occurred | null {
  const { boot, seq, uptime } = claim;
  const { last } = evidence;
  let earliest = Math.min(PRODUCT_EPOCH, receivedAt);
  let latest = receivedAt;
  if (last !== null && (last.boot < boot || (last.boot === boot && last.seq < seq))) {
    earliest = Math.max(earliest, last.earliest);
  }
  for (const known of evidence.boots) {
    if (known.boot > boot) continue;
    // Whatever was heard of an earlier boot came before this one began.
    const moment = known.boot === boot ? uptime : known.uptime;
    if (known.notBefore !== null) earliest = Math.max(earliest, lowest(known.notBefore, moment) + moment);
    if (known.boot === boot) latest = Math.min(latest, highest(known.notAfter, moment) + moment);
  }
  if (earliest > latest + CLOCK_TOLERANCE_MS) return null;
  return { earliest: Math.min(earliest, latest), latest };
}

function lowest(anchor: Anchor, uptime: number): number {
  return anchor.epoch - driftBetween(anchor.uptime, uptime);
}

function highest(anchor: Anchor, uptime: number): number {
  return anchor.epoch + driftBetween(anchor.uptime, uptime);
}

/** Whole milliseconds, as every time is. */
function driftBetween(uptime: number, other: number): number {
  return Math.ceil(Math.abs(uptime - other) * DRIFT);
}

/** The evidence with one more event: its boot began no later than receive time less uptime. */
export function afterEvent(evidence: UnitEvidence, event: LockerEvent): UnitEvidence {
  const { boot, seq, uptime } = event;
  if (boot === null || seq === null || uptime === null) return evidence;
  const { last } = evidence;
  const isNewest = last === null || boot > last.boot || (boot === last.boot && seq > last.seq);
  return {
    boots: withBoot(evidence.boots, boot, (known) => beganBefore(known, boot, uptime, event.receivedAt)),
    last: isNewest ? { boot, seq, ...event.occurred } : last,
  };
}

/** The evidence with a heartbeat, which is heard when it is sent. One of an older boot starts anew. */
export function afterHeartbeat(
  evidence: UnitEvidence,
  { boot, uptime }: { readonly boot: number; readonly uptime: number },
  receivedAt: number,
): UnitEvidence {
  const { boots, last } = ofThisLife(evidence, boot);
  const epoch = receivedAt - uptime;
  const newest: BootEvidence = {
    boot,
    notBefore: { epoch: epoch - HEARTBEAT_DELAY_MS, uptime },
    notAfter: { epoch, uptime },
    uptime,
  };
  return { boots: withBoot(boots, boot, (known) => narrowed(known, newest)), last };
}

/** The evidence with a status that the unit has just sent (not a retained one, not a last will). */
export function afterStatus(
  evidence: UnitEvidence,
  { boot }: { readonly boot: number },
  receivedAt: number,
): UnitEvidence {
  const { boots, last } = ofThisLife(evidence, boot);
  return { boots: withBoot(boots, boot, (known) => beganBefore(known, boot, 0, receivedAt)), last };
}

/** A unit whose count of boots has gone back was exchanged or wiped: what was known is of another life. */
function ofThisLife(evidence: UnitEvidence, boot: number): UnitEvidence {
  const newest = evidence.boots[0]?.boot ?? boot;
  return boot < newest ? NO_EVIDENCE : evidence;
}

function withBoot(
  boots: readonly BootEvidence[],
  boot: number,
  change: (known: BootEvidence | undefined) => BootEvidence,
): readonly BootEvidence[] {
  const newest = boots[0];
  // As with almost every message.
  if (newest?.boot === boot) return [change(newest), ...boots.slice(1)];
  const changed = change(boots.find((known) => known.boot === boot));
  return [changed, ...boots.filter((known) => known.boot !== boot)]
    .sort((a, b) => b.boot - a.boot)
    .slice(0, BOOTS_KEPT);
}

function beganBefore(
  known: BootEvidence | undefined,
  boot: number,
  uptime: number,
  receivedAt: number,
): BootEvidence {
  const anchor: Anchor = { epoch: receivedAt - uptime, uptime };
  if (known === undefined) return { boot, notBefore: null, notAfter: anchor, uptime };
  const impossible =
    known.notBefore !== null && anchor.epoch < lowest(known.notBefore, uptime) - CLOCK_TOLERANCE_MS;
  if (impossible) return known;
  const notAfter = anchor.epoch <= highest(known.notAfter, uptime) ? anchor : known.notAfter;
  return { ...known, notAfter, uptime: Math.max(known.uptime, uptime) };
}

function narrowed(known: BootEvidence | undefined, newest: BootEvidence): BootEvidence {
  if (known === undefined || newest.notBefore === null) return newest;
  const { notBefore, notAfter, uptime } = newest;
  const low = known.notBefore;
  const reached = Math.max(known.uptime, uptime);
  // Too early for what was known: that was wrong, for nothing is heard before it is sent.
  if (low !== null && notAfter.epoch < lowest(low, uptime)) return newest;
  // Too late: delayed for once, or the gateway's clock was set. Both stay possible until the next one.
  if (notBefore.epoch > highest(known.notAfter, uptime)) return { ...known, notAfter, uptime: reached };
  return {
    boot: known.boot,
    notBefore: low !== null && notBefore.epoch < lowest(low, uptime) ? low : notBefore,
    notAfter: notAfter.epoch > highest(known.notAfter, uptime) ? known.notAfter : notAfter,
    uptime: reached,
  };
}
