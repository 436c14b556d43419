import { existsSync, mkdirSync, readFileSync, type Stats, statSync, writeFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { RowProblem } from "../domain/register.ts";
import { emptyTable, REGISTER_FILES, type RegisterFile } from "../domain/register-table.ts";
import { TEXTS_FOLDER } from "../domain/texts-read.ts";

/** What a look at a file gave. */
export interface FoundFile {
  /** Null for a file that is not there or cannot be read. */
  readonly text: string | null;
  /** Why it cannot be read, or who else can. */
  readonly problem: RowProblem | null;
}

export type FoundFiles = Readonly<Record<RegisterFile, FoundFile>>;

/** Far over the size of a hundred thousand lockers. */
const LARGEST_BYTES = 64 * 2 ** 20;

/** These name people or what people agreed to. */
const PERSONAL: ReadonlySet<RegisterFile> = new Set(["contacts.csv", "hirers.csv", "subscriptions.csv"]);

/**
 * Makes the folder with a table for each file, holding its header only, and an empty folder for texts, where there is
 * none yet. Nobody
 * but the user that runs Node-RED may look into it.
 */
export function createIfAbsent(folder: string): void {
  if (existsSync(folder)) return;
  mkdirSync(join(folder, TEXTS_FOLDER), { recursive: true, mode: 0o700 });
  for (const file of REGISTER_FILES)
    writeFileSync(join(folder, file), emptyTable(file), { mode: 0o600, flag: "wx" });
}

/** Looks at the files while everything waits: for the start of a node, which must not run without a register. */
export function findFilesSync(folder: string): FoundFiles {
  return forEachFile((file) => {
    try {
      const stats = checkSize(statSync(join(folder, file)));
      return found(file, readFileSync(join(folder, file)), stats, statSync(folder));
    } catch (thrown) {
      return unreadable(file, thrown);
    }
  });
}

/** Looks at the files without making anything wait. */
export async function findFiles(folder: string): Promise<FoundFiles> {
  const looks = REGISTER_FILES.map(async (file) => {
    try {
      const stats = checkSize(await stat(join(folder, file)));
      return found(file, await readFile(join(folder, file)), stats, await stat(folder));
    } catch (thrown) {
      return unreadable(file, thrown);
    }
  });
  const files = await Promise.all(looks);
  return forEachFile((_, index) => files[index] ?? ABSENT);
}

export function forEachFile<T>(of: (file: RegisterFile, index: number) => T): Record<RegisterFile, T> {
  const entries = REGISTER_FILES.map((file, index): [RegisterFile, T] => [file, of(file, index)]);
  return Object.fromEntries(entries) as Record<RegisterFile, T>;
}

const ABSENT: FoundFile = { text: null, problem: null };

class TooLarge extends Error {}

function checkSize(stats: Stats): Stats {
  if (stats.size > LARGEST_BYTES) throw new TooLarge();
  return stats;
}

function found(file: RegisterFile, bytes: Uint8Array, own: Stats, folder: Stats): FoundFile {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  const exposed = PERSONAL.has(file) && isExposed(own.mode, folder.mode);
  return {
    text,
    problem: exposed
      ? wholeFile(
          file,
          "Other users of this computer can read this file, which holds personal data: take that right from them (chmod 600), or from the folder (chmod 700).",
        )
      : null,
  };
}

/** Whether the group or everybody may both enter the folder and read the file. */
function isExposed(file: number, folder: number): boolean {
  if (process.platform === "win32") return false;
  const group = (file & 0o040) !== 0 && (folder & 0o010) !== 0;
  const everybody = (file & 0o004) !== 0 && (folder & 0o001) !== 0;
  return group || everybody;
}

function unreadable(file: RegisterFile, thrown: unknown): FoundFile {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  if (code === "ENOENT") return ABSENT;
  return { text: null, problem: wholeFile(file, why(thrown, code)) };
}

function why(thrown: unknown, code: string): string {
  if (thrown instanceof TooLarge)
    return "The file is larger than 64 MB: is it the right one? Put the register's table there.";
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA")
    return "The file is not in UTF-8, so names would be spoilt: save it as CSV UTF-8.";
  return `The file cannot be read (${code || "unknown"}): see that it is a file, and that the user that runs Node-RED may read it.`;
}

function wholeFile(file: RegisterFile, problem: string): RowProblem {
  return { file, line: 0, column: "", problem };
}
