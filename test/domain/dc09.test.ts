import assert from "node:assert/strict";
import fc from "fast-check";
import { answerTo } from "../../nodes/domain/dc09-answer.ts";
import { decrypted, encrypted, keyFrom, padFor } from "../../nodes/domain/dc09-cipher.ts";
import { crc16, FrameReader, frameOf, LONGEST_BODY } from "../../nodes/domain/dc09-frame.ts";
import { bodyOf, type Dc09Message, parseBody } from "../../nodes/domain/dc09-message.ts";
import { SpentEnds } from "../../nodes/domain/dc09-spent.ts";
import { dc09Time, isTimely, parseDc09Time } from "../../nodes/domain/dc09-time.ts";
import { NORTHLAT_BODY, PLAIN, type PlainVector, SECRET, SECRET_READ } from "./dc09-vectors.ts";

const NOW = Date.UTC(2026, 10, 22, 4, 45);
const zeros = (count: number) => new Uint8Array(count);

/** What a vector says, as a message. */
function messageOf(vector: Omit<PlainVector, "frame" | "from">, secret: boolean): Dc09Message {
  const { token, sequence, receiver, line, account, data, extended = [], at } = vector;
  const time = at === undefined ? null : Date.parse(at);
  return { token, encrypted: secret, sequence, receiver, line, account, data, extended, at: time };
}

function framesIn(text: string | Uint8Array) {
  return new FrameReader().push(typeof text === "string" ? Buffer.from(text, "latin1") : text);
}

/** The body of a published frame, once its CRC and length are found right. */
function bodyIn(frame: string): string {
  const [read] = framesIn(`\n${frame}\r`);
  assert.ok(read?.ok, frame);
  return read.body;
}

describe("DC-09 frames", () => {
  it("have the CRC-16 that the catalogue of CRCs calls ARC", () => {
    assert.equal(crc16(Buffer.from("123456789")), 0xbb3d);
  });

  for (const vector of PLAIN) {
    it(`are read as ${vector.from} means ${vector.frame.slice(8, 40)}...`, () => {
      const read = parseBody(bodyIn(vector.frame), null);
      assert.deepEqual(read, { ok: true, message: messageOf(vector, false) });
    });
    if (vector.token === "NAK") continue;
    it(`are written as ${vector.from} writes ${vector.frame.slice(8, 40)}...`, () => {
      const written = frameOf(bodyOf(messageOf(vector, false), null, zeros));
      const wanted = vector.frame.slice(0, 8).toUpperCase() + vector.frame.slice(8);
      assert.equal(Buffer.from(written).toString("latin1"), `\n${wanted}\r`);
    });
  }

  for (const vector of [...SECRET, SECRET_READ]) {
    it(`are decrypted as ${vector.from} encrypted ${vector.frame.slice(8, 40)}...`, () => {
      const read = parseBody(bodyIn(vector.frame), Buffer.from(vector.key, "hex"));
      assert.deepEqual(read, { ok: true, message: messageOf(vector, true) });
    });
  }

  for (const { from, frame, key, pad, data, extended = [], at = "" } of SECRET) {
    it(`are encrypted as ${from} encrypts ${frame.slice(8, 40)}...`, () => {
      const rest = `${data}]${extended.map((one) => `[${one}]`).join("")}_${dc09Time(Date.parse(at))}`;
      assert.equal(padFor(rest.length, zeros).length, pad.length / 2 + 1, "the pad is as long as theirs");
      const text = `${Buffer.from(pad, "hex").toString("latin1")}|${rest}`;
      assert.equal(frame.slice(frame.indexOf("[") + 1), encrypted(text, Buffer.from(key, "hex")));
    });
  }

  it(`are decrypted as ${NORTHLAT_BODY.from} encrypted one`, () => {
    const read = parseBody(NORTHLAT_BODY.body, Buffer.from(NORTHLAT_BODY.key, "hex"));
    assert.ok(read.ok);
    assert.equal(read.message.data, NORTHLAT_BODY.data);
    assert.equal(read.message.at, Date.parse(NORTHLAT_BODY.at));
  });

  it("are found in any pieces, between anything, and never twice", () => {
    const good = PLAIN.map(({ frame }) => `\n${frame}\r`).join("\0\0noise");
    const bytes = Buffer.from(`HTTP/1.1 400 Bad Request\r\n${good}\n\n0000`, "latin1");
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 80 }), (sizes) => {
        const reader = new FrameReader();
        const bodies: string[] = [];
        let from = 0;
        for (const size of [...sizes, bytes.length]) {
          const frames = reader.push(bytes.subarray(from, from + size));
          bodies.push(...frames.flatMap((frame) => (frame.ok ? [frame.body] : [])));
          from += size;
        }
        assert.deepEqual(
          bodies,
          PLAIN.map(({ frame }) => frame.slice(8)),
        );
      }),
    );
  });

  const broken: readonly (readonly [text: string, fault: string])[] = [
    ["\n\r", "too-short"],
    ["\n00000000\r", "too-short"],
    ['\n0000"ACK"0001L0#1234[]\r', "head"],
    ['\nCE111032"SIA-DCS"9876R579BDFL789ABC#12345A[#12345A|NFA129]\r', "head"],
    ['\nCE110033"SIA-DCS"9876R579BDFL789ABC#12345A[#12345A|NFA129]\r', "length"],
    ['\nCE120032"SIA-DCS"9876R579BDFL789ABC#12345A[#12345A|NFA129]\r', "crc"],
    [`\n${"0".repeat(8 + LONGEST_BODY + 1)}\r`, "too-long"],
  ];
  for (const [text, fault] of broken) {
    it(`refuse what is ${fault}: ${JSON.stringify(text.slice(0, 24))}`, () => {
      assert.deepEqual(framesIn(text), [{ ok: false, fault }]);
    });
  }

  it("refuse each change of one bit", () => {
    const frame = frameOf(PLAIN[0]?.frame.slice(8) ?? "");
    // Behind the LF and before the CR.
    for (let bit = 8; bit < (frame.length - 1) * 8; bit += 1) {
      const changed = Uint8Array.from(frame);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const head = (bytes: Uint8Array) => Buffer.from(bytes.subarray(1, 9)).toString("latin1").toUpperCase();
      // A digit in a small letter is the same digit.
      if (bit >> 3 <= 8 && head(changed) === head(frame)) continue;
      assert.ok(
        framesIn(changed).every(({ ok }) => !ok),
        `bit ${bit}`,
      );
    }
  });

  it("hold no more than three hexadecimal digits can say", () => {
    assert.equal(framesIn(frameOf("x".repeat(LONGEST_BODY))).filter(({ ok }) => ok).length, 1);
    assert.throws(() => frameOf("x".repeat(LONGEST_BODY + 1)), RangeError);
  });
});

const hex = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789ABCDEF"), minLength: min, maxLength: max });
const words = (max: number) =>
  fc
    .string({
      unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
      maxLength: max,
    })
    .map((text) => text.replace(/[[\]|]/g, " "));
const aMessage: fc.Arbitrary<Dc09Message> = fc.record(
  {
    token: fc.constantFrom("SIA-DCS", "ADM-CID", "NULL", "ACK", "DUH", "RSP"),
    encrypted: fc.boolean(),
    sequence: fc.integer({ min: 0, max: 9999 }),
    receiver: fc.option(hex(1, 6)),
    line: hex(1, 6),
    account: hex(3, 16),
    data: fc.tuple(hex(3, 16), words(80)).map(([account, text]) => `#${account}|${text}`),
    extended: fc.array(words(40), { maxLength: 3 }),
    at: fc.integer({ min: 0, max: 253_402_300_799 }).map((seconds) => seconds * 1000),
  },
  { noNullPrototype: true },
);
const aKey = fc
  .constantFrom(16, 24, 32)
  .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));

describe("DC-09 messages", () => {
  it("are read as they were written, in plain and with keys of all lengths", () => {
    fc.assert(
      fc.property(aMessage, aKey, fc.uint8Array({ minLength: 16, maxLength: 16 }), (message, key, bytes) => {
        const secret = message.encrypted ? key : null;
        const body = bodyOf(message, secret, (count) => bytes.subarray(0, count));
        assert.deepEqual(parseBody(body, secret), { ok: true, message });
        if (message.encrypted)
          assert.ok(!body.includes(message.data.slice(0, 8)), "it can be read in passing");
      }),
    );
  });

  it("begin with a pad of 1 to 16 characters that mean nothing, to whole blocks", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.uint8Array({ minLength: 16, maxLength: 16 }), (length, bytes) => {
        const pad = padFor(length, (count) => bytes.subarray(0, count));
        assert.match(pad, /^[A-Za-z0-9.-]{1,16}\|$/);
        assert.equal((pad.length + length) % 16, 0);
      }),
    );
  });

  it("of anybody, or in another key, are never more than unreadable", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii" }), aKey, (body, key) => {
        assert.ok(parseBody(body, key).ok === false || body.startsWith('"'));
      }),
    );
    fc.assert(
      fc.property(aMessage, aKey, aKey, (message, key, other) => {
        fc.pre(Buffer.compare(key, other) !== 0);
        const read = parseBody(bodyOf(message, key, zeros), other);
        assert.deepEqual(read, { ok: false, fault: "unreadable" });
      }),
    );
    assert.deepEqual(parseBody('"*ACK"0001L0#1001[FFAC', zeros(16)), { ok: false, fault: "unreadable" });
    assert.deepEqual(parseBody('"*ACK"0001L0#1001[FFAC', null), { ok: false, fault: "no-key" });
  });

  it("are read without the bar behind the pad, too, where no data follow", () => {
    const key = zeros(16);
    const text = `${"A".repeat(11)}]_13:41:10,04-30-2026`;
    const read = parseBody(`"*ACK"0001L0#1001[${encrypted(text, key)}`, key);
    assert.ok(read.ok);
    assert.deepEqual([read.message.data, read.message.at], ["", Date.UTC(2026, 3, 30, 13, 41, 10)]);
  });

  it("have keys in hexadecimal digits or in characters", () => {
    for (const [text, bytes] of [
      [ABCD, 16],
      ["0123456789abcdef".repeat(3), 24],
      ["0123456789abcdef".repeat(4), 32],
      ["AAAAAAAAAAAAAAAA", 16],
      ["a passphrase, no", null],
      ["0123456789ABCDEF0123456789ABCDEF0", null],
      ["a-key-of-twenty-four-ch.", 24],
      ["", null],
    ] as const) {
      assert.equal(keyFrom(text)?.length ?? null, bytes, text);
    }
    assert.equal(decrypted("zz", zeros(16)), null);
  });
});

const ABCD = "ABCD".repeat(8);

describe("DC-09 times", () => {
  it("are UTC, American in order, and read back", () => {
    assert.equal(dc09Time(Date.UTC(2011, 8, 25, 14, 12, 4)), "14:12:04,09-25-2011");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (seconds) => {
        assert.equal(parseDc09Time(dc09Time(seconds * 1000)), seconds * 1000);
      }),
    );
    for (const wrong of [
      "24:00:00,01-01-2026",
      "12:00:00,02-30-2026",
      "12:00:00,13-01-2026",
      "12:00,01-01-2026",
    ])
      assert.equal(parseDc09Time(wrong), null, wrong);
  });

  it("are timely from 40 s before to 20 s after the receiver's", () => {
    for (const [seconds, timely] of [
      [-41, false],
      [-40, true],
      [0, true],
      [20, true],
      [21, false],
    ] as const)
      assert.equal(isTimely(NOW + seconds * 1000, NOW), timely, `${seconds} s`);
  });
});

describe("answers to a DC-09 message", () => {
  const sent: Dc09Message = {
    ...{ token: "SIA-DCS", encrypted: false, sequence: 42, receiver: null, line: "0", account: "12ab" },
    ...{ data: "#12ab|Nri1/BA001", extended: [], at: NOW },
  };
  const key = Buffer.from(ABCD, "hex");
  const none = new SpentEnds();
  const ack = (changes: Partial<Dc09Message> = {}): Dc09Message => ({
    ...sent,
    ...{ token: "ACK", data: "" },
    ...changes,
  });
  const plain = (message: Dc09Message) => bodyOf(message, null, zeros);
  const secret = (message: Dc09Message) => bodyOf(message, key, zeros);

  const inPlain: readonly (readonly [what: string, body: string, kind: string])[] = [
    ["ACK", plain(ack()), "taken"],
    ["ACK with the account in capitals, without a time", plain(ack({ account: "12AB", at: null })), "taken"],
    ["ACK without an account", plain(ack({ account: "" })), "taken"],
    ["RSP, whatever it asks for", plain(ack({ token: "RSP", data: "#12ab|NZZOR0003" })), "taken"],
    ["ACK of another sequence", plain(ack({ sequence: 41 })), "unrelated"],
    ["ACK of another account", plain(ack({ account: "12AC" })), "unrelated"],
    ["DUH", plain(ack({ token: "DUH" })), "not-understood"],
    ["DUH of another sequence", plain(ack({ token: "DUH", sequence: 7 })), "unrelated"],
    ["a message of its own", plain(ack({ token: "SIA-DCS" })), "unrelated"],
    ["nonsense", "hello", "malformed"],
    ["ACK in a key that we do not have", secret(ack()), "unreadable"],
  ];
  for (const [what, body, kind] of inPlain) {
    it(`${what}: ${kind}`, () => {
      const answer = answerTo(sent, body, null, none);
      assert.equal(answer.kind === "other" ? answer.why : answer.kind, kind);
    });
  }

  it("of anybody, in any bytes, do no harm and are never taken for an acknowledgement", () => {
    const proof = secret(ack()).slice(-65);
    const key16 = fc.constantFrom(null, key);
    const around = fc.constantFrom(
      ...[plain(ack()), secret(ack()), '"ACK"0042L0#12ab[', '"*ACK"0042L0#12ab[', '"NAK"0000R0L0A0[]_'],
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), around, fc.nat(120), key16, (bytes, body, at, mine) => {
        const noise = Buffer.from(bytes).toString("latin1");
        const mixed = body.slice(0, at) + noise + body.slice(at);
        for (const text of [noise, mixed]) {
          assert.ok(Array.isArray(new FrameReader().push(Buffer.from(text, "latin1"))));
          const answer = answerTo(sent, text, mine, none);
          // What is encrypted says nothing of the sequence and the account that stand before it.
          if (mine !== null) assert.ok(answer.kind !== "taken" || text.endsWith(proof), text);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("NAK says the receiver's time, where it does", () => {
    const at = NOW + 3_600_000;
    const nak = `"NAK"0000R0L0A0[]_${dc09Time(at)}`;
    assert.deepEqual(answerTo(sent, nak, key, none), { kind: "untimely", at });
    assert.deepEqual(answerTo(sent, '"NAK"0000R0L0A0[]', null, none), { kind: "untimely", at: null });
    assert.deepEqual(answerTo(sent, `"NAK"0000L0R0A0[]_${dc09Time(at)}`, null, none), {
      kind: "untimely",
      at,
    });
  });

  /** Its last three blocks: without the bar in front of the data, all before them is taken for the pad. */
  function endOfAlarm(): string {
    const body = secret({ ...sent, data: "#12ab|Nri1/BA001 Vault 12, locker 0815, north wall" });
    const forged = `"*ACK"0042L0#12ab[${body.slice(-96)}`;
    const read = parseBody(forged, key);
    assert.ok(read.ok && read.message.data === "", "it reads as an empty one");
    return forged;
  }

  it("DUH is sure where it is encrypted, or where nothing is", () => {
    const duh = ack({ token: "DUH" });
    for (const [body, mine, sure] of [
      [plain(duh), null, true],
      [plain(duh), key, false],
      [secret(duh), key, true],
    ] as const)
      assert.deepEqual(answerTo(sent, body, mine, none), { kind: "not-understood", sure });
  });

  it("do not count with a key where they end as something did before, whatever stands in front", () => {
    const nul = secret({ ...sent, token: "NULL", sequence: 0, data: "" });
    const tail = nul.slice(nul.indexOf("[") + 1);
    const head = '"*ACK"0042L0#12ab[';
    const spent = new SpentEnds();
    assert.equal(answerTo(sent, head + tail, key, spent).kind, "taken", "nothing else tells them apart");
    spent.add(nul);
    for (const token of ["ACK", "RSP", "DUH"])
      for (const end of [tail, tail.toLowerCase()])
        assert.deepEqual(answerTo(sent, `"*${token}"0042L0#12ab[${end}`, key, spent), { kind: "spent" });
    const longer = answerTo(sent, `${head}${"0".repeat(32)}${tail}`, key, spent);
    assert.deepEqual(longer, { kind: "other", why: "not-empty" });
    const fresh = bodyOf(ack(), key, (count) => new Uint8Array(count).fill(5));
    assert.equal(answerTo(sent, fresh, key, spent).kind, "taken");
  });

  it("are remembered up to a bound, the latest ones", () => {
    const ends = new SpentEnds(3);
    const bodies = [1, 2, 3, 4].map((n) => `[${String(n).repeat(64)}`);
    for (const body of bodies) ends.add(body);
    assert.deepEqual(
      bodies.map((body) => ends.has(body)),
      [false, true, true, true],
    );
  });

  it("count where a published encrypted acknowledgement is one", () => {
    for (const { frame, key: theirs, token, at = "", ...vector } of SECRET) {
      if (token !== "ACK") continue;
      const asked = { ...messageOf({ ...vector, token: "SIA-DCS", at }, true) };
      const read = answerTo(asked, bodyIn(frame), Buffer.from(theirs, "hex"), none);
      assert.deepEqual(read, { kind: "taken" });
      return;
    }
    assert.fail("there is one");
  });

  const inSecret: readonly (readonly [what: string, body: string, kind: string])[] = [
    ["encrypted", secret(ack()), "taken"],
    ["encrypted, by a clock that is 40 s ahead", secret(ack({ at: NOW + 40_000 })), "taken"],
    ["in plain", plain(ack()), "in-plain"],
    ["in another key", bodyOf(ack(), Buffer.alloc(16, 7), zeros), "unreadable"],
    ["with data", secret(ack({ data: "#12ab|Nri1/BA001" })), "not-empty"],
    ["with extended data", secret(ack({ extended: ["X115000"] })), "not-empty"],
    ["that is the end of an alarm of our own", endOfAlarm(), "not-empty"],
    ["RSP with data", secret(ack({ token: "RSP", data: "#12ab|NZZOR0003" })), "not-empty"],
    ["RSP", secret(ack({ token: "RSP" })), "taken"],
    ["DUH", secret(ack({ token: "DUH" })), "not-understood"],
    ["DUH that was an alarm", secret({ ...sent, token: "DUH" }), "not-empty"],
    ["recorded ten minutes ago", secret(ack({ at: NOW - 600_000 })), "stale"],
  ];
  for (const [what, body, kind] of inSecret) {
    it(`ACK of an encrypted message ${what}: ${kind}`, () => {
      const answer = answerTo(sent, body, key, none);
      assert.equal(answer.kind === "other" ? answer.why : answer.kind, kind);
    });
  }
});
