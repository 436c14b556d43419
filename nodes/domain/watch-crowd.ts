import type { Occurred } from "./event.ts";
import type { CrowdRule } from "./watch-rules.ts";

/** Many different ones within the time of the rule. */
export interface Crowd {
  /** When the first of them happened, milliseconds since 1970. */
  readonly from: number;
  /** When the last of them happened. */
  readonly until: number;
  /** Each once, by time. */
  readonly subjects: readonly string[];
}

/**
 * When a window of the rule's length can begin so that the subject is in it: from its happening less the length on,
 * up to its happening. What of one subject touches is one span: a locker that is opened again and again counts once.
 */
interface Span {
  readonly subject: string;
  readonly lo: number;
  readonly hi: number;
}

interface Stretch {
  readonly lo: number;
  readonly hi: number;
}

/** Changed in place: while a crowd lasts, each event of a flood comes here. */
interface Gathering {
  /** By `hi`; no two of a subject touch. */
  spans: Span[];
  /** Where windows begin that belong to a crowd which was told, oldest first. */
  readonly told: Stretch[];
}

/** Of one key; more than a day's worth, since so many spread out without a crowd take long. */
const SPANS_KEPT = 512;
const TOLD_KEPT = 32;
/** Keys that are remembered at least; at most twice as many. */
const KEYS_KEPT = 4096;

/**
 * Finds crowds: so many different subjects of one key within so long, by when it happened, in whatever order it
 * becomes known. A crowd is told once for as long as it lasts.
 *
 * A happening whose time is not known exactly counts at any time at which it can have been, as far back as the rule's
 * length: further back it would make a crowd of whatever else there was.
 */
export class Crowds {
  #young = new Map<string, Gathering>();
  #old = new Map<string, Gathering>();

  /**
   * Takes one more.
   * @returns the crowd that it makes, where that was not told yet; from now on it is
   */
  add(key: string, subject: string, occurred: Occurred, rule: CrowdRule): Crowd | null {
    return this.#take(key, subject, occurred, rule, true);
  }

  /** Takes one of the past, of which whatever was to be told was told. */
  remember(key: string, subject: string, occurred: Occurred, rule: CrowdRule): void {
    this.#take(key, subject, occurred, rule, false);
  }

  /** A crowd was told that began at this moment (`Crowd.from`). */
  told(key: string, from: number, rule: CrowdRule): void {
    tell(this.#gathering(key), from, rule.withinMs);
  }

  #take(
    key: string,
    subject: string,
    { earliest, latest }: Occurred,
    { atLeast, withinMs }: CrowdRule,
    tells: boolean,
  ): Crowd | null {
    if (atLeast === 0) return null;
    const gathering = this.#gathering(key);
    const span = insert(gathering, {
      subject,
      lo: Math.max(earliest, latest - withinMs) - withinMs,
      hi: latest,
    });
    const from = densest(gathering.spans, span, atLeast);
    if (from === null) return null;
    const isTold = gathering.told.some(({ lo, hi }) => lo <= from && from <= hi);
    if (isTold || tells) tell(gathering, from, withinMs);
    if (isTold) thin(gathering, from, 2 * atLeast);
    if (isTold || !tells) return null;
    const members = gathering.spans.filter(({ lo, hi }) => lo <= from && from <= hi);
    return {
      from,
      until: Math.min(from + withinMs, Math.max(...members.map(({ hi }) => hi))),
      subjects: members.map((member) => member.subject),
    };
  }

  /** Those of keys that were not asked for in long are forgotten, all at once. */
  #gathering(key: string): Gathering {
    const known = this.#young.get(key) ?? this.#old.get(key) ?? { spans: [], told: [] };
    if (!this.#young.has(key)) {
      if (this.#young.size >= KEYS_KEPT) {
        this.#old = this.#young;
        this.#young = new Map();
      }
      this.#young.set(key, known);
    }
    return known;
  }
}

/** @returns the span, with those of the same subject that it touches */
function insert({ spans }: Gathering, { subject, lo, hi }: Span): Span {
  const span = { subject, lo, hi };
  for (let index = spans.length - 1; index >= 0; index -= 1) {
    const one = spans[index];
    if (one === undefined || one.subject !== subject || one.lo > hi || one.hi < lo) continue;
    span.lo = Math.min(span.lo, one.lo);
    span.hi = Math.max(span.hi, one.hi);
    spans.splice(index, 1);
  }
  let place = spans.length;
  while (place > 0 && (spans[place - 1]?.hi ?? 0) > span.hi) place -= 1;
  spans.splice(place, 0, span);
  if (spans.length > SPANS_KEPT) spans.shift();
  return span;
}

/** The latest beginning of a window with at least so many, within the span; null where there is none. */
function densest(spans: readonly Span[], span: Span, atLeast: number): number | null {
  for (let index = spans.length - 1; index >= 0; index -= 1) {
    const { lo = 0, hi = 0 } = spans[index] ?? {};
    // Those before end earlier still.
    if (hi < span.lo) return null;
    if (lo > span.hi) continue;
    const at = Math.min(hi, span.hi);
    if (fills(spans, at, atLeast)) return at;
  }
  return null;
}

/** Whether so many belong to a window that begins then. */
function fills(spans: readonly Span[], at: number, atLeast: number): boolean {
  let missing = atLeast;
  for (let index = spans.length - 1; index >= 0; index -= 1) {
    const { lo = 0, hi = 0 } = spans[index] ?? {};
    if (hi < at) return false;
    if (lo <= at) missing -= 1;
    if (missing === 0) return true;
  }
  return false;
}

/** Whatever happens within the rule's length of it belongs to the same crowd. */
function tell({ told }: Gathering, from: number, withinMs: number): void {
  const stretch = { lo: from - withinMs, hi: from + withinMs };
  let kept = 0;
  for (const one of told) {
    if (one.lo <= from && from <= one.hi) {
      stretch.lo = Math.min(one.lo, stretch.lo);
      stretch.hi = Math.max(one.hi, stretch.hi);
    } else {
      told[kept] = one;
      kept += 1;
    }
  }
  told.length = kept;
  told.push(stretch);
  if (told.length > TOLD_KEPT) told.shift();
}

/** Of a crowd that was told only the latest are needed to see that it goes on. */
function thin(gathering: Gathering, from: number, needed: number): void {
  const told = gathering.told.find(({ lo, hi }) => lo <= from && from <= hi);
  if (told === undefined) return;
  const isWithin = ({ lo, hi }: Span) => lo >= told.lo && hi <= told.hi;
  let surplus = -needed;
  for (const span of gathering.spans) if (isWithin(span)) surplus += 1;
  // Many at once, so that not each one costs it.
  if (surplus <= needed) return;
  gathering.spans = gathering.spans.filter((span) => {
    if (surplus === 0 || !isWithin(span)) return true;
    surplus -= 1;
    return false;
  });
}
