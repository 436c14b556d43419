import * as v from "valibot";
import { isEnv, isUnsetEnv } from "./define.ts";
import { type Problem, placed, problem } from "./problem.ts";

/**
 * Tables in a configuration: a list of rows whose cells are text. Each problem says in which row and column
 * it is, by catalogue keys, so that it can be said in any language.
 */

/** A flow file may lack a cell, and an environment variable may have put a number there. */
const TEXT = v.optional(
  v.pipe(
    v.union([v.string(), v.number(), v.boolean()], problem("common.check.cell")),
    v.transform(String),
    v.trim(),
  ),
  "",
);

/** A cell whose text means something: `read` returns null where it means nothing. */
export function cell<O>(
  read: (text: string) => O | null,
  fault: Problem | ((text: string) => Problem),
): v.GenericSchema<unknown, O> {
  return v.optional(
    v.pipe(
      v.unknown(),
      v.rawTransform(({ dataset, addIssue, NEVER }) => {
        const parsed = v.safeParse(TEXT, dataset.value);
        if (!parsed.success) {
          addIssue({ message: parsed.issues[0].message });
          return NEVER;
        }
        const given = parsed.output;
        if (isEnv(given)) {
          addIssue({ message: problem("common.check.env-unset", { variable: given }) });
          return NEVER;
        }
        const meaning = read(given);
        if (meaning !== null) return meaning;
        addIssue({ message: typeof fault === "string" ? fault : fault(given) });
        return NEVER;
      }),
    ),
    "",
  );
}

/** @param max characters */
export function requiredCell(max: number): v.GenericSchema<unknown, string> {
  return cell(
    (text) => (text !== "" && text.length <= max ? text : null),
    (text) =>
      text === "" ? problem("common.check.cell-required") : problem("common.check.cell-too-long", { max }),
  );
}

export function choiceCell<const T extends string>(choices: readonly T[]): v.GenericSchema<unknown, T> {
  return cell(
    (text) => choices.find((choice) => choice === text) ?? null,
    problem("common.check.cell-choice", { choices: choices.join(", ") }),
  );
}

/** What is wrong with one cell of a row. `column` is null where the row as a whole is no row. */
export interface CellProblem {
  readonly column: string | null;
  readonly problem: Problem;
}

/** All problems of one row, for the table that shows it: as far as the editor can tell. */
export function rowProblems(
  columns: string,
  row: v.GenericSchema<unknown, unknown>,
  value: unknown,
): readonly CellProblem[] {
  const result = v.safeParse(row, value);
  if (result.success) return [];
  return result.issues
    .filter(({ message }) => !isUnsetEnv(message))
    .map((issue) => {
      const column = columnOf(issue);
      return { column, problem: placed(issue.message, "", named(columns, column)) };
    });
}

/**
 * A table.
 * @param place catalogue key of what one row is called, e.g. "Row"
 * @param columns catalogue key below which the columns have their names
 */
export function rowsOf<O>(
  place: string,
  columns: string,
  row: v.GenericSchema<unknown, O>,
): v.GenericSchema<unknown, readonly O[]> {
  return v.pipe(
    v.array(v.unknown(), problem("common.check.rows")),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const read: O[] = [];
      for (const [index, value] of dataset.value.entries()) {
        const result = v.safeParse(row, value);
        if (result.success) read.push(result.output);
        else
          for (const issue of result.issues)
            addIssue({
              message: placed(issue.message, `@${place} ${index + 1}`, named(columns, columnOf(issue))),
            });
      }
      return read.length === dataset.value.length ? read : NEVER;
    }),
  );
}

function columnOf(issue: v.BaseIssue<unknown>): string | null {
  const first = issue.path?.[0]?.key;
  return typeof first === "string" ? first : null;
}

function named(columns: string, column: string | null): string {
  return column === null ? "" : `@${columns}.${column}`;
}
