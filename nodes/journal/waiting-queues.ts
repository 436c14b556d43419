import type { DatabaseSync, StatementSync } from "node:sqlite";
import { Recent } from "./recent.ts";

/** Queues that are remembered at least, some 300 bytes each. */
const REMEMBERED = 4096;

/**
 * How many notices wait in a queue. Most queues are empty when a notice comes and when it goes, which is remembered of
 * those that were looked at since: what waits in others is found in the table.
 */
export class WaitingQueues {
  readonly #counts = new Recent<string, { waiting: number }>(REMEMBERED);
  readonly #any: StatementSync;
  readonly #promote: StatementSync;

  constructor(db: DatabaseSync) {
    this.#any = db.prepare("SELECT 1 FROM outbox WHERE queue = ? AND state = 'waiting' LIMIT 1");
    this.#promote = db.prepare(`
      UPDATE outbox SET due = not_before WHERE position =
        (SELECT position FROM outbox WHERE queue = ? AND state = 'waiting' ORDER BY position LIMIT 1)
    `);
  }

  isEmpty(queue: string): boolean {
    const known = this.#counts.get(queue);
    if (known !== undefined) return known.waiting === 0;
    const isEmpty = this.#any.get(queue) === undefined;
    if (isEmpty) this.#counts.set(queue, { waiting: 0 });
    return isEmpty;
  }

  /** A notice waits in it now. */
  joined(queue: string): void {
    this.#change(queue, 1);
  }

  /** One that waited does not any more. */
  left(queue: string): void {
    this.#change(queue, -1);
  }

  /** The oldest that waits is the queue's head: it is due once its time has come. */
  moveUp(queue: string): void {
    const known = this.#counts.get(queue);
    if (known?.waiting === 0) return;
    const { changes } = this.#promote.run(queue);
    if (known === undefined && Number(changes) === 0) this.#counts.set(queue, { waiting: 0 });
  }

  /** What waits in it is to be looked at anew. */
  forget(queue: string): void {
    this.#counts.delete(queue);
  }

  #change(queue: string, by: number): void {
    const known = this.#counts.get(queue);
    if (known !== undefined) known.waiting += by;
  }
}
