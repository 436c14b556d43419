import { needs } from "../../needs.ts";
import { buildFuzzers, FUZZ_TARGETS, fuzz } from "../fuzzing.ts";
import { BUILD_MS } from "../make.ts";

const RUNS = 200_000;
const SEED = 1;
const RUN_MS = 300_000;

if (needs("clang", "libFuzzer", "make")) {
  describe("the firmware under made-up inputs, with the address and undefined-behaviour sanitizers", () => {
    before(async function () {
      this.timeout(BUILD_MS);
      await buildFuzzers();
    });

    for (const target of FUZZ_TARGETS) {
      it(`${target}: ${RUNS} inputs`, async function () {
        this.timeout(RUN_MS);
        await fuzz(target, RUNS, SEED);
      });
    }
  });
}
