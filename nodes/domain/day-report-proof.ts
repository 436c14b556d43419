import type { DayAsked, Told } from "./day-report.ts";
import { dayNames } from "./day-report-clock.ts";
import type { FoundOpening } from "./day-report-found.ts";
import { isDrill, toldOf } from "./day-report-told.ts";
import type { LockerEvent } from "./event.ts";
import { GATEWAY } from "./gateway-news.ts";
import { derived } from "./health.ts";
import type { Hirer } from "./register.ts";

/** Ids of openings that an alarm names; the day report has them all. */
const NAMED = 20;
/** Openings that are looked at in one step: less than a millisecond, some milliseconds on a small machine. */
const AT_ONCE = 100;

/** What is wrong with a day. */
export interface NotTold {
  /** ISO date by the branch's clock. */
  readonly day: string;
  /** That were looked at, of that day. */
  readonly openings: number;
  /** Of which not every hirer was told by SMS and by e-mail, both. */
  readonly notTold: readonly { readonly id: string; readonly open: readonly Told[] }[];
  /** How many SMS and e-mails of these nobody could ask for, because the register has no number or address for them. */
  readonly noAddress: number;
  readonly withoutHirers: number;
}

/**
 * The days among these openings on which somebody was not told. A drill is none, and nobody is owed a notice of a
 * locker without a hirer. They are looked at in steps, with room for others in between.
 */
export function* notToldSteps(
  openings: readonly FoundOpening[],
  asked: Pick<DayAsked, "register" | "timeZone" | "now">,
): Generator<void, readonly NotTold[]> {
  const days = new Map<
    string,
    { openings: number; withoutHirers: number; noAddress: number; notTold: NotTold["notTold"][number][] }
  >();
  const dayOf = dayNames(asked.timeZone);
  for (const [index, opening] of openings.entries()) {
    if (index % AT_ONCE === 0) yield;
    if (isDrill(opening)) continue;
    const day = dayOf(opening.at);
    const found = days.get(day) ?? { openings: 0, withoutHirers: 0, noAddress: 0, notTold: [] };
    days.set(day, found);
    found.openings += 1;
    const told = toldOf(opening, asked, new Map());
    if (told.length === 0) found.withoutHirers += 1;
    const open = told.filter(({ state }) => state !== "accepted");
    if (open.length === 0) continue;
    found.notTold.push({ id: opening.eventId, open });
    const hirers = asked.register.hirersOf(opening.locker);
    found.noAddress += open.filter((one) => hasNoAddress(one, hirers)).length;
  }
  return [...days]
    .filter(([, { notTold }]) => notTold.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, found]) => ({ day, ...found }));
}

function hasNoAddress({ state, hirer, channel }: Told, hirers: readonly Hirer[]): boolean {
  if (state !== "missing") return false;
  const person = hirers.find(({ id }) => id === hirer);
  return person !== undefined && (channel === "sms" ? person.phones : person.emails).length === 0;
}

/**
 * The alarm to the bank: one for each look at a day.
 * @param look from where to where it went, which tells it from others at the same day: the same one gives the same id
 * @param now milliseconds since 1970
 */
export function notToldEvent(
  site: string,
  found: NotTold,
  look: { readonly from: Looked; readonly to: Looked },
  now: number,
): LockerEvent {
  const { day, openings, notTold, withoutHirers, noAddress } = found;
  const open = notTold.flatMap((one) => one.open);
  const of = (state: Told["state"]) => open.filter((told) => told.state === state).length;
  const cause = [day, look.from.day, look.from.position, look.to.position];
  return derived("not-told", { site, unit: GATEWAY, boot: null }, cause, {
    receivedAt: now,
    occurred: { earliest: now, latest: now },
    data: {
      ...{ day, openings, notTold: notTold.length, withoutHirers },
      sms: open.filter(({ channel }) => channel === "sms").length,
      email: open.filter(({ channel }) => channel === "email").length,
      ...{ missing: of("missing"), dead: of("dead"), parked: of("parked") },
      waiting: of("queued") + of("overdue"),
      ...(noAddress > 0 && { noAddress }),
      eventIds: notTold.slice(0, NAMED).map(({ id }) => id),
    },
  });
}

/** How far a branch's days were looked at. */
export interface Looked {
  /** The last day that was, ISO, by the branch's clock. */
  readonly day: string;
  /** Openings up to this position were, as far as they are of that day or an earlier one. */
  readonly position: number;
}

/** As it is kept: a look that was begun is ended as it was begun, so that what it tells is told once. */
export interface Progress extends Looked {
  readonly next?: Looked;
}

/** @returns null for what is no such text */
export function progressIn(text: string): Progress | null {
  const found: unknown = JSON.parse(text);
  const looked = lookedIn(found);
  if (looked === null || typeof found !== "object" || found === null || !("next" in found)) return looked;
  const next = lookedIn(found.next);
  return next === null ? looked : { ...looked, next };
}

function lookedIn(found: unknown): Looked | null {
  if (typeof found !== "object" || found === null || !("day" in found) || !("position" in found)) return null;
  const { day, position } = found;
  return typeof day === "string" && typeof position === "number" ? { day, position } : null;
}
