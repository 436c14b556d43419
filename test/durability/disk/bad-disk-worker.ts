import { DatabaseSync } from "node:sqlite";
import { workerData } from "node:worker_threads";

/** The journal's worker on a bad disk: as long as the shared word is 1 each commit waits, and while it is 2 none has room. */
const word = new Int32Array(workerData.disk);
const exec = DatabaseSync.prototype.exec;
DatabaseSync.prototype.exec = function (sql: string): void {
  if (sql === "COMMIT") Atomics.wait(word, 0, 1);
  // SQLite itself says then that the disk is full, as soon as it needs a further page.
  if (sql === "BEGIN IMMEDIATE" && Atomics.load(word, 0) === 2) exec.call(this, "PRAGMA max_page_count = 1");
  exec.call(this, sql);
};

await import("../../../nodes/journal/worker.ts");
