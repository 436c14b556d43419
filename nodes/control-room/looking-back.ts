import type { LockerEvent } from "../domain/event.ts";
import type { Cause, Incident } from "../domain/incident.ts";
import { PRIORITIES } from "../domain/incident-policy.ts";
import { maskPersonal } from "../domain/mask.ts";
import { recipientLabel } from "../domain/notice.ts";
import type { HistoryEvents, Journal, StuckKind, StuckNoticesPage } from "../journal/journal.ts";
import type { BoardCounts, BoardNotice, HistoryItem, HistoryPage, OutboxPage, PastPage } from "./protocol.ts";
import { boardIncident } from "./shown.ts";

/** Calls of the journal for one page, each of which looks at a bounded number of events. */
const CALLS = 25;
/** Bookkeeping of incidents, whose own history says it better. */
const NOT_SHOWN = ["incident-changed"];
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

/** @param seesSilent false: duress looks like any opening, also to who filters by it */
export async function historyPage(
  journal: Pick<Journal, "history">,
  asked: HistoryAsked,
  seesSilent: boolean,
): Promise<HistoryPage> {
  const { site = null, unit = null, locker = null, from = null, to = null } = asked;
  const types = seesSilent ? (asked.type ?? null) : disguised(asked.type);
  const filter = { site, unit, locker, types, from, to, except: asked.type === undefined ? NOT_SHOWN : null };
  const items: HistoryItem[] = [];
  let before = asked.before ?? null;
  for (let calls = 0; calls < CALLS; calls += 1) {
    const page = await journal.history(filter, before, asked.limit - items.length);
    items.push(...page.items.map((item) => historyItem(item, seesSilent)));
    before = page.next;
    if (before === null || items.length === asked.limit) break;
  }
  return { items, next: before };
}

function disguised(types: readonly string[] | undefined): readonly string[] | null {
  if (types === undefined) return null;
  const open = types.filter((type) => type !== "duress" && !NOT_SHOWN.includes(type));
  return open.includes("opened") ? [...open, "duress"] : open;
}

function isCause(stored: string): stored is Cause {
  return Object.hasOwn(PRIORITIES, stored);
}

function historyItem(
  { position, event, incident }: HistoryEvents["items"][number],
  seesSilent: boolean,
): HistoryItem {
  const { id, site, unit, locker, at, receivedAt, late, marks } = event;
  const isHidden = event.type === "duress" && !seesSilent;
  const shown: Pick<LockerEvent, "type" | "door"> = isHidden ? { type: "opened", door: "open" } : event;
  return {
    ...{ position, id, site, unit, locker, at, receivedAt, late, marks },
    ...{ type: shown.type, door: shown.door },
    incident:
      isHidden || incident === null || !isCause(incident.cause)
        ? null
        : { ...incident, cause: incident.cause },
  };
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
  let before = asked.before ?? null;
  for (let calls = 0; calls < CALLS; calls += 1) {
    const page = await journal.pastIncidents(filter, before, limit - items.length);
    items.push(...page.items.filter(isWanted));
    before = page.next;
    if (before === null || items.length === limit) break;
  }
  return { items: items.map(boardIncident), next: before };
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
  const { items, next } = await journal.stuck(kinds, asked.before ?? null, asked.limit);
  const shown = items.filter(({ notice }) => seesSilent || notice.class !== "duress");
  return { counts, items: shown.map((item) => boardNotice(item, nameOf)), next };
}

/** Nothing of what it says, and nobody whom it is for. */
function boardNotice(item: StuckNoticesPage["items"][number], nameOf: (node: string) => string): BoardNotice {
  const { position, state, overdue, attempts, code, reason, notice } = item;
  const { key, site, locker, createdAt } = notice;
  return {
    ...{ position, key, state, overdue, attempts, code, site, locker, createdAt },
    node: nameOf(notice.node),
    recipient: recipientLabel(notice.recipient),
    channel: notice.channel,
    class: notice.class,
    reason: reason === null ? null : maskPersonal(reason),
  };
}
