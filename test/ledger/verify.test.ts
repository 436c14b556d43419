import assert from "node:assert/strict";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { faultText } from "../../gateway/ledger/verdict-text.ts";
import { linkOf, type SignedCheckpoint, sealOf } from "../../nodes/domain/ledger.ts";
import { ledgerKeyOf, signCheckpoint } from "../../nodes/domain/ledger-checkpoint.ts";
import { type LedgerLine, LONGEST_LINE, readLine, writeLine } from "../../nodes/domain/ledger-lines.ts";
import type { LedgerVerifierOptions } from "../../nodes/domain/ledger-verify.ts";
import { bytesOf, exported, verdictOf } from "./exported.ts";
import { aLedger } from "./making.ts";

type Parsed = Extract<LedgerLine, { readonly type: "record" }>;

describe("verifying an exported ledger", () => {
  let lines: readonly string[];
  let gatewayKey: ReturnType<typeof createPrivateKey>;

  before(async () => {
    const line = await aLedger();
    lines = exported(line.file);
    gatewayKey = createPrivateKey(readFileSync(join(line.folder, "ledger-key.pem")));
    await line.close();
  });

  /** Index of the line that holds this record, or its checkpoint. */
  function at(site: string, n: number, type: "record" | "checkpoint" = "record"): number {
    const found = lines.findIndex(
      (text) => text.startsWith(`{"type":"${type}"`) && text.includes(`"site":"${site}","n":${n},`),
    );
    assert.ok(found >= 0);
    return found;
  }

  function parsed(index: number): LedgerLine {
    const line = readLine(lines[index] ?? "");
    assert.ok(line);
    return line;
  }

  function recordAt(index: number): Parsed {
    const line = parsed(index);
    assert.ok(line.type === "record");
    return line;
  }

  const checkpoints = (): SignedCheckpoint[] =>
    lines.flatMap((text) => {
      const line = readLine(text);
      return line?.type === "checkpoint" ? [line] : [];
    });

  function faultsOf(changed: readonly string[], options: LedgerVerifierOptions = {}): string[] {
    return verdictOf(bytesOf(changed), options).faults.map(faultText);
  }

  /** The end line of these lines, as whoever forges a file would write it. */
  function withEnd(changed: readonly string[]): string[] {
    const last = new Map<string, number>();
    for (const text of changed) {
      const line = readLine(text);
      if (line?.type === "chain") last.set(line.site, line.after);
      if (line?.type === "record") last.set(line.site, line.n);
    }
    const chains = [...last].map(([site, n]) => ({ site, n }));
    return [...changed, writeLine({ type: "end", lines: changed.length + 1, chains })];
  }

  /** Changes a record's content and makes every seal and link after it fit. */
  function relinked(site: string, n: number, body: string): string[] {
    let previous = "";
    return lines.slice(0, -1).map((text) => {
      const line = readLine(text);
      if (line?.type === "chain" && line.site === site) previous = line.link;
      if (line?.type !== "record" || line.site !== site) return text;
      const content = line.n === n && line.content ? { ...line.content, body } : line.content;
      const seal = content ? sealOf(content) : line.seal;
      previous = linkOf(previous, seal, line);
      return writeLine({ ...line, content, seal, link: previous });
    });
  }

  it("finds nothing in one that is as it was written", () => {
    assert.deepEqual(faultsOf(lines), []);
    assert.deepEqual(faultsOf(lines, { keys: [gatewayKey], checkpoints: checkpoints() }), []);
  });

  describe("names what was done to its lines:", () => {
    const changes: Record<string, readonly [(all: string[]) => void, RegExp]> = {
      "a record taken out": [
        (all) => all.splice(at("MUM01", 5), 1),
        /record 5 of MUM01 is missing: record 6 stands/,
      ],
      "some taken out": [
        (all) => {
          for (const n of [7, 6]) all.splice(at("MUM01", n), 1);
        },
        /record 6 of MUM01 is missing, and all up to record 7: record 8/,
      ],
      "the last record taken out": [
        (all) => all.splice(at("gateway", 1), 1),
        /record 1 of gateway has its checkpoint after record 0/,
      ],
      "two records exchanged": [
        (all) => {
          const [one, other] = [at("MUM01", 5), at("MUM01", 6)];
          [all[one], all[other]] = [all[other] ?? "", all[one] ?? ""];
        },
        /record 5 of MUM01 is missing: record 6 stands in its place/,
      ],
      "a record written twice": [
        (all) => all.splice(at("MUM01", 5), 0, all[at("MUM01", 5)] ?? ""),
        /record 5 of MUM01 stands after record 5: it is out of order or there twice/,
      ],
      "a checkpoint taken out": [
        (all) => all.splice(at("MUM01", 13, "checkpoint"), 1),
        /says that the file has/,
      ],
      "a checkpoint moved up": [
        (all) => {
          const [moved = ""] = all.splice(at("MUM01", 8, "checkpoint"), 1);
          all.splice(at("MUM01", 8), 0, moved);
        },
        /record 8 of MUM01 has its checkpoint after record 7/,
      ],
      "the first line taken out": [(all) => all.splice(0, 1), /Line 1 is not the first line of a ledger/],
      "the key taken out": [
        (all) => all.splice(1, 1),
        /has a checkpoint signed with a key that this file does not hold/,
      ],
      "the beginning of a chain taken out": [
        (all) => all.splice(2, 1),
        /record 1 of DEL02 belongs to a chain that this file does not begin/,
      ],
      "the end taken out": [
        (all) => all.pop(),
        /The file has no end line: it was cut off after line \d+, behind record/,
      ],
      "lines added after the end": [(all) => all.push(all[5] ?? ""), /stands after the end of the ledger/],
      "an empty line put in": [(all) => all.splice(7, 0, ""), /Line 8 was changed/],
      "everything written twice": [(all) => all.push(...all), /stands after the end/],
    };
    for (const [what, [change, expected]] of Object.entries(changes)) {
      it(what, () => {
        const changed = [...lines];
        change(changed);
        assert.match(faultsOf(changed)[0] ?? "", expected);
      });
    }
  });

  it("finds a record that was changed together with its seal", () => {
    const changed = [...lines];
    const index = at("MUM01", 5);
    const record = recordAt(index);
    const content = { salt: "0".repeat(32), ref: "", body: "{}" };
    changed[index] = writeLine({ ...record, content, seal: sealOf(content) });
    assert.match(faultsOf(changed).join(), /record 5 of MUM01 was changed: its time, kind, seal or link/);
  });

  it("tells one fault for one link that was changed", () => {
    const changed = [...lines];
    const index = at("MUM01", 5);
    changed[index] = writeLine({ ...recordAt(index), link: "0".repeat(64) });
    assert.equal(faultsOf(changed).length, 1);
  });

  it("needs no content: what is erased verifies, and is counted", () => {
    const erased = lines.map((text) => {
      const line = readLine(text);
      return line?.type === "record" ? writeLine({ ...line, content: null }) : text;
    });
    const verdict = verdictOf(bytesOf(erased));
    assert.deepEqual(verdict.faults, []);
    assert.deepEqual(
      verdict.chains.map(({ erased: count }) => count),
      [12, 13, 1],
    );
  });

  it("finds a chain made anew from its middle, by the signature after it", () => {
    const forged = withEnd(relinked("MUM01", 6, '{"forged":true}'));
    assert.match(faultsOf(forged)[0] ?? "", /record 1 of MUM01 or one up to record 8 is not what was signed/);
    const later = withEnd(relinked("MUM01", 10, '{"forged":true}'));
    assert.match(faultsOf(later)[0] ?? "", /record 9 of MUM01 or one up to record 13 is not what was signed/);
  });

  it("finds it by a checkpoint published earlier, where those in the file were taken out", () => {
    const forged = withEnd(
      relinked("MUM01", 6, '{"forged":true}').filter((text) => !text.includes('"checkpoint"')),
    );
    assert.deepEqual(faultsOf(forged), []);
    const published = checkpoints().filter(({ site, n }) => site === "MUM01" && n === 8);
    const [fault, ...more] = faultsOf(forged, { checkpoints: published });
    assert.match(
      fault ?? "",
      /record 1 of MUM01 or one up to record 8 is not what the published checkpoint signed/,
    );
    assert.deepEqual(more, []);
  });

  it("finds one that was cut off and given a new end, by a checkpoint published earlier", () => {
    const cut = withEnd(lines.slice(0, at("MUM01", 9)));
    assert.deepEqual(faultsOf(cut), []);
    assert.deepEqual(faultsOf(cut, { checkpoints: checkpoints() }), [
      "Record 9 of MUM01 is missing, and all up to record 13: a published checkpoint covers it.",
      "Record 9 of DEL02 is missing, and all up to record 12: a published checkpoint covers it.",
    ]);
  });

  it("finds that a whole site was left out", () => {
    const without = withEnd(lines.slice(0, -1).filter((text) => !text.includes('"site":"DEL02"')));
    assert.deepEqual(faultsOf(without), []);
    assert.match(
      faultsOf(without, { checkpoints: checkpoints() }).join(),
      /Record 1 of DEL02 is missing, and all up to record 12: a published checkpoint covers it/,
    );
  });

  describe("with the gateway's key from elsewhere", () => {
    it("refuses what another key signed, however well it fits", () => {
      const { privateKey } = generateKeyPairSync("ed25519");
      const key = ledgerKeyOf(privateKey);
      const forged = lines.map((text) => {
        const line = readLine(text);
        if (line?.type === "key") return writeLine({ type: "key", ...key });
        if (line?.type !== "checkpoint") return text;
        return writeLine({ type: "checkpoint", ...signCheckpoint({ ...line, key: key.id }, privateKey) });
      });
      assert.deepEqual(faultsOf(forged), []);
      assert.match(
        faultsOf(forged, { keys: [gatewayKey] })[0] ?? "",
        /signed with another key than the one given/,
      );
    });

    it("refuses a signature under the right key's name", () => {
      const { privateKey } = generateKeyPairSync("ed25519");
      const forged = lines.map((text) => {
        const line = readLine(text);
        return line?.type === "checkpoint"
          ? writeLine({ type: "checkpoint", ...signCheckpoint(line, privateKey) })
          : text;
      });
      assert.match(
        faultsOf(forged)[0] ?? "",
        /has a checkpoint that was changed: its signature does not hold/,
      );
    });
  });

  it("refuses published checkpoints that no key of the ledger signed, or that are of another ledger", () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const [published] = checkpoints();
    assert.ok(published);
    assert.match(
      faultsOf(lines, { checkpoints: [signCheckpoint(published, privateKey)] })[0] ?? "",
      /has a published checkpoint that no key of this ledger signed/,
    );
    const other = signCheckpoint({ ...published, ledger: "0".repeat(32) }, gatewayKey);
    assert.deepEqual(faultsOf(lines, { checkpoints: [other] }), [
      "The published checkpoints are all of another ledger than this file.",
    ]);
  });

  describe("does not fail at", () => {
    const files: Record<string, readonly [Buffer, RegExp]> = {
      nothing: [Buffer.alloc(0), /^The file is empty\.$/],
      "a line feed": [Buffer.from("\n"), /Line 1 is not the first line of a ledger/],
      "what is no text": [
        Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x80]),
        /Line 1 is not the first line of a ledger/,
      ],
      "a CSV file": [Buffer.from("site,name\nMUM01,Fort\n"), /Line 1 is not the first line of a ledger/],
      "a line that is too long": [Buffer.alloc(LONGEST_LINE + 1, 0x41), /is longer than the 4194304 bytes/],
      "nested JSON": [Buffer.from(`${"[".repeat(100_000)}\n`), /Line 1 is not the first line/],
    };
    for (const [what, [bytes, expected]] of Object.entries(files)) {
      it(what, () => assert.match(verdictOf(bytes).faults.map(faultText)[0] ?? "", expected));
    }
  });

  it("tells some faults and counts the others", () => {
    const { faults, moreFaults } = verdictOf(Buffer.from("x\n".repeat(1000)));
    assert.equal(faults.length, 20);
    assert.equal(moreFaults, 981);
  });
});
