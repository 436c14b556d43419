import { spawn } from "node:child_process";

/** `npm run crash`: builds, then breaks what was built; both in this one process, as `npm start` does. */
const built = process.argv.slice(2).some((argument) => argument === "--help" || argument === "-h")
  ? 0
  : await new Promise<number>((resolve, reject) => {
      const build = spawn(process.execPath, [".build/run.cjs", "build"], { stdio: ["ignore", 2, 2] });
      build.on("error", reject);
      build.on("close", (code) => resolve(code ?? 1));
    });
if (built === 0) await import("../test/crash/main.ts");
else process.exitCode = built;
