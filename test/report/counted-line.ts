import type { Input, Operation, Output } from "../../nodes/journal/protocol.ts";
import { type Line, WorkerLine } from "../../nodes/journal/worker-line.ts";
import { startWorker } from "../../nodes/journal/worker-start.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";

/** The line to the journal's worker, with what is under way counted; nothing is held back. */
export class CountedLine implements Line {
  readonly #line: WorkerLine;
  inFlight = 0;

  constructor(file: string) {
    const start = () => startWorker({ file, busyTimeoutMs: 5000 });
    this.#line = new WorkerLine({ start, clock: systemClock, after: Promise.resolve() });
  }

  get commits(): number {
    return this.#line.commits;
  }

  async ask<O extends Operation>(op: O, input: Input<O>): Promise<Output<O>> {
    this.inFlight += 1;
    try {
      return await this.#line.ask(op, input);
    } finally {
      this.inFlight -= 1;
    }
  }

  /** Resolves when nothing is asked of the journal any more. */
  async quiet(): Promise<void> {
    for (let still = 0; still < 4; still += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.inFlight > 0) still = -1;
    }
  }

  onSetAside(): () => void {
    return () => {};
  }

  close(): Promise<void> {
    return this.#line.close();
  }
}
