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

/** SQLite's primary result codes of what another look may find gone: BUSY, LOCKED, and PROTOCOL, a lost race for WAL. */
const PASSING: ReadonlySet<number> = new Set([5, 6, 15]);

/**
 * What the journal of a gateway that runs still holds; null where it cannot be read now: it is not there yet, is being
 * made, or is locked.
 *
 * @throws Error for what no waiting mends: another schema than this file knows, a damaged file
 */
export function readLeft(userDir: string): Left | null {
  const file = fileIn(userDir);
  try {
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      // The gateway sets it in the transaction that makes the tables.
      if (db.prepare("PRAGMA user_version").get()?.user_version === 0) return null;
      const count = (of: string) => Number(db.prepare(`SELECT count(*) AS rows FROM ${of}`).get()?.rows);
      return { notices: count("outbox"), deliveries: count("delivery") };
    } finally {
      db.close();
    }
  } catch (thrown) {
    if (!existsSync(file) || passes(thrown)) return null;
    throw new Error(
      `What the journal still holds cannot be counted, and waiting will not help: ${thrown instanceof Error ? thrown.message : thrown}. ` +
        "Look whether nodes/journal/schema.ts still has the tables that are counted here, and whether the file is whole.",
      { cause: thrown },
    );
  }
}

function passes(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || !("errcode" in thrown)) return false;
  // The low byte; the others say more of the same code.
  return typeof thrown.errcode === "number" && PASSING.has(thrown.errcode & 0xff);
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
