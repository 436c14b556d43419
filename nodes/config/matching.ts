import { type Problem, problem } from "./problem.ts";

/** A field's check by a pattern, with the catalogue key of its sentence. */
export function matching(pattern: RegExp, key: string): (value: string) => Problem | null {
  return (value) => (pattern.test(value) ? null : problem(key));
}
