import type { DatabaseSync, StatementSync } from "node:sqlite";
import { integer, integerOrNull, text, textOrNull } from "./columns.ts";
import { type NoticeCounts, openState } from "./notice-counts.ts";
import { IN_BRIEF, type NoticeInBrief, noticeInBrief, type WaitingNotice } from "./open-notice.ts";
import type { Input, OverdueReply } from "./protocol.ts";
import type { Recent } from "./recent.ts";

/** What can be overdue; a dead one is not awaited any more. */
const STATES = ["waiting", "parked"] as const;

/**
 * Notices that should have been accepted by now: `overdue_at` says by when, while the node was not told that they are
 * not.
 */
export class OverdueNotices {
  readonly #counts: NoticeCounts;
  readonly #remembered: Recent<number, WaitingNotice>;
  readonly #late: StatementSync;
  readonly #next: StatementSync;
  readonly #told: StatementSync;

  /** @param remembered where those that are told are to be forgotten */
  constructor(db: DatabaseSync, counts: NoticeCounts, remembered: Recent<number, WaitingNotice>) {
    this.#counts = counts;
    this.#remembered = remembered;
    // Named, because without statistics the planner may well walk through the whole table.
    this.#late = db.prepare(`
      SELECT outbox.position AS position, outbox.attempts AS attempts, outbox.overdue_at AS overdue_at,
        outbox.code AS code, body
      FROM outbox INDEXED BY outbox_state CROSS JOIN notice ON notice.position = outbox.position
      WHERE outbox.node = ? AND outbox.state = ? AND outbox.overdue = 0 AND outbox.overdue_at <= ? AND json_valid(body)
      ORDER BY outbox.overdue_at, outbox.position LIMIT ?
    `);
    this.#next = db.prepare(`
      SELECT min(overdue_at) AS next FROM outbox INDEXED BY outbox_state
      WHERE node = ? AND state = ? AND overdue = 0 AND overdue_at > ?
    `);
    this.#told = db.prepare(`
      UPDATE outbox SET overdue = 1, overdue_at = NULL
      WHERE position = ? AND overdue_at IS NOT NULL RETURNING node, state, ${IN_BRIEF}
    `);
  }

  list({ nodes, now, limit }: Input<"overdue">): OverdueReply {
    const items: OverdueReply["items"][number][] = [];
    let next: number | null = null;
    for (const node of nodes) {
      items.push(...this.#lateOf(node, now, limit - items.length));
      for (const state of STATES) {
        const later = integerOrNull(this.#next.get(node, state, now) ?? {}, "next");
        if (later !== null) next = Math.min(next ?? later, later);
      }
    }
    return { items, next };
  }

  /** @returns those that were told: they are still waited for */
  told(positions: readonly number[]): readonly NoticeInBrief[] {
    const told: NoticeInBrief[] = [];
    for (const position of positions) {
      // What was accepted or given up in between is not overdue any more.
      const row = this.#told.get(position);
      if (!row) continue;
      const notice = { node: text(row, "node"), state: openState(text(row, "state")) };
      this.#remembered.delete(position);
      this.#counts.remove({ ...notice, overdue: false });
      this.#counts.add({ ...notice, overdue: true });
      told.push(noticeInBrief(row));
    }
    return told;
  }

  /** Those that should have been accepted first come first. */
  #lateOf(node: string, now: number, limit: number): OverdueReply["items"] {
    const late = STATES.flatMap((state) =>
      this.#late.all(node, state, now, limit).map((row) => ({
        at: integer(row, "overdue_at"),
        item: {
          position: integer(row, "position"),
          attempts: integer(row, "attempts"),
          state,
          code: textOrNull(row, "code"),
          body: text(row, "body"),
        },
      })),
    );
    late.sort((a, b) => a.at - b.at || a.item.position - b.item.position);
    return late.slice(0, limit).map(({ item }) => item);
  }
}
