import type { Incident } from "../domain/incident.ts";
import { eventIn, type FlowMessage, incidentOf } from "../runtime/message.ts";

/** What a message means to a drill. */
export type Heard =
  | { readonly kind: "accepted"; readonly subject: string }
  | { readonly kind: "incident"; readonly incident: Incident }
  | { readonly kind: "start" }
  | { readonly kind: "nothing" };

/**
 * Notify nodes say what became of their notices, sos-alert what became of its incidents; anything that is not wired
 * back from the flow, such as an inject node's message, starts a test.
 */
export function heardIn(msg: FlowMessage): Heard {
  const { payload } = msg;
  if (isOutcome(payload)) {
    return payload.state === "accepted" && typeof payload.eventId === "string"
      ? { kind: "accepted", subject: payload.eventId }
      : { kind: "nothing" };
  }
  const incident = incidentOf(msg);
  if (incident !== null) return { kind: "incident", incident };
  return eventIn(msg) === null && msg.error === undefined ? { kind: "start" } : { kind: "nothing" };
}

/** `msg.payload` of a notify node. */
function isOutcome(payload: unknown): payload is Readonly<Record<string, unknown>> {
  return typeof payload === "object" && payload !== null && "noticeKey" in payload;
}
