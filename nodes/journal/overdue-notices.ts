import type { DatabaseSync, StatementSync } from "node:sqlite";
import { integer, integerOrNull, text, textOrNull } from "./columns.ts";
import { type NoticeCounts, openState } from "./notice-counts.ts";
import type { Input, OverdueReply } from "./protocol.ts";

/**
 * Notices that should have been accepted by now. `overdue_at` is there only while a notice waits or is parked and its
 * node was not told, and so are the rows of its index: what is accepted in time costs nothing later.
 */
export class OverdueNotices {
  readonly #counts: NoticeCounts;
  readonly #late: StatementSync;
  readonly #next: StatementSync;
  readonly #told: StatementSync;

  constructor(db: DatabaseSync, counts: NoticeCounts) {
    this.#counts = counts;
    // Named, because without statistics the planner may well walk through the whole table.
    this.#late = db.prepare(`
      SELECT position, attempts, state, code, body FROM notice INDEXED BY notice_overdue
      WHERE overdue_at IS NOT NULL AND node = ? AND overdue_at <= ? AND json_valid(body) ORDER BY overdue_at, position LIMIT ?
    `);
    this.#next = db.prepare(`
      SELECT min(overdue_at) AS next FROM notice INDEXED BY notice_overdue
      WHERE overdue_at IS NOT NULL AND node = ? AND overdue_at > ?
    `);
    this.#told = db.prepare(`
      UPDATE notice SET overdue = 1, overdue_at = NULL
      WHERE position = ? AND overdue_at IS NOT NULL RETURNING node, state
    `);
  }

  list({ nodes, now, limit }: Input<"overdue">): OverdueReply {
    const items: OverdueReply["items"][number][] = [];
    let next: number | null = null;
    for (const node of nodes) {
      for (const row of this.#late.all(node, now, limit - items.length)) {
        items.push({
          position: integer(row, "position"),
          attempts: integer(row, "attempts"),
          state: text(row, "state") === "parked" ? "parked" : "waiting",
          code: textOrNull(row, "code"),
          body: text(row, "body"),
        });
      }
      const later = integerOrNull(this.#next.get(node, now) ?? {}, "next");
      if (later !== null) next = Math.min(next ?? later, later);
    }
    return { items, next };
  }

  /** @returns those that were told: they are still waited for */
  told(positions: readonly number[]): readonly number[] {
    const told: number[] = [];
    for (const position of positions) {
      // What was accepted or given up in between is not overdue any more.
      const row = this.#told.get(position);
      if (!row) continue;
      const notice = { node: text(row, "node"), state: openState(text(row, "state")) };
      this.#counts.remove({ ...notice, overdue: false });
      this.#counts.add({ ...notice, overdue: true });
      told.push(position);
    }
    return told;
  }
}
