import { Chain, type Place } from "../domain/chain.ts";
import type { Cancel, Clock } from "../domain/clock.ts";

/** Something that is under way. */
interface UnderWay {
  /** Monotonic milliseconds. */
  readonly end: number;
  readonly late: () => void;
}

export type Deadline = Place<UnderWay>;

/** Ends what takes longer than a time that is the same for all: one timer for however many are under way. */
export class SharedDeadline {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #underWay = new Chain<UnderWay>();
  #timer: Cancel | null = null;

  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#ms = ms;
  }

  /**
   * @param late called once, where the time is over first
   * @returns what `done` is called with when it is done in time
   */
  begin(late: () => void): Deadline {
    const deadline = this.#underWay.add({ end: this.#clock.monotonic() + this.#ms, late });
    this.#timer ??= this.#clock.after(this.#ms, () => this.#look());
    return deadline;
  }

  /** Without effect where it is too late. */
  done(deadline: Deadline): void {
    this.#underWay.remove(deadline);
    if (this.#underWay.size > 0) return;
    this.#timer?.();
    this.#timer = null;
  }

  #look(): void {
    this.#timer = null;
    const now = this.#clock.monotonic();
    for (const deadline of this.#underWay.places()) {
      if (deadline.item === null) continue;
      const { end, late } = deadline.item;
      if (end > now) {
        this.#timer = this.#clock.after(end - now, () => this.#look());
        return;
      }
      this.#underWay.remove(deadline);
      late();
    }
  }
}
