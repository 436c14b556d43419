import type { DatabaseSync, StatementSync } from "node:sqlite";
import { LANE, type Lane } from "../domain/notice.ts";
import { LONGEST_RETRY_MS, LONGEST_SOS_RETRY_MS } from "./backoff.ts";
import { integer, integerOrNull, text } from "./columns.ts";
import type { OutboxCount, Outcome, Retry, Wanted } from "./journal.ts";
import { Lru } from "./lru.ts";
import { type Counted, NoticeCounts } from "./notice-counts.ts";
import { OverdueNotices } from "./overdue-notices.ts";
import { type DueReply, type NoticeRow, WITHOUT_BODY } from "./protocol.ts";
import { StuckNotices } from "./stuck-notices.ts";
import { UntoldNotices } from "./untold-notices.ts";

/** No retry is set this far away: the clock was ahead when it was, and to wait for it could take years. */
const strandedMs = (lane: Lane) => 2 * (lane === LANE.sos ? LONGEST_SOS_RETRY_MS : LONGEST_RETRY_MS);
/** Later than any moment. */
const EVER = Number.MAX_SAFE_INTEGER;

/** A limit to be given. Of a bare "?" SQLite makes a new plan for each number, which costs more than the search. */
const UP_TO = "LIMIT ? + 0";

type Item = DueReply["items"][number];

/**
 * The outbox's table. Only the oldest waiting notice of a queue (its head) has a `due`, so that what is held
 * behind it is never looked at, however much it is.
 */
export class Notices {
  readonly overdue: OverdueNotices;
  readonly untold: UntoldNotices;
  readonly #counts: NoticeCounts;
  readonly #stuck: StuckNotices;
  readonly #insert: StatementSync;
  readonly #isWaiting: StatementSync;
  readonly #promote: StatementSync;
  readonly #waiting: StatementSync;
  readonly #postpone: StatementSync;
  readonly #accept: StatementSync;
  readonly #stop: StatementSync;
  readonly #any: StatementSync;
  readonly #heads: StatementSync;
  readonly #stranded: StatementSync;
  readonly #item: StatementSync;
  readonly #follower: StatementSync;
  readonly #next: StatementSync;
  readonly #hurry: StatementSync;
  readonly #stateOf: StatementSync;
  readonly #drop: StatementSync;
  /** What was added lately and not handed out since: nothing was tried of it, and the client has it still. */
  readonly #newest = new Lru<number, true>(WITHOUT_BODY);

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare(`
      INSERT INTO notice (subject, key, node, route, lane, queue, state, attempts, not_before, due, overdue_at, body)
      VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0, ?, ?, ?, ?) ON CONFLICT (subject, key) DO NOTHING
    `);
    this.#isWaiting = db.prepare("SELECT 1 FROM notice WHERE queue = ? AND state = 'waiting' LIMIT 1");
    this.#promote = db.prepare(`
      UPDATE notice SET due = not_before WHERE position =
        (SELECT position FROM notice WHERE queue = ? AND state = 'waiting' ORDER BY position LIMIT 1)
    `);
    this.#waiting = db.prepare(
      "SELECT node, queue, overdue FROM notice WHERE position = ? AND state = 'waiting'",
    );
    this.#postpone = db.prepare(
      "UPDATE notice SET attempts = attempts + 1, not_before = ?, due = NULL, code = ? WHERE position = ?",
    );
    this.#accept = db.prepare(`
      UPDATE notice SET state = 'accepted', attempts = attempts + 1, due = NULL, code = NULL, provider_id = ?,
        settled_at = ?, overdue_at = NULL
      WHERE position = ?
    `);
    this.#stop = db.prepare(`
      UPDATE notice SET state = ?, attempts = attempts + 1, due = NULL, code = ?, reason = ?, settled_at = ?,
        overdue_at = iif(?, overdue_at, NULL), untold = 1
      WHERE position = ?
    `);
    this.#any = db.prepare("SELECT 1 FROM notice WHERE route = ? AND lane = ? AND due IS NOT NULL LIMIT 1");
    this.#heads = db.prepare(
      `SELECT position, queue FROM notice WHERE route = ? AND lane = ? AND due <= ? ORDER BY due, position ${UP_TO}`,
    );
    this.#stranded = db.prepare(
      `SELECT position, queue FROM notice WHERE route = ? AND lane = ? AND due > ? ORDER BY due, position ${UP_TO}`,
    );
    this.#item = db.prepare(
      "SELECT attempts, iif(json_valid(body), body, '') AS body FROM notice WHERE position = ?",
    );
    this.#follower = db.prepare(
      "SELECT position FROM notice WHERE queue = ? AND state = 'waiting' AND position > ? ORDER BY position LIMIT 1",
    );
    this.#next = db.prepare("SELECT min(due) AS due FROM notice WHERE route = ? AND lane = ? AND due > ?");
    this.#hurry = db.prepare(
      "UPDATE notice SET not_before = ?, due = ? WHERE route = ? AND lane = ? AND due > ?",
    );
    this.#stateOf = db.prepare("SELECT node, state, overdue FROM notice WHERE position = ?");
    this.#drop = db.prepare("DELETE FROM notice WHERE position = ?");
    this.#counts = new NoticeCounts(db);
    this.overdue = new OverdueNotices(db, this.#counts);
    this.untold = new UntoldNotices(db);
    this.#stuck = new StuckNotices(db, this.#counts, this.#promote);
  }

  /**
   * @param place of the event that the notice goes back to
   * @returns its position; null where its key was known
   */
  add(notice: NoticeRow, place: number): number | null {
    const head = this.#isWaiting.get(notice.queue) === undefined;
    const { changes, lastInsertRowid } = this.#insert.run(
      place,
      notice.key,
      notice.node,
      notice.route,
      notice.lane,
      notice.queue,
      notice.createdAt,
      head ? notice.createdAt : null,
      notice.overdueAt,
      notice.body,
    );
    if (Number(changes) === 0) return null;
    this.#counts.add({ node: notice.node, state: "waiting", overdue: false });
    const position = Number(lastInsertRowid);
    this.#newest.set(position, true);
    return position;
  }

  /** @returns also the positions of those that would be next but cannot be read */
  due(wanted: readonly Wanted[], now: number): DueReply & { readonly damaged: readonly number[] } {
    const items: Item[] = [];
    let next: number | null = null;
    for (const want of wanted) {
      // Most lanes are empty most of the time.
      if (this.#any.get(want.route, want.lane) === undefined) continue;
      items.push(...this.#items(want, now));
      const due = integerOrNull(this.#next.get(want.route, want.lane, now) ?? {}, "due");
      if (due !== null) next = Math.min(next ?? due, due);
    }
    const damaged = items.filter(({ body }) => body === "").map(({ position }) => position);
    return { items, next, damaged };
  }

  /** @returns those that were recorded: of notices that still waited */
  settle(outcomes: readonly Outcome[]): readonly Outcome[] {
    const recorded: Outcome[] = [];
    const queues = new Set<string>();
    /** Queues whose oldest is tried again: what is behind it waits for it and for nothing else. */
    const held = new Set<string>();
    for (const outcome of outcomes) {
      const row = this.#waiting.get(outcome.position);
      if (!row) continue;
      const queue = text(row, "queue");
      queues.add(queue);
      const notice = {
        node: text(row, "node"),
        state: "waiting",
        overdue: integer(row, "overdue") === 1,
      } as const;
      this.#record(outcome, notice, held.has(queue));
      if (outcome.result === "retry") held.add(queue);
      recorded.push(outcome);
    }
    for (const queue of queues) this.#promote.run(queue);
    return recorded;
  }

  /**
   * Drops a notice that nothing waits for any more.
   * @returns false where something does
   */
  drop(position: number): boolean {
    const row = this.#stateOf.get(position);
    if (!row) return true;
    const state = text(row, "state");
    if (state === "waiting" || state === "parked") return false;
    this.#drop.run(position);
    if (state === "dead")
      this.#counts.remove({ node: text(row, "node"), state, overdue: integer(row, "overdue") === 1 });
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

  /** Heads that are due, each with what may follow it; queues in hand are passed over. */
  #items({ route, lane, limit, run, inHand, early }: Wanted, now: number): Item[] {
    const held = new Set(inHand);
    const most = limit + held.size;
    const heads = this.#heads.all(route, lane, early ? EVER : now, most);
    if (!early && heads.length < most)
      heads.push(...this.#stranded.all(route, lane, now + strandedMs(lane), most));
    const items: Item[] = [];
    for (const head of heads) {
      if (items.length >= limit) break;
      const position = integer(head, "position");
      if (held.has(position)) continue;
      const queue = text(head, "queue");
      let next: number | null = position;
      for (let room = run; room > 0 && next !== null; room -= 1) {
        items.push(this.#itemAt(next));
        next = room > 1 ? this.#after(queue, next) : null;
      }
    }
    return items;
  }

  /** The next waiting notice of the queue. */
  #after(queue: string, position: number): number | null {
    const row = this.#follower.get(queue, position);
    return row ? integer(row, "position") : null;
  }

  #itemAt(position: number): Item {
    if (this.#newest.take(position)) return { position, attempts: 0, body: null };
    const row = this.#item.get(position) ?? {};
    return { position, attempts: integer(row, "attempts"), body: text(row, "body") };
  }

  #record(outcome: Outcome, notice: Counted, behind: boolean): void {
    const { position, at } = outcome;
    switch (outcome.result) {
      case "accepted":
        this.#accept.run(outcome.providerId, at, position);
        this.#counts.remove(notice);
        return;
      case "retry":
        this.#postpone.run(behind ? at : outcome.retryAt, outcome.code, position);
        return;
      case "parked":
      case "dead":
        this.#stop.run(
          outcome.result,
          outcome.code,
          outcome.reason ?? null,
          at,
          outcome.result === "parked" ? 1 : 0,
          position,
        );
        this.#counts.remove(notice);
        this.#counts.add({ ...notice, state: outcome.result });
    }
  }
}
