import type { Cancel, Clock } from "../domain/clock.ts";

/** Node caps a timer at 2^31-1 ms and fires longer ones at once, so longer waits are chained. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, task) {
    let timer: NodeJS.Timeout;
    const arm = (left: number) => {
      timer = setTimeout(
        () => (left > LONGEST_TIMER_MS ? arm(left - LONGEST_TIMER_MS) : task()),
        Math.min(Math.max(left, 0), LONGEST_TIMER_MS),
      );
    };
    arm(ms);
    return () => clearTimeout(timer);
  },
};

/** A clock whose pending timers can be cancelled together: what a node hands to everything it starts. */
export interface ScopedClock extends Clock {
  cancelAll(): void;
}

export function scopedClock(clock: Clock): ScopedClock {
  const pending = new Set<Cancel>();
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after(ms, task) {
      const forget = clock.after(ms, () => {
        pending.delete(cancel);
        task();
      });
      const cancel = () => {
        pending.delete(cancel);
        forget();
      };
      pending.add(cancel);
      return cancel;
    },
    cancelAll() {
      for (const cancel of [...pending]) cancel();
    },
  };
}
