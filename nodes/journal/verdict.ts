import type { ErrorCode } from "../domain/errors.ts";
import { LANE } from "../domain/notice.ts";
import { LONGEST_RETRY_MS, LONGEST_SOS_RETRY_MS, retryDelay } from "./backoff.ts";
import type { OutboxItem, Outcome } from "./journal.ts";
import type { SendResult } from "./outbox.ts";

/** Failures that pass by themselves. Any other than these and the permanent one needs a person. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "provider-transient",
  "provider-deferred",
  "journal-unavailable",
  "link-lost",
]);

/**
 * What a result means for the notice: accepted; dead, where it can never be sent; parked, where a person must
 * act first; otherwise tried again later.
 * @param now milliseconds since 1970
 * @param random from 0 to below 1
 */
export function verdict(item: OutboxItem, result: SendResult, now: number, random: number): Outcome {
  const { position } = item;
  if (result.result === "accepted") {
    return { position, result: "accepted", at: now, providerId: result.providerId };
  }
  const { code, message } = result.error;
  if (PASSING.has(code)) {
    const longest = item.notice.lane === LANE.sos ? LONGEST_SOS_RETRY_MS : LONGEST_RETRY_MS;
    const retryAt = now + retryDelay(item.attempts + 1, random, longest);
    return { position, result: "retry", at: now, retryAt, code };
  }
  return {
    position,
    result: code === "provider-permanent" ? "dead" : "parked",
    at: now,
    code,
    reason: message,
  };
}
