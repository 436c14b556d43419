import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { openJournal } from "../../../nodes/journal/worker-journal.ts";
import { TestClock } from "../../clock.ts";
import { NOW } from "../../journal/making.ts";
import { aLedger, eventAt, type FileLine, folder } from "../making.ts";

const CLI = resolve(import.meta.dirname, "../../../gateway/cli.ts");

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function smartLockers(args: readonly string[], input: Buffer | null = null): Promise<Ended> {
  const child = spawn(process.execPath, ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", CLI, ...args]);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk));
  child.stdin.end(input ?? undefined);
  return new Promise((done) => child.on("close", (code) => done({ code, stdout, stderr })));
}

describe("smart-lockers export, verify and checkpoint", function () {
  this.timeout(60_000);
  let line: FileLine;

  before(async () => {
    line = await aLedger();
  });
  after(() => line.close());

  it("take the ledger out and prove it, also while the gateway writes", async () => {
    const file = join(folder(), "ledger.jsonl");
    const made = await smartLockers(["export", "--user-dir", line.userDir, "--out", file]);
    assert.deepEqual(made, { code: 0, stdout: "", stderr: "" });
    assert.equal(statSync(file).mode & 0o777, 0o600);
    chmodSync(file, 0o400);
    const key = join(line.folder, "ledger-public.pem");
    const proven = await smartLockers(["verify", file, "--key", key]);
    assert.equal(proven.code, 0, proven.stderr);
    assert.match(proven.stdout, /^The ledger is as the gateway recorded and signed it\.\n/);
    assert.match(proven.stdout, /\nMUM01 {4}records 1 to 13; all signed at 2026-11-22T/);
    assert.match(proven.stdout, /\nSHA-256 {2}[0-9a-f]{64} /);
  });

  it("write to standard output, and read from standard input", async () => {
    const { stdout } = await smartLockers(["export", "--user-dir", line.userDir]);
    const { code } = await smartLockers(["verify", "-"], Buffer.from(stdout));
    assert.equal(code, 0);
  });

  it("say which record was changed, and end with 1", async () => {
    const { stdout } = await smartLockers(["export", "--user-dir", line.userDir]);
    const file = join(folder(), "changed.jsonl");
    writeFileSync(file, stdout.replace("Opened at night", "Opened at noon_"));
    const { code, stdout: said } = await smartLockers(["verify", file]);
    assert.equal(code, 1);
    assert.match(
      said,
      /NOT as the gateway recorded it:\n {2}Line 8: record 2 of MUM01 was changed: its content/,
    );
  });

  it("find by an earlier checkpoint what was cut off since", async () => {
    const { stdout: published } = await smartLockers(["checkpoint", "--user-dir", line.userDir]);
    const checkpoint = join(folder(), "checkpoint.jsonl");
    writeFileSync(checkpoint, published);
    const { stdout } = await smartLockers(["export", "--user-dir", line.userDir]);
    const whole = await smartLockers(["verify", "-", "--checkpoint", checkpoint], Buffer.from(stdout));
    assert.equal(whole.code, 0);
    assert.match(whole.stdout, /held against 3 published checkpoints/);
    const cut = stdout.split("\n").slice(0, 20).join("\n");
    const { code, stdout: said } = await smartLockers(
      ["verify", "-", "--checkpoint", checkpoint],
      Buffer.from(`${cut}\n`),
    );
    assert.equal(code, 1);
    assert.match(
      said,
      /Record 9 of MUM01 is missing, and all up to record 13: a published checkpoint covers it/,
    );
  });

  it("print how they are called", async () => {
    for (const command of ["export", "verify", "checkpoint"]) {
      const { code, stdout } = await smartLockers([command, "--help"]);
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`^smart-lockers ${command} `));
    }
  });
});

describe("smart-lockers export", function () {
  this.timeout(60_000);

  it("reads a journal that its worker has open, and one that was closed", async () => {
    const userDir = folder();
    const journal = openJournal({
      file: join(userDir, "smart-lockers", "journal.sqlite"),
      clock: new TestClock(NOW),
    });
    await journal.append(eventAt("MUM01", 1));
    await journal.sign(NOW, true);
    await journal.append(eventAt("MUM01", 2));
    const running = await smartLockers(["export", "--user-dir", userDir]);
    await journal.close();
    const closed = await smartLockers(["export", "--user-dir", userDir]);
    for (const { stdout, stderr } of [running, closed]) {
      assert.equal(stderr, "");
      const { code, stdout: said } = await smartLockers(["verify", "-"], Buffer.from(stdout));
      assert.equal(code, 0, said);
      assert.match(said, /records 1 to 2; signed up to 1 at .*; 1 record since then not yet/);
    }
  });

  it("of what nothing signed is not proven", async () => {
    const userDir = folder();
    const journal = openJournal({
      file: join(userDir, "smart-lockers", "journal.sqlite"),
      clock: new TestClock(NOW),
    });
    await journal.append(eventAt("MUM01", 1));
    await journal.close();
    const { stdout } = await smartLockers(["export", "--user-dir", userDir]);
    const { code, stdout: said } = await smartLockers(["verify", "-"], Buffer.from(stdout));
    assert.equal(code, 1);
    assert.match(said, /hangs together, but is NOT proven:\n {2}Nothing of MUM01 is signed/);
    const { code: none, stderr } = await smartLockers(["checkpoint", "--user-dir", userDir]);
    assert.equal(none, 1);
    assert.match(stderr, /Nothing is signed yet/);
  });

  it("says what to do where there is no journal, or none with a ledger", async () => {
    const { code, stderr } = await smartLockers(["export", "--user-dir", folder()]);
    assert.equal(code, 2);
    assert.match(stderr, /^There is no journal at .*: name Node-RED's user directory with --user-dir/);
    const userDir = folder();
    mkdirSync(join(userDir, "smart-lockers"));
    for (const [text, expected] of [
      ["", /holds no ledger yet: start Node-RED once with this version/],
      [
        "not a database, but long enough to be one",
        /cannot be read .*Run this as the user that runs Node-RED/,
      ],
    ] as const) {
      writeFileSync(join(userDir, "smart-lockers", "journal.sqlite"), text);
      const ended = await smartLockers(["export", "--user-dir", userDir]);
      assert.equal(ended.code, 2);
      assert.match(ended.stderr, expected);
    }
  });
});
