import type { DatabaseSync, StatementSync } from "node:sqlite";
import { PROMPT_MS } from "../domain/notice-deadline.ts";
import { integer, text } from "./columns.ts";
import type { Retry } from "./journal.ts";
import type { NoticeCounts } from "./notice-counts.ts";
import type { WaitingQueues } from "./waiting-queues.ts";

/** Parked and dead notices that are to wait again. */
export class StuckNotices {
  readonly #counts: NoticeCounts;
  readonly #queues: WaitingQueues;
  readonly #find: StatementSync;
  readonly #release: StatementSync;
  readonly #demote: StatementSync;

  constructor(db: DatabaseSync, counts: NoticeCounts, queues: WaitingQueues) {
    this.#counts = counts;
    this.#queues = queues;
    this.#find = db.prepare(`
      SELECT position, queue, overdue FROM outbox INDEXED BY outbox_state
      WHERE node = ? AND state = ? AND route = ifnull(?, route) AND key = ifnull(?, key)
      ORDER BY position
    `);
    // It gets a little time before it is told as overdue, and is never told twice.
    this.#release = db.prepare(`
      UPDATE outbox SET state = 'waiting', not_before = ?, due = NULL, settled_at = NULL, reason = NULL, untold = NULL,
        overdue_at = CASE overdue WHEN 0 THEN max((
          SELECT iif(json_valid(body), body ->> '$.overdueAt', 0) FROM notice WHERE notice.position = outbox.position
        ), ?) END
      WHERE position = ?
    `);
    this.#demote = db.prepare(
      "UPDATE outbox SET due = NULL WHERE queue = ? AND state = 'waiting' AND due IS NOT NULL",
    );
  }

  /** @returns how many wait again */
  retry({ states, node, route, key }: Retry, now: number): number {
    const queues = new Set<string>();
    let count = 0;
    for (const of of node === undefined ? this.#counts.nodes : [node]) {
      for (const state of states) {
        for (const row of this.#find.all(of, state, route ?? null, key ?? null)) {
          const overdue = integer(row, "overdue") === 1;
          this.#release.run(now, now + PROMPT_MS, integer(row, "position"));
          this.#counts.remove({ node: of, state, overdue });
          this.#counts.add({ node: of, state: "waiting", overdue });
          queues.add(text(row, "queue"));
          count += 1;
        }
      }
    }
    for (const queue of queues) {
      this.#demote.run(queue);
      this.#queues.forget(queue);
      this.#queues.moveUp(queue);
    }
    return count;
  }
}
