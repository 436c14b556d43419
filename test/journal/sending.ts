import { LockerError } from "../../nodes/domain/errors.ts";
import { Dispatcher } from "../../nodes/journal/dispatcher.ts";
import type { OutboxItem } from "../../nodes/journal/journal.ts";
import type { OutboxNews, Sender, SendResult } from "../../nodes/journal/outbox.ts";
import { TestClock } from "../clock.ts";
import { directJournal, NOW, noticeOf } from "./making.ts";

export const ACCEPTED: SendResult = { result: "accepted", providerId: "m1" };

export function failing(
  code: "provider-permanent" | "provider-operator" | "provider-transient" | "provider-deferred",
): SendResult {
  return { result: "failed", error: new LockerError(code, `It failed: ${code}.`) };
}

/** One request a sender was given. */
export interface SentRequest {
  readonly items: readonly OutboxItem[];
  readonly keys: readonly string[];
  readonly signal: AbortSignal;
  /** Answers it; where a sender answers by itself it has been answered. */
  answer(results: readonly SendResult[]): void;
}

/** A provider's side: keeps every request; answers by `reply`, or leaves that to the test. */
export class TestSender implements Sender {
  readonly route: string;
  readonly rate: Sender["rate"];
  readonly batch: number;
  readonly requests: SentRequest[] = [];
  reply: ((item: OutboxItem) => SendResult) | null;

  constructor(over: Partial<Pick<TestSender, "route" | "rate" | "batch" | "reply">> = {}) {
    this.route = over.route ?? noticeOf().route;
    this.rate = over.rate ?? { perSecond: 1e6, burst: 1e6 };
    this.batch = over.batch ?? 1;
    this.reply = over.reply === undefined ? () => ACCEPTED : over.reply;
  }

  groupOf({ notice }: OutboxItem): string {
    return notice.recipient.kind === "topic" ? notice.recipient.arn : "";
  }

  send(items: readonly OutboxItem[], signal: AbortSignal): Promise<readonly SendResult[]> {
    const keys = items.map(({ notice }) => notice.key);
    return new Promise((resolve) => {
      this.requests.push({ items, keys, signal, answer: resolve });
      const { reply } = this;
      if (reply) resolve(items.map((item) => reply(item)));
    });
  }

  /** Keys in the order they were handed over. */
  get sent(): string[] {
    return this.requests.flatMap(({ keys }) => keys);
  }
}

/** An outbox over a journal in memory, with a clock that is moved by hand. */
export function sending(random: () => number = () => 0) {
  const clock = new TestClock(NOW);
  const { journal, line } = directJournal();
  const outbox = new Dispatcher({ journal, clock, random });
  journal.onEnqueue((notices) => outbox.enqueued(notices));
  const news: OutboxNews[] = [];
  outbox.onNews("node", (told) => news.push(told));
  return { clock, journal, line, outbox, news };
}

/** Lets everything happen that waits for nothing but its turn. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
