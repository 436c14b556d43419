import type { Cancel, Clock } from "../domain/clock.ts";

/** Something that is under way. */
export interface Late {
  /** Called once, where the time is over before it is done. */
  late(): void;
}

/** Ends what takes longer than a time that is the same for all: one timer for however many are under way. */
export class SharedDeadline {
  readonly #clock: Clock;
  readonly #ms: number;
  /** What is under way, oldest first, with its end in monotonic milliseconds. */
  readonly #ends = new Map<Late, number>();
  #timer: Cancel | null = null;

  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#ms = ms;
  }

  begin(one: Late): void {
    this.#ends.set(one, this.#clock.monotonic() + this.#ms);
    this.#timer ??= this.#clock.after(this.#ms, () => this.#look());
  }

  /** It is done in time; without effect where it is not. */
  done(one: Late): void {
    this.#ends.delete(one);
    if (this.#ends.size > 0) return;
    this.#timer?.();
    this.#timer = null;
  }

  #look(): void {
    this.#timer = null;
    const now = this.#clock.monotonic();
    for (const [one, end] of this.#ends) {
      if (end > now) {
        this.#timer = this.#clock.after(end - now, () => this.#look());
        return;
      }
      this.#ends.delete(one);
      one.late();
    }
  }
}
