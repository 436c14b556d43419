import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { nodeNames } from "./nodes.mts";

/**
 * Who may import whom (arrows point one way: node folders -> journal, links -> domain). A part may always
 * import itself. What is not listed is refused.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: ["contract"],
  config: ["domain"],
  journal: ["domain"],
  links: ["domain"],
  runtime: ["domain", "config", "journal", "links"],
  editor: ["domain", "config"],
  // config.ts of a node folder: shared by editor and runtime
  "node-config": ["domain", "config"],
  "node-editor": ["domain", "config", "editor", "node-config"],
  "node-runtime": ["domain", "config", "journal", "links", "runtime", "node-config"],
  contract: [],
  simulator: ["contract", "domain", "links"],
};

const folders = new Set(nodeNames());

/** The part of the layout a file belongs to; null for what the rule does not bind (tests, gateway, build). */
function partOf(file: string): string | null {
  const [top = "", folder = "", ...rest] = file.split("/");
  if (top === "firmware")
    return folder === "contract" ? "contract" : folder === "simulator" ? "simulator" : null;
  if (top !== "nodes") return null;
  if (!folders.has(folder)) return folder;
  const name = rest.join("/");
  if (name === "config.ts") return "node-config";
  return name.startsWith("editor") ? "node-editor" : "node-runtime";
}

const problems: string[] = [];
for (const file of globSync(["nodes/**/*.ts", "firmware/**/*.ts"]).map(normalize)) {
  const part = partOf(file);
  if (part === null) continue;
  const source = readFileSync(file, "utf8");
  for (const [, specifier = ""] of source.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)) {
    if (part === "domain" && /^node:(?!crypto$)/.test(specifier)) {
      problems.push(`${file} imports ${specifier}: the domain does no I/O`);
    }
    if (!specifier.startsWith(".")) continue;
    const target = relative(".", join(dirname(file), specifier));
    const other = partOf(target);
    if (other === part && (!part.startsWith("node-") || dirname(target).split("/")[1] === file.split("/")[1]))
      continue;
    if (other === null || !(MAY_IMPORT[part] ?? []).includes(other)) {
      problems.push(`${file} (${part}) imports ${target} (${other ?? "outside the package"})`);
    }
  }
}

if (problems.length > 0) {
  console.error(
    `The layout rule (who may import whom) is broken:\n${problems.map((line) => `  ${line}`).join("\n")}`,
  );
  process.exitCode = 1;
}
