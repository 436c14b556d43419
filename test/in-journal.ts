import { DatabaseSync } from "node:sqlite";

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
