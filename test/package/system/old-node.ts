import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

/** The oldest Node that `engines` admits; the binary comes from npm and is kept for the next run. */
const VERSION = "22.9.0";

/** Path of a Node 22.9.0. */
export function oldestNode(): string {
  const folder = resolve(`.local/node-${VERSION}`);
  const name = `node-${process.platform}-${process.arch}`;
  const binary = join(folder, "node_modules", name, "bin", "node");
  if (!existsSync(binary)) {
    execFileSync(
      "npm",
      ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", folder, `${name}@${VERSION}`],
      {
        stdio: "pipe",
      },
    );
  }
  const version = execFileSync(binary, ["--version"], { encoding: "utf8" }).trim();
  if (version !== `v${VERSION}`) throw new Error(`${binary} is Node ${version}, wanted v${VERSION}`);
  return binary;
}
