import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { JournalFile } from "./journal-file.ts";
import type { Call, FromWorker, ToWorker, WorkerData } from "./protocol.ts";

/** Calls committed together at most, so that none waits behind too many others. */
const GROUP = 1000;

if (parentPort === null) throw new Error("journal-worker is started by the journal, not by itself");
const port: MessagePort = parentPort;
const data: WorkerData = workerData;
const journal = new JournalFile(data, (aside) => port.postMessage({ aside } satisfies FromWorker));

/** Why nothing is tried, until the client knows, and says to go on. */
let failure: string | null = null;

/** The next group is whatever queued while the last one was committed: no timer, and no waiting for more. */
port.on("message", (first: ToWorker) => {
  let message: ToWorker | null = first;
  while (message !== null) {
    const calls: Call[] = [];
    while (typeof message === "object" && message !== null && calls.length < GROUP) {
      calls.push(...message);
      message = queued();
    }
    if (calls.length > 0) {
      answer(calls);
      message ??= queued();
      journal.rest(message !== null);
    }
    if (message === "goOn") {
      failure = null;
      message = queued();
    }
    if (message === "close") {
      journal.close();
      port.close();
      return;
    }
  }
});

function answer(calls: readonly Call[]): void {
  if (failure !== null) {
    const failed = failure;
    port.postMessage(calls.map(({ n }) => ({ n, failed })) satisfies FromWorker);
    return;
  }
  const answers = journal.commit(calls);
  failure = journal.failure;
  port.postMessage((failure === null ? answers : { failed: answers }) satisfies FromWorker);
}

function queued(): ToWorker | null {
  const received: { message: ToWorker } | undefined = receiveMessageOnPort(port);
  return received?.message ?? null;
}
