/** Cancels a timer; cancelling one that has run or was cancelled does nothing. */
export type Cancel = () => void;

/**
 * The only source of time below the nodes. Tests pass a clock they move by hand.
 */
export interface Clock {
  /** Wall-clock time, milliseconds since 1970-01-01T00:00Z. May jump when the system clock is set. */
  now(): number;
  /** Milliseconds since an arbitrary start; never goes back and never jumps. */
  monotonic(): number;
  /** Runs `task` once after `ms` milliseconds (0 or more) unless cancelled first. */
  after(ms: number, task: () => void): Cancel;
}
