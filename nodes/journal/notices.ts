import type { DatabaseSync, StatementSync } from "node:sqlite";
import { LONGEST_RETRY_MS } from "./backoff.ts";
import { integer, integerOrNull, text } from "./columns.ts";
import type { OutboxCount, Outcome, Wanted } from "./journal.ts";
import type { DueReply, NoticeRow } from "./protocol.ts";

/** No retry is set this far away: the clock was ahead when it was, and to wait for it could take years. */
const STRANDED_MS = 2 * LONGEST_RETRY_MS;

type Item = DueReply["items"][number];

/**
 * The outbox's table. Only the oldest waiting notice of a queue (its head) has a `due`, so that what is held
 * behind it is never looked at, however much it is.
 */
export class Notices {
  readonly #insert: StatementSync;
  readonly #isWaiting: StatementSync;
  readonly #promote: StatementSync;
  readonly #queueOf: StatementSync;
  readonly #postpone: StatementSync;
  readonly #finish: StatementSync;
  readonly #heads: StatementSync;
  readonly #stranded: StatementSync;
  readonly #item: StatementSync;
  readonly #follower: StatementSync;
  readonly #next: StatementSync;
  readonly #unpark: StatementSync;
  readonly #demote: StatementSync;
  readonly #counts: StatementSync;

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare(`
      INSERT INTO notice (subject, key, node, route, lane, queue, state, attempts, not_before, due, body)
      VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0, ?, ?, ?) ON CONFLICT (subject, key) DO NOTHING
    `);
    this.#isWaiting = db.prepare("SELECT 1 FROM notice WHERE queue = ? AND state = 'waiting' LIMIT 1");
    this.#promote = db.prepare(`
      UPDATE notice SET due = not_before WHERE position =
        (SELECT position FROM notice WHERE queue = ? AND state = 'waiting' ORDER BY position LIMIT 1)
    `);
    this.#queueOf = db.prepare("SELECT queue FROM notice WHERE position = ? AND state = 'waiting'");
    this.#postpone = db.prepare(
      "UPDATE notice SET attempts = attempts + 1, not_before = ?, due = NULL, code = ? WHERE position = ?",
    );
    this.#finish = db.prepare(`
      UPDATE notice SET state = ?, attempts = attempts + 1, due = NULL, code = ?, provider_id = ?, settled_at = ?
      WHERE position = ?
    `);
    this.#heads = db.prepare(
      "SELECT position, queue FROM notice WHERE route = ? AND lane = ? AND due <= ? ORDER BY due, position LIMIT ?",
    );
    this.#stranded = db.prepare(
      "SELECT position, queue FROM notice WHERE route = ? AND lane = ? AND due > ? ORDER BY due, position LIMIT ?",
    );
    this.#item = db.prepare("SELECT attempts, body FROM notice WHERE position = ?");
    this.#follower = db.prepare(
      "SELECT position FROM notice WHERE queue = ? AND state = 'waiting' AND position > ? ORDER BY position LIMIT 1",
    );
    this.#next = db.prepare("SELECT min(due) AS due FROM notice WHERE route = ? AND lane = ? AND due > ?");
    // The first condition is that of the index.
    this.#unpark = db.prepare(`
      UPDATE notice SET state = 'waiting', not_before = ?, due = NULL, settled_at = NULL
      WHERE state <> 'accepted' AND state = 'parked' AND route = ? RETURNING queue
    `);
    this.#demote = db.prepare(
      "UPDATE notice SET due = NULL WHERE queue = ? AND state = 'waiting' AND due IS NOT NULL",
    );
    this.#counts = db.prepare(
      "SELECT node, state, count(*) AS notices FROM notice WHERE state <> 'accepted' GROUP BY node, state",
    );
  }

  /**
   * @param place of the event that the notice goes back to
   * @returns false where its key was known
   */
  add(notice: NoticeRow, place: number): boolean {
    const head = this.#isWaiting.get(notice.queue) === undefined;
    const { changes } = this.#insert.run(
      place,
      notice.key,
      notice.node,
      notice.route,
      notice.lane,
      notice.queue,
      notice.createdAt,
      head ? notice.createdAt : null,
      notice.body,
    );
    return Number(changes) === 1;
  }

  due(wanted: readonly Wanted[], now: number): DueReply {
    const items: Item[] = [];
    let next: number | null = null;
    for (const want of wanted) {
      items.push(...this.#items(want, now));
      const due = integerOrNull(this.#next.get(want.route, want.lane, now) ?? {}, "due");
      if (due !== null) next = Math.min(next ?? due, due);
    }
    return { items, next };
  }

  settle(outcomes: readonly Outcome[]): void {
    const queues = new Set<string>();
    for (const outcome of outcomes) {
      const row = this.#queueOf.get(outcome.position);
      if (!row) continue;
      queues.add(text(row, "queue"));
      this.#record(outcome);
    }
    for (const queue of queues) this.#promote.run(queue);
  }

  resume(route: string, now: number): number {
    const queues = this.#unpark.all(now, route).map((row) => text(row, "queue"));
    for (const queue of new Set(queues)) {
      this.#demote.run(queue);
      this.#promote.run(queue);
    }
    return queues.length;
  }

  counts(): readonly OutboxCount[] {
    return this.#counts.all().map((row) => ({
      node: text(row, "node"),
      state: stateOf(text(row, "state")),
      count: integer(row, "notices"),
    }));
  }

  /** Heads that are due, each with what may follow it; queues in hand are passed over. */
  #items({ route, lane, limit, run, inHand }: Wanted, now: number): Item[] {
    const held = new Set(inHand);
    const most = limit + held.size;
    const heads = this.#heads.all(route, lane, now, most);
    if (heads.length < most) heads.push(...this.#stranded.all(route, lane, now + STRANDED_MS, most));
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
    const row = this.#item.get(position) ?? {};
    return { position, attempts: integer(row, "attempts"), body: text(row, "body") };
  }

  #record(outcome: Outcome): void {
    const { position, at } = outcome;
    switch (outcome.result) {
      case "accepted":
        this.#finish.run("accepted", null, outcome.providerId, at, position);
        return;
      case "retry":
        this.#postpone.run(outcome.retryAt, outcome.code, position);
        return;
      case "parked":
      case "dead":
        this.#finish.run(outcome.result, outcome.code, null, at, position);
    }
  }
}

function stateOf(stored: string): OutboxCount["state"] {
  if (stored === "waiting" || stored === "parked" || stored === "dead") return stored;
  throw new TypeError(`A notice cannot be ${stored}`);
}
