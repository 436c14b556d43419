/** The messages a unit publishes. */
export type UpMessage = "event" | "status" | "heartbeat" | "reply";
/** The messages the gateway publishes. */
export type DownMessage = "command" | "config" | "reply-event";

/** What a topic says about who speaks; nothing of it is believed before the register knows it. */
export interface Topic {
  readonly site: string;
  readonly unit: string;
  readonly message: UpMessage;
}

const ROOT = "lockers/v1";
const UP = /^lockers\/v1\/([A-Z0-9-]{2,16})\/([A-Za-z0-9-]{2,32})\/(event|status|heartbeat|reply)$/;

function isUpMessage(text: string | undefined): text is UpMessage {
  return text === "event" || text === "status" || text === "heartbeat" || text === "reply";
}

/** The last one that was read: it is asked for by whoever takes a message in, and again by whoever reads it. */
let last: { readonly text: string; readonly topic: Topic | null } = { text: "", topic: null };

/** The parts of a topic that a unit publishes on, or null for any other topic. */
export function parseTopic(topic: string): Topic | null {
  if (topic !== last.text) last = { text: topic, topic: partsOf(topic) };
  return last.topic;
}

function partsOf(text: string): Topic | null {
  const [, site, unit, message] = UP.exec(text) ?? [];
  return site !== undefined && unit !== undefined && isUpMessage(message) ? { site, unit, message } : null;
}

/** The filter that matches this message of every unit of every site. */
export function filterFor(message: UpMessage): string {
  return `${ROOT}/+/+/${message}`;
}

/** The topic of a message of a unit or to it. */
export function topicFor(site: string, unit: string, message: DownMessage | UpMessage): string {
  return `${ROOT}/${site}/${unit}/${message === "reply-event" ? "reply/event" : message}`;
}
