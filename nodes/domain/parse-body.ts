import {
  CONTRACT_VERSION,
  checkMessage,
  HARD_MAX_BYTES,
  MAX_DEPTH,
  type MessageName,
  type Messages,
} from "./contract.ts";
import type { ErrorCode } from "./errors.ts";

/** Why a message cannot be used; the same words go to the unit in `reply/event`. */
export type RejectionCode = Extract<
  ErrorCode,
  | "too-large"
  | "not-utf8"
  | "not-json"
  | "too-deep"
  | "unsafe-key"
  | "wrong-version"
  | "schema-violation"
  | "topic-malformed"
  | "topic-mismatch"
  | "unknown-site"
  | "unknown-unit"
  | "unknown-locker"
>;

export type ParsedBody<T> =
  | { readonly ok: true; readonly body: T }
  | {
      readonly ok: false;
      readonly code: RejectionCode;
      /** A sentence: what is wrong, and what to do. Repeats nothing of the body. */
      readonly reason: string;
      /** The body's sequence number where it could be read all the same, so that it can be answered. */
      readonly seq: number | null;
    };

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** Names that reach an object's prototype when a body is copied key by key. */
const UNSAFE_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Turns the bytes of a message into its typed body. Bytes that are not one give the reason; nothing throws.
 * Checked in this order: size, UTF-8, JSON, nesting, field names, version, schema.
 */
export function parseBody<K extends MessageName>(message: K, payload: Uint8Array): ParsedBody<Messages[K]> {
  if (payload.byteLength > HARD_MAX_BYTES) {
    return refuse(
      "too-large",
      `The ${message} has ${payload.byteLength} bytes, over the limit of ${HARD_MAX_BYTES}, and was not read. Check what publishes so much under this unit's name.`,
    );
  }
  const text = decode(payload);
  if (text === null) {
    return refuse(
      "not-utf8",
      `The ${message} is not UTF-8 text, so it cannot be read. Check the unit's firmware and its flash.`,
    );
  }
  const json = parseJson(text);
  if (json === undefined) {
    return refuse(
      "not-json",
      `The ${message} is not JSON, so it cannot be read. Check the unit's firmware, and whether the message was cut off.`,
    );
  }
  const unsafe = unsafeAt(json.value, MAX_DEPTH);
  if (unsafe === "too-deep") {
    return refuse(
      "too-deep",
      `The ${message} nests objects or arrays more than ${MAX_DEPTH} deep. Check what publishes under this unit's name.`,
    );
  }
  if (unsafe === "unsafe-key") {
    return refuse(
      "unsafe-key",
      `The ${message} has a field named __proto__, constructor or prototype, which no unit sends. Check what publishes under this unit's name.`,
    );
  }
  return checkBody(message, json.value);
}

function checkBody<K extends MessageName>(message: K, value: unknown): ParsedBody<Messages[K]> {
  if (isRecord(value) && value.v !== undefined && value.v !== CONTRACT_VERSION) {
    return refuse(
      "wrong-version",
      `The ${message} is of another version of the contract than ${CONTRACT_VERSION}, the only one this gateway speaks. Update the gateway or the unit's firmware.`,
      readableSeq(value),
    );
  }
  const checked = checkMessage(message, value);
  if (checked.ok) return checked;
  return refuse(
    "schema-violation",
    `The ${message} does not keep the contract: ${checked.problem}. Correct the unit's firmware.`,
    readableSeq(value),
  );
}

function refuse(code: RejectionCode, reason: string, seq: number | null = null): ParsedBody<never> {
  return { ok: false, code, reason, seq };
}

function decode(payload: Uint8Array): string | null {
  try {
    return UTF8.decode(payload);
  } catch {
    return null;
  }
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readableSeq(value: unknown): number | null {
  const seq = isRecord(value) ? value.seq : null;
  return typeof seq === "number" && Number.isInteger(seq) && seq >= 0 && seq <= 0xffff_ffff ? seq : null;
}

/** Recursion ends at the allowed depth, so a hostile body cannot exhaust the stack. */
function unsafeAt(value: unknown, depthLeft: number): "too-deep" | "unsafe-key" | null {
  if (typeof value !== "object" || value === null) return null;
  if (depthLeft === 0) return "too-deep";
  let found: "unsafe-key" | null = null;
  for (const key of Object.keys(value)) {
    if (UNSAFE_KEYS.has(key)) found = "unsafe-key";
    const deeper = unsafeAt(Reflect.get(value, key), depthLeft - 1);
    if (deeper === "too-deep") return deeper;
    found = deeper ?? found;
  }
  return found;
}
