import { Worker } from "node:worker_threads";
import { WorkerJournal } from "../../../nodes/journal/worker-journal.ts";
import { WorkerLine } from "../../../nodes/journal/worker-line.ts";
import { workerFlags } from "../../../nodes/journal/worker-start.ts";
import { systemClock } from "../../../nodes/runtime/clock.ts";
import { journalFile } from "../../journal/making.ts";

const WORDS = { good: 0, stalling: 1, full: 2 } as const;

/** A journal in a file of its own, on a disk that can be made to stall or to have no room. */
export function journalOnBadDisk() {
  const disk = new SharedArrayBuffer(4);
  const word = new Int32Array(disk);
  const workerData = { file: journalFile(), busyTimeoutMs: 5000, disk };
  const execArgv = [...workerFlags(process.versions.node), "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"];
  const start = () => new Worker(new URL("./bad-disk-worker.ts", import.meta.url), { workerData, execArgv });
  const line = new WorkerLine({ start, clock: systemClock, after: Promise.resolve() });
  return {
    journal: new WorkerJournal(line),
    make(state: keyof typeof WORDS): void {
      Atomics.store(word, 0, WORDS[state]);
      Atomics.notify(word, 0);
    },
  };
}
