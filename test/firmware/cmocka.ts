import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { BUILD_MS, BUILT, make, run } from "./make.ts";

/** What became of one case of a C test: null where it passed, else what the program said about it. */
type Results = ReadonlyMap<string, string | null>;

/** `firmware/test/journal_test.c` and the names of its cases, as it hands them to cmocka. */
interface CTest {
  readonly name: string;
  readonly cases: readonly string[];
}

/**
 * A mocha test for each cmocka case, in a suite for each C file; built and run once per file.
 * @param flavour a folder of the Makefile: how they are compiled
 * @param target builds them all
 */
export function describeCTests(flavour: string, target: string): void {
  for (const { name, cases } of cTests()) {
    describe(`${name}.c`, () => {
      let results: Results = new Map();

      before(async function () {
        this.timeout(BUILD_MS);
        await make(target);
        results = await runCTest(`${BUILT}/${flavour}/${name}`);
      });

      for (const title of cases) {
        it(title.replaceAll("_", " "), () => {
          assert.ok(results.has(title), `${name} ended before this case:\n${results.get("") ?? ""}`);
          assert.equal(results.get(title), null);
        });
      }

      it("has run every case that it lists, and no other", () => {
        assert.ok(cases.length > 0);
        assert.deepEqual([...results.keys()], cases);
      });
    });
  }
}

function cTests(): readonly CTest[] {
  return globSync("firmware/test/*_test.c")
    .sort()
    .map((file) => ({
      name: basename(file, ".c"),
      cases: [...readFileSync(file, "utf8").matchAll(/\bcmocka_unit_test\w*\(\s*(\w+)/g)].map(
        ([, title = ""]) => title,
      ),
    }));
}

/** What a program said that ended before its last case is found under the empty name. */
async function runCTest(program: string): Promise<Results> {
  const { code, output } = await run(program, [], { CMOCKA_MESSAGE_OUTPUT: "TAP" });
  const results = new Map<string, string | null>();
  for (const part of output.split(/^(?=(?:not )?ok \d+ - )/m).slice(1)) {
    const [, not, title = ""] = /^(not )?ok \d+ - (\S+)/.exec(part) ?? [];
    results.set(title, not === undefined ? null : part);
  }
  const [, planned = "0"] = /^1\.\.(\d+)$/m.exec(output) ?? [];
  const failed = [...results.values()].filter((said) => said !== null).length;
  if (code !== failed || results.size !== Number(planned)) results.set("", `exit code ${code}\n${output}`);
  return results;
}
