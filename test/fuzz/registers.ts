import type { Target } from "./target.ts";

export const registers: Target = {
  name: "registers",
  about: "the register's CSV files, each with random or damaged lines",
  share: 20,
  inputsPerRun: 6,
  // What checks telephone numbers takes a second to load.
  open: async (took) => (await import("./register-files.ts")).openRegisters(took),
};
