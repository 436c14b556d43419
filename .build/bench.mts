import { spawn } from "node:child_process";

/** `npm run bench`: builds, because what users get is measured, then runs test/bench. */
const args = process.argv.slice(2);
const built = args.includes("--help")
  ? 0
  : await new Promise<number>((resolve, reject) => {
      const build = spawn(process.execPath, [".build/run.cjs", "build"], { stdio: ["ignore", 2, 2] });
      build.on("error", reject);
      build.on("close", (code) => resolve(code ?? 1));
    });
if (built === 0) {
  const { main } = await import("../test/bench/main.ts");
  process.exitCode = await main(args);
} else process.exitCode = built;
