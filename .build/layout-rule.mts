import { dirname, join, relative } from "node:path";

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
  // config.ts and migrations.ts of a node folder: shared by editor and runtime
  "node-config": ["domain", "config"],
  "node-editor": ["domain", "config", "editor", "node-config"],
  "node-runtime": ["domain", "config", "journal", "links", "runtime", "node-config"],
  // nodes/control-room: what server and page both say, the server, the page in the browser
  "board-protocol": ["domain"],
  "board-server": ["domain", "config", "journal", "links", "runtime", "board-protocol"],
  "board-page": ["domain", "board-protocol"],
  contract: [],
  simulator: ["contract", "domain", "links"],
};

/** One source file, its path relative to the checkout. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** What is wrong, one sentence per import that the rule refuses. `folders` are the names of the node folders. */
export function brokenImports(sources: Iterable<Source>, folders: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  for (const { file, text } of sources) {
    const part = partOf(file, folders);
    if (part === null) continue;
    for (const [, specifier = ""] of text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)) {
      if (part === "domain" && /^node:(?!crypto$)/.test(specifier)) {
        problems.push(`${file} imports ${specifier}: the domain does no I/O`);
      }
      if (!specifier.startsWith(".")) continue;
      const target = relative(".", join(dirname(file), specifier));
      const other = partOf(target, folders);
      const sameFolder = dirname(target).split("/")[1] === file.split("/")[1];
      if (other === part && (!part.startsWith("node-") || sameFolder)) continue;
      if (other === null || !(MAY_IMPORT[part] ?? []).includes(other)) {
        problems.push(`${file} (${part}) imports ${target} (${other ?? "outside the package"})`);
      }
    }
  }
  return problems;
}

/** The part of the layout a file belongs to; null for what the rule does not bind (tests, gateway, build). */
function partOf(file: string, folders: ReadonlySet<string>): string | null {
  const [top = "", folder = "", ...rest] = file.split("/");
  if (top === "firmware")
    return folder === "contract" ? "contract" : folder === "simulator" ? "simulator" : null;
  if (top !== "nodes") return null;
  if (folder === "control-room") return partOfBoard(rest);
  if (!folders.has(folder)) return folder;
  const name = rest.join("/");
  if (name === "config.ts" || name === "migrations.ts") return "node-config";
  return name.startsWith("editor") ? "node-editor" : "node-runtime";
}

function partOfBoard([first = ""]: readonly string[]): string {
  if (first === "page") return "board-page";
  return first === "protocol.ts" || first === "guide.ts" ? "board-protocol" : "board-server";
}
