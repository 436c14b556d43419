import { LockerError } from "../domain/errors.ts";
import type { Retry } from "../journal/journal.ts";
import type { FlowMessage } from "./message.ts";

const BOTH = ["parked", "dead"] as const;

/** What `msg.retry` may say beside the key of one notice. */
const STATES: ReadonlyMap<unknown, Retry["states"]> = new Map<unknown, Retry["states"]>([
  ["parked", ["parked"]],
  ["dead", ["dead"]],
  ["all", BOTH],
]);

/** True for a message that asks a notify node to let notices wait again. */
export function asksForRetry(msg: FlowMessage): boolean {
  return msg.retry !== undefined;
}

/**
 * Which notices of the node a message wants to wait again.
 * @throws LockerError `retry-unknown` where msg.retry is no such wish
 */
export function retryOf(msg: FlowMessage, node: string): Retry {
  const states = STATES.get(msg.retry);
  if (states !== undefined) return { node, states };
  if (typeof msg.retry === "string" && msg.retry.includes("|")) return { node, states: BOTH, key: msg.retry };
  throw new LockerError(
    "retry-unknown",
    'msg.retry does not say which notices are to be sent again, so none was. Set it to "parked", "dead" or "all", or to the noticeKey of one, as this node\'s second output gave it.',
  );
}

/** @throws LockerError `retry-unknown` where the one notice that was named does not wait for anybody */
export function checkRetried(which: Retry, count: number): void {
  if (which.key === undefined || count > 0) return;
  throw new LockerError(
    "retry-unknown",
    "This node has no parked or dead notice with the key in msg.retry: it was accepted meanwhile, waits already, or belongs to another node.",
  );
}
