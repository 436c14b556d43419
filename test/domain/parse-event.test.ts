import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { LATE_AFTER_MS } from "../../nodes/domain/event.ts";
import { PRODUCT_EPOCH, type UnitEvidence } from "../../nodes/domain/occurred.ts";
import type { RejectionCode } from "../../nodes/domain/parse-body.ts";
import { type ParsedEvent, parseEvent } from "../../nodes/domain/parse-event.ts";
import type { Rejection } from "../../nodes/domain/parse-message.ts";
import { acceptedEvent, bytesOf, vectorRegister } from "./contract-vectors.ts";

const TOPIC = "lockers/v1/MUM01/MUM01-U07/event";
const AT = 1795334131425;
const RECEIVED_AT = AT + 500;
const OPENED = {
  v: 1,
  unit: "MUM01-U07",
  locker: "MUM01-0001",
  boot: 17,
  seq: 4211,
  type: "opened",
  at: AT,
  clock: "sntp",
  uptime: 123456,
  door: "open",
  tamper: false,
  data: { by: "two keys" },
};
const register = vectorRegister();
const NOTHING_KNOWN: ReadonlyMap<string, UnitEvidence> = new Map();

function parse(payload: Uint8Array, topic = TOPIC, receivedAt = RECEIVED_AT): ParsedEvent {
  return parseEvent(topic, payload, receivedAt, register, NOTHING_KNOWN);
}

function rejectionOf(parsed: ParsedEvent): Rejection {
  assert.ok(!parsed.ok, "the message was taken");
  return parsed.rejection;
}

describe("parseEvent", () => {
  it("turns an event message into what the nodes pass on", () => {
    const payload = bytesOf(OPENED);
    const digest = createHash("sha256").update(payload).digest("hex");
    assert.deepEqual(acceptedEvent(parse(payload)), {
      id: `MUM01-U07-4211-${digest.slice(0, 12)}`,
      site: "MUM01",
      unit: "MUM01-U07",
      locker: "MUM01-0001",
      type: "opened",
      at: AT,
      receivedAt: RECEIVED_AT,
      occurred: { earliest: AT, latest: AT },
      late: false,
      clock: "sntp",
      marks: [],
      boot: 17,
      seq: 4211,
      uptime: 123456,
      door: "open",
      tamper: false,
      data: { by: "two keys" },
    });
  });

  it("gives the same bytes the same id whenever they come, and other bytes another", () => {
    const first = acceptedEvent(parse(bytesOf(OPENED)));
    assert.equal(acceptedEvent(parse(bytesOf(OPENED), TOPIC, RECEIVED_AT + 90_000)).id, first.id);
    assert.notEqual(acceptedEvent(parse(bytesOf({ ...OPENED, door: "closed" }))).id, first.id);
  });

  it("fills what an event leaves out", () => {
    const { locker, door, tamper, data, ...boot } = { ...OPENED, type: "boot", at: null, clock: "none" };
    const event = acceptedEvent(parse(bytesOf(boot)));
    assert.deepEqual(
      [event.locker, event.door, event.tamper, event.data, event.at, event.extra],
      [null, null, null, {}, null, undefined],
    );
  });

  it("keeps unknown fields", () => {
    const event = acceptedEvent(parse(bytesOf({ ...OPENED, shelf: 3, camera: { frame: 81 } })));
    assert.deepEqual(event.extra, { shelf: 3, camera: { frame: 81 } });
    assert.deepEqual(event.marks, ["unknown-fields"]);
  });

  it("keeps a number that no date can hold, and passes on no date", () => {
    const event = acceptedEvent(parse(bytesOf({ ...OPENED, at: 9e15 })));
    assert.deepEqual([event.at, event.extra], [null, { at: 9e15 }]);
    assert.deepEqual(event.occurred, { earliest: PRODUCT_EPOCH, latest: RECEIVED_AT });
  });

  for (const [late, delay] of [
    [false, LATE_AFTER_MS],
    [true, LATE_AFTER_MS + 1],
  ] as const) {
    it(`says ${late ? "late" : "not late"} of an event ${delay} ms old`, () => {
      assert.equal(acceptedEvent(parse(bytesOf(OPENED), TOPIC, AT + delay)).late, late);
    });
  }

  it("reads a body that begins with a byte order mark", () => {
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytesOf(OPENED)]);
    assert.equal(acceptedEvent(parse(marked)).seq, 4211);
  });
});

describe("parseEvent: rejections", () => {
  const body = (changes: object, drop: readonly string[] = []) =>
    bytesOf(
      Object.fromEntries(Object.entries({ ...OPENED, ...changes }).filter(([key]) => !drop.includes(key))),
    );
  const text = (raw: string) => Buffer.from(raw);
  const CASES: readonly (readonly [
    RejectionCode,
    string,
    Uint8Array,
    string,
    RegExp,
    Pick<Rejection, "unit" | "site" | "seq">,
  ])[] = [
    ["too-large", "1 MB", Buffer.alloc(1_000_000, 0x7b), TOPIC, /1000000 bytes/, ours(null)],
    ["not-utf8", "a stray byte", Buffer.from([0x7b, 0xff, 0x7d]), TOPIC, /UTF-8/, ours(null)],
    ["not-json", "half a message", text('{"v":1,"seq":42'), TOPIC, /not JSON/, ours(null)],
    ["too-deep", "nesting", text("[".repeat(4000) + "]".repeat(4000)), TOPIC, /8 deep/, ours(null)],
    ["unsafe-key", "__proto__", text('{"v":1,"__proto__":{"ok":true}}'), TOPIC, /__proto__/, ours(null)],
    [
      "unsafe-key",
      "a key deep down",
      body({ data: { a: [{ constructor: 1 }] } }),
      TOPIC,
      /no unit/,
      ours(null),
    ],
    ["wrong-version", "version 2", body({ v: 2 }), TOPIC, /version/, ours(4211)],
    ["schema-violation", "no type", body({}, ["type"]), TOPIC, /"type" is missing/, ours(4211)],
    ["schema-violation", "nothing but a version", text('{"v":1}'), TOPIC, /"unit" is missing/, ours(null)],
    ["schema-violation", "no version", body({}, ["v"]), TOPIC, /"v" is missing/, ours(4211)],
    ["schema-violation", "no sequence number", body({}, ["seq"]), TOPIC, /"seq" is missing/, ours(null)],
    ["schema-violation", "seq is text", body({ seq: "1" }), TOPIC, /"seq" must be integer/, ours(null)],
    [
      "schema-violation",
      "seq over 32 bits",
      body({ seq: 2 ** 32 }),
      TOPIC,
      /"seq" must be <= 4294967295/,
      ours(null),
    ],
    [
      "schema-violation",
      "a strange type",
      body({ type: "unlock" }),
      TOPIC,
      /"type" must be one of opened/,
      ours(4211),
    ],
    ["schema-violation", "no locker", body({ locker: null }), TOPIC, /"locker" must be string/, ours(4211)],
    ["schema-violation", "a list", bytesOf([OPENED]), TOPIC, /the body must be object/, ours(null)],
    [
      "topic-malformed",
      "another topic",
      body({}),
      "elsewhere/event",
      /lockers\/v1/,
      { unit: null, site: null, seq: 4211 },
    ],
    [
      "topic-malformed",
      "another message's topic",
      body({}),
      TOPIC.replace("event", "reply"),
      /\/event/,
      ours(4211),
    ],
    [
      "topic-mismatch",
      "another unit's name",
      body({ unit: "MUM01-U08" }),
      TOPIC,
      /MUM01-U07.*MUM01-U08/,
      ours(4211),
    ],
    ["unknown-site", "a strange site", body({}), TOPIC.replace("MUM01/", "DEL09/"), /site DEL09/, ours(4211)],
    [
      "unknown-unit",
      "a strange unit",
      body({ unit: "MUM01-U99" }),
      TOPIC.replace("U07", "U99"),
      /no unit MUM01-U99 at site MUM01\./,
      { unit: null, site: "MUM01", seq: 4211 },
    ],
    [
      "unknown-unit",
      "a unit of another site",
      body({}),
      TOPIC.replace("MUM01/", "MUM02/"),
      /no unit MUM01-U07 at site MUM02 but at site MUM01/,
      ours(4211),
    ],
    ["unknown-locker", "a strange locker", body({ locker: "L-99" }), TOPIC, /locker L-99/, ours(4211)],
    [
      "unknown-locker",
      "another unit's locker",
      body({ locker: "MUM01-0003" }),
      TOPIC,
      /MUM01-0003/,
      ours(4211),
    ],
  ];

  /** What a rejection on the topic of the registered unit says of its sender. */
  function ours(seq: number | null): Pick<Rejection, "unit" | "site" | "seq"> {
    return { unit: "MUM01-U07", site: "MUM01", seq };
  }

  for (const [code, what, payload, topic, reason, { unit, site, seq }] of CASES) {
    it(`${code}: ${what}`, () => {
      const rejection = rejectionOf(parse(payload, topic));
      assert.equal(rejection.code, code);
      assert.match(rejection.reason, reason);
      assert.match(rejection.reason, /^The .*\. [A-Z].*\.$|^Unit .*\. [A-Z].*\.$/);
      assert.deepEqual([rejection.unit, rejection.site, rejection.seq], [unit, site, seq]);
    });
  }

  it("name the first thing wrong in the order the contract gives", () => {
    const everything = { ...OPENED, v: 2, seq: "1", unit: "MUM01-U99" };
    const steps: readonly (readonly [object, RejectionCode])[] = [
      [{ ...everything, prototype: 1 }, "unsafe-key"],
      [everything, "wrong-version"],
      [{ ...everything, v: 1 }, "schema-violation"],
      [{ ...everything, v: 1, seq: 1 }, "topic-malformed"],
    ];
    for (const [value, code] of steps) assert.equal(rejectionOf(parse(bytesOf(value), "x")).code, code);
  });

  it("repeat nothing of what the body said", () => {
    const secret = "Asha Rao +919800000001";
    for (const changes of [{ type: secret }, { v: secret }, { locker: secret }, { [secret]: 1, seq: secret }])
      assert.doesNotMatch(rejectionOf(parse(body(changes))).reason, /Asha|9198/);
  });

  it("are followed by the next good event", () => {
    for (const [code, , payload, topic] of CASES) {
      assert.equal(rejectionOf(parse(payload, topic)).code, code);
      assert.equal(acceptedEvent(parse(bytesOf(OPENED))).seq, 4211);
    }
  });
});
