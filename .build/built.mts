import { spawn } from "node:child_process";

/**
 * Builds the package, as scripts do that run what was built, in their own process, so that whoever ends them ends
 * everything. Standard output is left to what they print.
 * @returns the exit code
 */
export function built(): Promise<number> {
  return new Promise((resolve, reject) => {
    const build = spawn(process.execPath, [".build/run.cjs", "build"], { stdio: ["ignore", 2, 2] });
    build.on("error", reject);
    build.on("close", (code) => resolve(code ?? 1));
  });
}
