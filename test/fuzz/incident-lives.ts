import fc from "fast-check";
import { live, steps } from "../journal/incident-steps.ts";
import { directJournal } from "../journal/making.ts";
import type { Target } from "./target.ts";

/** What persons, events and time do to incidents, against the rules as they are told to a person. */
export const incidentLives: Target = {
  name: "incident-lives",
  about: "incidents: acknowledged, shelved, reset, escalated, back to normal, in any order, with restarts",
  share: 5,
  inputsPerRun: 30,
  open: (took) => ({
    property: fc.asyncProperty(steps, async (commands) => {
      const { line } = directJournal();
      await live(counted(commands, took), line, () => line.restart());
    }),
  }),
};

/** Tells of each step that is taken. */
function* counted<T>(all: Iterable<T>, took: (inputs: number) => void): Iterable<T> {
  for (const one of all) {
    took(1);
    yield one;
  }
}
