import type { DayAsked, DayReport } from "../domain/day-report.ts";
import { daySpan } from "../domain/day-report-clock.ts";
import type {
  FoundAcceptance,
  FoundOpening,
  FoundOther,
  RecordedAccess,
} from "../domain/day-report-found.ts";
import { dayReportSteps } from "../domain/day-report-made.ts";
import type { LockerEvent } from "../domain/event.ts";
import type { DayPage, DayPlace, DayScope, DayStep, EventsPage, RecordsPage } from "./day-report-pages.ts";
import { inTurns } from "./turns.ts";

/** Reads one page: in the journal's worker, or in the file itself. */
export type ReadPage = (step: DayStep) => Promise<DayPage> | DayPage;

/** Which openings are asked for: of days that are over. Times are milliseconds since 1970. */
export interface OpeningsAsked {
  readonly site: string;
  /** When the last day that was looked at ended, and the last one that is to be. */
  readonly from: number;
  readonly to: number;
  /** Position up to which openings from before `from` were looked at, and up to which to look. */
  readonly after: number;
  readonly through: number;
}

/** A flow that was held up decides this much after an event came, milliseconds. */
const DECIDED_WITHIN_MS = 24 * 60 * 60_000;

/**
 * Puts a day report together from pages. What was accepted is known by its absence from the outbox; the record of it
 * is looked for from the beginning of the day on until each is found.
 */
export async function gatherDay(read: ReadPage, asked: DayAsked): Promise<DayReport> {
  const span = daySpan(asked.day, asked.timeZone);
  const scope = { site: asked.site, ...span };
  const place = placed(await read({ phase: "find", scope }));
  const { openings, events } = await readEvents(read, scope, place.event);
  const records = await readRecords(read, scope, place.record, openings);
  const { erased, ...recorded } = records;
  const notKept = { erased, before: place.keptFrom };
  const found = { openings, events, ...recorded, notKept, lost: place.lost };
  return inTurns(dayReportSteps(asked, span, found));
}

/** The openings of a site that were not looked at yet: of the days since, and late ones of those before. */
export async function gatherOpenings(
  read: ReadPage,
  { site, from, to, after, through }: OpeningsAsked,
): Promise<readonly FoundOpening[]> {
  const late = await readEvents(read, { site, from: 0, to: from }, after, through);
  if (to <= from) return late.openings;
  const scope = { site, from, to };
  const start = placed(await read({ phase: "find", scope })).event;
  const since = await readEvents(read, scope, start, through);
  return [...late.openings, ...since.openings];
}

/** The position up to which events had come before a moment, milliseconds since 1970. */
export async function reachOf(read: ReadPage, before: number): Promise<number> {
  const reach = await read({ phase: "reach", before });
  if (reach.phase !== "reach") throw new TypeError("A position was asked for");
  return reach.position;
}

async function readEvents(read: ReadPage, scope: DayScope, start: number, until?: number) {
  const openings: FoundOpening[] = [];
  const events: LockerEvent[] = [];
  for (let after = start, isEnd = false; !isEnd; ) {
    const page = eventsIn(
      await read({ phase: "events", scope, after, ...(until !== undefined && { until }) }),
    );
    openings.push(...page.openings);
    events.push(...page.others);
    after = page.through;
    isEnd = page.isEnd;
  }
  return { openings, events };
}

async function readRecords(
  read: ReadPage,
  scope: DayScope,
  start: number,
  openings: readonly FoundOpening[],
) {
  const decisions = new Map<string, RecordedAccess>();
  const acceptances = new Map<string, FoundAcceptance>();
  const others: FoundOther[] = [];
  let erased = 0;
  const wanted = new Set<string>();
  let decidedBy = scope.to + DECIDED_WITHIN_MS;
  for (const { notices, receivedAt } of openings) {
    decidedBy = Math.max(decidedBy, receivedAt + DECIDED_WITHIN_MS);
    for (const { key, open } of notices) if (open === null) wanted.add(key);
  }
  const known = new Set(openings.map(({ eventId }) => eventId));
  for (let after = start, isEnd = false; !isEnd; ) {
    const page = recordsIn(await read({ phase: "records", scope, after }));
    for (const { event, access } of page.decisions) {
      // In doubt, outside.
      if (known.has(event) && decisions.get(event)?.inside !== false) decisions.set(event, access);
    }
    for (const acceptance of page.accepted) {
      if (wanted.delete(acceptance.key)) acceptances.set(acceptance.key, acceptance);
    }
    others.push(...page.notices);
    erased += page.erased;
    after = page.through;
    isEnd = page.isEnd || (wanted.size === 0 && page.at !== null && page.at > decidedBy);
  }
  return { decisions, acceptances, others, erased };
}

function placed(page: DayPage): DayPlace {
  if (page.phase !== "find") throw new TypeError("The place of the day was asked for");
  return page;
}

function eventsIn(page: DayPage): EventsPage {
  if (page.phase !== "events") throw new TypeError("Events were asked for");
  return page;
}

function recordsIn(page: DayPage): RecordsPage {
  if (page.phase !== "records") throw new TypeError("Records were asked for");
  return page;
}
