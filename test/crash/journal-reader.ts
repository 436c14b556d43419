import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** What is not over yet. */
export interface Left {
  /** Notices that no provider has accepted. */
  readonly notices: number;
  /** Events on their way through a flow. */
  readonly deliveries: number;
}

/** What the journal of a gateway that runs still holds; null where it cannot be read now. */
export function readLeft(userDir: string): Left | null {
  try {
    const db = new DatabaseSync(fileIn(userDir), { readOnly: true });
    try {
      const count = (of: string) => Number(db.prepare(`SELECT count(*) AS rows FROM ${of}`).get()?.rows);
      return { notices: count("outbox"), deliveries: count("delivery") };
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
}

/**
 * The providers' ids of all messages whose acceptance a killed gateway had committed. Reads a copy, so that nothing
 * is mended or locked before the next process finds it.
 */
export function readAccepted(userDir: string): ReadonlySet<string> {
  const file = fileIn(userDir);
  if (!existsSync(file)) return new Set();
  const copy = mkdtempSync(join(userDir, "copy-"));
  try {
    for (const end of ["", "-wal"]) {
      if (existsSync(`${file}${end}`)) cpSync(`${file}${end}`, join(copy, `journal.sqlite${end}`));
    }
    const db = new DatabaseSync(join(copy, "journal.sqlite"));
    try {
      const rows = db
        .prepare("SELECT body ->> '$.providerId' AS provider_id FROM ledger WHERE kind = 'notice-accepted'")
        .all();
      return new Set(rows.map((row) => String(row.provider_id)));
    } finally {
      db.close();
    }
  } finally {
    rmSync(copy, { recursive: true });
  }
}

function fileIn(userDir: string): string {
  return join(userDir, "smart-lockers", "journal.sqlite");
}
