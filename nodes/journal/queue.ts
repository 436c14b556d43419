import { type Notice, recipientKey } from "../domain/notice.ts";

/**
 * Notices of one queue are sent one after the other, in the order they were made; other queues pass by. A
 * queue is a person on one channel, within a lane. The readers of a topic follow a locker rather than the
 * topic, so there each locker is a queue and a failure of one does not hold the others.
 */
export function queueOf(notice: Pick<Notice, "route" | "lane" | "recipient" | "site" | "locker">): string {
  const { route, lane, recipient, site, locker } = notice;
  const about = recipient.kind === "topic" ? `|${site}/${locker ?? ""}` : "";
  return `${route}|${lane}|${recipientKey(recipient)}${about}`;
}
