import assert from "node:assert/strict";
import { fuzz } from "./target.ts";
import { shares, TARGETS } from "./targets.ts";

/** Of all targets together; `npm run fuzz` is the long form. */
const INPUTS = 20_000;

describe("fuzzing, the short form", () => {
  const seed = Math.floor(Math.random() * 2 ** 31);

  for (const [target, inputs] of shares(TARGETS, INPUTS)) {
    it(`${target.name}: ${target.about}`, async () => {
      const outcome = await fuzz(target, { inputs, seed });
      const { failure } = outcome;
      assert.equal(
        failure,
        null,
        `${failure?.error}\n${failure?.counterexample}\nRun it again: npm run fuzz -- --only ${target.name} --seed ${failure?.seed} --path ${failure?.path}`,
      );
      assert.ok(outcome.inputs >= inputs);
    }).timeout(120_000);
  }
});
