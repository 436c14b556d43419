import type { RowProblem } from "../domain/register.ts";
import type { OwnTexts } from "../domain/texts.ts";
import { languageOf, readTextsFile } from "../domain/texts-read.ts";
import type { FoundTexts } from "./text-files.ts";

/** One file of texts as it is used, which need not be as it is on the disk. */
export interface TextsFileState {
  /** The last content of which anything could be used; null where there never was any. */
  readonly text: string | null;
  readonly own: OwnTexts | null;
  readonly problems: readonly RowProblem[];
}

/** By what problems call the file, such as texts/mr.json. */
export type TextsStates = ReadonlyMap<string, TextsFileState>;

const KEPT = "Until then its last good content stays in use.";

/**
 * What to use of the files that were found. A file that was usable and is not any more keeps its last good content, and
 * so does each text in it.
 * @param isStart a file that is gone when a node starts has been taken away; one that goes meanwhile may come again
 */
export function textsAfterLook(found: FoundTexts, before: TextsStates, isStart: boolean): TextsStates {
  const states = new Map<string, TextsFileState>();
  const languages = new Map<string, string>();
  for (const [file, look] of found) {
    const known = before.get(file);
    const language = languageOf(file);
    const twin = language === null ? undefined : languages.get(language);
    if (twin !== undefined) {
      const problem = `The file ${twin} holds the texts of the same language, and is used: take one of the two away.`;
      states.set(file, { text: null, own: null, problems: [{ file, line: 0, column: "", problem }] });
      continue;
    }
    if (language !== null) languages.set(language, file);
    states.set(file, "text" in look ? readAgain(file, look.text, known) : kept(known, look.problem));
  }
  for (const [file, known] of isStart ? [] : before) {
    if (found.has(file) || known.own === null || languages.has(known.own.words.language)) continue;
    const problem = "The file is gone: put it back, or deploy to do without it.";
    states.set(file, kept(known, { file, line: 0, column: "", problem }));
  }
  return states;
}

function readAgain(file: string, text: string, known: TextsFileState | undefined): TextsFileState {
  const { own, problems } = readTextsFile(file, text, known?.own ?? null);
  const [fault] = problems;
  return own === null && fault !== undefined ? kept(known, fault) : { text, own, problems };
}

function kept(known: TextsFileState | undefined, fault: RowProblem): TextsFileState {
  if (known === undefined || known.own === null) return { text: null, own: null, problems: [fault] };
  return { ...known, problems: [{ ...fault, problem: `${fault.problem} ${KEPT}` }] };
}

/** Of the files that are in use. */
export function ownTextsOf(states: TextsStates): readonly OwnTexts[] {
  return [...states.values()].flatMap(({ own }) => (own === null ? [] : [own]));
}

/** What the texts in use are made of; others have been used where it differs. */
export function sameOwnTexts(one: TextsStates, other: TextsStates): boolean {
  return JSON.stringify(ownTextsOf(one)) === JSON.stringify(ownTextsOf(other));
}
