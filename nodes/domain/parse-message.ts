import { MAX_BYTES, type Messages, unknownFields } from "./contract.ts";
import type { Mark } from "./event.ts";
import { parseBody, type RejectionCode } from "./parse-body.ts";
import { parseTopic, type Topic, type UpMessage } from "./parse-topic.ts";
import type { Register, Unit } from "./register.ts";

/** A message that cannot be used. It goes to the quarantine, and on a registered unit's topic it is an alarm. */
export interface Rejection {
  /** `internal`: nothing is wrong with the message, the gateway fails at it. */
  readonly code: RejectionCode | "internal";
  /** One sentence: what is wrong and what to do; repeats nothing of the body. */
  readonly reason: string;
  /** What the topic says, where it has the form of one that units publish on. */
  readonly topic: Topic | null;
  /** The unit, where the topic names a registered one. */
  readonly unit: string | null;
  /** The unit's site by the register; for an unknown unit the topic's site if that is registered. */
  readonly site: string | null;
  /** The body's sequence number where it could be read, so that an event can be answered `rejected`. */
  readonly seq: number | null;
}

export type Refused = { readonly ok: false; readonly rejection: Rejection };

export interface Attributed<T> {
  readonly ok: true;
  readonly body: T;
  readonly unit: Unit;
  readonly marks: readonly Mark[];
  /** Fields of the body that this version of the contract does not know. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

const NO_MARKS: readonly Mark[] = [];

/**
 * Reads a message of a unit and makes sure who speaks: the body keeps the contract, topic and body name the
 * same unit, and the register knows it at this site. Anything else is refused with the first reason found;
 * nothing throws.
 */
export function parseMessage<K extends UpMessage>(
  message: K,
  topicText: string,
  payload: Uint8Array,
  register: Register,
): Attributed<Messages[K]> | Refused {
  const topic = parseTopic(topicText);
  const parsed = parseBody(message, payload);
  if (!parsed.ok) return refuse(parsed, topic, register);
  const { body } = parsed;
  const speaker = speakerOf(message, topic, body.unit, register);
  if (!speaker.ok) return refuse({ ...speaker, seq: "seq" in body ? body.seq : null }, topic, register);
  const extra = unknownFields(message, body);
  const oversize = payload.byteLength > MAX_BYTES[message];
  if (extra === undefined && !oversize) return { ok: true, body, unit: speaker.unit, marks: NO_MARKS };
  const marks: Mark[] = [];
  if (extra !== undefined) marks.push("unknown-fields");
  if (oversize) marks.push("oversize");
  return { ok: true, body, unit: speaker.unit, marks, ...(extra && { extra }) };
}

interface Reason {
  readonly code: RejectionCode;
  readonly reason: string;
}

function speakerOf(
  message: UpMessage,
  topic: Topic | null,
  claimed: string,
  register: Register,
): { readonly ok: true; readonly unit: Unit } | ({ readonly ok: false } & Reason) {
  if (topic === null || topic.message !== message) {
    return {
      ok: false,
      code: "topic-malformed",
      reason: `The topic is not of the form lockers/v1/{site}/{unit}/${message}, so the ${message} cannot be attributed. Correct the unit's topic.`,
    };
  }
  if (topic.unit !== claimed) {
    return {
      ok: false,
      code: "topic-mismatch",
      reason: `The topic is that of unit ${topic.unit}, but the ${message} names unit ${claimed}. A unit may only speak for itself: check the unit, and the broker's access rules.`,
    };
  }
  if (!register.sites.has(topic.site)) {
    return {
      ok: false,
      code: "unknown-site",
      reason: `The register has no site ${topic.site}. Add it to the register, or correct the unit's topic.`,
    };
  }
  const unit = register.units.get(claimed);
  if (unit === undefined || unit.site !== topic.site) {
    const known = unit === undefined ? "" : ` but at site ${unit.site}`;
    return {
      ok: false,
      code: "unknown-unit",
      reason: `The register has no unit ${claimed} at site ${topic.site}${known}. Add it to the register, or find out who speaks under this name.`,
    };
  }
  return { ok: true, unit };
}

/** A rejection with what is known of its sender. */
export function refuse(
  cause: Reason & { readonly seq: number | null },
  topic: Topic | null,
  register: Register,
): Refused {
  const unit = topic === null ? undefined : register.units.get(topic.unit);
  const site = unit?.site ?? topic?.site ?? "";
  return {
    ok: false,
    rejection: {
      code: cause.code,
      reason: cause.reason,
      topic,
      unit: unit?.id ?? null,
      site: register.sites.has(site) ? site : null,
      seq: cause.seq,
    },
  };
}
