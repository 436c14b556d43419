import type { LockerError } from "../domain/errors.ts";
import type { OutboxItem, Outcome, OverdueItem, Retry } from "./journal.ts";

/** Hands notices of one route to a provider. Registered while a node that uses the route is deployed. */
export interface Sender {
  /** `{channel}:{account node id}:{register node id}`. */
  readonly route: string;
  /** Token bucket: messages per second, and how many may go at once after a pause. */
  readonly rate: { readonly perSecond: number; readonly burst: number };
  /** How many items of one group one call may carry, 1 to 10. */
  readonly batch: number;
  /** How long one call may take before it is given up, milliseconds; absent: REQUEST_TIMEOUT_MS. */
  readonly timeoutMs?: number;
  /** Only items of the same group share a call (for topics: the ARN). */
  groupOf(item: OutboxItem): string;
  /** One result for each item, in order. Never rejects. */
  send(items: readonly OutboxItem[], signal: AbortSignal): Promise<readonly SendResult[]>;
}

export type SendResult =
  | { readonly result: "accepted"; readonly providerId: string }
  /**
   * `error.code` says how to go on: provider-permanent, provider-operator or provider-transient; provider-deferred,
   * where the provider works and puts off this one only.
   */
  | { readonly result: "failed"; readonly error: LockerError };

/** What became of one attempt, or that time is over, for the node that asked for the notice. */
export interface OutboxNews {
  readonly item: OutboxItem;
  readonly outcome: Outcome | Overrun;
  /** The sentence of the error that failed it, without anything personal; null where there was none. */
  readonly reason: string | null;
}

/** Not accepted by its `overdueAt`. It goes on waiting, or being parked, all the same. Told once. */
export interface Overrun {
  readonly result: "overdue";
  readonly state: OverdueItem["state"];
  /** Of the error that failed it last; null where no attempt was made. */
  readonly code: string | null;
}

export interface Outbox {
  /** Starts sending the route's notices; several senders of one route count as one. Returns how to stop. */
  addSender(sender: Sender): () => void;
  /** Tells the node that asked (by its id) what became of its notices. Returns how to stop listening. */
  onNews(node: string, listener: (news: OutboxNews) => void): () => void;
  /** Looks for due notices now: call after `journal.enqueue`. */
  wake(): void;
  /**
   * Lets parked and dead notices wait again; resolves to how many.
   * @throws LockerError `journal-unavailable`
   */
  retry(which: Retry): Promise<number>;
  /** Stops sending; resolves when no request is under way. */
  stop(): Promise<void>;
}
