import { writeFileSync } from "node:fs";
import Mocha, { type MochaOptions, type Runner } from "mocha";
import { passedOver } from "../test/needs.ts";

/** What one suite leaves in the file named by SUITE_RESULT for .build/test.mts. */
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  /** Programs that were missing, so that tests were left out on purpose. */
  readonly passedOver: readonly string[];
  readonly slowest: readonly { readonly title: string; readonly seconds: number }[];
}

/** A process that has not ended by itself this long after its last test holds something open. */
const GRACE_MS = 10_000;

function nothingLeftOpen(): void {
  const open = [...new Set(process.getActiveResourcesInfo())].join(", ");
  console.error(`The tests have ended, but the process has not, because something is still open: ${open}`);
  process.exit(1);
}

const { EVENT_RUN_END, EVENT_TEST_PASS } = Mocha.Runner.constants;

/** Says nothing of tests that pass, everything of those that fail, and leaves the figures in a file. */
export default class Reporter extends Mocha.reporters.Base {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const durations: { title: string; seconds: number }[] = [];
    runner.on(EVENT_TEST_PASS, (test) => {
      durations.push({ title: test.fullTitle(), seconds: (test.duration ?? 0) / 1000 });
    });
    runner.once(EVENT_RUN_END, () => {
      if (this.failures.length > 0) Mocha.reporters.Base.list(this.failures);
      const result: SuiteResult = {
        passed: this.stats.passes,
        failed: this.failures.length,
        passedOver,
        slowest: durations.sort((a, b) => b.seconds - a.seconds).slice(0, 3),
      };
      if (process.env.SUITE_RESULT) writeFileSync(process.env.SUITE_RESULT, JSON.stringify(result));
      setTimeout(nothingLeftOpen, GRACE_MS).unref();
    });
  }
}
