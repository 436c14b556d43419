import type { LostUnit } from "./day-report-found.ts";
import type { Span } from "./day-report-text.ts";
import type { LockerEvent } from "./event.ts";

/** Of one locker; an end of null is not over yet. */
interface VisitSpan {
  readonly visit: string;
  readonly from: number;
  to: number | null;
}

/** The registered visits that these events tell of, by locker. */
export function visitsOf(events: readonly LockerEvent[]): ReadonlyMap<string, readonly VisitSpan[]> {
  const visits = new Map<string, Map<string, VisitSpan>>();
  for (const { type, locker, occurred, data } of events) {
    const { visit, openedAt } = data;
    if ((type !== "visit-opened" && type !== "visit-closed") || locker === null) continue;
    if (typeof visit !== "string") continue;
    const ofLocker = visits.get(locker) ?? new Map<string, VisitSpan>();
    visits.set(locker, ofLocker);
    const known = ofLocker.get(visit);
    const from = type === "visit-opened" ? occurred.latest : openedAt;
    const to = type === "visit-closed" ? occurred.latest : (known?.to ?? null);
    if (typeof from === "number")
      ofLocker.set(visit, { visit, from: Math.min(known?.from ?? from, from), to });
  }
  return new Map([...visits].map(([locker, ofLocker]) => [locker, [...ofLocker.values()]]));
}

/** The visit that an opening belongs to: the one that began last, where its time leaves several. */
export function visitAt(visits: readonly VisitSpan[], earliest: number, latest: number): string | null {
  const fitting = visits.filter(({ from, to }) => from <= latest && (to === null || to >= earliest));
  return fitting.sort((a, b) => b.from - a.from)[0]?.visit ?? null;
}

/**
 * When units of a site were not heard, as far as that touches the day.
 * @param lost those of the site that are lost now
 */
export function spansOf(
  events: readonly LockerEvent[],
  lost: readonly LostUnit[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly Span[] {
  const ordered = events
    .filter(({ type }) => type === "offline" || type === "online")
    .sort((a, b) => a.occurred.latest - b.occurred.latest);
  const spans: Span[] = [];
  const open = new Map<string, number>();
  const heardOf = new Set<string>();
  for (const { type, unit, occurred } of ordered) {
    heardOf.add(unit);
    const since = open.get(unit);
    if (type === "offline") open.set(unit, since ?? occurred.earliest);
    else if (since !== undefined) {
      spans.push({ unit, from: since, to: occurred.latest });
      open.delete(unit);
    }
  }
  for (const [unit, since] of open) spans.push({ unit, from: since, to: null });
  for (const { unit, seenAt } of lost) {
    if (!heardOf.has(unit)) spans.push({ unit, from: seenAt, to: null });
  }
  return spans.filter((span) => (span.from ?? 0) < to && (span.to ?? Number.POSITIVE_INFINITY) >= from);
}
