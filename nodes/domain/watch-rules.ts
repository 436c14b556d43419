/** So many different ones within so long are more than chance. */
export interface CrowdRule {
  /** 0: off. */
  readonly atLeast: number;
  /** Milliseconds. */
  readonly withinMs: number;
}

/** What the gateway itself watches for at a site. */
export interface WatchRules {
  /** A last will is told only when the unit has not come back within so long, milliseconds. */
  readonly holdMs: number;
  /** Lockers opened or forced: more are a mass opening. */
  readonly openings: CrowdRule;
  /** Reports of refused access at one locker: more are a repeated denial. */
  readonly denials: CrowdRule;
}

/** Where several have a say, the alarm that any one of them wants is raised, and as soon as any one wants it. */
export function strictest(all: readonly WatchRules[]): WatchRules | null {
  const [first, ...others] = all;
  if (first === undefined) return null;
  return others.reduce(
    (one, other) => ({
      holdMs: Math.min(one.holdMs, other.holdMs),
      openings: stricter(one.openings, other.openings),
      denials: stricter(one.denials, other.denials),
    }),
    first,
  );
}

function stricter(one: CrowdRule, other: CrowdRule): CrowdRule {
  if (one.atLeast === 0) return other;
  if (other.atLeast === 0) return one;
  return {
    atLeast: Math.min(one.atLeast, other.atLeast),
    withinMs: Math.max(one.withinMs, other.withinMs),
  };
}
