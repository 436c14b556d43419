import { hash } from "node:crypto";
import type { EventMessage } from "./contract.ts";
import { LATE_AFTER_MS, type LockerEvent, type Mark } from "./event.ts";
import { NO_EVIDENCE, placeEvent, type UnitEvidence } from "./occurred.ts";
import { type Attributed, parseMessage, type Refused, refuse } from "./parse-message.ts";
import { parseTopic } from "./parse-topic.ts";
import type { Register } from "./register.ts";

export type ParsedEvent = { readonly ok: true; readonly event: LockerEvent } | Refused;

/** Times beyond this are none of ECMAScript's (ECMA-262, time values and time range). */
const LATEST_DATE_MS = 8.64e15;

/**
 * Turns an `event` message into the event that flows pass on. Only what cannot be read or attributed is
 * refused; what is merely odd gets a mark. Never throws.
 * @param receivedAt milliseconds since 1970 by the gateway's clock
 * @param evidence what is known of each unit's clock (`occurred.ts`); a missing unit is one never heard of
 */
export function parseEvent(
  topic: string,
  payload: Uint8Array,
  receivedAt: number,
  register: Register,
  evidence: ReadonlyMap<string, UnitEvidence>,
): ParsedEvent {
  const parsed = parseMessage("event", topic, payload, register);
  if (!parsed.ok) return parsed;
  const { body, unit } = parsed;
  const locker = body.locker ?? null;
  if (locker !== null && !unit.lockers.has(locker)) {
    return refuse(
      {
        code: "unknown-locker",
        reason: `Unit ${unit.id} speaks for locker ${locker}, which the register does not list under it. Add the locker to this unit in the register, or find out why the unit speaks for it.`,
        seq: body.seq,
      },
      parseTopic(topic),
      register,
    );
  }
  const known = evidence.get(unit.id) ?? NO_EVIDENCE;
  return { ok: true, event: eventFrom(parsed, locker, payload, receivedAt, known) };
}

function eventFrom(
  { body, unit, marks: found, extra: unknown }: Attributed<EventMessage>,
  locker: string | null,
  payload: Uint8Array,
  receivedAt: number,
  evidence: UnitEvidence,
): LockerEvent {
  const isDate = body.at === null || Math.abs(body.at) <= LATEST_DATE_MS;
  const { occurred, suspect } = placeEvent(body, receivedAt, evidence);
  const marks: readonly Mark[] = suspect ? [...found, "clock-suspect"] : found;
  const extra = isDate ? unknown : { ...unknown, at: body.at };
  // Without a spread, which V8 builds far slower.
  const event: LockerEvent = {
    id: `${unit.id}-${body.seq}-${hash("sha256", payload, "hex").slice(0, 12)}`,
    site: unit.site,
    unit: unit.id,
    locker,
    type: body.type,
    at: isDate ? body.at : null,
    receivedAt,
    occurred,
    late: receivedAt - occurred.latest > LATE_AFTER_MS,
    clock: body.clock,
    marks,
    boot: body.boot,
    seq: body.seq,
    uptime: body.uptime,
    door: body.door ?? null,
    tamper: body.tamper ?? null,
    data: body.data ?? {},
  };
  return extra === undefined ? event : { ...event, extra };
}
