import type { DatabaseSync, StatementSync } from "node:sqlite";
import { integer, type Row, text } from "./columns.ts";
import type { EventLog } from "./event-log.ts";
import type { Notices } from "./notices.ts";

/** Takes away what records say, and what the other tables hold of the same. The links stay. */
export class Erasure {
  readonly #notices: Notices;
  readonly #record: StatementSync;
  readonly #openBetween: StatementSync;
  #open: ReadonlySet<number> = new Set();
  readonly #event: StatementSync;
  readonly #decisions: StatementSync;
  readonly #counted: StatementSync;
  readonly #untoldTheft: StatementSync;
  readonly #theft: StatementSync;
  readonly #ofIncident: StatementSync;
  readonly #change: StatementSync;
  readonly #incident: StatementSync;
  readonly #unerased: StatementSync;
  readonly #dropEvents: StatementSync;
  readonly #dropKeys: StatementSync;

  constructor(db: DatabaseSync, notices: Notices) {
    this.#notices = notices;
    this.#record = db.prepare(
      "UPDATE ledger SET salt = NULL, ref = NULL, locker = NULL, body = NULL, source = NULL WHERE position = ?",
    );
    this.#openBetween = db.prepare("SELECT position FROM delivery WHERE position BETWEEN ? AND ?");
    // Unit, boot and number stay: by them a repetition is known, and the unit's sequence.
    this.#event = db.prepare(
      "UPDATE event SET type = '', at = NULL, received_at = 0, body = '' WHERE position = ?",
    );
    this.#decisions = db.prepare("DELETE FROM decision WHERE event = ?");
    this.#counted = db.prepare("DELETE FROM incident_event WHERE event = ?");
    this.#untoldTheft = db.prepare("SELECT 1 FROM theft WHERE event = ? AND untold IS NOT NULL");
    this.#theft = db.prepare("DELETE FROM theft WHERE event = ?");
    this.#ofIncident = db.prepare(`
      SELECT iif(json_valid(body), body ->> '$.incident.id', NULL) AS id,
        iif(json_valid(body), body ->> '$.incident.transition', NULL) AS transition
      FROM ledger WHERE position = ?
    `);
    this.#change = db.prepare(
      "DELETE FROM incident_change WHERE incident = (SELECT position FROM incident WHERE id = ?) AND transition = ?",
    );
    // What nobody has reset yet stays, however long ago it was raised.
    this.#incident = db.prepare(`
      DELETE FROM incident WHERE id = ? AND ended_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM incident_change WHERE incident_change.incident = incident.position)
    `);
    this.#unerased = db.prepare("SELECT 1 FROM event WHERE position BETWEEN ? AND ? AND body <> '' LIMIT 1");
    this.#dropEvents = db.prepare(
      "DELETE FROM event WHERE position IN (SELECT position FROM event WHERE position <= ? LIMIT ?)",
    );
    this.#dropKeys = db.prepare(
      "DELETE FROM event_key WHERE (segment, id) IN (SELECT segment, id FROM event_key WHERE segment <= ? LIMIT ?)",
    );
  }

  /** Learns which of the events of these records are still on their way: at once, for many may be. */
  lookAt(rows: readonly Row[]): void {
    const events = rows.filter((row) => row.kind === "event" && row.source !== null);
    const positions = events.map((row) => integer(row, "source"));
    const open = this.#openBetween.all(Math.min(...positions), Math.max(...positions));
    this.#open = new Set(open.map((row) => integer(row, "position")));
  }

  /**
   * Erases a record of the ledger that was looked at.
   * @param row with position, kind and source
   * @returns false where something still waits for it, so that it stays
   */
  erase(row: Row): boolean {
    const kind = text(row, "kind");
    if (kind === "event" && !this.#eraseEvent(integer(row, "source"))) return false;
    if (kind === "notice" && !this.#notices.drop(integer(row, "source"))) return false;
    if (kind === "incident") this.#eraseChange(integer(row, "position"));
    this.#record.run(integer(row, "position"));
    return true;
  }

  /**
   * Deletes some rows of the oldest segment of events, where all of it is erased. The newest segment stays: it says
   * which number comes next.
   * @returns whether there may be more
   */
  dropEvents(events: EventLog, most: number): boolean {
    const oldest = events.oldest;
    if (oldest === null || this.#unerased.get(oldest.first, oldest.last)) return false;
    if (Number(this.#dropEvents.run(oldest.last, most).changes) > 0) return true;
    if (Number(this.#dropKeys.run(oldest.segment, most).changes) > 0) return true;
    events.forgetOldest();
    return true;
  }

  /** @param position of the change's record */
  #eraseChange(position: number): void {
    const { id = null, transition = null } = this.#ofIncident.get(position) ?? {};
    this.#change.run(id, transition);
    this.#incident.run(id);
  }

  #eraseEvent(position: number): boolean {
    if (this.#open.has(position) || this.#untoldTheft.get(position)) return false;
    this.#event.run(position);
    this.#decisions.run(position);
    this.#counted.run(position);
    this.#theft.run(position);
    return true;
  }
}
