import type { Cancel, Clock } from "../domain/clock.ts";
import { LockerError, sentenceOf } from "../domain/errors.ts";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
/** How long a stop waits for the journal's answers: a deploy gives a node 15 s for all it has to end. */
const STOP_MS = 5_000;

export interface RetryListener {
  /** The journal refuses, and why; null: it takes again. */
  journal(why: string | null): void;
  /** A task failed in a way that another attempt would not mend. */
  fault(why: string): void;
}

interface Task {
  /** Counts up in the order they came. */
  readonly n: number;
  readonly work: () => Promise<void>;
  readonly giveUp: () => void;
}

/**
 * Runs tasks that need the journal. While it refuses they wait and are run again, in order, until it takes
 * them. What waits here is bounded by what the broker sends without an acknowledgement.
 */
export class Retry {
  readonly #clock: Clock;
  readonly #listener: RetryListener;
  #waiting: Task[] = [];
  #lastTask = 0;
  #running = 0;
  /** Called when no task runs any more. */
  #idle: (() => void) | null = null;
  #failures = 0;
  /** True from the first refusal until what waits is run again. */
  #waits = false;
  #timer: Cancel | null = null;
  #stopped = false;

  constructor(clock: Clock, listener: RetryListener) {
    this.#clock = clock;
    this.#listener = listener;
  }

  /** True while tasks wait for the journal. */
  get waits(): boolean {
    return this.#waits;
  }

  /** Tasks that run or wait. */
  get count(): number {
    return this.#running + this.#waiting.length;
  }

  /**
   * Does nothing after `stop`: what was not acknowledged comes again.
   * @param giveUp is called where the task failed in a way that another attempt would not mend
   */
  run(work: Task["work"], giveUp: Task["giveUp"] = () => {}): void {
    if (this.#stopped) return;
    this.#lastTask += 1;
    const task = { n: this.#lastTask, work, giveUp };
    // Later events must not overtake those that wait: the sequence would seem to have gaps.
    if (this.#waits) this.#waiting.push(task);
    else this.#attempt(task);
  }

  /** Resolves when the tasks that run have ended, or after 5 s; those that wait are dropped. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting = [];
    this.#timer?.();
    if (this.#running === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(STOP_MS, resolve);
      this.#idle = () => {
        cancel();
        resolve();
      };
    });
  }

  #attempt(task: Task): void {
    this.#running += 1;
    task.work().then(
      () => {
        this.#succeeded();
        this.#ended();
      },
      (thrown: unknown) => {
        this.#failed(task, thrown);
        this.#ended();
      },
    );
  }

  #ended(): void {
    this.#running -= 1;
    if (this.#running === 0) this.#idle?.();
    this.#again();
  }

  #succeeded(): void {
    if (this.#failures === 0 || this.#waits) return;
    this.#failures = 0;
    this.#listener.journal(null);
  }

  #failed(task: Task, thrown: unknown): void {
    if (this.#stopped) return;
    if (!(thrown instanceof LockerError && thrown.code === "journal-unavailable")) {
      this.#listener.fault(sentenceOf(thrown));
      task.giveUp();
      return;
    }
    this.#waiting.push(task);
    if (this.#waits) return;
    this.#waits = true;
    if (this.#failures === 0) this.#listener.journal(thrown.message);
    const wait = Math.min(FIRST_WAIT_MS * 2 ** this.#failures, LONGEST_WAIT_MS);
    this.#failures += 1;
    this.#timer = this.#clock.after(wait, () => {
      this.#timer = null;
      this.#again();
    });
  }

  /** Runs what waits once the pause is over, and no task runs that may fail yet: it came before those that follow. */
  #again(): void {
    if (!this.#waits || this.#timer !== null || this.#running > 0 || this.#stopped) return;
    this.#waits = false;
    const again = this.#waiting.sort((a, b) => a.n - b.n);
    this.#waiting = [];
    for (const one of again) this.#attempt(one);
  }
}
