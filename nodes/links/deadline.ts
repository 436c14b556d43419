import type { Clock } from "../domain/clock.ts";

/**
 * Runs a request that ends when the caller aborts it or after `ms` milliseconds, whichever comes first, and
 * leaves neither timer nor listener behind.
 */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  outer: AbortSignal,
  request: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (outer.aborted) abort();
  outer.addEventListener("abort", abort);
  const cancel = clock.after(ms, abort);
  try {
    return await request(controller.signal);
  } finally {
    cancel();
    outer.removeEventListener("abort", abort);
  }
}
