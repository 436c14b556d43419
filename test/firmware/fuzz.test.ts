import assert from "node:assert/strict";
import { needs } from "../needs.ts";
import { buildFuzzers, FUZZ_TARGETS, replay } from "./fuzzing.ts";
import { BUILD_MS } from "./make.ts";

if (needs("clang", "libFuzzer", "make")) {
  describe("the firmware's fuzz targets", () => {
    before(async function () {
      this.timeout(BUILD_MS);
      await buildFuzzers();
    });

    it("are for what comes from outside: commands and what flash holds", () => {
      for (const wanted of ["command_fuzz", "journal_fuzz"]) {
        assert.ok(FUZZ_TARGETS.includes(wanted), `${wanted} is not among ${FUZZ_TARGETS}`);
      }
    });

    for (const target of FUZZ_TARGETS) {
      it(`${target} takes everything in its corpus`, async () => {
        await replay(target);
      });
    }
  });
}
