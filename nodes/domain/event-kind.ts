import type { EventType } from "./event.ts";

/** Where a type of event belongs: `event` is about lockers and people, `health` about the equipment. */
const KIND: Readonly<Record<EventType, "event" | "health">> = {
  opened: "event",
  closed: "event",
  forced: "event",
  "held-open": "event",
  tamper: "event",
  "tamper-cleared": "event",
  "access-denied": "event",
  duress: "event",
  "battery-low": "health",
  power: "health",
  boot: "health",
  "clock-set": "health",
  "config-changed": "health",
  "journal-overflow": "health",
  offline: "health",
  online: "health",
  "sequence-gap": "health",
  replayed: "health",
  restored: "health",
  "clock-suspect": "health",
  "mass-opening": "event",
  "mass-offline": "health",
  "not-closed": "event",
  "repeated-denial": "event",
  "test-alarm": "health",
  "test-alarm-missing": "health",
  "receiver-lost": "health",
  "receiver-restored": "health",
  "incident-changed": "event",
  "unknown-unit": "health",
  "unknown-locker": "health",
  "invalid-message": "health",
  unsettled: "health",
  "journal-unavailable": "health",
  "journal-restored": "health",
  "journal-damaged": "health",
  "gateway-behind": "health",
  "gateway-caught-up": "health",
};

/** True for what goes to the health output of locker-event-in, false for its events output. */
export function isHealth(type: EventType): boolean {
  return KIND[type] === "health";
}
