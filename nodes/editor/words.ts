import { type Problem, sentence, type Translate } from "../config/problem.ts";
import type { CellProblem } from "../config/rows.ts";
import type { EditorNode } from "./red.ts";
import type { CellSentence } from "./table.ts";

/** The words of a dialog, in the editor's language. */
export interface DialogText {
  readonly _: Translate;
  problem(found: Problem): string;
}

export function textOf(node: EditorNode): DialogText {
  const translate: Translate = (key, params) => node._(key, params);
  return { _: translate, problem: (found) => sentence(translate, found) };
}

export function sentencesOf(text: DialogText, found: readonly CellProblem[]): readonly CellSentence[] {
  return found.map(({ column, problem }) => ({ column, text: text.problem(problem) }));
}
