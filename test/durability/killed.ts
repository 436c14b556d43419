import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "../until.ts";

/**
 * Lines that a process wrote before it was killed in mid-traffic, once there were so many. It writes to a file:
 * what a process wrote there outlives it, and such writing is never put off.
 * @param journal first argument of the script; `more` are the others
 */
export async function killed(
  script: string,
  journal: string,
  after: number,
  ...more: readonly string[]
): Promise<string[]> {
  const said = join(dirname(dirname(journal)), `said-${[after, ...more].join("-")}`);
  const out = openSync(said, "w");
  const child = spawn(
    process.execPath,
    [
      "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
      fileURLToPath(new URL(script, import.meta.url)),
      journal,
      ...more,
    ],
    { stdio: ["ignore", out, "inherit"] },
  );
  const ended = once(child, "close");
  const lines = () => readFileSync(said, "utf8").split("\n").slice(0, -1);
  try {
    await until(`${after} confirmations`, () => child.exitCode !== null || lines().length >= after);
  } finally {
    child.kill("SIGKILL");
    closeSync(out);
  }
  const [code, signal] = await ended;
  assert.equal(signal, "SIGKILL", `it ended by itself with code ${code}`);
  return lines();
}
