import fc from "fast-check";
import { JournalFileLine } from "./file-line.ts";
import { live, steps } from "./incident-steps.ts";
import { journalFile } from "./making.ts";

describe("incidents, whatever happens to them in whatever order", () => {
  it("are what the rules say after each step, across restarts, and told once for each change", async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(steps, async (commands) => {
        const line = new JournalFileLine(journalFile());
        await live(commands, line, () => line.reopen());
      }),
      { numRuns: 12 },
    );
  });
});
