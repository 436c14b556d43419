import { existsSync, readdirSync } from "node:fs";

/** The node folders: those that hold a configuration. */
export function nodeNames(): string[] {
  return readdirSync("nodes", { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(`nodes/${entry.name}/config.ts`))
    .map((entry) => entry.name)
    .sort();
}
