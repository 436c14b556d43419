import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startReceiver, type TestReceiver } from "../links/dc09-receiver.ts";
import { until } from "../until.ts";

/** Of each process, and after how many of them have arrived it is killed. */
const ALARMS = 40;
const KILLED_AFTER: readonly number[] = [0, 1, 7, 25];

describe("a transmitter of alarms killed in mid-traffic", () => {
  let receiver: TestReceiver;
  const folder = mkdtempSync(join(tmpdir(), "smart-lockers-dc09-kill-"));

  before(async () => {
    receiver = await startReceiver();
  });
  after(async () => {
    await receiver.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function report(first: number, isOver: () => boolean): Promise<void> {
    const child = spawn(
      process.execPath,
      [
        "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
        fileURLToPath(new URL("./dc09-writer.ts", import.meta.url)),
        ...[folder, receiver.port, first, ALARMS].map(String),
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const ended = once(child, "close");
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
    });
    try {
      await until(
        "the alarms to be kept",
        () => child.exitCode !== null || said.includes("enqueued"),
        30_000,
      );
      await until(() => `${receiver.taken.length} alarms`, isOver, 30_000);
    } finally {
      child.kill("SIGKILL");
    }
    const [, signal] = await ended;
    assert.equal(signal, "SIGKILL");
  }

  it(`${KILLED_AFTER.length} times: every alarm arrives, in order, and none twice but what was on its way`, async () => {
    for (const [life, after] of KILLED_AFTER.entries()) {
      // The acknowledgement of what arrives last is lost together with the process.
      const before = receiver.taken.length;
      await report(life * ALARMS + 1, () => receiver.taken.length >= before + after);
    }
    const last = KILLED_AFTER.length;
    const all = (last + 1) * ALARMS;
    const distinct = () => new Set(receiver.taken).size;
    await report(last * ALARMS + 1, () => distinct() === all);

    const numbers = receiver.taken.map((data) => Number(/BA(\d+)$/.exec(data)?.[1]));
    assert.deepEqual(
      numbers,
      Array.from({ length: all }, (_, n) => n + 1),
      "all of them, in order, and the receiver knows each repeated one by its sequence number",
    );
    const repeated = receiver.received.filter(({ token }) => token === "SIA-DCS").length - all;
    assert.ok(repeated <= KILLED_AFTER.length, `${repeated} were sent again`);
  }).timeout(120_000);
});
