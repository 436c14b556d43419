import type { Cancel, Clock } from "../../nodes/domain/clock.ts";
import type { Random } from "./random.ts";

/** Calls `beat` at even intervals while the unit is connected, counting from 1 in each boot. */
export class Heartbeats {
  /** Milliseconds; a change takes effect with the next beat. */
  intervalMs: number;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #beat: (n: number) => void;
  #n = 0;
  #timer: Cancel | null = null;

  constructor(clock: Clock, random: Random, intervalMs: number, beat: (n: number) => void) {
    this.#clock = clock;
    this.#random = random;
    this.intervalMs = intervalMs;
    this.#beat = beat;
  }

  /** The first beat comes at a moment of the unit's own, so that thousands do not beat at once. */
  start(): void {
    this.#after(this.#random.next() * this.intervalMs);
  }

  stop(): void {
    this.#timer?.();
    this.#timer = null;
  }

  restart(): void {
    this.#n = 0;
  }

  #after(ms: number): void {
    this.#timer = this.#clock.after(ms, () => {
      this.#n += 1;
      this.#beat(this.#n);
      this.#after(this.intervalMs);
    });
  }
}
