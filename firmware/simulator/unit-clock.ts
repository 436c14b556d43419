import type { Clock } from "../../nodes/domain/clock.ts";
import type { ClockState } from "../../nodes/domain/event.ts";
import type { Random } from "./random.ts";

/** How far an unsynchronised clock is off at most, milliseconds. */
const LARGEST_ERROR_MS = 90_000;

/** What a unit believes about the time. */
export class UnitClock {
  readonly #clock: Clock;
  readonly #random: Random;
  #state: ClockState;
  #error = 0;
  #startedAt: number;

  constructor(clock: Clock, random: Random, state: ClockState) {
    this.#clock = clock;
    this.#random = random;
    this.#state = state;
    this.#startedAt = clock.monotonic();
    this.set(state);
  }

  get state(): ClockState {
    return this.#state;
  }

  /** Milliseconds since 1970, or null while the unit knows no time. */
  get at(): number | null {
    return this.#state === "none" ? null : Math.round(this.#clock.now() + this.#error);
  }

  /** Milliseconds since the unit started. */
  get uptime(): number {
    return Math.round(this.#clock.monotonic() - this.#startedAt);
  }

  set(state: ClockState): void {
    this.#state = state;
    this.#error = state === "estimated" ? this.#random.integer(-LARGEST_ERROR_MS, LARGEST_ERROR_MS) : 0;
  }

  restart(): void {
    this.#startedAt = this.#clock.monotonic();
  }
}
