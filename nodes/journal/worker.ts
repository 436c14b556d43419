import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { JournalFile } from "./journal-file.ts";
import type { Call, FromWorker, ToWorker, WorkerData } from "./protocol.ts";

/** Calls committed together at most, so that none waits behind too many others. */
const GROUP = 1000;

if (parentPort === null) throw new Error("journal-worker is started by the journal, not by itself");
const port: MessagePort = parentPort;
const data: WorkerData = workerData;
const journal = new JournalFile(data, (aside) => port.postMessage({ aside } satisfies FromWorker));

/** The next group is whatever queued while the last one was committed: no timer, and no waiting for more. */
port.on("message", (first: ToWorker) => {
  let message: ToWorker | null = first;
  while (message !== null) {
    const calls: Call[] = [];
    while (message !== null && message !== "close" && calls.length < GROUP) {
      calls.push(...message);
      message = queued();
    }
    if (calls.length > 0) port.postMessage(journal.commit(calls) satisfies FromWorker);
    if (message === "close") {
      journal.close();
      port.close();
      return;
    }
  }
});

function queued(): ToWorker | null {
  const received: { message: ToWorker } | undefined = receiveMessageOnPort(port);
  return received?.message ?? null;
}
