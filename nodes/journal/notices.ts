import type { DatabaseSync, StatementSync } from "node:sqlite";
import { LANE } from "../domain/notice.ts";
import { integer, text } from "./columns.ts";
import { type DueFound, DueNotices } from "./due-notices.ts";
import type { OutboxCount, Outcome, Retry, Wanted } from "./journal.ts";
import { NoticeCounts } from "./notice-counts.ts";
import { IN_BRIEF, type NoticeInBrief, noticeInBrief, type WaitingNotice } from "./open-notice.ts";
import { OverdueNotices } from "./overdue-notices.ts";
import type { NoticeRow } from "./protocol.ts";
import { Recent } from "./recent.ts";
import { StuckList } from "./stuck-list.ts";
import { StuckNotices } from "./stuck-notices.ts";
import { UntoldNotices } from "./untold-notices.ts";
import { WaitingQueues } from "./waiting-queues.ts";

/** Notices that are remembered at least, some 600 bytes each: more than are on their way at once. */
const REMEMBERED = 4096;

/** What was recorded of a notice that waited, which is said with the attempts it took. */
export interface Recorded {
  readonly outcome: Outcome;
  readonly notice: NoticeInBrief;
}

/**
 * The outbox: a table of what is not accepted yet, beside that of the notices themselves. Only the oldest waiting
 * notice of a queue (its head) has a `due`, so that what is held behind it is never looked at, however much it is.
 */
export class Notices {
  readonly overdue: OverdueNotices;
  readonly untold: UntoldNotices;
  readonly stuckList: StuckList;
  readonly #due: DueNotices;
  readonly #counts: NoticeCounts;
  readonly #queues: WaitingQueues;
  readonly #stuck: StuckNotices;
  readonly #insert: StatementSync;
  readonly #wait: StatementSync;
  readonly #waiting: StatementSync;
  readonly #postpone: StatementSync;
  readonly #forget: StatementSync;
  readonly #stop: StatementSync;
  readonly #hurry: StatementSync;
  readonly #stateOf: StatementSync;
  readonly #drop: StatementSync;
  /** Of those that wait, by position. */
  readonly #remembered = new Recent<number, WaitingNotice>(REMEMBERED);

  constructor(db: DatabaseSync) {
    // The columns of older versions are not null.
    this.#insert = db.prepare(`
      INSERT INTO notice (subject, key, body, node, route, lane, queue, state, attempts, not_before)
      VALUES (?, ?, ?, '', '', 0, '', '', 0, 0) ON CONFLICT (subject, key) DO NOTHING
    `);
    this.#wait = db.prepare(`
      INSERT INTO outbox
        (position, node, state, overdue, overdue_at, attempts, lane, not_before, due, route, queue, key, site, locker,
          silent)
      VALUES (?, ?, 'waiting', 0, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    `);
    this.#waiting = db.prepare(
      `SELECT node, queue, overdue, ${IN_BRIEF} FROM outbox WHERE position = ? AND state = 'waiting'`,
    );
    this.#postpone = db.prepare(
      "UPDATE outbox SET attempts = attempts + 1, not_before = ?, due = NULL, code = ? WHERE position = ?",
    );
    this.#forget = db.prepare("DELETE FROM outbox WHERE position = ?");
    this.#stop = db.prepare(`
      UPDATE outbox SET state = ?, attempts = attempts + 1, due = NULL, code = ?, reason = ?, settled_at = ?,
        overdue_at = iif(?, overdue_at, NULL), untold = 1
      WHERE position = ?
    `);
    this.#hurry = db.prepare(
      "UPDATE outbox SET not_before = ?, due = ? WHERE route = ? AND lane = ? AND due > ?",
    );
    this.#stateOf = db.prepare("SELECT node, state, overdue FROM outbox WHERE position = ?");
    this.#drop = db.prepare("DELETE FROM notice WHERE position = ?");
    this.#due = new DueNotices(db);
    this.#counts = new NoticeCounts(db);
    this.#queues = new WaitingQueues(db);
    this.overdue = new OverdueNotices(db, this.#counts, this.#remembered);
    this.untold = new UntoldNotices(db);
    this.stuckList = new StuckList(db, this.#counts);
    this.#stuck = new StuckNotices(db, this.#counts, this.#queues);
  }

  /**
   * @param place of the event that the notice goes back to
   * @returns its position; null where its key was known
   */
  add(notice: NoticeRow, place: number): number | null {
    const { changes, lastInsertRowid } = this.#insert.run(place, notice.key, notice.body);
    if (Number(changes) === 0) return null;
    const position = Number(lastInsertRowid);
    this.#await(notice, position);
    this.#due.added(position);
    return position;
  }

  due(wanted: readonly Wanted[], now: number): DueFound {
    return this.#due.find(wanted, now);
  }

  /** @returns what was recorded: of notices that still waited */
  settle(outcomes: readonly Outcome[]): readonly Recorded[] {
    const recorded: Recorded[] = [];
    const queues = new Set<string>();
    /** Queues whose oldest is tried again: what is behind it waits for it and for nothing else. */
    const held = new Set<string>();
    for (const outcome of outcomes) {
      const waiting = this.#waitingAt(outcome.position);
      if (waiting === null) continue;
      const notice = { ...waiting, attempts: waiting.attempts + 1 };
      queues.add(notice.queue);
      this.#record(outcome, notice, held.has(notice.queue));
      if (outcome.result === "retry") held.add(notice.queue);
      recorded.push({ outcome, notice });
    }
    for (const queue of queues) this.#queues.moveUp(queue);
    return recorded;
  }

  /**
   * Drops a notice that nothing waits for any more.
   * @returns false where something does
   */
  drop(position: number): boolean {
    const row = this.#stateOf.get(position);
    if (row) {
      const state = text(row, "state");
      if (state === "waiting" || state === "parked") return false;
      this.#forget.run(position);
      this.#counts.remove({ node: text(row, "node"), state: "dead", overdue: integer(row, "overdue") === 1 });
    }
    this.#drop.run(position);
    return true;
  }

  /** @param now milliseconds since 1970 */
  retry(which: Retry, now: number): number {
    return this.#stuck.retry(which, now);
  }

  /** Those of a route that wait for their next attempt are due now. */
  hurry(route: string, now: number): null {
    for (const lane of Object.values(LANE)) this.#hurry.run(now, now, route, lane, now);
    return null;
  }

  counts(): readonly OutboxCount[] {
    return this.#counts.all();
  }

  #await(
    { node, route, lane, queue, key, site, locker, createdAt, overdueAt, silent }: NoticeRow,
    position: number,
  ): void {
    const due = this.#queues.isEmpty(queue) ? createdAt : null;
    const tells = silent ? 1 : null;
    this.#wait.run(position, node, overdueAt, lane, createdAt, due, route, queue, key, site, locker, tells);
    this.#queues.joined(queue);
    this.#remembered.set(position, { node, queue, key, site, locker, attempts: 0, overdue: false });
    this.#counts.add({ node, state: "waiting", overdue: false });
  }

  #waitingAt(position: number): WaitingNotice | null {
    const known = this.#remembered.get(position);
    if (known !== undefined) return known;
    const row = this.#waiting.get(position);
    if (!row) return null;
    const overdue = integer(row, "overdue") === 1;
    return { ...noticeInBrief(row), node: text(row, "node"), queue: text(row, "queue"), overdue };
  }

  /** @param behind true where it waits for another one of its queue */
  #record(outcome: Outcome, notice: WaitingNotice, behind: boolean): void {
    const { position, at } = outcome;
    if (outcome.result === "retry") {
      this.#postpone.run(behind ? at : outcome.retryAt, outcome.code, position);
      this.#remembered.set(position, notice);
      return;
    }
    const { node, queue, overdue } = notice;
    this.#remembered.delete(position);
    this.#queues.left(queue);
    this.#counts.remove({ node, state: "waiting", overdue });
    if (outcome.result === "accepted") {
      this.#forget.run(position);
      return;
    }
    const { result, code, reason } = outcome;
    this.#stop.run(result, code, reason ?? null, at, result === "parked" ? 1 : 0, position);
    this.#counts.add({ node, state: result, overdue });
  }
}
