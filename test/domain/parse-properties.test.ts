import assert from "node:assert/strict";
import fc from "fast-check";
import { UNIT_EVENT_TYPES } from "../../nodes/domain/event.ts";
import { afterEvent, NO_EVIDENCE } from "../../nodes/domain/occurred.ts";
import { parseEvent } from "../../nodes/domain/parse-event.ts";
import { parseHeartbeat } from "../../nodes/domain/parse-heartbeat.ts";
import type { Refused } from "../../nodes/domain/parse-message.ts";
import { parseReply } from "../../nodes/domain/parse-reply.ts";
import { parseStatus } from "../../nodes/domain/parse-status.ts";
import { acceptedEvent, bytesOf, vectorRegister } from "./contract-vectors.ts";

const register = vectorRegister();
const BASE = "lockers/v1/MUM01/MUM01-U07";
const RECEIVED_AT = 1795334131925;
const nothingKnown = new Map();

type Outcome = { readonly ok: true } | Refused;
const DOORS: Readonly<Record<string, (topic: string, payload: Uint8Array) => Outcome>> = {
  event: (topic, payload) => parseEvent(topic, payload, RECEIVED_AT, register, nothingKnown),
  status: (topic, payload) => parseStatus(topic, payload, register),
  heartbeat: (topic, payload) => parseHeartbeat(topic, payload, register),
  reply: (topic, payload) => parseReply(topic, payload, register),
};

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const message = fc.record({
  v: fc.constant(1),
  unit: fc.constant("MUM01-U07"),
  locker: fc.constantFrom("MUM01-0001", "MUM01-0002"),
  boot: uint32,
  seq: uint32,
  type: fc.constantFrom(...UNIT_EVENT_TYPES),
  at: fc.option(fc.maxSafeInteger(), { nil: null }),
  clock: fc.constantFrom("none", "estimated", "sntp"),
  uptime: fc.maxSafeNat(),
});
const KNOWN = [
  "v",
  "unit",
  "locker",
  "boot",
  "seq",
  "type",
  "at",
  "clock",
  "uptime",
  "door",
  "tamper",
  "data",
];
const UNSAFE = ["__proto__", "constructor", "prototype"];
const unknown = fc.dictionary(
  fc.string({ maxLength: 12 }).filter((key) => !KNOWN.includes(key) && !UNSAFE.includes(key)),
  fc.oneof(
    fc.integer(),
    fc.boolean(),
    fc.string(),
    fc.constant(null),
    fc.array(fc.integer(), { maxLength: 3 }),
  ),
  { minKeys: 1, maxKeys: 5 },
);

describe("the door, whatever comes", () => {
  for (const [name, door] of Object.entries(DOORS)) {
    const topic = fc.oneof(fc.constant(`${BASE}/${name}`), fc.string());
    const neverThrows = (payload: Uint8Array, on: string) => {
      const outcome = door(on, payload);
      if (outcome.ok) return;
      assert.ok(outcome.rejection.code.length > 0);
      assert.ok(outcome.rejection.reason.endsWith("."));
    };

    it(`${name}: any bytes are taken or refused, and nothing throws`, () => {
      fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), topic, neverThrows), { numRuns: 500 });
    });

    it(`${name}: any JSON is taken or refused, and nothing throws`, () => {
      fc.assert(
        fc.property(fc.json(), topic, (text, on) => neverThrows(Buffer.from(text), on)),
        { numRuns: 500 },
      );
    });

    it(`${name}: a message with one field changed is taken or refused, and nothing throws`, () => {
      const changed = fc.tuple(message, fc.constantFrom(...KNOWN), fc.jsonValue());
      fc.assert(
        fc.property(changed, topic, ([body, field, value], on) =>
          neverThrows(bytesOf({ ...body, [field]: value }), on),
        ),
        { numRuns: 500 },
      );
    });
  }

  it("event: what keeps the contract is taken, and its time lies in a span that ends by its receipt", () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 8 }), (bodies) => {
        let evidence = NO_EVIDENCE;
        for (const body of bodies) {
          const known = new Map([["MUM01-U07", evidence]]);
          const event = acceptedEvent(
            parseEvent(`${BASE}/event`, bytesOf(body), RECEIVED_AT, register, known),
          );
          assert.ok(event.occurred.earliest <= event.occurred.latest);
          assert.ok(event.occurred.latest <= RECEIVED_AT);
          assert.ok(Number.isInteger(event.occurred.earliest) && Number.isInteger(event.occurred.latest));
          assert.ok(event.at === null || !Number.isNaN(new Date(event.at).getTime()));
          evidence = JSON.parse(JSON.stringify(afterEvent(evidence, event)));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("event: unknown fields are kept as they came, with the mark", () => {
    fc.assert(
      fc.property(message, unknown, (body, extra) => {
        const small = { ...body, at: null };
        const event = acceptedEvent(
          parseEvent(`${BASE}/event`, bytesOf({ ...small, ...extra }), RECEIVED_AT, register, nothingKnown),
        );
        assert.deepEqual({ ...event.extra }, { ...extra });
        assert.ok(event.marks.includes("unknown-fields"));
      }),
    );
  });
});
