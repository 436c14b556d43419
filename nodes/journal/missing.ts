import type { DatabaseSync, StatementSync } from "node:sqlite";
import { integer } from "./columns.ts";

/** The sequence numbers of each unit that never came, as ranges. */
export class Missing {
  readonly #covering: StatementSync;
  readonly #add: StatementSync;
  readonly #remove: StatementSync;
  readonly #cut: StatementSync;
  readonly #removeFrom: StatementSync;

  constructor(db: DatabaseSync) {
    this.#covering = db.prepare(
      "SELECT first, last FROM missing WHERE unit = ? AND first <= ? ORDER BY first DESC LIMIT 1",
    );
    this.#add = db.prepare("INSERT INTO missing (unit, first, last) VALUES (?, ?, ?)");
    this.#remove = db.prepare("DELETE FROM missing WHERE unit = ? AND first = ?");
    this.#cut = db.prepare("UPDATE missing SET last = ? WHERE unit = ? AND first < ? AND last >= ?");
    this.#removeFrom = db.prepare("DELETE FROM missing WHERE unit = ? AND first >= ?");
  }

  /** Both ends inclusive. */
  add(unit: string, first: number, last: number): void {
    this.#add.run(unit, first, last);
  }

  /** From this number on none counts as missing any more: the unit uses them anew. */
  dropFrom(unit: string, seq: number): void {
    this.#removeFrom.run(unit, seq);
    this.#cut.run(seq - 1, unit, seq, seq);
  }

  /** Takes a number that came after all out of its range; false where it was not missing. */
  take(unit: string, seq: number): boolean {
    const row = this.#covering.get(unit, seq);
    if (!row || integer(row, "last") < seq) return false;
    const first = integer(row, "first");
    const last = integer(row, "last");
    this.#remove.run(unit, first);
    if (first < seq) this.#add.run(unit, first, seq - 1);
    if (seq < last) this.#add.run(unit, seq + 1, last);
    return true;
  }
}
