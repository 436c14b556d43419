import { globSync, readdirSync } from "node:fs";

/** Tests that run together in one process. */
export interface Suite {
  readonly name: string;
  readonly files: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Each runs once per Node-RED version. */
const ON_BOTH_NODE_REDS: readonly string[] = ["nodes", "browser", "control-room"];
/** Everything in these is long; elsewhere the long tests lie in a folder `system`. */
const LONG: readonly string[] = ["browser", "system"];
/** Measured by `npm run bench`, not passed or failed here. */
const NOT_SUITES: readonly string[] = ["bench"];

/** Every test file under test/ belongs to exactly one suite, so none can be forgotten. */
export function suites(which: "quick" | "system" | "all"): Suite[] {
  const folders = readdirSync("test", { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NOT_SUITES.includes(entry.name))
    .map((entry) => entry.name)
    .sort();
  return folders.flatMap((folder) => {
    const long = (file: string) => LONG.includes(folder) || file.includes("/system/");
    const files = globSync(`test/${folder}/**/*.test.ts`)
      .filter((file) => which === "all" || long(file) === (which === "system"))
      .sort();
    if (files.length === 0) return [];
    return ON_BOTH_NODE_REDS.includes(folder)
      ? ["5", "4"].map((version) => ({
          name: `${folder} (Node-RED ${version})`,
          files,
          env: { NODE_RED: version },
        }))
      : [{ name: folder, files, env: {} }];
  });
}
