import type { LockerEvent } from "../domain/event.ts";
import { healthOfUnsettled } from "../domain/health.ts";
import { topicFor } from "../domain/parse-topic.ts";
import type { Journal, OpenDelivery } from "../journal/journal.ts";
import type { Receiver } from "./handover.ts";

/**
 * Gives up an event that was on its way each time the process ended uncleanly, or that cannot be read any more: it is
 * not sent again, the control room hears of it as of any other event, and it is kept in the quarantine.
 * @param tell stores the alarm and hands it over; before the event is given up, so that an interruption repeats it
 */
export async function giveUp(
  { id, fault }: Pick<Receiver, "id" | "fault">,
  { event, position, attempts, isDamaged }: OpenDelivery,
  now: number,
  journal: Pick<Journal, "exhaust">,
  tell: (alarm: LockerEvent) => Promise<void>,
): Promise<void> {
  // That such an alarm cannot be told either is said in the log only.
  if (event.type !== "unsettled") await tell(healthOfUnsettled(event, id, attempts, now));
  const reason = isDamaged
    ? `The disk does not give the event ${event.id} (${event.type}) back as it was written, so it cannot be sent again. Find out what happened, tell by hand whoever was to be told, and look at the disk.`
    : `The event ${event.id} (${event.type}) was on its way through the flow of this node ${attempts} times when Node-RED ended unexpectedly. It is not sent again: it is in the journal, and in its quarantine. See what the flow does with it, mend that, and tell by hand whoever was to be told.`;
  await journal.exhaust(id, position, {
    topic: topicFor(event.site, event.unit, "event"),
    payload: Buffer.from(JSON.stringify(event)),
    code: "unsettled",
    reason,
    receivedAt: now,
  });
  fault(reason);
}
