import { built } from "./built.mts";

/** `npm run crash`: builds, then breaks what was built. */
const code = process.argv.slice(2).some((argument) => argument === "--help" || argument === "-h")
  ? 0
  : await built();
if (code === 0) await import("../test/crash/main.ts");
else process.exitCode = code;
