import { JournalFile } from "../../nodes/journal/journal-file.ts";
import type { Call, Input, Operation, Output } from "../../nodes/journal/protocol.ts";
import type { Line } from "../../nodes/journal/worker-line.ts";

/** A line without a worker to a real file: each call is a commit of its own, and answered in the same tick. */
export class JournalFileLine implements Line {
  readonly #file: string;
  #journal: JournalFile;
  #calls = 0;

  constructor(file: string) {
    this.#file = file;
    this.#journal = new JournalFile({ file, busyTimeoutMs: 1000 });
  }

  get commits(): number {
    return this.#calls;
  }

  /** Closes the file and opens it again. */
  reopen(): void {
    this.#journal.close();
    this.#journal = new JournalFile({ file: this.#file, busyTimeoutMs: 1000 });
  }

  ask<O extends Operation>(op: O, input: Input<O>): Promise<Output<O>> {
    this.#calls += 1;
    const call = { n: this.#calls, op, input: structuredClone(input) } as Call;
    const [answer] = this.#journal.commit([call]);
    // As the worker does where nothing waits.
    this.#journal.rest(false);
    if (answer === undefined || "failed" in answer) return Promise.reject(new Error(answer?.failed));
    return Promise.resolve(answer.output as Output<O>);
  }

  onSetAside(): () => void {
    return () => {};
  }

  close(): Promise<void> {
    this.#journal.close();
    return Promise.resolve();
  }
}
