import type { Cancel, Clock } from "../domain/clock.ts";
import { LockerError } from "../domain/errors.ts";
import { SharedDeadline } from "../links/shared-deadline.ts";
import { afterAwake } from "./awake.ts";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
/** An alarm does not wait longer than this for a disk. */
export const LATE_MS = 3000;

/**
 * Asks the journal until it answers: what a message wants written is not given up because a disk is full. The
 * message stays with the node for that long.
 */
export class Perseverance {
  readonly #clock: Clock;
  /** One timer for all that is asked: each event asks, and almost always gets its answer at once. */
  readonly #late: SharedDeadline;
  readonly #pauses = new Set<() => void>();
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#late = new SharedDeadline(
      {
        now: () => clock.now(),
        monotonic: () => clock.monotonic(),
        after: (ms, task) => afterAwake(clock, ms, task),
      },
      LATE_MS,
    );
  }

  /**
   * @param late called once, when the journal refuses or has not answered for LATE_MS; null where nothing is done then
   * @returns the answer
   * @throws what was thrown, where it is not that the journal cannot be used; after `stop` that, too
   */
  ask<T>(question: () => Promise<T>, late: (() => void) | null): Promise<T> {
    const answered = attempt(question);
    if (late === null) return answered.catch((thrown: unknown) => this.#again(question, thrown, null));
    let isLate = false;
    const becomeLate = () => {
      if (!isLate && !this.#stopped) late();
      isLate = true;
    };
    const asking = this.#late.begin(becomeLate);
    return answered.then(
      (answer) => {
        this.#late.done(asking);
        return answer;
      },
      (thrown: unknown) => this.#again(question, thrown, becomeLate).finally(() => this.#late.done(asking)),
    );
  }

  /** @param first what the first attempt threw */
  async #again<T>(question: () => Promise<T>, first: unknown, becomeLate: (() => void) | null): Promise<T> {
    let thrown = first;
    for (let failures = 0; ; failures += 1) {
      if (!isUnavailable(thrown) || this.#stopped) throw thrown;
      becomeLate?.();
      await this.#pause(Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS));
      if (this.#stopped) throw thrown;
      try {
        return await question();
      } catch (again) {
        thrown = again;
      }
    }
  }

  /** What waits for another attempt fails now. */
  stop(): void {
    this.#stopped = true;
    for (const go of [...this.#pauses]) go();
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      let cancel: Cancel = () => {};
      const go = () => {
        cancel();
        this.#pauses.delete(go);
        resolve();
      };
      cancel = this.#clock.after(ms, go);
      this.#pauses.add(go);
    });
  }
}

function attempt<T>(question: () => Promise<T>): Promise<T> {
  try {
    return question();
  } catch (thrown) {
    return Promise.reject(thrown);
  }
}

function isUnavailable(thrown: unknown): boolean {
  return thrown instanceof LockerError && thrown.code === "journal-unavailable";
}
