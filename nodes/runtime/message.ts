import type { NodeMessageInFlow } from "node-red";
import type { Access } from "../domain/access.ts";
import { LockerError } from "../domain/errors.ts";
import { DERIVED_EVENT_TYPES, type LockerEvent, UNIT_EVENT_TYPES } from "../domain/event.ts";
import type { Incident } from "../domain/incident.ts";
import { incidentFrom } from "../domain/incident-read.ts";
import type { NoticeDocument, NoticeRequest, Recipient } from "../domain/notice.ts";
import type { ToldVisit } from "../domain/report.ts";

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
    Number.isFinite(value.occurred.earliest) &&
    Number.isFinite(value.occurred.latest)
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

/** The event a message carries, where it carries one. */
export function eventIn(msg: FlowMessage): LockerEvent | null {
  return isEvent(msg.payload) ? msg.payload : null;
}

/** True where the message carries an event that was handed on before the journal had it. */
export function isFromMemory(msg: FlowMessage): boolean {
  const marks: unknown = eventIn(msg)?.marks;
  return Array.isArray(marks) && marks.includes("not-journaled");
}

/** The visit that this closing ends, where a locker-visit has put its summary into the message. */
export function visitSummaryOf(msg: FlowMessage): ToldVisit | null {
  const { visit } = msg;
  const summary = isRecord(visit) ? visit.summary : null;
  return isToldVisit(summary) ? summary : null;
}

function isToldVisit(value: unknown): value is ToldVisit {
  return (
    isRecord(value) &&
    Number.isFinite(value.openedAt) &&
    Number.isFinite(value.minutes) &&
    (value.uncertain === undefined || typeof value.uncertain === "boolean")
  );
}

/** The decision of an access-window, where one has judged the event. */
export function accessOf(msg: FlowMessage): Access | null {
  return isAccess(msg.access) ? msg.access : null;
}

/** The incident a sos-alert has put into the message, where there is one. */
export function incidentOf(msg: FlowMessage): Incident | null {
  return incidentFrom(msg.incident);
}

function isAddressIndex(value: unknown): boolean {
  return value === undefined || (typeof value === "number" && Number.isInteger(value) && value >= 0);
}

function isRecipient(value: unknown): value is Recipient {
  if (!isRecord(value)) return false;
  switch (value.kind) {
    case "hirer":
      return typeof value.id === "string" && isAddressIndex(value.address);
    case "subscriber":
      return typeof value.id === "string";
    case "contact":
      return (
        typeof value.role === "string" &&
        typeof value.site === "string" &&
        typeof value.contact === "string" &&
        isAddressIndex(value.address)
      );
    case "topic":
      return typeof value.arn === "string";
    default:
      return false;
  }
}

function isDocument(value: unknown): value is NoticeDocument {
  return isRecord(value) && [value.name, value.type, value.body].every((part) => typeof part === "string");
}

function isNoticeRequest(value: unknown): value is NoticeRequest {
  return (
    isRecord(value) &&
    isRecipient(value.recipient) &&
    typeof value.class === "string" &&
    isRecord(value.values) &&
    Object.values(value.values).every((entry) => ["string", "number", "boolean"].includes(typeof entry)) &&
    (value.document === undefined || isDocument(value.document))
  );
}

/**
 * Whom and of what a message asks to tell.
 * @throws LockerError `message-without-notice`
 */
export function noticeRequestOf(msg: FlowMessage): NoticeRequest {
  if (isNoticeRequest(msg.notice)) return msg.notice;
  throw new LockerError(
    "message-without-notice",
    "msg.notice does not say whom to tell (recipient, class and values), so nobody was told. Wire this node behind insurer-feed, or choose other recipients in it.",
  );
}
