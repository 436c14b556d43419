import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dayReport } from "../../gateway/commands/day-report.ts";
import { parseDayReport } from "../../gateway/commands/day-report-options.ts";
import { WrongUse } from "../../gateway/commands/wrong-use.ts";
import { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { GOOD } from "../domain/register-tables.ts";
import { eventOf, NOW } from "../journal/making.ts";
import { FileLine, folder } from "../ledger/making.ts";

describe("smart-lockers day-report", () => {
  let line: FileLine;
  before(async () => {
    line = new FileLine();
    await new WorkerJournal(line).append(eventOf({ type: "opened" }));
    await new WorkerJournal(line).append(eventOf({ type: "duress", seq: 2 }));
    const register = join(line.folder, "register");
    mkdirSync(register);
    for (const [file, text] of Object.entries(GOOD)) writeFileSync(join(register, file), text ?? "");
  });
  after(() => line.close());

  it("writes both files while the gateway has the journal open, for its user's eyes only", async () => {
    const out = join(folder(), "reports");
    const args = ["--site", "MUM01", "--day", "2026-11-22", "--user-dir", line.userDir, "--out", out];
    assert.equal(await dayReport(args), 0);
    for (const kind of ["csv", "html"]) {
      const file = join(out, `day-report-MUM01-2026-11-22.${kind}`);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      const text = readFileSync(file, "utf8");
      assert.ok(text.includes(eventOf().id));
      assert.doesNotMatch(text, /duress|Kulkarni|98200|meera@/);
    }
    assert.equal(await dayReport([...args, "--silent"]), 0);
    assert.match(readFileSync(join(out, "day-report-MUM01-2026-11-22.html"), "utf8"), /duress/);
  });

  it("takes the day by the branch's own clock", async () => {
    const out = folder();
    const day = new Date(NOW).toISOString().slice(0, 10);
    await dayReport(["--site", "BER01", "--day", day, "--user-dir", line.userDir, "--out", out]);
    const html = readFileSync(join(out, `day-report-BER01-${day}.html`), "utf8");
    assert.match(html, /No locker was opened/);
    assert.match(html, /Europe\/Berlin/);
  });

  const WRONG: readonly (readonly [args: readonly string[], expected: RegExp])[] = [
    [[], /Name one branch/],
    [["--site", "mum01", "--day", "2026-11-22"], /Name one branch/],
    [["--site", "MUM01"], /Name one day/],
    [["--site", "MUM01", "--day", "2026-02-30"], /Name one day/],
    [["--site", "MUM01", "--day", "today"], /Name one day/],
    [["--nonsense"], /--help/],
  ];
  for (const [args, expected] of WRONG) {
    it(`refuses ${args.join(" ") || "no arguments"}`, () => {
      assert.throws(() => parseDayReport(args), { name: "WrongUse", message: expected });
    });
  }

  it("makes no report of a day that has not begun at the branch", async () => {
    const out = folder();
    const args = ["--site", "BER01", "--day", "2999-01-01", "--user-dir", line.userDir, "--out", out];
    const message = /2999-01-01 has not begun at BER01 \(Europe\/Berlin\)/;
    await assert.rejects(dayReport(args), { name: "WrongUse", message });
    assert.deepEqual(readdirSync(out), []);
  });

  it("says so where it cannot write", async () => {
    const out = join(line.folder, "register", "sites.csv");
    const args = ["--site", "MUM01", "--day", "2026-11-22", "--user-dir", line.userDir, "--out", out];
    const message =
      /^Nothing could be written to .*sites\.csv \(EEXIST.*\): name a place in a folder that is there/;
    await assert.rejects(dayReport(args), { name: "WrongUse", message });
  });

  it("says where it looked for what is not there", async () => {
    const ask = (...args: string[]) => dayReport(["--day", "2026-11-22", "--out", folder(), ...args]);
    const nowhere = ["--site", "MUM01", "--user-dir", folder()];
    await assert.rejects(ask(...nowhere), { name: "WrongUse", message: /There is no register at/ });
    await assert.rejects(ask("--site", "DEL99", "--user-dir", line.userDir), WrongUse);
    const register = join(line.folder, "register");
    await assert.rejects(ask(...nowhere, "--register", register), /There is no journal at/);
  });
});
