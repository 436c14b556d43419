import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { basename } from "node:path";
import Mocha from "mocha";
import { BUILD_MS, BUILT, make, run } from "./make.ts";

/** What became of a C program of tests. */
interface Outcome {
  /** By name: null where the case passed, else what the program said about it. */
  readonly cases: ReadonlyMap<string, string | null>;
  /** Null where it ran all the cases that it announced, and its exit code is the number of those that failed. */
  readonly problem: string | null;
}

/** Those that cut a write at each of its bytes take long. */
const LONG = /_torn_test$/;

/**
 * A mocha test for each cmocka case, in a suite for each C file of firmware/test; built and run once per file. The
 * program itself says which cases it has.
 * @param flavour a folder of the Makefile: how they are compiled
 * @param target builds them all
 */
export function describeCTests(flavour: string, target: string, which: "quick" | "long"): void {
  const names = globSync("firmware/test/*_test.c")
    .map((file) => basename(file, ".c"))
    .filter((name) => LONG.test(name) === (which === "long"))
    .sort();
  for (const name of names) {
    describe(`${name}.c`, function () {
      let outcome: Outcome | null = null;

      before(async function () {
        this.timeout(BUILD_MS);
        await make(target);
        outcome = await runCTest(`${BUILT}/${flavour}/${name}`);
        for (const [title, said] of outcome.cases) {
          const test = new Mocha.Test(title.replaceAll("_", " "), () => assert.equal(said, null));
          suite.addTest(test);
        }
      });

      it("runs all its cases", () => {
        assert.ok((outcome?.cases.size ?? 0) > 0, outcome?.problem ?? "");
        assert.equal(outcome?.problem, null);
      });

      const suite = this;
    });
  }
}

async function runCTest(program: string): Promise<Outcome> {
  const { code, output } = await run(program, [], { CMOCKA_MESSAGE_OUTPUT: "TAP" });
  const cases = new Map<string, string | null>();
  for (const part of output.split(/^(?=(?:not )?ok \d+ - )/m).slice(1)) {
    const [, not, title = ""] = /^(not )?ok \d+ - (\S+)/.exec(part) ?? [];
    cases.set(title, not === undefined ? null : part);
  }
  const [, planned = "0"] = /^1\.\.(\d+)$/m.exec(output) ?? [];
  const failed = [...cases.values()].filter((said) => said !== null).length;
  const isWhole = code === failed && cases.size === Number(planned);
  return { cases, problem: isWhole ? null : `exit code ${code}\n${output}` };
}
