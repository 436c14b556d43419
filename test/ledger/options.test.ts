import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportLedger } from "../../gateway/commands/export.ts";
import { parseExport } from "../../gateway/commands/export-options.ts";
import { verify } from "../../gateway/commands/verify.ts";
import { WrongUse } from "../../gateway/commands/wrong-use.ts";
import { folder } from "./making.ts";

describe("smart-lockers export", () => {
  it("never writes over a file, and leaves none that is half written", async () => {
    const file = join(folder(), "ledger.jsonl");
    writeFileSync(file, "mine");
    await assert.rejects(exportLedger(["--user-dir", folder(), "--out", file]), /is there already/);
    assert.equal(readFileSync(file, "utf8"), "mine");
  });

  const WRONG: readonly (readonly [args: readonly string[], expected: RegExp])[] = [
    [["--site", "mum01"], /no site's id/],
    [["--from", "yesterday"], /no day: write year-month-day/],
    [["--to", "2026-02-30"], /no day/],
    [["--from", "2026-11-30", "--to", "2026-11-01"], /is later than --to/],
    [["--nonsense"], /--help/],
    [["file"], /--help/],
  ];
  for (const [args, expected] of WRONG) {
    it(`refuses ${args.join(" ")}`, () => {
      assert.throws(
        () => parseExport(args),
        (thrown) => thrown instanceof WrongUse && expected.test(thrown.message),
      );
    });
  }

  it("takes a day as this machine's clock has it, from its beginning to its end", () => {
    const options = parseExport(["--from", "2026-11-22", "--to", "2026-11-22"]);
    assert.equal(options?.from, new Date(2026, 10, 22).getTime());
    assert.equal(options?.to, new Date(2026, 10, 23).getTime());
  });
});

describe("smart-lockers verify", () => {
  const pem = (text: string): string => {
    const file = join(folder(), "file");
    writeFileSync(file, text);
    return file;
  };
  const WRONG: readonly (readonly [args: () => readonly string[], expected: RegExp])[] = [
    [() => [], /Name one file or folder/],
    [() => ["one", "two"], /Name one file or folder/],
    [() => ["/no/such/file"], /\/no\/such\/file cannot be read/],
    [() => [folder()], /cannot be read/],
    [() => ["x", "--key", "/no/such/key"], /--key: .* does not exist/],
    [() => ["x", "--key", pem("no key")], /holds no public key of a gateway/],
    [() => ["x", "--checkpoint", "/no/such/file"], /--checkpoint: .* cannot be read/],
    [() => ["x", "--checkpoint", pem("")], /holds no checkpoint/],
    [() => ["x", "--checkpoint", pem("\nhello\n")], /line 2 of .* is no checkpoint/],
  ];
  for (const [args, expected] of WRONG) {
    it(`refuses ${String(expected)}`, async () => {
      await assert.rejects(
        verify(args()),
        (thrown) => thrown instanceof WrongUse && expected.test(thrown.message),
      );
    });
  }
});
