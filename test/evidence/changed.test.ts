import assert from "node:assert/strict";
import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isPackProven, packVerdictText } from "../../gateway/evidence/pack-verdict-text.ts";
import { verifyPack } from "../../gateway/evidence/verify-pack.ts";
import { faultText } from "../../gateway/ledger/verdict-text.ts";
import type { FileLine } from "../ledger/making.ts";
import { flipEach, told } from "./flipping.ts";
import { aBank, filesOf, madeAnew, packOf, sha256sum, sumAnew, withFile } from "./making.ts";

describe("one byte that is changed in an evidence pack", function () {
  this.timeout(60_000);
  let line: FileLine;
  let pack: string;
  before(async () => {
    line = await aBank();
    pack = await packOf(line.userDir);
  });
  after(() => line.close());

  it("in any file: sha256sum and verify name the file, and verify the record, also where the sums were made anew", async () => {
    assert.ok((await flipEach(pack, 2)) > 10);
  });

  it("in the ledger: verify names the record", async () => {
    const bytes = readFileSync(join(pack, "ledger.jsonl"));
    const copy = withFile(
      pack,
      "ledger.jsonl",
      Buffer.from(bytes.toString().replace("Opened at night", "Opened at noon.")),
    );
    sumAnew(copy);
    const { ledger, differences } = await verifyPack(copy, {});
    assert.match(ledger?.faults.map(faultText)[0] ?? "", /record 3 of MUM01 was changed: its content/);
    assert.deepEqual(differences, []);
  });
});

describe("an evidence pack of which", function () {
  this.timeout(20_000);
  let line: FileLine;
  let pack: string;
  before(async () => {
    line = await aBank();
    pack = await packOf(line.userDir);
  });
  after(() => line.close());

  const toldOf = async (copy: string) => told(await verifyPack(copy, {}));

  it("a cell says something else, with sums made anew: the record, the event and both readings are told", async () => {
    const csv = readFileSync(join(pack, "decisions.csv"), "utf8");
    const copy = withFile(pack, "decisions.csv", Buffer.from(csv.replace(",false,", ",true,")));
    sumAnew(copy);
    const { differences, files } = await verifyPack(copy, {});
    assert.deepEqual(files, []);
    const [difference] = differences;
    assert.equal(difference?.file, "decisions.csv");
    assert.deepEqual(difference.place, { site: "MUM01", n: 3 });
    assert.equal(difference.about, "MUM01-U01-2-00000000000a");
    assert.match(difference.what, /has ".*,true,.*" where the pack's ledger and manifest give ".*,false,/);
  });

  it("a row was taken out, or put in: the record there is told", async () => {
    const lines = readFileSync(join(pack, "acknowledgements.csv"), "utf8").split("\r\n");
    for (const changed of [lines.toSpliced(1, 1), lines.toSpliced(1, 0, lines[2] ?? "")]) {
      const copy = withFile(pack, "acknowledgements.csv", Buffer.from(changed.join("\r\n")));
      sumAnew(copy);
      assert.match(await toldOf(copy), /^acknowledgements\.csv MUM01 10 has/);
    }
  });

  it("a file was cut off, or goes on: it is told where", async () => {
    for (const name of filesOf(pack).filter((name) => name !== "SHA256SUMS")) {
      const bytes = readFileSync(join(pack, name));
      const cut = withFile(pack, name, null);
      truncateSync(join(cut, name), bytes.length - 1);
      assert.ok(!isPackProven(await verifyPack(cut, {})), name);
      sumAnew(cut);
      assert.ok((await toldOf(cut)).includes(name), `${name} cut`);
      const longer = withFile(pack, name, Buffer.concat([bytes, Buffer.from("\n")]));
      sumAnew(longer);
      assert.ok((await toldOf(longer)).includes(name), `${name} longer`);
    }
  });

  it("a file was added: it is told, listed or not", async () => {
    const copy = withFile(pack, "more.csv", Buffer.from("more"));
    assert.match(await toldOf(copy), /^more\.csv does not belong to the pack/);
    sumAnew(copy);
    assert.match(await toldOf(copy), /SHA256SUMS/);
    assert.ok(!isPackProven(await verifyPack(copy, {})));
  });

  it("a file was removed: it is told, listed or not", async () => {
    for (const name of filesOf(pack)) {
      const copy = withFile(pack, name, null);
      rmSync(join(copy, name));
      assert.ok((await toldOf(copy)).includes(name), name);
      if (name === "SHA256SUMS") continue;
      assert.equal((await sha256sum(copy)).code, 1, name);
      sumAnew(copy);
      const verdict = await verifyPack(copy, {});
      assert.ok(!isPackProven(verdict), name);
      assert.ok(told(verdict).includes(name), `${name}: ${told(verdict)}`);
    }
  });

  it("the manifest claims another span or gateway, with all files made to fit: the ledger knows better", async () => {
    const other = await packOf(line.userDir, { fromDay: "2026-11-22" });
    const copy = withFile(pack, "ledger.jsonl", readFileSync(join(other, "ledger.jsonl")));
    sumAnew(copy);
    assert.match(await toldOf(copy), /manifest\.json was changed: the ledger is of another span/);
  });

  it("everything but the ledger is made anew for other days: the moments beside them are told", async () => {
    const part = await packOf(line.userDir, { fromDay: "2026-11-22" });
    assert.ok(isPackProven(await verifyPack(await madeAnew(part, {}), {})));
    for (const change of [{ fromDay: "2026-11-01" }, { toDay: "2026-11-30" }, { timeZone: "Asia/Tokyo" }]) {
      const told = await toldOf(await madeAnew(part, change));
      assert.match(told, /manifest\.json was changed: its days are not the moments/, JSON.stringify(change));
    }
    const hidden = await verifyPack(await madeAnew(part, { fromDay: "2026-11-22\u001b[8m" }), {});
    assert.ok(!isPackProven(hidden));
  });

  it("a file has a name that would write over what verify says: its name is told without", async () => {
    const copy = withFile(pack, "\u001b[2JThe evidence pack is as it was made", Buffer.from(""));
    const text = packVerdictText(await verifyPack(copy, {}), false);
    assert.match(text, /^The evidence pack is NOT as it was made:\n {2}\?\[2JThe evidence pack/);
    assert.match(text, /^[\n -~]*$/);
  });

  it("names and devices stand in the manifest only: what verify proven calls says that they are not", async () => {
    const copy = await madeAnew(pack, { by: "somebody else" });
    const verdict = await verifyPack(copy, {});
    assert.ok(isPackProven(verdict));
    assert.match(
      packVerdictText(verdict, true),
      /No signature covers .* who asked for what:\n +these are the word/,
    );
  });

  it("what is no pack at all does not make it fail", async () => {
    for (const name of ["manifest.json", "ledger.jsonl", "SHA256SUMS"])
      for (const bytes of ["", "\n", "{}", "null", "[".repeat(100_000), "\u0000\uFFFF"]) {
        const copy = withFile(pack, name, null);
        writeFileSync(join(copy, name), bytes);
        assert.ok(
          !isPackProven(await verifyPack(copy, {})),
          `${name}: ${JSON.stringify(bytes).slice(0, 20)}`,
        );
      }
  });
});
