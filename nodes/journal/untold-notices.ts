import type { DatabaseSync, StatementSync } from "node:sqlite";
import { integer, text, textOrNull } from "./columns.ts";
import type { Input, UntoldReply } from "./protocol.ts";

/**
 * Parked and dead notices whose node was not told so: it was being deployed, or the process ended in that moment.
 * `untold` is there until it was, and so are the rows of its index.
 */
export class UntoldNotices {
  readonly #list: StatementSync;
  readonly #told: StatementSync;

  constructor(db: DatabaseSync) {
    this.#list = db.prepare(`
      SELECT outbox.position AS position, outbox.attempts AS attempts, outbox.state AS state, outbox.code AS code,
        outbox.reason AS reason, outbox.settled_at AS settled_at, body
      FROM outbox INDEXED BY outbox_untold CROSS JOIN notice ON notice.position = outbox.position
      WHERE outbox.untold IS NOT NULL AND outbox.node = ? AND json_valid(body) ORDER BY outbox.position LIMIT ?
    `);
    this.#told = db.prepare("UPDATE outbox SET untold = NULL WHERE position = ?");
  }

  list({ node, limit }: Input<"untold">): UntoldReply {
    return this.#list.all(node, limit).map((row) => ({
      position: integer(row, "position"),
      attempts: integer(row, "attempts"),
      state: text(row, "state") === "parked" ? "parked" : "dead",
      code: text(row, "code"),
      reason: textOrNull(row, "reason"),
      at: integer(row, "settled_at"),
      body: text(row, "body"),
    }));
  }

  told(positions: readonly number[]): null {
    for (const position of positions) this.#told.run(position);
    return null;
  }
}
