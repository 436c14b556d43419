import assert from "node:assert/strict";
import { longestRecovery } from "./recovery.ts";

describe("the longest recovery", () => {
  const CASES: readonly (readonly [string, readonly number[], readonly number[], number | null])[] = [
    ["without a kill", [], [1, 2], 0],
    ["to the first sign after each kill", [100, 500], [50, 130, 140, 700, 710], 200],
    ["from the last of several kills in a row", [100, 200, 300], [350], 50],
    ["where nothing moved again after the last kill", [100, 500], [130], null],
    ["with signs in any order", [100], [900, 160, 40], 60],
  ];
  for (const [what, kills, signs, expected] of CASES) {
    it(`${what}: ${expected}`, () => assert.equal(longestRecovery(kills, signs), expected));
  }
});
