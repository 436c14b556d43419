import { needs } from "../../needs.ts";
import { buildFuzzers, FUZZ_TARGETS, fuzz } from "../fuzzing.ts";
import { BUILD_MS } from "../make.ts";

const RUNS = 200_000;
/** A target that lives through the days of a flash or of a whole unit with each input tries fewer. */
const FEWER: Readonly<Record<string, number>> = { journal_fuzz: 5_000, unit_fuzz: 5_000 };
const SEED = 1;
const RUN_MS = 300_000;

if (needs("clang", "libFuzzer", "make")) {
  describe("the firmware under made-up inputs, with the address and undefined-behaviour sanitizers", () => {
    before(async function () {
      this.timeout(BUILD_MS);
      await buildFuzzers();
    });

    for (const target of FUZZ_TARGETS) {
      const runs = FEWER[target] ?? RUNS;
      it(`${target}: ${runs} inputs`, async function () {
        this.timeout(RUN_MS);
        await fuzz(target, runs, SEED);
      });
    }
  });
}
