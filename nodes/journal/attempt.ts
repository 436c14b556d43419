import type { Clock } from "../domain/clock.ts";
import { LockerError } from "../domain/errors.ts";
import type { OutboxItem } from "./journal.ts";
import type { Sender, SendResult } from "./outbox.ts";

/** A request that takes longer is aborted, and tried again later, unless its sender asks for more time. */
export const REQUEST_TIMEOUT_MS = 10_000;

/**
 * Lets the sender make one request, and no longer than its time.
 * @param stop aborts it, too
 * @returns one result for each item; null where it was aborted by `stop`, and so nothing is known of it
 */
export async function attempt(
  sender: Sender,
  items: readonly OutboxItem[],
  clock: Clock,
  stop: AbortSignal,
): Promise<readonly SendResult[] | null> {
  const request = new AbortController();
  const { signal } = request;
  const abort = () => request.abort(stop.reason);
  stop.addEventListener("abort", abort);
  const ms = sender.timeoutMs ?? REQUEST_TIMEOUT_MS;
  const cancel = clock.after(ms, () => request.abort(tooLong(ms)));
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  try {
    const results = await Promise.race([sender.send(items, signal), aborted]);
    return items.map((_, index) => results[index] ?? failed(null));
  } catch (thrown) {
    return stop.aborted ? null : items.map(() => failed(thrown));
  } finally {
    cancel();
    stop.removeEventListener("abort", abort);
  }
}

function tooLong(ms: number): LockerError {
  return new LockerError(
    "provider-transient",
    `The provider did not answer within ${ms / 1000} s. The notice is tried again by itself; if this repeats, look at the network.`,
  );
}

/** What an unforeseen error says may be personal, so it is not repeated. */
function failed(thrown: unknown): SendResult {
  const error =
    thrown instanceof LockerError
      ? thrown
      : new LockerError(
          "provider-transient",
          "The attempt to send failed in an unforeseen way. The notice is tried again by itself.",
          { cause: thrown },
        );
  return { result: "failed", error };
}
