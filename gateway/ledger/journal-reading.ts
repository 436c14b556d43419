import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { WrongUse } from "../commands/wrong-use.ts";

/**
 * Opens the journal below this user directory for reading; the gateway may run meanwhile.
 * @throws WrongUse where there is no journal, or none with a ledger
 */
export function openForReading(userDir: string): DatabaseSync {
  const file = resolve(userDir, "smart-lockers", "journal.sqlite");
  if (!existsSync(file)) {
    throw new WrongUse(
      `There is no journal at ${file}: name Node-RED's user directory with --user-dir (Node-RED prints it in its log when it starts).`,
    );
  }
  const db = new DatabaseSync(file, { readOnly: true });
  db.exec("PRAGMA busy_timeout = 5000");
  const ledger = db.prepare("SELECT count(*) AS found FROM sqlite_schema WHERE name = 'ledger'").get();
  if (ledger?.found === 1) return db;
  db.close();
  throw new WrongUse(
    `${file} holds no ledger yet: start Node-RED once with this version of the package, and export then.`,
  );
}
