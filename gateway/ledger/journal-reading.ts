import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sentenceOf } from "../../nodes/domain/errors.ts";
import { WrongUse } from "../commands/wrong-use.ts";

/**
 * Opens the journal below this user directory for reading; the gateway may run meanwhile.
 * @throws WrongUse where there is no journal, none that can be read, or none with a ledger
 */
export function openForReading(userDir: string): DatabaseSync {
  const file = resolve(userDir, "smart-lockers", "journal.sqlite");
  if (!existsSync(file)) {
    throw new WrongUse(
      `There is no journal at ${file}: name Node-RED's user directory with --user-dir (Node-RED prints it in its log when it starts).`,
    );
  }
  const db = opened(file);
  if (hasLedger(db, file)) return db;
  db.close();
  throw new WrongUse(
    `${file} holds no ledger yet: start Node-RED once with this version of the package, and export then.`,
  );
}

function opened(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { readOnly: true });
  } catch (thrown) {
    throw unreadable(file, thrown);
  }
}

function hasLedger(db: DatabaseSync, file: string): boolean {
  try {
    db.exec("PRAGMA busy_timeout = 5000");
    const found = db.prepare("SELECT count(*) AS tables FROM sqlite_schema WHERE name = 'ledger'").get();
    return found?.tables === 1;
  } catch (thrown) {
    db.close();
    throw unreadable(file, thrown);
  }
}

function unreadable(file: string, thrown: unknown): WrongUse {
  return new WrongUse(
    `${file} cannot be read (${sentenceOf(thrown)}). Run this as the user that runs Node-RED; of a copy, take the whole folder smart-lockers to where this user may write, because SQLite keeps files beside the journal.`,
  );
}
