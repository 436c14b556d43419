import { LockerError, sentenceOf } from "../domain/errors.ts";
import type { RowProblem } from "../domain/register.ts";
import { fileProblem, problemText, type RegisterReading } from "../domain/register-read.ts";
import { REGISTER_FILES, type RegisterFile, type RegisterTexts, TABLES } from "../domain/register-table.ts";
import { createIfAbsent, type FoundFiles, findFilesSync, forEachFile } from "./register-files.ts";
import type { TextsStates } from "./texts-state.ts";

/** One file as it is used, which need not be as it is on the disk. */
export interface FileState {
  /** The last content that could be used; null where there never was any. */
  readonly text: string | null;
  /** Why this is not what is on the disk, or who else can read it. */
  readonly problem: RowProblem | null;
}

export type FileStates = Readonly<Record<RegisterFile, FileState>>;

/** The register as last read. */
export interface RegisterState {
  readonly folder: string;
  readonly files: FileStates;
  readonly texts: TextsStates;
  readonly reading: RegisterReading;
}

const KEPT = "Until then its last good content stays in use.";

/**
 * What to use of the files that were found. A file that was usable and is not any more (gone, half written,
 * spoilt) keeps its last good content.
 */
export function afterLook(found: FoundFiles, before: FileStates | null): FileStates {
  return forEachFile((file) => {
    const { text, problem } = found[file];
    const known = before?.[file].text ?? null;
    const fault = text === null ? (problem ?? absence(file, known)) : null;
    const unusable = fault ?? (text === known ? null : fileProblem(file, text));
    if (unusable === null) return { text, problem };
    return known === null
      ? { text: null, problem: unusable }
      : { text: known, problem: { ...unusable, problem: `${unusable.problem} ${KEPT}` } };
  });
}

/** A file that may be absent from the start must not vanish unnoticed. */
function absence(file: RegisterFile, known: string | null): RowProblem | null {
  if (known === null || TABLES[file].required) return fileProblem(file, null);
  return {
    file,
    line: 0,
    column: "",
    problem: "The file is gone: put it back; to empty it, leave its first line.",
  };
}

/**
 * Looks at a folder when a node starts, and makes it where it does not exist.
 * @param before what was in use of the same folder until now
 * @throws LockerError `register-unreadable`: without sites, units and lockers every event would be refused as
 *   unknown, so nothing may start; the units keep their events meanwhile
 */
export function firstLook(folder: string, before: FileStates | null): FileStates {
  try {
    createIfAbsent(folder);
  } catch (thrown) {
    throw new LockerError(
      "register-unreadable",
      `The register's folder ${folder} cannot be made: let the user that runs Node-RED write there, or name another folder, and deploy. (${sentenceOf(thrown)})`,
      { cause: thrown },
    );
  }
  const files = afterLook(findFilesSync(folder), before);
  const lacking = REGISTER_FILES.filter((file) => TABLES[file].required && files[file].text === null);
  if (lacking.length === 0) return files;
  const why = lacking.map((file) => files[file].problem).filter((problem) => problem !== null);
  throw new LockerError(
    "register-unreadable",
    `The register in ${folder} cannot be used, so nothing that needs it is started: mend this and deploy. ${why.map(problemText).join(" ")}`,
  );
}

export function textsOf(files: FileStates): RegisterTexts {
  return forEachFile((file) => files[file].text);
}

/** The text of every file in use. */
export function allTextsOf({
  files,
  texts,
}: Pick<RegisterState, "files" | "texts">): Readonly<Record<string, string | null>> {
  return { ...textsOf(files), ...Object.fromEntries([...texts].map(([file, { text }]) => [file, text])) };
}

export function sameTexts(one: FileStates, other: FileStates): boolean {
  return REGISTER_FILES.every((file) => one[file].text === other[file].text);
}

/** Those of whole files first, then row by row, then those of texts. */
export function problemsOf({ files, texts, reading }: RegisterState): readonly RowProblem[] {
  const ofFiles = REGISTER_FILES.map((file) => files[file].problem).filter((problem) => problem !== null);
  const ofTexts = [...texts.values()].flatMap(({ problems }) => problems);
  return [...ofFiles, ...reading.problems, ...ofTexts];
}
