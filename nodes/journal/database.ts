import { chmodSync, closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { integer } from "./columns.ts";
import { StoreFault } from "./fault.ts";
import { APPLICATION_ID, MIGRATIONS } from "./schema.ts";

/** Pages of 4 KiB in the write-ahead log before they are moved to the file: a bounded pause, seldom. */
const CHECKPOINT_PAGES = 4000;

/**
 * Opens the journal's file, making it and its folder where they are missing, and brings its schema up to date.
 * Nothing is written to a file that is not a sound journal.
 * @param busyTimeoutMs how long to wait for a lock of another program, milliseconds
 * @throws StoreFault or an error of SQLite or the file system (`faultOf` tells it)
 */
export function openDatabase(file: string, busyTimeoutMs: number): DatabaseSync {
  makeReady(file);
  const db = new DatabaseSync(file);
  try {
    db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    const version = soundVersion(db);
    db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA cache_size = -8000;
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      PRAGMA journal_size_limit = ${CHECKPOINT_PAGES * 4096};
    `);
    for (const [step, sql] of MIGRATIONS.slice(version).entries()) {
      inTransaction(db, () => db.exec(`${sql}; PRAGMA user_version = ${version + step + 1};`));
    }
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

/** Runs `work` in a transaction of its own that is undone when it throws. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (thrown) {
    undo(db);
    throw thrown;
  }
}

function undo(db: DatabaseSync): void {
  try {
    db.exec("ROLLBACK");
  } catch {
    // After a full disk or a failed write SQLite may have rolled back by itself; then there is nothing to undo.
  }
}

/** The file is for its owner's eyes, as are the -wal and -shm files that SQLite gives the same mode. */
function makeReady(file: string): void {
  // SQLite deletes the log of an empty file, and with it what was committed.
  if (sizeOf(file) === 0 && sizeOf(`${file}-wal`) > 0) throw StoreFault.beheaded();
  touch(file);
}

/** Makes a file that only its owner may read, or makes it so, with its folder. */
export function touch(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The schema version of a file that is ours or still empty. */
function soundVersion(db: DatabaseSync): number {
  const version = pragma(db, "user_version");
  const application = pragma(db, "application_id");
  const tables = db.prepare("SELECT count(*) AS tables FROM sqlite_schema").get() ?? {};
  if (application !== APPLICATION_ID) {
    if (application !== 0 || version !== 0 || integer(tables, "tables") !== 0) throw StoreFault.foreign();
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  }
  if (version > MIGRATIONS.length) throw StoreFault.newer(version, MIGRATIONS.length);
  return version;
}

function pragma(db: DatabaseSync, name: string): number {
  return integer(db.prepare(`PRAGMA ${name}`).get() ?? {}, name);
}
