import { spawn } from "node:child_process";
import { workerFlags } from "../../nodes/journal/worker-start.ts";

/**
 * Runs the command where `node:sqlite` can be used and says nothing about being experimental: in this process, or
 * where it was started without the flags for that, in one of its own.
 * @returns the exit code
 */
export async function withSqlite(run: () => Promise<number>): Promise<number> {
  const flags = workerFlags(process.versions.node);
  const missing = flags.filter((flag) => !process.execArgv.includes(flag));
  if (missing.length === 0) return run();
  const [, script = "", ...args] = process.argv;
  const child = spawn(process.execPath, [...missing, ...process.execArgv, script, ...args], {
    stdio: "inherit",
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
