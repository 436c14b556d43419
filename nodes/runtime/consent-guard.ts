import { clockAt } from "../domain/calendar-zone.ts";
import type { Clock } from "../domain/clock.ts";
import type { LockerError } from "../domain/errors.ts";
import { refusalOf } from "../domain/subscription-sending.ts";
import type { OutboxItem } from "../journal/journal.ts";
import type { Sender, SendResult } from "../journal/outbox.ts";
import type { RegisterService } from "./services.ts";

/**
 * Lets a sender send to subscribers only what their consent still covers: looked at before each request, and again
 * whenever the register changes while one is under way, which is cut off then.
 */
export function withConsent(sender: Sender, people: RegisterService, clock: Pick<Clock, "now">): Sender {
  const gatewayZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const refusal = ({ notice }: OutboxItem): LockerError | null =>
    refusalOf(notice, people.register, (site) => {
      const zone = people.register.sites.get(site)?.timeZone ?? gatewayZone;
      return clockAt(clock.now(), zone).toPlainDate().toString();
    });

  async function send(items: readonly OutboxItem[], signal: AbortSignal): Promise<readonly SendResult[]> {
    if (items.every(({ notice }) => notice.recipient.kind !== "subscriber"))
      return sender.send(items, signal);
    const results = new Map<OutboxItem, SendResult>();
    const left = items.filter((item) => {
      const error = refusal(item);
      if (error !== null) results.set(item, { result: "failed", error });
      return error === null;
    });
    if (left.length > 0) {
      const cut = new AbortController();
      const forget = people.onChange(() => {
        if (left.some((item) => refusal(item) !== null)) cut.abort();
      });
      try {
        const sent = await sender.send(left, AbortSignal.any([signal, cut.signal]));
        left.forEach((item, index) => {
          const result = sent[index];
          if (result === undefined) return;
          const error = result.result === "failed" ? refusal(item) : null;
          results.set(item, error === null ? result : { result: "failed", error });
        });
      } finally {
        forget();
      }
    }
    return items.flatMap((item) => results.get(item) ?? []);
  }

  const { route, rate, batch, timeoutMs } = sender;
  return {
    ...{ route, rate, batch },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    groupOf: (item) => sender.groupOf(item),
    send,
  };
}
