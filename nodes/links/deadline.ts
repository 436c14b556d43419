import type { Clock } from "../domain/clock.ts";

/**
 * Runs a request that ends when one of the signals aborts it or after `ms` milliseconds, whichever comes first,
 * and leaves neither timer nor listener behind.
 */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  signals: readonly AbortSignal[],
  request: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const signal of signals) {
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
  }
  const cancel = clock.after(ms, abort);
  try {
    return await request(controller.signal);
  } finally {
    cancel();
    for (const signal of signals) signal.removeEventListener("abort", abort);
  }
}
