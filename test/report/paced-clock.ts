import type { Cancel, Clock } from "../../nodes/domain/clock.ts";

interface Timer {
  readonly due: number;
  readonly task: () => void;
}

/** A clock that stands still until a test moves it, and waits after each timer for what that has set off. */
export class PacedClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();

  /** @param now milliseconds since 1970 */
  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): Cancel {
    const timer = { due: this.#now + Math.max(ms, 0), task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** @param quiet resolves when nothing is under way any more */
  async moveTo(moment: number, quiet: () => Promise<void>): Promise<void> {
    for (;;) {
      const [next] = [...this.#timers].filter(({ due }) => due <= moment).sort((a, b) => a.due - b.due);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.task();
      await quiet();
    }
    this.#now = Math.max(this.#now, moment);
  }
}
