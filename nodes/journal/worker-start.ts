import { Worker } from "node:worker_threads";
import type { WorkerData } from "./protocol.ts";

/**
 * Flags the worker needs for `node:sqlite`: Node has it without a flag since 22.13 and 23.4. Its warning that
 * SQLite is experimental is kept off the log by this thread only.
 * @param version as in `process.versions.node`
 */
export function workerFlags(version: string): string[] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const hidden = major < 22 || (major === 22 && minor < 13) || (major === 23 && minor < 4);
  return [...(hidden ? ["--experimental-sqlite"] : []), "--disable-warning=ExperimentalWarning"];
}

/** The worker beside this file: as source, or as the build names it in dist. */
export function startWorker(data: WorkerData): Worker {
  const source = import.meta.url.endsWith(".ts");
  return new Worker(new URL(source ? "./worker.ts" : "./journal-worker.js", import.meta.url), {
    workerData: data,
    // What a commit leaves behind is short-lived; more room would only be filled before it is swept (measured at
    // saturation: 100 MB more by the first limit, 28 MB by the second, and no faster).
    resourceLimits: { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 },
    execArgv: [
      ...workerFlags(process.versions.node),
      // The package has no "type", which Node remarks on for each source file it runs.
      ...(source ? ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"] : []),
    ],
    name: "locker-journal",
  });
}
