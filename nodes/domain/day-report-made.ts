import type {
  DayAsked,
  DayException,
  DayReport,
  DaySums,
  Opening,
  OtherNotices,
  Told,
  ToldState,
} from "./day-report.ts";
import type {
  FoundAcceptance,
  FoundOpening,
  FoundOther,
  LostUnit,
  NotKept,
  RecordedAccess,
} from "./day-report-found.ts";
import { spansOf, visitAt, visitsOf } from "./day-report-spans.ts";
import {
  EXCEPTIONAL,
  exceptionOf,
  exceptionsOf,
  notKeptExceptions,
  offlineException,
} from "./day-report-text.ts";
import { isDrill, toldOf } from "./day-report-told.ts";
import type { LockerEvent } from "./event.ts";
import { theftDataOf } from "./theft-event.ts";

/** All that was found of a day. */
export interface DayFound {
  readonly openings: readonly FoundOpening[];
  /** Everything else of the day, and visits and losses of units from before and after it. */
  readonly events: readonly LockerEvent[];
  /** Of each opening the strictest, by the event's id. */
  readonly decisions: ReadonlyMap<string, RecordedAccess>;
  /** By the notice's key. */
  readonly acceptances: ReadonlyMap<string, FoundAcceptance>;
  readonly others: readonly FoundOther[];
  readonly notKept: NotKept;
  readonly lost: readonly LostUnit[];
}

/** Openings that are looked at in one step: less than a millisecond, some milliseconds on a small machine. */
const AT_ONCE = 100;

/**
 * Returns the report, in steps with room for others in between: the whole of ten thousand openings would hold up
 * everything else for a tenth of a second.
 * @param span the day, milliseconds since 1970
 */
export function* dayReportSteps(
  asked: DayAsked,
  span: { readonly from: number; readonly to: number },
  found: DayFound,
): Generator<void, DayReport> {
  const { site, day, timeZone, register, now, seesSilent } = asked;
  const visits = visitsOf(found.events);
  const openings: Opening[] = [];
  const unusual: DayException[] = [];
  yield;
  const inOrder = found.openings.toSorted((a, b) => a.at - b.at || (a.eventId < b.eventId ? -1 : 1));
  for (const opening of inOrder) {
    if (openings.length % AT_ONCE === 0) yield;
    const { eventId, locker, at, earliest, type, late } = opening;
    const made: Opening = {
      ...{ eventId, locker, at, earliest, type, late, drill: isDrill(opening) },
      access: found.decisions.get(eventId) ?? null,
      visit: visitAt(visits.get(locker) ?? [], earliest, at),
      notices: toldOf(opening, asked, found.acceptances),
    };
    openings.push(made);
    unusual.push(...exceptionsOf(made, timeZone));
  }
  yield;
  const shown = (event: LockerEvent) => seesSilent || !isSilent(event);
  const lost = found.lost.filter(({ unit }) => register.units.get(unit)?.site === site);
  const exceptions = [
    ...found.events
      .filter((event) => EXCEPTIONAL.includes(event.type) && shown(event))
      .map((event) => exceptionOf(event, timeZone)),
    ...unusual,
    ...notKeptExceptions(found.notKept, span.from, timeZone),
    ...spansOf(found.events, lost, span).map((one) => offlineException(one, span.from, timeZone)),
  ].sort((a, b) => a.at - b.at || (a.kind < b.kind ? -1 : 1));
  yield;
  return {
    ...{ site, siteName: register.sites.get(site)?.name ?? site, day, timeZone, ...span, madeAt: now },
    ...{ openings, exceptions },
    others: othersOf(found.others.filter(({ silent }) => seesSilent || !silent)),
    sums: sumsOf(openings, exceptions),
  };
}

/** What tells of duress, also by the way. */
function isSilent({ type, data }: LockerEvent): boolean {
  return type === "duress" || data.eventType === "duress" || theftDataOf({ type, data })?.summary === null;
}

function sumsOf(all: readonly Opening[], exceptions: readonly DayException[]): DaySums {
  const openings = all.filter(({ drill }) => !drill);
  const count = (of: (opening: Opening) => boolean) => openings.filter(of).length;
  const withoutHirers = count(({ notices }) => notices.length === 0);
  const told = count(isTold);
  return {
    openings: openings.length,
    late: count(({ late }) => late),
    inside: count(({ access }) => access?.inside === true),
    outside: count(({ access }) => access?.inside === false),
    undecided: count(({ access }) => access === null),
    withoutHirers,
    told,
    notTold: openings.length - withoutHirers - told,
    states: statesOf(openings.flatMap(({ notices }) => notices)),
    exceptions: exceptions.filter(({ drill }) => !drill).length,
    drills: all.length - openings.length,
  };
}

/** True where each hirer was told in both ways; false where there is nobody to tell. */
export function isTold({ notices }: Pick<Opening, "notices">): boolean {
  return notices.length > 0 && notices.every(({ state }) => state === "accepted");
}

function statesOf(notices: readonly Told[]): DaySums["states"] {
  const none = (): Record<ToldState, number> => ({
    ...{ accepted: 0, queued: 0, overdue: 0, parked: 0, dead: 0, missing: 0 },
  });
  const states = { sms: none(), email: none() };
  for (const { channel, state } of notices) states[channel][state] += 1;
  return states;
}

const GROUP: Readonly<Record<FoundOther["kind"], OtherNotices["to"]>> = {
  contact: "staff",
  subscriber: "insurer",
  topic: "topic",
  receiver: "receiver",
};

function othersOf(found: readonly FoundOther[]): readonly OtherNotices[] {
  const groups = new Map<string, OtherNotices>();
  for (const { kind, channel, accepted } of found) {
    const key = `${kind} ${channel}`;
    const { asked, accepted: before } = groups.get(key) ?? { asked: 0, accepted: 0 };
    groups.set(key, {
      ...{ to: GROUP[kind], channel, asked: asked + 1 },
      accepted: before + (accepted ? 1 : 0),
    });
  }
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}
