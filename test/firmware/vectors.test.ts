import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { madeVectors, VECTORS_FILE } from "../../.build/vectors.mts";
// The same vectors in TypeScript, so that this suite alone shows that both sides agree.
import "../domain/contract.test.ts";

describe("the contract's vectors in C", () => {
  it(`${VECTORS_FILE} is what the vectors make it (else run: node .build/vectors.mts)`, () => {
    assert.equal(readFileSync(VECTORS_FILE, "utf8"), madeVectors());
  });
});
