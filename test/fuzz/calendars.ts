import type { Target } from "./target.ts";

export const calendars: Target = {
  name: "calendars",
  about: "calendars with random hours, holidays, exceptions and closures, against a minute by minute model",
  share: 40,
  inputsPerRun: 100,
  // The model prepares its clocks when it is loaded.
  open: async (took) => (await import("./judge.ts")).openJudge(took),
};
