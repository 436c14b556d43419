import assert from "node:assert/strict";
import { exportLedger } from "../../gateway/commands/export.ts";
import { parseExportPack } from "../../gateway/commands/export-pack-options.ts";
import { verify } from "../../gateway/commands/verify.ts";
import { WrongUse } from "../../gateway/commands/wrong-use.ts";
import { folder } from "../ledger/making.ts";

const ASKED = ["--locker", "MUM01-0001", "--out", "pack"];
const OPEN = [...ASKED, "--unmasked"];

describe("smart-lockers export --locker", () => {
  const WRONG: readonly (readonly [args: readonly string[], expected: RegExp])[] = [
    [["--locker", "../x", "--out", "pack"], /^--locker "\.\.\/x" is no locker's id/],
    [["--locker", "MUM01-0001"], /^Say with --out which folder to make/],
    [[...ASKED, "--from", "2026-02-30"], /^--from "2026-02-30" is no day/],
    [[...ASKED, "--from", "2026-11-30", "--to", "2026-11-01"], /is later than --to/],
    [OPEN, /needs to say what it is for and who asks/],
    [[...OPEN, "--purpose", "claim"], /needs to say what it is for and who asks/],
    [[...OPEN, "--by", "officer"], /needs to say what it is for and who asks/],
    [[...OPEN, "--by", "officer", "--purpose", " "], /^--purpose has to be one line/],
    [[...OPEN, "--by", "officer", "--purpose", "two\nlines"], /^--purpose has to be one line/],
    [[...OPEN, "--by", " officer", "--purpose", "claim"], /^--by has to be a name that can be read/],
    [[...ASKED, "--site", "MUM01"], /--help/],
  ];
  for (const [args, expected] of WRONG) {
    it(`refuses ${JSON.stringify(args.join(" "))}`, () => {
      assert.throws(
        () => parseExportPack(args),
        (thrown) => thrown instanceof WrongUse && expected.test(thrown.message),
      );
    });
  }

  it("masks unless it is told otherwise, with who asks and what for", () => {
    assert.equal(parseExportPack(ASKED).masked, true);
    const { masked, by, purpose } = parseExportPack([
      ...OPEN,
      "--by",
      "officer",
      "--purpose",
      "claim 2026-118",
    ]);
    assert.deepEqual({ masked, by, purpose }, { masked: false, by: "officer", purpose: "claim 2026-118" });
  });

  it("never writes into a folder that is there", async () => {
    const out = folder();
    const asked = exportLedger(["--locker", "MUM01-0001", "--user-dir", folder(), "--out", out]);
    await assert.rejects(asked, /is there already, and evidence is never written over/);
  });
});

describe("smart-lockers verify of a folder", () => {
  it("that is no pack says what to name", async () => {
    await assert.rejects(
      verify([folder()]),
      /cannot be read as an evidence pack: there is neither manifest\.json/,
    );
  });
});
