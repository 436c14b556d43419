import type { Target } from "./target.ts";

export const messages: Target = {
  name: "messages",
  about: "messages from units at the parser: every kind, changed fields, broken bytes, strange topics",
  share: 840,
  inputsPerRun: 6,
  open: async (took) => (await import("./parser.ts")).openMessages(took),
};

export const commands: Target = {
  name: "commands",
  about: "commands, configurations and answers, as a unit reads them",
  share: 30,
  inputsPerRun: 4,
  open: async (took) => (await import("./parser.ts")).openCommands(took),
};
