import type { NodeMessageInFlow } from "node-red";
import type { Access } from "../domain/access.ts";
import { LockerError } from "../domain/errors.ts";
import { DERIVED_EVENT_TYPES, type LockerEvent, UNIT_EVENT_TYPES } from "../domain/event.ts";

/** A message between nodes; every node keeps all properties it does not own. */
export type FlowMessage = NodeMessageInFlow;

const TYPES: ReadonlySet<unknown> = new Set([...UNIT_EVENT_TYPES, ...DERIVED_EVENT_TYPES]);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEvent(value: unknown): value is LockerEvent {
  return (
    isRecord(value) &&
    typeof value.id === "string" &&
    typeof value.site === "string" &&
    typeof value.unit === "string" &&
    (value.locker === null || typeof value.locker === "string") &&
    TYPES.has(value.type) &&
    typeof value.receivedAt === "number" &&
    isRecord(value.occurred) &&
    typeof value.occurred.earliest === "number" &&
    typeof value.occurred.latest === "number"
  );
}

function isAccess(value: unknown): value is Access {
  return isRecord(value) && typeof value.inside === "boolean" && typeof value.reason === "string";
}

/**
 * The event a message carries. Users may wire anything in between, so its shape is checked where it enters
 * one of our nodes.
 * @throws LockerError `message-without-event`
 */
export function eventOf(msg: FlowMessage): LockerEvent {
  if (isEvent(msg.payload)) return msg.payload;
  throw new LockerError(
    "message-without-event",
    "msg.payload is not a locker event, so this node cannot tell what it is about. Wire it behind locker-event-in and let the nodes between keep msg.payload as it is.",
  );
}

/** The decision of an access-window, where one has judged the event. */
export function accessOf(msg: FlowMessage): Access | null {
  return isAccess(msg.access) ? msg.access : null;
}
