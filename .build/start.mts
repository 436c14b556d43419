import { built } from "./built.mts";

/** `npm start`: builds, then runs the whole way on this machine. */
const code = await built();
if (code === 0) await import("../gateway/local/start.ts");
else process.exitCode = code;
