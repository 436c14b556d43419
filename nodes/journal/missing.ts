import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Gap } from "../domain/sequence.ts";
import { integer, text } from "./columns.ts";

/**
 * The sequence numbers of each unit that never came, as ranges. Those that an alarm has overtaken may still be on
 * their way: nobody is told of them yet.
 */
export class Missing {
  readonly #covering: StatementSync;
  readonly #add: StatementSync;
  readonly #remove: StatementSync;
  readonly #cut: StatementSync;
  readonly #removeFrom: StatementSync;
  readonly #oldestOvertaken: StatementSync;
  readonly #tell: StatementSync;
  /** Units that have overtaken numbers; most have none, and are not looked for. */
  readonly #overtaking: Set<string>;

  constructor(db: DatabaseSync) {
    this.#covering = db.prepare(
      "SELECT first, last, overtaken FROM missing WHERE unit = ? AND first <= ? ORDER BY first DESC LIMIT 1",
    );
    this.#add = db.prepare("INSERT INTO missing (unit, first, last, overtaken) VALUES (?, ?, ?, ?)");
    this.#remove = db.prepare("DELETE FROM missing WHERE unit = ? AND first = ?");
    this.#cut = db.prepare("UPDATE missing SET last = ? WHERE unit = ? AND first < ? AND last >= ?");
    this.#removeFrom = db.prepare("DELETE FROM missing WHERE unit = ? AND first >= ?");
    this.#oldestOvertaken = db.prepare(
      "SELECT first, last FROM missing WHERE unit = ? AND overtaken = 1 ORDER BY first LIMIT 1",
    );
    this.#tell = db.prepare("UPDATE missing SET overtaken = 0 WHERE unit = ? AND first = ?");
    const units = db.prepare("SELECT DISTINCT unit FROM missing WHERE overtaken = 1").all();
    this.#overtaking = new Set(units.map((row) => text(row, "unit")));
  }

  add(unit: string, { from, to }: Gap): void {
    this.#add.run(unit, from, to, 0);
  }

  /** An alarm came before these. */
  addOvertaken(unit: string, { from, to }: Gap): void {
    this.#add.run(unit, from, to, 1);
    this.#overtaking.add(unit);
  }

  /**
   * Something came that overtakes nothing, so what was overtaken should have come before it. One range at a time: the
   * next one is found with the next event.
   */
  tellOvertaken(unit: string): Gap | null {
    if (!this.#overtaking.has(unit)) return null;
    const row = this.#oldestOvertaken.get(unit);
    if (!row) {
      this.#overtaking.delete(unit);
      return null;
    }
    const gap = { from: integer(row, "first"), to: integer(row, "last") };
    this.#tell.run(unit, gap.from);
    return gap;
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
    const overtaken = integer(row, "overtaken");
    this.#remove.run(unit, first);
    if (first < seq) this.#add.run(unit, first, seq - 1, overtaken);
    if (seq < last) this.#add.run(unit, seq + 1, last, overtaken);
    return true;
  }
}
