import type { DatabaseSync, StatementSync } from "node:sqlite";
import { integer, text, textOrNull } from "./columns.ts";
import type { NoticeCount, OutboxSums } from "./journal.ts";
import { type NoticeCounts, openState } from "./notice-counts.ts";
import type { Input, StuckReply } from "./protocol.ts";

/** Which rows of the outbox each kind is. */
const ROWS: Readonly<Record<Input<"stuck">["kinds"][number], readonly [state: string, overdue: string][]>> = {
  parked: [["parked", "0, 1"]],
  dead: [["dead", "0, 1"]],
  overdue: [
    ["waiting", "1"],
    ["parked", "1"],
  ],
};

/** What of the outbox a person should look at: parked, dead and overdue notices, newest first. */
export class StuckList {
  readonly #db: DatabaseSync;
  readonly #counts: NoticeCounts;
  readonly #notice: StatementSync;
  readonly #silent: StatementSync;

  constructor(db: DatabaseSync, counts: NoticeCounts) {
    this.#db = db;
    this.#counts = counts;
    this.#notice = db.prepare(`
      SELECT outbox.position AS position, outbox.key AS key, outbox.state AS state, outbox.overdue AS overdue,
        outbox.attempts AS attempts, outbox.code AS code, outbox.reason AS reason, body
      FROM outbox CROSS JOIN notice USING (position) WHERE outbox.position = ? AND json_valid(body)
    `);
    this.#silent = db.prepare(`
      SELECT state, overdue, count(*) AS notices FROM outbox INDEXED BY outbox_silent
      WHERE silent IS NOT NULL GROUP BY state, overdue
    `);
  }

  page({ kinds, seesSilent, before, limit }: Input<"stuck">): StuckReply {
    const found = kinds.flatMap((kind) =>
      ROWS[kind].flatMap(([state, overdue]) => this.#positions(state, overdue, seesSilent, before, limit)),
    );
    const positions = [...new Set(found)].sort((a, b) => b - a).slice(0, limit);
    const items = positions.flatMap((position) => {
      const row = this.#notice.get(position);
      if (!row) return [];
      return {
        position,
        key: text(row, "key"),
        state: openState(text(row, "state")),
        overdue: integer(row, "overdue") === 1,
        attempts: integer(row, "attempts"),
        code: textOrNull(row, "code"),
        reason: textOrNull(row, "reason"),
        body: text(row, "body"),
      };
    });
    return { items, next: positions.length < limit ? null : (positions.at(-1) ?? null) };
  }

  /** How many there are, and how many of those do not tell of a silent alarm, of which not everybody may know. */
  sums(): OutboxSums {
    const all: Record<NoticeCount, number> = { waiting: 0, parked: 0, dead: 0, overdue: 0 };
    for (const { state, count } of this.#counts.all()) all[state] += count;
    const loud = { ...all };
    for (const row of this.#silent.all()) {
      const state = openState(text(row, "state"));
      const notices = integer(row, "notices");
      loud[state] -= notices;
      if (integer(row, "overdue") === 1 && state !== "dead") loud.overdue -= notices;
    }
    return { all, loud };
  }

  #positions(
    state: string,
    overdue: string,
    seesSilent: boolean,
    before: number | null,
    limit: number,
  ): readonly number[] {
    // Of each node by itself, which is how the index leads to them.
    const find = this.#db.prepare(`
      SELECT position FROM outbox INDEXED BY outbox_state
      WHERE node = ? AND state = ? AND overdue IN (${overdue}) AND position < ?
        AND (? OR silent IS NULL)
      ORDER BY position DESC LIMIT ?
    `);
    return this.#counts.nodes.flatMap((node) =>
      find
        .all(node, state, before ?? Number.MAX_SAFE_INTEGER, Number(seesSilent), limit)
        .map((row) => integer(row, "position")),
    );
  }
}
