import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { exportLedger } from "../../gateway/commands/export.ts";
import { isPackProven, packVerdictText } from "../../gateway/evidence/pack-verdict-text.ts";
import { TABLES } from "../../gateway/evidence/tables.ts";
import { verifyPack } from "../../gateway/evidence/verify-pack.ts";
import { readDemoRegister } from "../../gateway/local/demo-bank.ts";
import { type FileLine, folder } from "../ledger/making.ts";
import { aBank, filesOf, LOCKER, PURPOSE, packOf, REMARK, sha256sum } from "./making.ts";

type Row = Readonly<Record<string, unknown>>;

function rowsOf(pack: string, name: string): Row[] {
  const rows: Row[] = JSON.parse(readFileSync(join(pack, `${name}.json`), "utf8"));
  return rows;
}

function textOf(pack: string, name: string): string {
  return readFileSync(join(pack, name), "utf8");
}

/** Names, numbers and addresses that the demonstration's register holds. */
function personal(): string[] {
  const { hirers, contacts, subscriptions } = readDemoRegister();
  return [
    ...[...hirers, ...contacts].flatMap(({ name, phones, emails }) => [name, ...phones, ...emails]),
    ...subscriptions.filter(({ channel }) => channel === "email").map(({ address }) => address),
  ];
}

describe("an evidence pack", () => {
  let line: FileLine;
  let pack: string;
  before(async () => {
    line = await aBank();
    pack = await packOf(line.userDir);
  });
  after(() => line.close());

  it("is a folder of files that sha256sum and verify find as they were made", async () => {
    assert.deepEqual(await sha256sum(pack), { code: 0, failed: [] });
    const verdict = await verifyPack(pack, {});
    assert.equal(
      packVerdictText(verdict, false).split("\n")[0],
      "The evidence pack is as it was made, and every file in it says what the signed ledger says.",
    );
    assert.ok(isPackProven(verdict));
  });

  it("says that the key was believed, unless it was given", async () => {
    const verdict = await verifyPack(pack, {});
    assert.match(packVerdictText(verdict, false), /key +[0-9a-f]{64}\n +BELIEVED as it stands in the file/);
    assert.doesNotMatch(packVerdictText(verdict, true), /BELIEVED/);
  });

  it("is refused with what to do where it, or the ledger, cannot be written", async () => {
    const out = join(folder(), "nowhere", "pack");
    const place = ["--user-dir", line.userDir, "--out", out];
    const message =
      /^Nothing could be written to .*nowhere.*\(ENOENT.*\): name a place in a folder that is there/;
    await assert.rejects(exportLedger(place), { name: "WrongUse", message });
    await assert.rejects(exportLedger(["--locker", LOCKER, ...place]), { name: "WrongUse", message });
  });

  it("can only be looked into by whoever made it", () => {
    assert.equal(statSync(pack).mode & 0o777, 0o700);
    for (const name of filesOf(pack)) assert.equal(statSync(join(pack, name)).mode & 0o777, 0o600, name);
  });

  it("has each kind of thing as a table", () => {
    const counts = Object.fromEntries(TABLES.map(({ name }) => [name, rowsOf(pack, name).length]));
    assert.deepEqual(counts, {
      ...{ events: 7, decisions: 1, incidents: 1, acknowledgements: 2, visits: 1, theft: 1, notices: 1 },
      ...{ outcomes: 1, configuration: 1, other: 0 },
    });
    assert.equal(rowsOf(pack, "devices").length, 1);
  });

  it("says who acted, when, and what was decided by which calendar", () => {
    const acts = rowsOf(pack, "acknowledgements").map(({ change, by, doneLocal }) => [change, by, doneLocal]);
    assert.deepEqual(acts, [
      ["acknowledged", "priya", "2026-11-22T10:21:00.000+05:30"],
      ["reset", "priya", "2026-11-22T10:21:00.000+05:30"],
    ]);
    assert.equal(rowsOf(pack, "decisions")[0]?.calendarVersion, "2026+01234567");
    assert.equal(rowsOf(pack, "outcomes")[0]?.providerId, "+p-1");
  });

  it("holds of other lockers hashes only, of other branches nothing", () => {
    const whole = filesOf(pack)
      .map((name) => textOf(pack, name))
      .join("\n");
    for (const other of ["MUM01-0002", "another hirer's", "DEL02"]) assert.ok(!whole.includes(other), other);
  });

  it("tells the same in CSV as in JSON, once an apostrophe in front is taken away", () => {
    for (const { name } of [...TABLES, { name: "devices" }]) {
      const csv: Record<string, string>[] = parse(textOf(pack, `${name}.csv`), { bom: true, columns: true });
      const plain = csv.map((row) =>
        Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, cell.replace(/^'/, "")])),
      );
      const expected = rowsOf(pack, name).map((row) =>
        Object.fromEntries(Object.entries(row).map(([key, value]) => [key, cellOf(value)])),
      );
      assert.deepEqual(plain, expected, name);
    }
  });

  it("has no cell that a spreadsheet would run, in lines as RFC 4180 has them", () => {
    for (const { name } of TABLES) {
      const text = textOf(pack, `${name}.csv`);
      assert.ok(text.endsWith("\r\n"));
      const cells: string[][] = parse(text, { bom: true });
      for (const cell of cells.flat()) assert.doesNotMatch(cell, /^[=+\-@\t\r]/, name);
    }
    assert.ok(textOf(pack, "outcomes.csv").includes("'+p-1"));
  });

  it("holds no name, number or address of the register, and nothing that a person wrote, unless it is asked for", () => {
    const whole = filesOf(pack)
      .map((name) => textOf(pack, name))
      .join("\n");
    for (const one of [...personal(), REMARK, "Schlüssel"]) assert.ok(!whole.includes(one), one);
    assert.ok(!existsSync(join(pack, "people.json")));
    assert.match(textOf(pack, "manifest.json"), /"why": "remark"/);
  });

  it("with personal data says so, for whom and what for, and is proven with what people wrote", async () => {
    const recorded = { id: "x", site: "MUM01", n: 99, at: 1 };
    const open = await packOf(line.userDir, {}, { masked: false, by: "officer", purpose: PURPOSE, recorded });
    assert.ok(isPackProven(await verifyPack(open, {})));
    assert.deepEqual(
      rowsOf(open, "incidents").map(({ remark }) => remark),
      [null, REMARK, REMARK],
    );
    const names = rowsOf(open, "people").map(({ name }) => name);
    assert.deepEqual(names, ["Asha Menon", "Control room Mumbai", "Farida Contractor", "Vikram Sequeira"]);
    const report = textOf(open, "report.html");
    assert.ok(report.includes("claim 2026-118, asked by &quot;Setu&quot; (Ä)"));
    assert.ok(report.includes("Not masked"));
  });

  it("has a report that runs nothing and loads nothing, with everything escaped", () => {
    const report = textOf(pack, "report.html");
    assert.match(
      report,
      /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-/,
    );
    assert.doesNotMatch(report, /<script|\son\w+=|https?:|src=|href=|<b>/i);
    assert.ok(report.includes("2026-11-22 10:17:00 +05:30"), "local time");
    assert.ok(report.includes("2026-11-22 04:47:00 UTC"), "and UTC beside it");
    assert.ok(report.includes(LOCKER));
  });

  it("has a certificate to be signed, with the hash of each file and the algorithm", () => {
    const text = textOf(pack, "certificate.txt");
    for (const line of textOf(pack, "SHA256SUMS").trimEnd().split("\n"))
      if (!/certificate|manifest/.test(line)) assert.ok(text.includes(line), line);
    assert.match(text, /section 63\(4\)/);
    assert.match(text, /Algorithm: SHA256/);
    assert.match(text, /Signature {5}_{40}/);
  });

  it("made twice of the same is the same", async () => {
    const again = await packOf(line.userDir);
    assert.equal(textOf(again, "SHA256SUMS"), textOf(pack, "SHA256SUMS"));
  });
});

function cellOf(value: unknown): string {
  if (value === null) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.replace(/^'/, "");
}
