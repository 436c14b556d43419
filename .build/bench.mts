import { built } from "./built.mts";

/** `npm run bench`: builds, because what users get is measured, then runs test/bench. */
const args = process.argv.slice(2);
const code = args.includes("--help") ? 0 : await built();
if (code === 0) {
  const { main } = await import("../test/bench/main.ts");
  process.exitCode = await main(args);
} else process.exitCode = code;
