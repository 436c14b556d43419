import type { Clock } from "../domain/clock.ts";
import type { DayAsked, DayReport } from "../domain/day-report.ts";
import type { FoundOpening } from "../domain/day-report-found.ts";
import { LockerError } from "../domain/errors.ts";
import type { LockerEvent } from "../domain/event.ts";
import type { Incident } from "../domain/incident.ts";
import type { IncidentAction } from "../domain/incident-act.ts";
import { incidentFrom } from "../domain/incident-read.ts";
import type { RetentionPolicy } from "../domain/keeping.ts";
import type { ExportRequest } from "../domain/ledger-export.ts";
import type { Notice } from "../domain/notice.ts";
import type { TheftAct, TheftCase } from "../domain/theft.ts";
import type { SignedNow } from "./checkpoints.ts";
import { gatherDay, gatherOpenings, type OpeningsAsked, reachOf } from "./day-report.ts";
import { eventRowOf } from "./event-row.ts";
import {
  type Appended,
  type ChangedStates,
  type ConfigurationPart,
  type Decision,
  type DeliveryCount,
  type Due,
  type Enqueued,
  type HistoryEvents,
  type HistoryFilter,
  type IncidentChange,
  type IncidentFilter,
  type IncidentNews,
  type IncidentPage,
  type IncidentRecord,
  type IncidentRequest,
  type IncidentStep,
  type Journal,
  type OpenDeliveries,
  type OutboxCount,
  type OutboxItem,
  type OutboxSums,
  type Outcome,
  type Overdue,
  QUARANTINE_BYTES,
  type Quarantined,
  type Remembered,
  type Retry,
  type SettledEvents,
  type States,
  type StatesOf,
  type StuckKind,
  type StuckNoticesPage,
  type TheftTold,
  type UnitSighting,
  type UnitState,
  type UntoldItem,
  type Wanted,
} from "./journal.ts";
import { Lru } from "./lru.ts";
import { withMarks } from "./mark.ts";
import { type DueReply, type NoticeRow, type StoredNotice, WITHOUT_BODY } from "./protocol.ts";
import { queueOf } from "./queue.ts";
import type { RetentionStep } from "./retention.ts";
import type { SetAside } from "./set-aside.ts";
import { noticeFrom } from "./stored-notice.ts";
import { type Line, WorkerLine } from "./worker-line.ts";
import { startWorker } from "./worker-start.ts";

/** How long the worker waits for another program's lock on the file before calls fail. */
const BUSY_TIMEOUT_MS = 5_000;

export interface JournalOptions {
  /** Path of the SQLite file; its folder is made where it is missing. Null: in memory, until it is closed. */
  readonly file: string | null;
  readonly clock: Clock;
  /** Resolves when whoever had the file before has closed it. */
  readonly after?: Promise<void>;
  readonly busyTimeoutMs?: number;
}

/** Opens with the first call; a file that cannot be used makes the calls reject, not this. */
export function openJournal({ file, clock, after, busyTimeoutMs }: JournalOptions): WorkerJournal {
  const data = { file, busyTimeoutMs: busyTimeoutMs ?? BUSY_TIMEOUT_MS };
  const start = () => startWorker(data);
  return new WorkerJournal(new WorkerLine({ start, clock, after: after ?? Promise.resolve() }));
}

/** The journal as the nodes use it; the work is done in the worker. */
export class WorkerJournal implements Journal {
  readonly #line: Line;
  readonly #enqueued = new Set<(notices: readonly Notice[]) => void>();
  readonly #changed = new Set<(news: IncidentNews) => void>();
  /** More than the worker counts on, so that it never does in vain. */
  readonly #own = new Lru<number, Notice>(2 * WITHOUT_BODY);

  constructor(line: Line) {
    this.#line = line;
  }

  /** Groups committed so far: with many calls in flight far fewer than calls. */
  get commits(): number {
    return this.#line.commits;
  }

  async append(event: LockerEvent, nodes: readonly string[] = []): Promise<Appended> {
    const reply = await this.#line.ask("append", eventRowOf(event, nodes));
    const { position } = reply;
    if (reply.result === "duplicate") {
      const { body, open } = reply;
      return { result: "duplicate", position, open, event: JSON.parse(body), gap: null, before: null };
    }
    const { marks, gap, before, news } = reply;
    if (news !== undefined) this.#tell(news);
    return { result: "stored", position, open: nodes, event: withMarks(event, marks), gap, before };
  }

  async settleEvents(settled: readonly SettledEvents[]): Promise<void> {
    await this.#line.ask("settleEvents", settled);
  }

  async openDeliveries(node: string, after: number, limit: number): Promise<OpenDeliveries> {
    const { items, through, isAll } = await this.#line.ask("openDeliveries", { node, after, limit });
    return {
      items: items.map(({ body, ...item }) => ({ ...item, event: JSON.parse(body) })),
      through,
      isAll,
    };
  }

  async exhaust(node: string, position: number, { payload, ...entry }: Quarantined): Promise<void> {
    await this.#line.ask("exhaust", { node, position, entry: { ...entry, payload: kept(payload) } });
  }

  closeDeliveries(node: string, now: number): Promise<number> {
    return this.#line.ask("closeDeliveries", { node, now });
  }

  deliveryCounts(): Promise<readonly DeliveryCount[]> {
    return this.#line.ask("deliveryCounts", null);
  }

  async quarantine(entry: Quarantined): Promise<void> {
    const { topic, payload, code, reason, receivedAt } = entry;
    await this.#line.ask("quarantine", { topic, payload: kept(payload), code, reason, receivedAt });
  }

  unitSeen(sighting: UnitSighting): Promise<UnitState | null> {
    return this.#line.ask("unitSeen", sighting);
  }

  unitState(unit: string): Promise<UnitState | null> {
    return this.#line.ask("unitState", unit);
  }

  states(of: StatesOf): Promise<States> {
    return this.#line.ask("states", of);
  }

  watchStates(on: boolean): Promise<number> {
    return this.#line.ask("watchStates", on);
  }

  changedStates(era: number): Promise<ChangedStates | null> {
    return this.#line.ask("changedStates", era);
  }

  async raise(request: IncidentRequest): Promise<IncidentChange> {
    const { news, ...changed } = await this.#line.ask("raise", request);
    this.#tell(news);
    return changed;
  }

  async act(action: IncidentAction, now: number, shelveAtMost?: number): Promise<Incident> {
    const input = shelveAtMost === undefined ? { action, now } : { action, now, shelveAtMost };
    const reply = await this.#line.ask("act", input);
    if ("refused" in reply) throw new LockerError("incident-refused", reply.refused);
    this.#tell([reply]);
    return reply.incident;
  }

  async advance(step: IncidentStep): Promise<Incident | null> {
    const news = await this.#line.ask("advance", step);
    if (news === null) return null;
    this.#tell([news]);
    return news.incident;
  }

  async adopt(incidents: readonly string[], node: string): Promise<void> {
    await this.#line.ask("adopt", { incidents, node });
  }

  openIncidents(after: number, limit: number): Promise<IncidentPage> {
    return this.#line.ask("openIncidents", { after, limit });
  }

  pastIncidents(filter: IncidentFilter, before: number | null, limit: number): Promise<IncidentPage> {
    return this.#line.ask("pastIncidents", { filter, before, limit });
  }

  incidentHistory(id: string): Promise<readonly IncidentRecord[]> {
    return this.#line.ask("incidentHistory", id);
  }

  /** Tells of each change of an incident once it is committed. Returns how to stop. */
  onIncident(listener: (news: IncidentNews) => void): () => void {
    this.#changed.add(listener);
    return () => this.#changed.delete(listener);
  }

  async actOnTheft(act: TheftAct, nodes: readonly string[], now: number): Promise<TheftTold> {
    const reply = await this.#line.ask("actOnTheft", { act, nodes, now });
    if ("refused" in reply) throw new LockerError("theft-refused", reply.refused);
    return reply;
  }

  theft(incident: string): Promise<TheftCase | null> {
    return this.#line.ask("theft", incident);
  }

  thefts(): Promise<readonly TheftCase[]> {
    return this.#line.ask("thefts", null);
  }

  handThefts(nodes: readonly string[]): Promise<readonly TheftTold[]> {
    return this.#line.ask("handThefts", nodes);
  }

  enqueue(notices: readonly Notice[]): Promise<Enqueued> {
    const stored = this.#line
      .ask("enqueue", notices.map(noticeRowOf))
      .then((positions) => this.#stored(notices, positions));
    // Who looks for due notices now finds these in the same commit.
    for (const listener of this.#enqueued) listener(notices);
    return stored;
  }

  /** Calls the listener with each enqueue, before its commit. Returns how to stop. */
  onEnqueue(listener: (notices: readonly Notice[]) => void): () => void {
    this.#enqueued.add(listener);
    return () => this.#enqueued.delete(listener);
  }

  /** Tells of the journal that was set aside last, each time the file is opened, and now where it is known. */
  onSetAside(listener: (aside: SetAside) => void): () => void {
    return this.#line.onSetAside(listener);
  }

  async due(wanted: readonly Wanted[], now: number, patient = false): Promise<Due> {
    const { items, next } = await this.#line.ask("due", { wanted, now }, patient);
    return { items: items.map((item) => (item.body === null ? this.#ownItem(item) : itemOf(item))), next };
  }

  async settle(outcomes: readonly Outcome[], patient = false): Promise<void> {
    await this.#line.ask("settle", outcomes, patient);
  }

  retry(which: Retry, now: number): Promise<number> {
    return this.#line.ask("retry", { which, now });
  }

  async hurry(route: string, now: number): Promise<void> {
    await this.#line.ask("hurry", { route, now });
  }

  async overdue(nodes: readonly string[], now: number, limit: number): Promise<Overdue> {
    const { items, next } = await this.#line.ask("overdue", { nodes, now, limit });
    return { items: items.map((item) => ({ ...itemOf(item), state: item.state, code: item.code })), next };
  }

  async untold(node: string, limit: number): Promise<readonly UntoldItem[]> {
    const rows = await this.#line.ask("untold", { node, limit });
    return rows.map((row) => {
      const { position, state, at, code, reason } = row;
      const stopped = { position, result: state, at, code };
      return { item: itemOf(row), outcome: reason === null ? stopped : { ...stopped, reason } };
    });
  }

  async told(positions: readonly number[]): Promise<void> {
    await this.#line.ask("told", positions);
  }

  async toldOverdue(positions: readonly number[], now: number): Promise<void> {
    await this.#line.ask("toldOverdue", { positions, now });
  }

  outboxCounts(): Promise<readonly OutboxCount[]> {
    return this.#line.ask("outboxCounts", null);
  }

  async remember(node: string, changes: readonly Remembered[]): Promise<void> {
    await this.#line.ask("remember", { node, changes }, true);
  }

  recall(node: string): Promise<readonly (Remembered & { readonly value: string })[]> {
    return this.#line.ask("recall", node);
  }

  rememberedNodes(): Promise<readonly string[]> {
    return this.#line.ask("rememberedNodes", null);
  }

  async forgetNode(node: string): Promise<void> {
    await this.#line.ask("forgetNode", node);
  }

  async incident(id: string): Promise<Incident | null> {
    const body = await this.#line.ask("incident", id);
    return body === null ? null : incidentFrom(JSON.parse(body));
  }

  async history(filter: HistoryFilter, before: number | null, limit: number): Promise<HistoryEvents> {
    const { items, next } = await this.#line.ask("history", { filter, before, limit });
    return { items: items.map(({ body, ...item }) => ({ ...item, event: JSON.parse(body) })), next };
  }

  dayReport(asked: DayAsked): Promise<DayReport> {
    return gatherDay((step) => this.#line.ask("dayPage", step), asked);
  }

  dayOpenings(asked: OpeningsAsked): Promise<readonly FoundOpening[]> {
    return gatherOpenings((step) => this.#line.ask("dayPage", step), asked);
  }

  storedBefore(moment: number): Promise<number> {
    return reachOf((step) => this.#line.ask("dayPage", step), moment);
  }

  async stuck(
    kinds: readonly StuckKind[],
    seesSilent: boolean,
    before: number | null,
    limit: number,
  ): Promise<StuckNoticesPage> {
    const { items, next } = await this.#line.ask("stuck", { kinds, seesSilent, before, limit });
    return {
      items: items.map((row) => {
        const { state, overdue, code, reason } = row;
        return { ...itemOf(row), state, overdue, code, reason };
      }),
      next,
    };
  }

  outboxSums(): Promise<OutboxSums> {
    return this.#line.ask("outboxSums", null);
  }

  async decide({ event, node, access, at }: Decision): Promise<void> {
    const { id, site, locker } = event;
    const body = JSON.stringify({ node, access });
    await this.#line.ask("decide", { event: id, site, locker, at, body }, true);
  }

  async configure(parts: readonly ConfigurationPart[], now: number): Promise<void> {
    await this.#line.ask("configure", { parts, now });
  }

  async recordExport(request: ExportRequest, now: number): Promise<void> {
    await this.#line.ask("recordExport", { request, now });
  }

  sign(now: number, all: boolean): Promise<SignedNow | null> {
    return this.#line.ask("sign", { now, all });
  }

  retain(step: RetentionStep, policy: RetentionPolicy, now: number): Promise<RetentionStep | null> {
    return this.#line.ask("retain", { step, policy, now });
  }

  #tell(all: readonly IncidentNews[]): void {
    for (const news of all) for (const listener of this.#changed) listener(news);
  }

  #stored(notices: readonly Notice[], positions: readonly (number | null)[]): Enqueued {
    let added = 0;
    for (const [index, notice] of notices.entries()) {
      const position = positions[index] ?? null;
      if (position === null) continue;
      this.#own.set(position, notice);
      added += 1;
    }
    return { added, known: notices.length - added };
  }

  /** @throws Error where it is not kept; asked for again it comes with its body */
  #ownItem({ position, attempts }: DueReply["items"][number]): OutboxItem {
    const notice = this.#own.take(position);
    if (notice === undefined) throw new Error(`The journal counts on notice ${position} being kept here`);
    return { position, attempts, notice };
  }

  async close(): Promise<void> {
    // What was never opened has nothing to hand back. Both go over at once, so that nothing comes in between.
    const used = this.#line.commits > 0;
    const handedBack = used ? this.#line.ask("handBack", null).catch(() => null) : null;
    await Promise.all([handedBack, this.#line.close()]);
  }
}

/** A copy: a slice would bring the whole buffer it is cut from over to the worker. */
function kept(payload: Uint8Array): Uint8Array {
  return new Uint8Array(payload.subarray(0, QUARANTINE_BYTES));
}

function itemOf({ position, attempts, body }: StoredNotice): OutboxItem {
  return { position, attempts, notice: noticeFrom(body) };
}

function noticeRowOf(notice: Notice): NoticeRow {
  const { key, node, route, lane, site, locker, createdAt, overdueAt, subject } = notice;
  return {
    key,
    node,
    site,
    locker,
    route,
    lane,
    createdAt,
    overdueAt,
    subject,
    queue: queueOf(notice),
    silent: notice.class === "duress",
    body: JSON.stringify(notice),
  };
}
