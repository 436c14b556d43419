import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, verify } from "node:crypto";
import fc from "fast-check";
import {
  CHAIN,
  chainOf,
  checkpointText,
  linkOf,
  REF,
  refOf,
  sealOf,
  startOf,
} from "../../nodes/domain/ledger.ts";
import {
  isSignedBy,
  ledgerKeyOf,
  publicKeyOf,
  signCheckpoint,
} from "../../nodes/domain/ledger-checkpoint.ts";
import { type LedgerLine, readLine, writeLine } from "../../nodes/domain/ledger-lines.ts";

const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");
const LEDGER = "0123456789abcdef0123456789abcdef";
const SALT = "00112233445566778899aabbccddeeff";

describe("the ledger's hashes", () => {
  it("are of the texts that gateway/ledger/README.md tells", () => {
    const start = sha256(`smart-lockers-ledger-1 start\n${LEDGER}\nMUM01\n`);
    const seal = sha256(`smart-lockers-ledger-1 seal\n${SALT}\nMUM01-U07-1-a\n{"who":"é"}`);
    const link = sha256(`smart-lockers-ledger-1 link\n${start}\n${seal}\nMUM01\n1\n1795334131425\nevent\n`);
    assert.equal(startOf(LEDGER, "MUM01"), start);
    assert.equal(sealOf({ salt: SALT, ref: "MUM01-U07-1-a", body: '{"who":"é"}' }), seal);
    const header = { site: "MUM01", n: 1, at: 1_795_334_131_425, kind: "event" };
    assert.equal(linkOf(start, seal, header), link);
  });

  it("differ for a reference and a body that are cut elsewhere", () => {
    const one = sealOf({ salt: SALT, ref: "a", body: "b\nc" });
    const other = sealOf({ salt: SALT, ref: "a\nb", body: "c" });
    // A reference cannot hold the line feed that would make them the same.
    assert.equal(one, other);
    assert.ok(!REF.test("a\nb"));
  });
});

describe("a chain", () => {
  for (const [site, chain] of [
    ["MUM01", "MUM01"],
    ["gateway", "gateway"],
    ["", "gateway"],
    ["mum01", "gateway"],
    ["MUM01\n", "gateway"],
    ["__proto__", "gateway"],
    ["A".repeat(17), "gateway"],
  ]) {
    it(`of ${JSON.stringify(site)} is ${chain}`, () => {
      assert.equal(chainOf(site ?? ""), chain);
      assert.match(chainOf(site ?? ""), CHAIN);
    });
  }

  it("has references that can be written in a line, whatever they were", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => REF.test(refOf(text))));
    assert.equal(refOf("MUM01-U07-1-0a"), "MUM01-U07-1-0a");
  });
});

describe("a checkpoint", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const key = ledgerKeyOf(privateKey);
  const checkpoint = { ledger: LEDGER, site: "MUM01", n: 7, link: "ab".repeat(32), at: 1, key: key.id };

  it("is signed by Ed25519 over the text that gateway/ledger/README.md tells", () => {
    const signed = signCheckpoint(checkpoint, privateKey);
    const text = `smart-lockers-ledger-1 checkpoint\n${LEDGER}\nMUM01\n7\n${"ab".repeat(32)}\n1\n${key.id}\n`;
    assert.equal(checkpointText(checkpoint), text);
    assert.ok(verify(null, Buffer.from(text), publicKey, Buffer.from(signed.signature, "base64")));
    assert.ok(isSignedBy(signed, publicKeyOf(key.publicKey)));
  });

  it("names its key by the hash that openssl gives of it", () => {
    assert.equal(
      key.id,
      createHash("sha256")
        .update(publicKey.export({ type: "spki", format: "der" }))
        .digest("hex"),
    );
    assert.deepEqual(ledgerKeyOf(publicKey), key);
  });

  for (const [what, other] of Object.entries({
    ledger: { ledger: "f".repeat(32) },
    site: { site: "MUM02" },
    number: { n: 8 },
    link: { link: "ac".repeat(32) },
    time: { at: 2 },
    key: { key: "0".repeat(64) },
  })) {
    it(`does not hold for another ${what}`, () => {
      const signed = signCheckpoint(checkpoint, privateKey);
      assert.ok(!isSignedBy({ ...signed, ...other }, publicKey));
    });
  }
});

describe("a line of an export", () => {
  const hash = "ab".repeat(32);
  const LINES: readonly LedgerLine[] = [
    {
      type: "ledger",
      format: "smart-lockers-ledger-1",
      ledger: LEDGER,
      exportedAt: 1,
      site: null,
      from: null,
      to: 2,
    },
    { type: "key", id: hash, publicKey: "AAAA" },
    { type: "chain", site: "MUM01", after: 0, link: hash },
    {
      type: "record",
      site: "MUM01",
      n: 1,
      at: 1,
      kind: "event",
      content: { salt: SALT, ref: "", body: '{"é":"\\n"}' },
      seal: hash,
      link: hash,
    },
    { type: "record", site: "gateway", n: 2, at: 1, kind: "event", content: null, seal: hash, link: hash },
    {
      type: "checkpoint",
      ledger: LEDGER,
      site: "MUM01",
      n: 1,
      link: hash,
      at: 1,
      key: hash,
      signature: "AAAA",
    },
    { type: "end", lines: 7, chains: [{ site: "MUM01", n: 1 }] },
  ];

  for (const line of LINES) {
    it(`that is a ${line.type} is read as it was written, and in no other writing`, () => {
      const text = writeLine(line);
      assert.deepEqual(readLine(text), line);
      const [first = "", ...rest] = text.split(",");
      for (const other of [
        ` ${text}`,
        `${text} `,
        `${first}, ${rest.join(",")}`,
        text.replace("{", '{"more":1,'),
      ]) {
        assert.equal(readLine(other), null, other);
      }
    });
  }

  it("can be anything, and is read or not, but never throws", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => readLine(text) === null));
    fc.assert(
      fc.property(fc.json(), (text) => {
        readLine(text);
      }),
    );
  });

  for (const [what, text] of Object.entries({
    "a signature with other unused bits": writeLine(LINES[5] as LedgerLine).replace('"AAAA"', '"AAB="'),
    "a number that is none": writeLine(LINES[4] as LedgerLine).replace('"n":2', '"n":1e400'),
    "a site that is none": writeLine(LINES[4] as LedgerLine).replace("gateway", "Gateway"),
  })) {
    it(`is refused with ${what}`, () => assert.equal(readLine(text), null));
  }
});
