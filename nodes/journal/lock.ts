import { DatabaseSync } from "node:sqlite";
import { touch } from "./database.ts";
import { isBusy, StoreFault } from "./fault.ts";

/**
 * Keeps a second process from writing the same journal, which both would remember wrongly. The system takes
 * the lock back when its process ends, however it ends; it is held on a file of its own so that the journal
 * can still be read and backed up. Closing the connection gives it back.
 * @param busyTimeoutMs how long to wait for whoever has it, milliseconds
 * @throws StoreFault when another process keeps it for longer
 */
export function lockFor(file: string, busyTimeoutMs: number): DatabaseSync {
  const lockFile = `${file}-lock`;
  touch(lockFile);
  const db = new DatabaseSync(lockFile);
  try {
    db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE`);
    return db;
  } catch (thrown) {
    db.close();
    throw isBusy(thrown) ? StoreFault.another() : thrown;
  }
}
