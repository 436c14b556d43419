import type { Cancel, Clock } from "../nodes/domain/clock.ts";

interface Timer {
  readonly due: number;
  readonly task: () => void;
}

/** A clock that stands still until a test moves it. */
export class TestClock implements Clock {
  #now: number;
  #monotonic = 0;
  readonly #timers = new Set<Timer>();

  /** @param now milliseconds since 1970 */
  constructor(now = Date.UTC(2026, 10, 22, 4, 45)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(ms: number, task: () => void): Cancel {
    const timer = { due: this.#monotonic + Math.max(ms, 0), task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Timers that have neither run nor been cancelled. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves on by `ms` milliseconds and runs the timers that fall due, in order, each at its own time. */
  advance(ms: number): void {
    const end = this.#monotonic + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#set(next.due);
      next.task();
    }
    this.#set(end);
  }

  /** What a person or a time server does: the time of day is another one at once. */
  set(now: number): void {
    this.#now = now;
  }

  #set(monotonic: number): void {
    this.#now += monotonic - this.#monotonic;
    this.#monotonic = monotonic;
  }
}
