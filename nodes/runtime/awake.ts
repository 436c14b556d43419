import type { Cancel, Clock } from "../domain/clock.ts";

/** A timer that runs so late, milliseconds, says that the process was stopped, or had no processor. */
const ASLEEP_MS = 500;
/** Long enough to take in what came meanwhile. */
const WAKING_MS = 250;

/**
 * Runs `task` after `ms` milliseconds. Where the process slept over that it is run a moment later, so that it does not
 * take for missing what only waits to be taken in.
 */
export function afterAwake(clock: Clock, ms: number, task: () => void): Cancel {
  const due = clock.monotonic() + ms;
  let cancel = clock.after(ms, () => {
    if (clock.monotonic() - due < ASLEEP_MS) task();
    else cancel = clock.after(WAKING_MS, task);
  });
  return () => cancel();
}
