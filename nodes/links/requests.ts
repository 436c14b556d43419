import type { Clock } from "../domain/clock.ts";
import { LockerError } from "../domain/errors.ts";
import { withDeadline } from "./deadline.ts";

/** How long requests under way may go on after the client was closed, milliseconds. */
export const CLOSING_MS = 10_000;

/**
 * The requests of one client. A request that is cut off may have been carried out, and its repetition would
 * reach somebody twice: so closing waits for those under way.
 */
export class Requests {
  readonly #clock: Clock;
  readonly #deadlineMs: number;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #ending = new AbortController();
  #closed = false;

  /** @param deadlineMs after which a request is given up */
  constructor(clock: Clock, deadlineMs: number) {
    this.#clock = clock;
    this.#deadlineMs = deadlineMs;
  }

  /** @throws LockerError `provider-transient` after `close`; otherwise what the request throws */
  async run<T>(signal: AbortSignal, request: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#closed) {
      throw new LockerError(
        "provider-transient",
        "The settings are being deployed, so nothing is sent this moment. It is tried again.",
      );
    }
    const running = withDeadline(this.#clock, this.#deadlineMs, [signal, this.#ending.signal], request);
    this.#underWay.add(running);
    try {
      return await running;
    } finally {
      this.#underWay.delete(running);
    }
  }

  /** Takes no more requests; resolves when those under way have ended, after CLOSING_MS by force. */
  async close(): Promise<void> {
    this.#closed = true;
    const cancel = this.#clock.after(CLOSING_MS, () => this.#ending.abort());
    await Promise.allSettled(this.#underWay);
    cancel();
  }
}
