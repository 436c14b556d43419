import { spawn } from "node:child_process";

/**
 * `npm start`: builds, then runs the whole way on this machine, both in this one process, so that whoever ends
 * it ends everything. Standard output is left to what `--once` prints.
 */
const built = await new Promise<number>((resolve, reject) => {
  const build = spawn(process.execPath, [".build/run.cjs", "build"], { stdio: ["ignore", 2, 2] });
  build.on("error", reject);
  build.on("close", (code) => resolve(code ?? 1));
});
if (built === 0) await import("../gateway/local/start.ts");
else process.exitCode = built;
