import { globSync, readFileSync } from "node:fs";
import { normalize } from "node:path";
import { brokenImports } from "./layout-rule.mts";
import { nodeNames } from "./nodes.mts";

const sources = globSync(["nodes/**/*.{ts,tsx}", "firmware/**/*.ts"])
  .map(normalize)
  .map((file) => ({ file, text: readFileSync(file, "utf8") }));
const problems = brokenImports(sources, new Set(nodeNames()));

if (problems.length > 0) {
  console.error(
    `The layout rule (who may import whom) is broken:\n${problems.map((line) => `  ${line}`).join("\n")}`,
  );
  process.exitCode = 1;
}
