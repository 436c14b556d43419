import type { LockerEvent } from "../domain/event.ts";
import type { EventRow } from "./protocol.ts";

/** @param nodes ids of those that are to get it */
export function eventRowOf(event: LockerEvent, nodes: readonly string[]): EventRow {
  const { id, site, locker, unit, boot, seq, type, at, receivedAt } = event;
  return { id, site, locker, unit, boot, seq, type, at, receivedAt, body: JSON.stringify(event), nodes };
}
