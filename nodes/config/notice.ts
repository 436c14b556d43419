import type { Audience } from "../domain/recipients.ts";
import { VALUES } from "../domain/report.ts";
import { checkTemplate } from "../domain/template.ts";
import { type FieldProblem, isEnv } from "./define.ts";
import { type Problem, problem } from "./problem.ts";

/** What is wrong with a text for an audience, or null; an environment variable is looked into at deploy. */
function templateProblem(text: unknown, to: Audience): Problem | null {
  if (typeof text !== "string" || isEnv(text)) return null;
  const known = VALUES[to];
  const found = checkTemplate(text, known);
  switch (found?.fault) {
    case undefined:
      return null;
    case "unknown-value":
      return to === "hirers" && VALUES.contact.includes(found.name)
        ? problem("common.check.template-not-for-hirers", { name: found.name })
        : problem("common.check.template-unknown", { name: found.name, known: known.join(", ") });
    case "single-braces":
      return problem("common.check.template-braces", { name: found.name });
    case "unclosed-section":
    case "unopened-section":
      return problem("common.check.template-section", { name: found.name });
    case "partial":
      return problem("common.check.template-partial", { name: found.name });
    case "unclosed-tag":
    case "syntax":
      return problem("common.check.template-tag");
  }
}

/** The problems of several texts of a node, by field. */
export function templateProblems(
  texts: Readonly<Record<string, unknown>>,
  to: Audience,
): readonly FieldProblem[] {
  return Object.entries(texts).flatMap(([field, text]) => {
    const found = templateProblem(text, to);
    return found === null ? [] : [{ field, problem: found }];
  });
}

/** The problem of a field that its neighbours make necessary; none where it is filled or not known here. */
export function needed(field: string, value: unknown): readonly FieldProblem[] {
  const empty = typeof value === "string" && value.trim() === "";
  return empty ? [{ field, problem: problem("common.check.required") }] : [];
}
