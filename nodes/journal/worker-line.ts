import type { Worker } from "node:worker_threads";
import type { Cancel, Clock } from "../domain/clock.ts";
import { LockerError, sentenceOf } from "../domain/errors.ts";
import type { Answer, FromWorker, Input, Operation, Output, ToWorker } from "./protocol.ts";
import type { SetAside } from "./set-aside.ts";

const RESTART_FIRST_MS = 100;
const RESTART_LONGEST_MS = 10_000;
/** A patient call goes over with the next one that is not, and so into the same commit; or by itself after so long. */
const PATIENCE_MS = 5;
/** How long the worker may take to finish and close the file before it is ended. */
const CLOSE_MS = 8_000;

/** What a journal asks its file through. */
export interface Line {
  /** Groups of calls answered so far. */
  readonly commits: number;
  /**
   * @param patient true where nobody waits for it
   * @throws LockerError `journal-unavailable`
   */
  ask<O extends Operation>(op: O, input: Input<O>, patient?: boolean): Promise<Output<O>>;
  /** Tells of the journal that was set aside last, each time the file is opened, and now where it is known. */
  onSetAside(listener: (aside: SetAside) => void): () => void;
  /** Resolves when everything asked before is answered and the file is closed. */
  close(): Promise<void>;
}

export interface LineOptions {
  /** Starts a worker. */
  readonly start: () => Worker;
  readonly clock: Clock;
  /** Settles when the file is free; nothing is started before. */
  readonly after: Promise<void>;
}

/** A call before it crosses over: TypeScript cannot follow that `op` and `input` belong together. */
interface Outgoing {
  readonly n: number;
  readonly op: Operation;
  readonly input: Input<Operation>;
}

interface Waiting {
  resolve(output: unknown): void;
  reject(error: LockerError): void;
}

interface Pending {
  /** Null once it is answered: V8 may keep for long what passed through a Map (domain/chain.ts). */
  waiting: Waiting | null;
}

/**
 * The line to the journal's worker: what is asked in one turn of the event loop, or while the worker is busy, goes over
 * in one message; the answers to a commit come back in one. The worker is started by the first call, and again by a
 * later one when it ended by itself, after a pause that grows. While it has nothing to answer it does not keep the
 * process alive.
 */
export class WorkerLine implements Line {
  readonly #options: LineOptions;
  readonly #clock: Clock;
  readonly #pending = new Map<number, Pending>();
  readonly #asideListeners = new Set<(aside: SetAside) => void>();
  #aside: SetAside | null = null;
  #outgoing: Outgoing[] = [];
  /** The last call that went over, and the last that was answered or never will be. */
  #asked = 0;
  #answeredTo = 0;
  /** What is outgoing goes over as soon as the worker has nothing to do. */
  #held = false;
  /** At the end of this turn of the event loop, or of the patience, what was asked goes over. */
  #turn: NodeJS.Immediate | null = null;
  #patience: Cancel | null = null;
  #worker: Worker | null = null;
  #starting: Promise<void> | null = null;
  #hurry: (() => void) | null = null;
  #lastCall = 0;
  #commits = 0;
  #crashes = 0;
  #restartAt = 0;
  #closing: Promise<void> | null = null;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#clock = options.clock;
  }

  get commits(): number {
    return this.#commits;
  }

  ask<O extends Operation>(op: O, input: Input<O>, patient = false): Promise<Output<O>> {
    if (this.#closing !== null) return Promise.reject(closed());
    this.#lastCall += 1;
    const n = this.#lastCall;
    this.#outgoing.push({ n, op, input });
    if (patient) this.#patience ??= this.#clock.after(PATIENCE_MS, () => this.#flush());
    else if (!this.#held) this.#endTurn();
    return this.#answerTo(n);
  }

  /** By itself, so that who waits for the answer does not hold the question, which was copied to the worker long ago. */
  #answerTo<O extends Operation>(n: number): Promise<Output<O>> {
    return new Promise((resolve, reject) => {
      this.#pending.set(n, { waiting: { resolve: (output) => resolve(output as Output<O>), reject } });
    });
  }

  #take(n: number): Waiting | null {
    const pending = this.#pending.get(n);
    if (pending === undefined) return null;
    this.#pending.delete(n);
    const { waiting } = pending;
    pending.waiting = null;
    return waiting;
  }

  onSetAside(listener: (aside: SetAside) => void): () => void {
    this.#asideListeners.add(listener);
    if (this.#aside !== null) listener(this.#aside);
    return () => this.#asideListeners.delete(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  #endTurn(): void {
    this.#turn ??= setImmediate(() => this.#flush());
  }

  /** @param evenIfBusy true where it must not wait for the worker's next answer */
  #flush(evenIfBusy = false): void {
    this.#patience?.();
    this.#patience = null;
    if (this.#turn !== null) clearImmediate(this.#turn);
    this.#turn = null;
    if (this.#outgoing.length === 0) return;
    if (this.#worker === null) {
      this.#starting ??= this.#start();
      return;
    }
    // It would wait there as well: together it costs both sides less, and becomes one commit.
    this.#held = !evenIfBusy && this.#answeredTo < this.#asked;
    if (this.#held) return;
    // What is due is looked for last, so that nothing has to look again for what the same message brings.
    const calls = [
      ...this.#outgoing.filter(({ op }) => op !== "due"),
      ...this.#outgoing.filter(({ op }) => op === "due"),
    ];
    this.#outgoing = [];
    this.#asked = this.#lastCall;
    this.#worker.ref();
    this.#worker.postMessage(calls);
  }

  async #start(): Promise<void> {
    await this.#options.after.catch(() => undefined);
    await this.#pause();
    this.#starting = null;
    try {
      this.#worker = this.#begin();
    } catch (thrown) {
      this.#ended(sentenceOf(thrown), true);
    }
    this.#flush();
  }

  #begin(): Worker {
    const worker = this.#options.start();
    let why = "";
    worker.on("message", (message: FromWorker) => {
      if ("aside" in message) this.#opened(message.aside);
      else if ("failed" in message) {
        // What was asked up to now fails, too.
        this.#flush(true);
        worker.postMessage("goOn" satisfies ToWorker);
        this.#answered(message.failed);
      } else this.#answered(message);
    });
    worker.on("error", (thrown: unknown) => {
      why = sentenceOf(thrown);
    });
    worker.on("exit", (code) => {
      if (this.#worker === worker) this.#ended(why || `it ended with code ${code}`, false);
    });
    return worker;
  }

  #opened(aside: SetAside | null): void {
    this.#aside = aside;
    if (aside !== null) for (const listener of this.#asideListeners) listener(aside);
  }

  #answered(answers: readonly Answer[]): void {
    this.#commits += 1;
    this.#crashes = 0;
    for (const answer of answers) {
      settle(this.#take(answer.n), answer);
      this.#answeredTo = Math.max(this.#answeredTo, answer.n);
    }
    // With what those who asked go on to ask.
    if (this.#held) this.#endTurn();
    if (this.#pending.size === 0) this.#worker?.unref();
  }

  /**
   * What the worker had not answered is not known to be stored. What it was not asked yet waits for the next one, but
   * not where it would overtake what has to be asked again.
   */
  #ended(why: string, unasked: boolean): void {
    this.#worker = null;
    this.#answeredTo = this.#asked;
    this.#held = false;
    this.#crashes += 1;
    const pause = this.#crashes === 1 ? 0 : RESTART_FIRST_MS * 2 ** (this.#crashes - 2);
    this.#restartAt = this.#clock.monotonic() + Math.min(pause, RESTART_LONGEST_MS);
    const asked = this.#pending.size > this.#outgoing.length;
    if (unasked || asked || this.#closing !== null) this.#outgoing = [];
    const waiting = new Set(this.#outgoing.map(({ n }) => n));
    for (const n of [...this.#pending.keys()]) {
      if (waiting.has(n)) continue;
      this.#take(n)?.reject(
        new LockerError(
          "journal-unavailable",
          `The journal's worker ended unexpectedly (${why}). What it had not confirmed counts as not stored and comes again from the broker. It is started again by itself; if this repeats, look at the disk and the memory.`,
        ),
      );
    }
    this.#flush();
  }

  #pause(): Promise<void> {
    const ms = this.#restartAt - this.#clock.monotonic();
    if (ms <= 0 || this.#closing !== null) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, resolve);
      this.#hurry = () => {
        cancel();
        resolve();
      };
    });
  }

  async #finish(): Promise<void> {
    this.#hurry?.();
    this.#flush(true);
    await this.#starting;
    const worker = this.#worker;
    if (worker === null) return;
    worker.ref();
    const exited = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    worker.postMessage("close" satisfies ToWorker);
    const cancel = this.#clock.after(CLOSE_MS, () => void worker.terminate());
    await exited;
    cancel();
  }
}

function settle(waiting: Waiting | null, answer: Answer): void {
  if ("failed" in answer) waiting?.reject(new LockerError("journal-unavailable", answer.failed));
  else waiting?.resolve(answer.output);
}

function closed(): LockerError {
  return new LockerError(
    "journal-unavailable",
    "The journal is closed, because the last node that used it was stopped: deploy again to open it.",
  );
}
