import type { Cancel, Clock } from "../domain/clock.ts";

/** Ends what takes longer than a time that is the same for all: one timer for however many are under way. */
export class SharedDeadline {
  readonly #clock: Clock;
  readonly #ms: number;
  /** What is under way, oldest first, with its end in monotonic milliseconds. */
  readonly #ends = new Map<() => void, number>();
  #timer: Cancel | null = null;

  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#ms = ms;
  }

  /**
   * @param late called once, where the time is over first; a function of this call's own
   * @returns to be called when it is done in time
   */
  begin(late: () => void): () => void {
    this.#ends.set(late, this.#clock.monotonic() + this.#ms);
    this.#timer ??= this.#clock.after(this.#ms, () => this.#look());
    return () => {
      this.#ends.delete(late);
      if (this.#ends.size > 0) return;
      this.#timer?.();
      this.#timer = null;
    };
  }

  #look(): void {
    this.#timer = null;
    const now = this.#clock.monotonic();
    for (const [late, end] of this.#ends) {
      if (end > now) {
        this.#timer = this.#clock.after(end - now, () => this.#look());
        return;
      }
      this.#ends.delete(late);
      late();
    }
  }
}
