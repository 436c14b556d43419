import { chmodSync, closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { integer, text } from "./columns.ts";
import { isMeaningless, StoreFault } from "./fault.ts";
import { LOG_AT_MOST, LOG_KEPT } from "./log-gauge.ts";
import { finishRescue } from "./rescue.ts";
import { APPLICATION_ID, MIGRATIONS } from "./schema.ts";

/** No version will ever be so high: a higher one is damage. */
const HIGHEST_VERSION = 1_000;

const PAGE_BYTES = 4096;

/** Half a second's work where the disk is quick, and five on an SD card: nothing is answered meanwhile. */
const TIDY_AT_MOST = 64 * 2 ** 20;

/**
 * Opens the journal's file, making it and its folder where they are missing, and brings its schema up to date.
 * Nothing is written to a file that is not a sound journal. One that was not closed is looked through first,
 * about a millisecond for each megabyte.
 * @param busyTimeoutMs how long to wait for a lock of another program, milliseconds
 * @param suspect true where it is looked through in any case
 * @throws StoreFault or an error of SQLite or the file system (`faultOf` tells it)
 */
export function openDatabase(file: string, busyTimeoutMs: number, suspect: boolean): DatabaseSync {
  const unclosed = sizeOf(`${file}-wal`) > 0;
  makeReady(file);
  const db = new DatabaseSync(file);
  try {
    db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    const version = soundVersion(db);
    if (suspect || unclosed) lookThrough(db);
    // What is deleted is overwritten, at a cost that cannot be measured: otherwise it would stay readable in the file.
    db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA secure_delete = ON;
      PRAGMA cache_size = -8000;
      PRAGMA wal_autocheckpoint = ${LOG_AT_MOST};
      PRAGMA journal_size_limit = ${LOG_KEPT * PAGE_BYTES};
    `);
    migrate(db, version);
    return db;
  } catch (thrown) {
    db.close();
    // A step that does not fit, or a name that SQLite cannot make sense of: what stands there is not what we wrote.
    throw isMeaningless(thrown) ? StoreFault.damaged(thrown) : thrown;
  }
}

/** Moves what is in the write-ahead log to the file, as far as nobody else reads it. */
export function moveLog(db: DatabaseSync): void {
  db.exec("PRAGMA wal_checkpoint(PASSIVE)");
}

/**
 * Moves all of the write-ahead log to the file and cuts it off: what was erased stands in it as it was before.
 * @returns false where another program reads the journal just now; nobody is waited for
 */
export function emptyLog(db: DatabaseSync): boolean {
  const waited = integer(db.prepare("PRAGMA busy_timeout").get() ?? {}, "timeout");
  db.exec("PRAGMA busy_timeout = 0");
  try {
    return integer(db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get() ?? {}, "busy") === 0;
  } finally {
    db.exec(`PRAGMA busy_timeout = ${waited}`);
  }
}

/**
 * Writes the file anew where that takes at most some seconds. Where rows were moved between pages, copies of what was
 * erased later may be left in the pages' unused parts.
 */
export function tidy(db: DatabaseSync): void {
  if (pragma(db, "page_count") * PAGE_BYTES <= TIDY_AT_MOST) db.exec("VACUUM");
}

/** The same tables in memory: nothing outlives the connection. */
export function openMemory(): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  migrate(db, 0);
  return db;
}

function migrate(db: DatabaseSync, version: number): void {
  for (const [step, sql] of MIGRATIONS.slice(version).entries()) {
    inTransaction(db, () => db.exec(`${sql}; PRAGMA user_version = ${version + step + 1};`));
  }
}

function lookThrough(db: DatabaseSync): void {
  const found = text(db.prepare("PRAGMA quick_check(1)").get() ?? {}, "quick_check");
  if (found !== "ok") throw StoreFault.damaged(new Error(found));
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
  finishRescue(file);
  // SQLite deletes the log of an empty file, and with it what was committed.
  if (sizeOf(file) === 0 && sizeOf(`${file}-wal`) > 0) throw StoreFault.damaged();
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
  if (application !== APPLICATION_ID) {
    const count = (which: string) =>
      integer(db.prepare(`SELECT count(*) AS tables FROM sqlite_schema ${which}`).get() ?? {}, "tables");
    if (count("WHERE name IN ('event', 'unit', 'missing', 'notice')") === 4) throw StoreFault.damaged();
    if (application !== 0 || version !== 0 || count("") !== 0) throw StoreFault.foreign();
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  }
  if (version < 0 || version > HIGHEST_VERSION) throw StoreFault.damaged();
  if (version > MIGRATIONS.length) throw StoreFault.newer(version, MIGRATIONS.length);
  return version;
}

function pragma(db: DatabaseSync, name: string): number {
  return integer(db.prepare(`PRAGMA ${name}`).get() ?? {}, name);
}
