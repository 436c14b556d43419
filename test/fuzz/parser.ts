import assert from "node:assert/strict";
import fc from "fast-check";
import { HARD_MAX_BYTES } from "../../nodes/domain/contract.ts";
import { type LockerEvent, UNIT_EVENT_TYPES } from "../../nodes/domain/event.ts";
import {
  healthOfAppended,
  healthOfHeartbeat,
  healthOfRejection,
  healthOfStatus,
  type KnownUnit,
} from "../../nodes/domain/health.ts";
import {
  afterEvent,
  afterHeartbeat,
  afterStatus,
  NO_EVIDENCE,
  type UnitEvidence,
} from "../../nodes/domain/occurred.ts";
import { parseBody } from "../../nodes/domain/parse-body.ts";
import { parseEvent } from "../../nodes/domain/parse-event.ts";
import { parseHeartbeat } from "../../nodes/domain/parse-heartbeat.ts";
import type { Rejection } from "../../nodes/domain/parse-message.ts";
import { parseReply } from "../../nodes/domain/parse-reply.ts";
import { parseStatus } from "../../nodes/domain/parse-status.ts";
import { parseTopic } from "../../nodes/domain/parse-topic.ts";
import { vectorRegister } from "../domain/contract-vectors.ts";
import { RECEIVED_AT, type Sent, sent, sentDown } from "./message-bytes.ts";
import type { Opened } from "./target.ts";

const register = vectorRegister();

/** The door as the intake uses it, with what it remembers of each unit. */
class Door {
  readonly #evidence = new Map<string, UnitEvidence>();
  readonly #known = new Map<string, KnownUnit>();
  #now = RECEIVED_AT;

  take({ topic, payload }: Sent): void {
    this.#now += 997;
    const message = parseTopic(topic)?.message;
    switch (message) {
      case "status":
        this.#status(topic, payload);
        break;
      case "heartbeat":
        this.#heartbeat(topic, payload);
        break;
      case "reply": {
        const parsed = parseReply(topic, payload, register);
        if (!parsed.ok) this.#refused(parsed.rejection, payload);
        break;
      }
      default:
        this.#event(topic, payload);
        break;
    }
  }

  #event(topic: string, payload: Uint8Array): void {
    const parsed = parseEvent(topic, payload, this.#now, register, this.#evidence);
    if (!parsed.ok) {
      this.#refused(parsed.rejection, payload);
      return;
    }
    assert.ok(isContractEvent(payload), "an event was taken that the contract does not allow");
    const { event } = parsed;
    assert.match(event.id, new RegExp(`^${event.unit}-${event.seq}-[0-9a-f]{12}$`));
    isSound(event);
    this.#evidence.set(event.unit, afterEvent(this.#evidence.get(event.unit) ?? NO_EVIDENCE, event));
    const strange: LockerEvent = {
      ...event,
      marks: [...event.marks, "replayed", "restored", "sequence-gap"],
    };
    for (const one of healthOfAppended({ event: strange, gap: null, before: null })) isSound(one);
  }

  #status(topic: string, payload: Uint8Array): void {
    const parsed = parseStatus(topic, payload, register);
    if (!parsed.ok) {
      this.#refused(parsed.rejection, payload);
      return;
    }
    const { status } = parsed;
    const { unit } = status;
    if (status.online) {
      this.#evidence.set(unit, afterStatus(this.#evidence.get(unit) ?? NO_EVIDENCE, status, this.#now));
    }
    const news = healthOfStatus(status, this.#known.get(unit) ?? null, this.#now, payload.length % 2 === 0);
    for (const one of news.events) isSound(one);
    if (news.sighting) this.#known.set(unit, news.sighting);
  }

  #heartbeat(topic: string, payload: Uint8Array): void {
    const parsed = parseHeartbeat(topic, payload, register);
    if (!parsed.ok) {
      this.#refused(parsed.rejection, payload);
      return;
    }
    const { heartbeat } = parsed;
    const { unit } = heartbeat;
    this.#evidence.set(unit, afterHeartbeat(this.#evidence.get(unit) ?? NO_EVIDENCE, heartbeat, this.#now));
    const news = healthOfHeartbeat(heartbeat, this.#known.get(unit) ?? null, this.#now);
    for (const one of news.events) isSound(one);
    if (news.sighting) this.#known.set(unit, news.sighting);
  }

  #refused(rejection: Rejection, payload: Uint8Array): void {
    assert.match(rejection.reason, /^The |^Unit /);
    assert.ok(rejection.reason.endsWith(".") && rejection.reason.length < 600, rejection.reason);
    if (
      rejection.topic?.message === "event" &&
      rejection.unit !== null &&
      rejection.code === "schema-violation"
    ) {
      assert.ok(!isContractEvent(payload), "an event was refused that the contract allows");
    }
    const alarm = healthOfRejection(rejection, payload, this.#now);
    if (alarm !== null) isSound(alarm);
    assert.equal(
      alarm === null,
      rejection.site === null || rejection.topic === null || isStranger(rejection),
    );
  }
}

function isStranger({ unit, code }: Rejection): boolean {
  return unit === null && code !== "unknown-unit";
}

/** What holds for every event that leaves the door. */
function isSound(event: LockerEvent): void {
  const { earliest, latest } = event.occurred;
  assert.ok(Number.isInteger(earliest) && Number.isInteger(latest) && earliest <= latest);
  assert.ok(latest <= event.receivedAt, "it happened after it was received");
  assert.equal(event.late, event.receivedAt - latest > 300_000);
  assert.equal(new Set(event.marks).size, event.marks.length);
  assert.ok(event.at === null || !Number.isNaN(new Date(event.at).getTime()));
  // The journal keeps JSON. -0 and a field named __proto__ would not come back as they were.
  const kept = JSON.stringify(event);
  assert.equal(JSON.stringify(JSON.parse(kept)), kept);
}

/** The contract's words on `event`, read once more without its schema. */
function isContractEvent(payload: Uint8Array): boolean {
  if (payload.length > HARD_MAX_BYTES) return false;
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch {
    return false;
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) return false;
  if (depthOf(body) > 8 || /"(__proto__|constructor|prototype)":/.test(JSON.stringify(body))) return false;
  const of = (field: string): unknown => (Object.hasOwn(body, field) ? Reflect.get(body, field) : undefined);
  const locker = of("locker");
  return (
    of("v") === 1 &&
    isName(of("unit")) &&
    (isName(locker) || (!OF_A_LOCKER.has(of("type")) && (locker === null || locker === undefined))) &&
    isUpTo(of("boot"), 0xffff_ffff) &&
    isUpTo(of("seq"), 0xffff_ffff) &&
    TYPES.has(of("type")) &&
    (of("at") === null || (typeof of("at") === "number" && Number.isInteger(of("at")))) &&
    CLOCKS.has(of("clock")) &&
    isUpTo(of("uptime"), Number.MAX_SAFE_INTEGER) &&
    DOORS.has(of("door")) &&
    TAMPERS.has(of("tamper")) &&
    (of("data") === undefined || isObject(of("data")))
  );
}

const TYPES: ReadonlySet<unknown> = new Set(UNIT_EVENT_TYPES);
const OF_A_LOCKER: ReadonlySet<unknown> = new Set([
  "opened",
  "closed",
  "forced",
  "held-open",
  "access-denied",
  "duress",
]);
const CLOCKS: ReadonlySet<unknown> = new Set(["none", "estimated", "sntp"]);
const DOORS: ReadonlySet<unknown> = new Set(["open", "closed", null, undefined]);
const TAMPERS: ReadonlySet<unknown> = new Set([true, false, null, undefined]);

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function isName(value: unknown): boolean {
  return typeof value === "string" && /^[A-Za-z0-9-]{2,32}$/.test(value);
}

function isUpTo(value: unknown, most: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function openMessages(took: (inputs: number) => void): Opened {
  return {
    property: fc.property(fc.array(sent, { minLength: 1, maxLength: 12 }), (all) => {
      took(all.length);
      const door = new Door();
      for (const one of all) door.take(one);
      assert.equal(Reflect.get({}, "polluted"), undefined);
    }),
  };
}

export function openCommands(took: (inputs: number) => void): Opened {
  return {
    property: fc.property(fc.array(sentDown, { minLength: 1, maxLength: 8 }), (all) => {
      took(all.length);
      for (const { message, payload } of all) {
        const parsed = parseBody(message, payload);
        if (!parsed.ok) assert.ok(parsed.reason.endsWith("."));
        else
          assert.equal(JSON.stringify(JSON.parse(JSON.stringify(parsed.body))), JSON.stringify(parsed.body));
      }
    }),
  };
}
