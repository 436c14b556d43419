import type { LockerEvent } from "../domain/event.ts";
import { GATEWAY } from "../domain/gateway-news.ts";
import { derived } from "../domain/health.ts";

/** Says that the alarm receiving centre cannot be reached from a site, or that it can be again. */
export function receiverEvent(
  reachable: boolean,
  about: { readonly site: string; readonly account: string; readonly why: string | null },
  now: number,
): LockerEvent {
  const { site, account, why } = about;
  return derived(
    reachable ? "receiver-restored" : "receiver-lost",
    { site, unit: GATEWAY, boot: null },
    [account, now],
    {
      receivedAt: now,
      occurred: { earliest: now, latest: now },
      data: { account, ...(why === null ? {} : { why }) },
    },
  );
}
