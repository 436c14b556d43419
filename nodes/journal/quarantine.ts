import type { DatabaseSync, StatementSync } from "node:sqlite";
import { QUARANTINE_KEPT, type Quarantined } from "./journal.ts";

/** Messages that could not become events; the oldest make room for new ones. */
export class Quarantine {
  readonly #insert: StatementSync;
  readonly #trim: StatementSync;

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare(
      "INSERT INTO quarantine (topic, payload, code, reason, received_at) VALUES (?, ?, ?, ?, ?)",
    );
    this.#trim = db.prepare("DELETE FROM quarantine WHERE position <= ?");
  }

  add({ topic, payload, code, reason, receivedAt }: Quarantined): void {
    const { lastInsertRowid } = this.#insert.run(topic, payload, code, reason, receivedAt);
    this.#trim.run(Number(lastInsertRowid) - QUARANTINE_KEPT);
  }
}
