import { DatabaseSync } from "node:sqlite";
import { workerData } from "node:worker_threads";

/** The journal's worker on a disk that stalls: each commit waits as long as the shared word is 1. */
const word = new Int32Array(workerData.stall);
const exec = DatabaseSync.prototype.exec;
DatabaseSync.prototype.exec = function (sql: string): void {
  if (sql === "COMMIT") Atomics.wait(word, 0, 1);
  exec.call(this, sql);
};

await import("../../../nodes/journal/worker.ts");
