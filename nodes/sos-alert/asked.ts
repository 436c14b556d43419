import { type FlowMessage, incidentOf } from "../runtime/message.ts";

/**
 * What a message asks for in `msg.action`. An alarm's own message has its incident with it already: then the action
 * need not name it.
 */
export function askedOf(msg: FlowMessage): unknown {
  const { action } = msg;
  const own = incidentOf(msg);
  const isObject = typeof action === "object" && action !== null && !Array.isArray(action);
  return isObject && !("incident" in action) && own !== null ? { ...action, incident: own.id } : action;
}
