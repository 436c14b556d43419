import assert from "node:assert/strict";
import { parseHeartbeat } from "../../nodes/domain/parse-heartbeat.ts";
import { parseReply } from "../../nodes/domain/parse-reply.ts";
import { parseStatus } from "../../nodes/domain/parse-status.ts";
import { filterFor, parseTopic, topicFor } from "../../nodes/domain/parse-topic.ts";
import { bytesOf, vectorRegister } from "./contract-vectors.ts";

const BASE = "lockers/v1/MUM01/MUM01-U07";
const register = vectorRegister();
const door = (locker: string) => ({ locker, door: "closed", tamper: false });
const STATUS = {
  v: 1,
  unit: "MUM01-U07",
  online: true,
  boot: 17,
  nonce: "9f86d081884c7d65",
  firmware: "1.0.0",
  lockers: [door("MUM01-0001")],
  seq: 4211,
  clock: "none",
};
const SETTINGS = {
  heartbeatSeconds: 60,
  heldOpenSeconds: 300,
  debounceMs: 50,
  resendSeconds: 30,
  batteryLowPercent: 20,
  deniedAttempts: 3,
  sirenSeconds: 0,
};
const HEARTBEAT = {
  v: 1,
  unit: "MUM01-U07",
  boot: 17,
  n: 8,
  seq: 5,
  acked: 4,
  queued: 1,
  lost: 0,
  uptime: 1000,
};

describe("parseStatus", () => {
  const parse = (body: object) => {
    const parsed = parseStatus(`${BASE}/status`, bytesOf(body), register);
    assert.ok(parsed.ok);
    return parsed.status;
  };

  it("reads what a unit says of itself", () => {
    assert.deepEqual(parse(STATUS), {
      site: "MUM01",
      unit: "MUM01-U07",
      online: true,
      boot: 17,
      nonce: "9f86d081884c7d65",
      firmware: "1.0.0",
      reset: null,
      config: null,
      settings: null,
      lockers: [door("MUM01-0001")],
      strangers: [],
      seq: 4211,
      clock: "none",
      marks: [],
    });
  });

  it("reads the settings in force, and only those it knows", () => {
    const status = parse({ ...STATUS, settings: { ...SETTINGS, dimSeconds: 30 } });
    assert.ok(status.online);
    assert.deepEqual([status.settings, status.marks], [SETTINGS, []]);
  });

  it("reads a last will", () => {
    assert.deepEqual(parse({ v: 1, unit: "MUM01-U07", online: false, boot: 17 }), {
      site: "MUM01",
      unit: "MUM01-U07",
      online: false,
      boot: 17,
      marks: [],
    });
  });

  it("sets lockers aside that the register does not list under the unit", () => {
    const status = parse({ ...STATUS, lockers: [door("MUM01-0003"), door("MUM01-0001"), door("L-99")] });
    assert.ok(status.online);
    assert.deepEqual(
      [status.lockers.map(({ locker }) => locker), status.strangers],
      [["MUM01-0001"], ["MUM01-0003", "L-99"]],
    );
  });

  it("keeps unknown fields and marks what is too long", () => {
    const status = parse({ ...STATUS, note: "x".repeat(2048) });
    assert.deepEqual(status.marks, ["unknown-fields", "oversize"]);
    assert.deepEqual(Object.keys(status.extra ?? {}), ["note"]);
  });
});

describe("parseHeartbeat", () => {
  it("reads a sign of life, with null for what a unit does not have", () => {
    const parsed = parseHeartbeat(`${BASE}/heartbeat`, bytesOf(HEARTBEAT), register);
    const { v, ...said } = HEARTBEAT;
    assert.deepEqual(parsed, {
      ok: true,
      heartbeat: { ...said, site: "MUM01", rssi: null, heap: null, marks: [] },
    });
  });
});

describe("parseReply", () => {
  it("reads the answer to a command, with null for what it does not say", () => {
    const id = "5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11";
    const body = { v: 1, unit: "MUM01-U07", id, result: "done", took: 12 };
    assert.deepEqual(parseReply(`${BASE}/reply`, bytesOf(body), register), {
      ok: true,
      reply: {
        site: "MUM01",
        unit: "MUM01-U07",
        id,
        result: "done",
        n: null,
        code: null,
        marks: ["unknown-fields"],
        extra: { took: 12 },
      },
    });
  });
});

describe("topics", () => {
  const CASES: readonly (readonly [string, ReturnType<typeof parseTopic>])[] = [
    [`${BASE}/event`, { site: "MUM01", unit: "MUM01-U07", message: "event" }],
    [`${BASE}/status`, { site: "MUM01", unit: "MUM01-U07", message: "status" }],
    [`${BASE}/heartbeat`, { site: "MUM01", unit: "MUM01-U07", message: "heartbeat" }],
    [`${BASE}/reply`, { site: "MUM01", unit: "MUM01-U07", message: "reply" }],
    [`${BASE}/reply/event`, null],
    [`${BASE}/command`, null],
    [`${BASE}/config`, null],
    [`/${BASE}/event`, null],
    [`${BASE}/event\n`, null],
    ["lockers/v1/M/MUM01-U07/event", null],
    ["lockers/v1/MUM01/+/event", null],
    ["", null],
  ];
  for (const [topic, expected] of CASES) {
    it(`${JSON.stringify(topic)} is ${expected ? "a unit's" : "none of a unit's"}`, () => {
      assert.deepEqual(parseTopic(topic), expected);
    });
  }

  it("are made for subscribing and for answering", () => {
    assert.equal(filterFor("event"), "lockers/v1/+/+/event");
    assert.equal(topicFor("MUM01", "MUM01-U07", "reply-event"), `${BASE}/reply/event`);
    assert.equal(topicFor("MUM01", "MUM01-U07", "command"), `${BASE}/command`);
  });
});
