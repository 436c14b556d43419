import { DatabaseSync } from "node:sqlite";
import type { LockerEvent } from "../nodes/domain/event.ts";

/** What mending the journal of a killed gateway takes, and what a busy machine adds, milliseconds. */
const MENDED_MS = 10_000;

/**
 * Reads a journal that a gateway may have open in another process. The one that opens it after a kill, or closes it
 * last, has it for itself meanwhile: that is waited for.
 */
export function inJournal<T>(file: string, read: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    db.exec(`PRAGMA busy_timeout = ${MENDED_MS}`);
    return read(db);
  } finally {
    db.close();
  }
}

/** All events that the journal holds, in the order in which they were stored. */
export function eventsIn(file: string): readonly LockerEvent[] {
  const rows = inJournal(file, (db) => db.prepare("SELECT body FROM event ORDER BY position").all());
  return rows.map(({ body }) => JSON.parse(String(body)));
}
