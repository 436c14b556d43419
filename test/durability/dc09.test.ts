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

  it(`${KILLED_AFTER.length} times: every alarm arrives, in order, and again only what was not written down yet`, async () => {
    const arrived = () => receiver.received.filter(({ token }) => token === "SIA-DCS");
    /** How many had arrived at each kill. */
    const kills: number[] = [];
    for (const [life, after] of KILLED_AFTER.entries()) {
      // The acknowledgement of what arrives last is lost together with the process.
      const before = receiver.taken.length;
      await report(life * ALARMS + 1, () => receiver.taken.length >= before + after);
      kills.push(arrived().length);
    }
    const last = KILLED_AFTER.length;
    const all = (last + 1) * ALARMS;
    await report(last * ALARMS + 1, () => new Set(receiver.taken).size === all);

    const known = new Map<number, string>();
    const numbers: number[] = [];
    const again: number[][] = kills.map(() => []);
    for (const [at, message] of arrived().entries()) {
      const { data, sequence } = message;
      if (!known.has(sequence)) numbers.push(numberOf(message));
      else {
        assert.equal(
          known.get(sequence),
          data,
          "a number is that of one alarm, so that the receiver knows it",
        );
        const life = kills.findLastIndex((kill) => kill <= at);
        again[life]?.push(numberOf(message));
      }
      known.set(sequence, data);
    }
    assert.deepEqual(
      numbers,
      Array.from({ length: all }, (_, n) => n + 1),
      "all of them, in order",
    );
    assert.equal(known.size, all);
    for (const [life, repeated] of again.entries()) {
      if (repeated.length === 0) continue;
      const before = arrived().slice(0, kills[life]).map(numberOf);
      assert.deepEqual(
        repeated,
        before.slice(-repeated.length),
        "what was acknowledged last before the kill",
      );
    }
  }).timeout(120_000);
});

function numberOf({ data }: { readonly data: string }): number {
  return Number(/BA(\d+)$/.exec(data)?.[1]);
}
