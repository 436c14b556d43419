import type { Clock } from "../domain/clock.ts";
import type { LockerEvent } from "../domain/event.ts";
import type { Notice } from "../domain/notice.ts";
import {
  type Appended,
  type Due,
  type Enqueued,
  type IncidentChange,
  type IncidentRequest,
  type Journal,
  type OutboxCount,
  type Outcome,
  QUARANTINE_BYTES,
  type Quarantined,
  type UnitSighting,
  type UnitState,
  type Wanted,
} from "./journal.ts";
import { withMark } from "./mark.ts";
import type { EventRow, NoticeRow } from "./protocol.ts";
import { queueOf } from "./queue.ts";
import type { SetAside } from "./set-aside.ts";
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
  readonly #enqueued = new Set<() => void>();

  constructor(line: Line) {
    this.#line = line;
  }

  /** Groups committed so far: with many calls in flight far fewer than calls. */
  get commits(): number {
    return this.#line.commits;
  }

  async append(event: LockerEvent): Promise<Appended> {
    const reply = await this.#line.ask("append", rowOf(event));
    if (reply.result === "duplicate") {
      return { result: "duplicate", event: JSON.parse(reply.body), gap: null };
    }
    const { mark, gap } = reply;
    return { result: "stored", event: mark ? withMark(event, mark) : event, gap };
  }

  async quarantine(entry: Quarantined): Promise<void> {
    const { topic, code, reason, receivedAt } = entry;
    // A copy: a slice would bring the whole buffer it is cut from over to the worker.
    const payload = new Uint8Array(entry.payload.subarray(0, QUARANTINE_BYTES));
    await this.#line.ask("quarantine", { topic, payload, code, reason, receivedAt });
  }

  unitSeen(sighting: UnitSighting): Promise<UnitState | null> {
    return this.#line.ask("unitSeen", sighting);
  }

  unitState(unit: string): Promise<UnitState | null> {
    return this.#line.ask("unitState", unit);
  }

  raise(request: IncidentRequest): Promise<IncidentChange> {
    return this.#line.ask("raise", request);
  }

  async enqueue(notices: readonly Notice[]): Promise<Enqueued> {
    const stored = this.#line.ask("enqueue", notices.map(noticeRowOf));
    // Who looks for due notices now finds these in the same commit.
    for (const listener of this.#enqueued) listener();
    return stored;
  }

  /** Calls the listener with each enqueue, before its commit. Returns how to stop. */
  onEnqueue(listener: () => void): () => void {
    this.#enqueued.add(listener);
    return () => this.#enqueued.delete(listener);
  }

  /** Tells of the journal that was set aside last, each time the file is opened, and now where it is known. */
  onSetAside(listener: (aside: SetAside) => void): () => void {
    return this.#line.onSetAside(listener);
  }

  async due(wanted: readonly Wanted[], now: number): Promise<Due> {
    const { items, next } = await this.#line.ask("due", { wanted, now });
    return {
      items: items.map(({ position, attempts, body }) => ({ position, attempts, notice: JSON.parse(body) })),
      next,
    };
  }

  async settle(outcomes: readonly Outcome[]): Promise<void> {
    await this.#line.ask("settle", outcomes);
  }

  resume(route: string, now: number): Promise<number> {
    return this.#line.ask("resume", { route, now });
  }

  outboxCounts(): Promise<readonly OutboxCount[]> {
    return this.#line.ask("outboxCounts", null);
  }

  close(): Promise<void> {
    return this.#line.close();
  }
}

function rowOf(event: LockerEvent): EventRow {
  const { id, site, unit, boot, seq, type, at, receivedAt } = event;
  return { id, site, unit, boot, seq, type, at, receivedAt, body: JSON.stringify(event) };
}

function noticeRowOf(notice: Notice): NoticeRow {
  const { key, node, route, lane, createdAt, subject } = notice;
  return {
    key,
    node,
    route,
    lane,
    createdAt,
    subject,
    queue: queueOf(notice),
    body: JSON.stringify(notice),
  };
}
