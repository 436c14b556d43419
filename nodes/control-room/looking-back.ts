import type { Cause, Incident } from "../domain/incident.ts";
import { PRIORITIES } from "../domain/incident-policy.ts";
import { maskPersonal } from "../domain/mask.ts";
import { recipientLabel } from "../domain/notice.ts";
import type {
  HistoryEvents,
  HistoryFilter,
  Journal,
  StuckKind,
  StuckNoticesPage,
} from "../journal/journal.ts";
import type { BoardCounts, BoardNotice, HistoryItem, HistoryPage, OutboxPage, PastPage } from "./protocol.ts";
import { boardIncident } from "./shown.ts";
import { unveiled, veiled } from "./veil.ts";

/** Calls of the journal for one page, each of which looks at a bounded number of events. */
const CALLS = 25;
/** Bookkeeping of incidents, whose own history says it better. */
const NOT_SHOWN = ["incident-changed"];
/**
 * What is told to who can act alone: a unit tells of duress beside the opening, which is shown like any other; and a
 * theft where no alarm shows would say that there was one. Of the others the incident tells how far they are.
 */
const SILENT = [...NOT_SHOWN, "duress", "theft-confirmed", "police-report", "theft-unfounded"];
const STUCK: readonly StuckKind[] = ["parked", "dead", "overdue"];

export interface HistoryAsked {
  readonly site?: string | undefined;
  readonly unit?: string | undefined;
  readonly locker?: string | undefined;
  readonly type?: readonly string[] | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

/** @param seesSilent false: nothing shows that there was a duress, nor that something was left out */
export async function historyPage(
  journal: Pick<Journal, "history">,
  asked: HistoryAsked,
  seesSilent: boolean,
): Promise<HistoryPage> {
  const { site = null, unit = null, locker = null, from = null, to = null } = asked;
  const filter = { site, unit, locker, from, to, ...typesOf(asked.type, seesSilent) };
  const items: HistoryItem[] = [];
  let before = placeOf(asked.before, seesSilent);
  for (let calls = 0; calls < CALLS; calls += 1) {
    const page = await journal.history(filter, before, asked.limit - items.length);
    items.push(...page.items.map((item) => historyItem(item, seesSilent)));
    before = page.next;
    if (before === null || items.length === asked.limit) break;
  }
  return { items, next: cursorOf(before, seesSilent) };
}

function typesOf(
  asked: readonly string[] | undefined,
  seesSilent: boolean,
): Pick<HistoryFilter, "types" | "except"> {
  if (asked === undefined) return { types: null, except: seesSilent ? NOT_SHOWN : SILENT };
  return { types: seesSilent ? asked : asked.filter((type) => !SILENT.includes(type)), except: null };
}

function placeOf(cursor: number | undefined, seesSilent: boolean): number | null {
  if (cursor === undefined) return null;
  return seesSilent ? cursor : unveiled(cursor);
}

function cursorOf(place: number | null, seesSilent: boolean): number | null {
  return place === null || seesSilent ? place : veiled(place);
}

function isCause(stored: string): stored is Cause {
  return Object.hasOwn(PRIORITIES, stored);
}

function historyItem(
  { position, event, incident }: HistoryEvents["items"][number],
  seesSilent: boolean,
): HistoryItem {
  const { site, unit, locker, at, receivedAt, late, marks, type, door } = event;
  const place = seesSilent ? position : veiled(position);
  return {
    // An event's own id holds its number in the unit's count.
    ...{ position: place, id: seesSilent ? event.id : `event-${place}` },
    ...{ site, unit, locker, at, receivedAt, late, marks, type, door },
    incident: incident === null ? null : shownCause(incident, seesSilent),
  };
}

function shownCause(
  { id, cause, reason }: NonNullable<HistoryEvents["items"][number]["incident"]>,
  seesSilent: boolean,
): HistoryItem["incident"] {
  return isCause(cause) && (seesSilent || cause !== "duress") ? { id, cause, reason } : null;
}

export interface PastAsked extends Omit<HistoryAsked, "type"> {
  readonly cause?: readonly string[] | undefined;
  readonly priority?: string | undefined;
}

/** Of several causes, and of a priority, the page is a selection of what the journal gives. */
export async function pastPage(
  journal: Pick<Journal, "pastIncidents">,
  asked: PastAsked,
  seesSilent: boolean,
): Promise<PastPage> {
  const { site, unit, locker, from, to, cause, priority, limit } = asked;
  const filter = {
    ...(site !== undefined && { site }),
    ...(unit !== undefined && { unit }),
    ...(locker !== undefined && { locker }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(cause?.length === 1 && cause[0] !== undefined && { cause: cause[0] }),
  };
  const isWanted = (incident: Incident) =>
    (seesSilent || !incident.silent) &&
    (cause === undefined || cause.includes(incident.cause)) &&
    (priority === undefined || String(incident.priority) === priority);
  const items: Incident[] = [];
  let before = placeOf(asked.before, seesSilent);
  for (let calls = 0; calls < CALLS; calls += 1) {
    const page = await journal.pastIncidents(filter, before, limit - items.length);
    items.push(...page.items.filter(isWanted));
    before = page.next;
    if (before === null || items.length === limit) break;
  }
  return { items: items.map(boardIncident), next: cursorOf(before, seesSilent) };
}

export interface OutboxAsked {
  readonly state?: StuckKind | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

export async function outboxPage(
  journal: Pick<Journal, "stuck">,
  asked: OutboxAsked,
  counts: BoardCounts,
  seesSilent: boolean,
  nameOf: (node: string) => string,
): Promise<OutboxPage> {
  const kinds = asked.state === undefined ? STUCK : [asked.state];
  const before = placeOf(asked.before, seesSilent);
  const { items, next } = await journal.stuck(kinds, seesSilent, before, asked.limit);
  return {
    counts,
    items: items.map((item) => boardNotice(item, nameOf, seesSilent)),
    next: cursorOf(next, seesSilent),
  };
}

/** Nothing of what it says, and nobody whom it is for. */
function boardNotice(
  item: StuckNoticesPage["items"][number],
  nameOf: (node: string) => string,
  seesSilent: boolean,
): BoardNotice {
  const { state, overdue, attempts, code, reason, notice } = item;
  const { site, locker, createdAt } = notice;
  const position = seesSilent ? item.position : veiled(item.position);
  // A notice's own key holds the id of its event.
  const key = seesSilent ? notice.key : `notice-${position}`;
  return {
    ...{ position, key, state, overdue, attempts, code, site, locker, createdAt },
    node: nameOf(notice.node),
    recipient: recipientLabel(notice.recipient),
    channel: notice.channel,
    class: notice.class,
    reason: reason === null ? null : maskPersonal(reason),
  };
}
