import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const DOCUMENT = resolve(import.meta.dirname, "../../docs/privacy.md");

/** What docs/privacy.md says of tables, by name, and of files, as patterns with `*`. */
export interface DataMap {
  readonly tables: ReadonlyMap<string, readonly string[]>;
  readonly files: readonly string[];
}

export function dataMap(): DataMap {
  const sections = readFileSync(DOCUMENT, "utf8").split("\n## ");
  const rowsOf = (title: string) => {
    const section = sections.find((one) => one.startsWith(title)) ?? "";
    return section
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .map((line) => line.split("|").map((cell) => cell.trim()));
  };
  const named = (cell = "") => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
  return {
    tables: new Map(
      rowsOf("Where: the journal's tables").map(([, table, columns]) => [
        named(table)[0] ?? "",
        named(columns),
      ]),
    ),
    files: rowsOf("Where: files").flatMap(([, file]) => named(file)),
  };
}

/** @param name path below the user directory */
export function isMapped({ files }: DataMap, name: string): boolean {
  return files.some((pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`).test(name);
  });
}
