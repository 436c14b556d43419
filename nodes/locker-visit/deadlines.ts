import type { Clock } from "../domain/clock.ts";

/**
 * Moments that must not be missed: one is over when the time of day says so, or when so much time has passed as was
 * left when it was first heard of, whatever became of the system's clock since.
 */
export class Deadlines {
  readonly #clock: Clock;
  /** By name: the moment, milliseconds since 1970, and when it is over, monotonic milliseconds. */
  readonly #known = new Map<string, { readonly at: number; readonly over: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Milliseconds that are left; 0 where it is over.
   * @param at milliseconds since 1970
   */
  left(name: string, at: number): number {
    const now = this.#clock.now();
    const monotonic = this.#clock.monotonic();
    const known = this.#known.get(name);
    const { over } = known?.at === at ? known : { over: monotonic + Math.max(0, at - now) };
    if (known?.at !== at) this.#known.set(name, { at, over });
    return Math.max(0, Math.min(at - now, over - monotonic));
  }

  forget(name: string): void {
    this.#known.delete(name);
  }

  /** Forgets all that are not wanted any more. */
  retain(isWanted: (name: string) => boolean): void {
    for (const name of this.#known.keys()) if (!isWanted(name)) this.#known.delete(name);
  }
}
