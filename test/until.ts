/** A pause between two looks; short against anything that is waited for. */
const INTERVAL_MS = 20;

/**
 * Looks until the probe returns something other than null, undefined or false, and returns that.
 * @param what completes the sentence "Waited 10 s for ...", asked for when the time is over
 * @param ms how long to go on looking, milliseconds
 * @throws Error when the time is over, or whatever the probe throws
 */
export async function until<T>(
  what: string | (() => string),
  probe: () => T | Promise<T>,
  ms = 10_000,
): Promise<Exclude<T, null | undefined | false>> {
  const end = performance.now() + ms;
  for (;;) {
    const found = await probe();
    if (isThere(found)) return found;
    if (performance.now() > end) {
      throw new Error(`Waited ${ms / 1000} s for ${typeof what === "string" ? what : what()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}

function isThere<T>(found: T): found is Exclude<T, null | undefined | false> {
  return found !== null && found !== undefined && found !== false;
}
