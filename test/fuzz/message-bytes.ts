import fc from "fast-check";
import type { MessageName } from "../../nodes/domain/contract.ts";
import { UNIT_EVENT_TYPES } from "../../nodes/domain/event.ts";

/**
 * Messages as they may come over MQTT: such as a unit sends, such as a broken or hostile one sends, and bytes that
 * are no message at all.
 */
export interface Sent {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** As a counterexample is to be read: bytes that are no text in hexadecimal. */
function shown(payload: Uint8Array): string {
  const text = Buffer.from(payload).toString();
  return Buffer.from(text).equals(payload) ? JSON.stringify(text) : Buffer.from(payload).toString("hex");
}

const UNITS = ["MUM01-U07", "MUM01-U08", "MUM01-U99"];
const LOCKERS = ["MUM01-0001", "MUM01-0002", "MUM01-0003", "L-99"];

const uint32 = fc.oneof(
  { weight: 3, arbitrary: fc.nat(20) },
  fc.constantFrom(0, 1, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1),
  fc.nat(2 ** 32 - 1),
);
/** When the first message of a run is received, milliseconds since 1970. */
export const RECEIVED_AT = 1795334131925;
/** About the time of receipt, within a day of it, or absurd. */
const at = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: RECEIVED_AT - 30_000, max: RECEIVED_AT + 30_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: RECEIVED_AT - 90_000_000, max: RECEIVED_AT }) },
  fc.constantFrom(null, 0, -1, 8.64e15, 8.64e15 + 1, 1.7e308, 2 ** 53),
);
const uptime = fc.oneof(fc.nat(100_000_000), fc.constantFrom(0, 2 ** 53 - 1));
const clock = fc.constantFrom("none", "estimated", "sntp");
const locker = fc.constantFrom(...LOCKERS);
const unit = fc.constantFrom(...UNITS);
const v = fc.constant(1);
const id = fc.constant("5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11");
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const BODIES: { readonly [M in MessageName]: fc.Arbitrary<object> } = {
  event: fc.record({
    ...{ v, unit, locker, boot: uint32, seq: uint32, type: fc.constantFrom(...UNIT_EVENT_TYPES), at, clock },
    ...{ uptime, door: optional(fc.constantFrom("open", "closed", null)), tamper: optional(fc.boolean()) },
    data: optional(fc.dictionary(fc.string({ maxLength: 5 }), fc.integer(), { maxKeys: 2 })),
  }),
  status: fc.oneof(
    fc.record({
      ...{ v, unit, online: fc.constant(true), boot: uint32, nonce: fc.constant("9f86d081884c7d65") },
      ...{ firmware: fc.constantFrom("1.0.0", "2"), reset: optional(fc.constant("watchdog")) },
      lockers: fc.array(
        fc.record({ locker, door: fc.constantFrom("open", "closed"), tamper: fc.boolean() }),
        {
          maxLength: 4,
        },
      ),
      ...{ seq: uint32, clock, config: optional(fc.constant("2026-11-20.1")) },
    }),
    fc.record({ v, unit, online: fc.constant(false), boot: uint32 }),
  ),
  heartbeat: fc.record({
    ...{ v, unit, boot: uint32, n: uint32, seq: uint32, acked: uint32, queued: uint32, lost: uint32, uptime },
    ...{ rssi: optional(fc.integer({ min: -128, max: 20 })), heap: optional(uint32) },
  }),
  reply: fc.record({
    ...{ v, unit, id, n: optional(uint32), result: fc.constantFrom("accepted", "done", "rejected") },
    code: optional(fc.constantFrom("stale", "busy")),
  }),
  command: fc.record({
    ...{ v, id, boot: uint32, nonce: fc.constant("9f86d081884c7d65"), n: uint32, expires: fc.maxSafeNat() },
    op: fc.constantFrom(
      ...["ping", "get-state", "replay", "identify", "clear-tamper", "reboot", "set-config", "ota", "unlock"],
    ),
    args: optional(
      fc.oneof(
        fc.record({ from: uint32, to: optional(uint32) }),
        fc.record({ sirenSeconds: fc.integer({ min: -10, max: 1_000 }), debounceMs: optional(uint32) }),
        fc.record({
          ...{ url: fc.constantFrom("https://x/y.zip", "http://x/y.zip"), version: fc.constant("1.1.0") },
          ...{ size: uint32, sha256: fc.constant("0".repeat(64)), signature: fc.constant("A".repeat(96)) },
        }),
      ),
    ),
  }),
  config: fc.record({ v, unit, id: fc.constant("a"), heartbeatSeconds: fc.integer({ min: 0, max: 400 }) }),
  "reply-event": fc.record({ v, seq: uint32, result: fc.constantFrom("stored", "duplicate", "rejected") }),
};

/** Objects in objects, so many. */
const nested = fc
  .integer({ min: 5, max: 10 })
  .map((depth) => Array.from({ length: depth }).reduce<object>((inner) => ({ a: inner }), {}));

/** What a field may be set to that does not belong there. */
const strange = fc.oneof(
  nested,
  fc.constantFrom<unknown>(
    null,
    true,
    -0,
    1.5,
    -1,
    2 ** 32,
    1e300,
    5e-324,
    "",
    "\u0000",
    "ﬀ",
    "a".repeat(600),
  ),
  fc.constantFrom<unknown>([], {}, [[]], { toString: 1 }, { length: 1e9 }, Array(40).fill({}), "+/#", "../x"),
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.integer(),
  fc.double(),
);
const NAMES =
  "v unit locker boot seq type at clock uptime door tamper data online nonce lockers n id op".split(" ");
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NAMES) },
  fc.constantFrom("__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "", "\u0000", "x"),
  fc.string({ maxLength: 6 }),
);
/** Replaces or adds a field; without a value takes it out. */
const change = fc.tuple(name, fc.option(strange, { freq: 5, nil: undefined }));

const HOSTILE_TEXTS = [
  '{"__proto__":{"polluted":1}}',
  '{"v":1,"v":2}',
  '{"v":1e400}',
  '{"seq":123456789012345678901234567890}',
  "[".repeat(4000),
  `${'{"a":'.repeat(9)}1${"}".repeat(9)}`,
  `{"data":${"[".repeat(2000)}${"]".repeat(2000)}}`,
  "\ufeff{}",
  "{}{}",
  "NaN",
  "'",
  '"\\ud800"',
  '{"a":"\\u0000"}',
  " ".repeat(9000),
  "",
];

/** Bytes put in at a place of the payload, from 0 (its beginning) to 1, in the place of so many. */
const splice = fc.record({
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  gone: fc.nat(3),
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc.constantFrom(
      ...["\ufeff", '"', "{", "}", "[", ",", "\\", "\\u", "e999", "-", "\u0000", "/*", '"__proto__":1,'].map(
        (text) => Uint8Array.from(Buffer.from(text)),
      ),
      // Not UTF-8: cut off, too long a form, a surrogate, a byte that never occurs.
      ...[[0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xff], [0xf8, 0x88, 0x80, 0x80, 0x80]].map((bytes) =>
        Uint8Array.from(bytes),
      ),
    ),
  ),
});

function spliced(
  payload: Uint8Array,
  edits: readonly { place: number; gone: number; bytes: Uint8Array }[],
): Uint8Array {
  return edits.reduce((before, { place, gone, bytes }) => {
    const start = Math.floor(place * before.length);
    return Buffer.concat([before.subarray(0, start), bytes, before.subarray(start + gone)]);
  }, payload);
}

function changed(body: object, changes: readonly (readonly [string, unknown])[]): object {
  // Without a prototype, so that a field named __proto__ is one.
  const all: Record<string, unknown> = Object.assign(Object.create(null), body);
  for (const [field, value] of changes) {
    if (value === undefined) delete all[field];
    else all[field] = value;
  }
  return all;
}

function written(body: object): Uint8Array {
  return Buffer.from(JSON.stringify(body));
}

/** Payloads that begin as this message; half of them are left as a unit would send them. */
export function payloadOf(message: MessageName): fc.Arbitrary<Uint8Array> {
  const body = BODIES[message];
  return fc.oneof(
    { weight: 6, arbitrary: body.map(written) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(body, fc.array(change, { minLength: 1, maxLength: 3 }))
        .map(([whole, changes]) => written(changed(whole, changes))),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(body, fc.array(splice, { minLength: 1, maxLength: 3 }))
        .map(([whole, edits]) => spliced(written(whole), edits)),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...HOSTILE_TEXTS).map((text) => Uint8Array.from(Buffer.from(text))),
    },
  );
}

const UP = ["event", "status", "heartbeat", "reply"] as const;

function topicOf(message: string): fc.Arbitrary<string> {
  const segment = fc.oneof(
    fc.constantFrom("", "+", "#", "$SYS", "..", "\u0000", "ß", "MUM02", "x".repeat(40)),
    fc.string({ unit: "grapheme", maxLength: 4 }),
  );
  return fc.oneof(
    { weight: 12, arbitrary: unit.map((name) => `lockers/v1/MUM01/${name}/${message}`) },
    fc.constantFrom(...UP).map((other) => `lockers/v1/MUM01/MUM01-U07/${other}`),
    segment.map((site) => `lockers/v1/${site}/MUM01-U07/${message}`),
    segment.map((name) => `lockers/v1/MUM01/${name}/${message}`),
    fc.array(segment, { maxLength: 6 }).map((parts) => parts.join("/")),
    fc.constant(`lockers/v1/MUM01/${"U".repeat(65_000)}/${message}`),
  );
}

/** A message that a unit publishes, or what pretends to be one. */
export const sent: fc.Arbitrary<Sent> = fc
  .constantFrom(...UP, "event" as const)
  .chain((message) => fc.record({ topic: topicOf(message), payload: payloadOf(message) }))
  .map((made) => ({ ...made, [fc.toStringMethod]: () => `${made.topic} ${shown(made.payload)}` }));

/** A message that the gateway publishes, or what pretends to be one. */
export const sentDown: fc.Arbitrary<{ readonly message: MessageName; readonly payload: Uint8Array }> = fc
  .constantFrom("command", "config", "reply-event" as const)
  .chain((message) => fc.record({ message: fc.constant(message), payload: payloadOf(message) }));
