import { readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { RowProblem } from "../domain/register.ts";
import { TEXTS_FOLDER } from "../domain/texts-read.ts";

/** What a look at a file of texts gave: its content, or why there is none. */
export type FoundText = { readonly text: string } | { readonly problem: RowProblem };

/** By what problems call the file, such as texts/mr.json; in the order of the names. */
export type FoundTexts = ReadonlyMap<string, FoundText>;

/** Far over all texts of a language. */
const LARGEST_BYTES = 2 ** 20;
/** There are not so many languages in any bank; what else is in the folder is not looked at. */
const MOST_FILES = 100;

/** Files whose name begins with a dot are what programs leave while they save. */
export function isTextFile(name: string): boolean {
  return /^[^.].*\.json$/i.test(name);
}

/** Looks at the files while everything waits: for the start of a node. */
export function findTextsSync(folder: string): FoundTexts {
  const place = join(folder, TEXTS_FOLDER);
  let names: readonly string[] = [];
  try {
    names = readdirSync(place);
  } catch {
    // There is no such folder: the package's own texts are in use.
  }
  return new Map(
    named(names).map(([file, name]): [string, FoundText] => {
      try {
        checkSize(statSync(join(place, name)));
        return [file, decoded(readFileSync(join(place, name)))];
      } catch (thrown) {
        return [file, unreadable(file, thrown)];
      }
    }),
  );
}

/** Looks at the files without making anything wait. */
export async function findTexts(folder: string): Promise<FoundTexts> {
  const place = join(folder, TEXTS_FOLDER);
  const names = await readdir(place).catch(() => []);
  const found = named(names).map(async ([file, name]): Promise<[string, FoundText]> => {
    try {
      checkSize(await stat(join(place, name)));
      return [file, decoded(await readFile(join(place, name)))];
    } catch (thrown) {
      return [file, unreadable(file, thrown)];
    }
  });
  return new Map(await Promise.all(found));
}

function named(names: readonly string[]): readonly (readonly [file: string, name: string])[] {
  return names
    .filter(isTextFile)
    .sort()
    .slice(0, MOST_FILES)
    .map((name) => [`${TEXTS_FOLDER}/${name}`, name]);
}

class TooLarge extends Error {}

function checkSize(stats: Stats): void {
  if (stats.size > LARGEST_BYTES) throw new TooLarge();
}

function decoded(bytes: Uint8Array): FoundText {
  return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
}

function unreadable(file: string, thrown: unknown): FoundText {
  return { problem: { file, line: 0, column: "", problem: why(thrown) } };
}

function why(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "unknown";
  if (thrown instanceof TooLarge)
    return "The file is larger than 1 MB: is it the right one? Put the texts of one language there.";
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA")
    return "The file is not in UTF-8, so its letters would be spoilt: save it as UTF-8.";
  return `The file cannot be read (${code}): see that it is a file, and that the user that runs Node-RED may read it.`;
}
