import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "../../until.ts";
import { bytesOf, exported, verdictOf } from "../exported.ts";
import { folder } from "../making.ts";

/** Confirmed events after which each process is killed. */
const AFTER: readonly number[] = [10, 20, 50, 100, 200, 400];

/** Kills a writer in the middle of its work. @returns how many events it had confirmed */
async function killed(journal: string, after: number): Promise<number> {
  const script = fileURLToPath(new URL("./writer.ts", import.meta.url));
  const child = spawn(process.execPath, ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", script, journal], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  let confirmed = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    confirmed += chunk.length;
  });
  try {
    await until(`${after} events`, () => child.exitCode !== null || confirmed >= after, 60_000);
  } finally {
    child.kill("SIGKILL");
  }
  const [code, signal] = await ended;
  assert.equal(signal, "SIGKILL", `it ended by itself with code ${code}`);
  return confirmed;
}

describe("a process killed in mid-traffic, again and again", () => {
  it("leaves a ledger that verifies, with every event that was confirmed, each once", async function () {
    this.timeout(180_000);
    const file = join(folder(), "smart-lockers", "journal.sqlite");
    let confirmed = 0;
    for (const after of AFTER) {
      confirmed += await killed(file, after);
      const lines = exported(file);
      const { faults, keys } = verdictOf(bytesOf(lines));
      assert.deepEqual(faults, []);
      assert.equal(keys.length, 1);
      const refs = lines.flatMap(
        (line) => /"kind":"event","content":\{[^}]*?"ref":"([^"]+)"/.exec(line)?.[1] ?? [],
      );
      assert.equal(new Set(refs).size, refs.length);
      assert.ok(refs.length >= confirmed, `${refs.length} of ${confirmed}`);
    }
  });
});
