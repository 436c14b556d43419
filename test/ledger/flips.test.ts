import assert from "node:assert/strict";
import fc from "fast-check";
import { exported, verdictOf } from "./exported.ts";
import { Flipping } from "./flipping.ts";
import { aLedger } from "./making.ts";

describe("one byte of an exported ledger that is changed", function () {
  this.timeout(20_000);
  let ledger: Flipping;

  before(async () => {
    const line = await aLedger();
    ledger = new Flipping(exported(line.file));
    await line.close();
  });

  it("was part of a ledger of two sites and the gateway, that verifies", () => {
    const verdict = verdictOf(ledger.bytes);
    assert.deepEqual(verdict.faults, []);
    assert.deepEqual(
      verdict.chains.map(({ site, first, last }) => `${site} ${first}-${last}`),
      ["DEL02 1-12", "MUM01 1-13", "gateway 1-1"],
    );
  });

  it("to anything, anywhere: verify fails, and names the record there", () => {
    const change = fc.tuple(fc.nat(ledger.bytes.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(change, ([index, by]) => {
        const byte = (ledger.bytes[index] ?? 0) ^ by;
        ledger.assertNamed(index, byte);
        assert.notEqual(verdictOf(ledger.changed(index, byte)).faults.length, 0);
      }),
      { numRuns: 300 },
    );
  });

  it("or taken out, or put in: verify fails", () => {
    const { bytes } = ledger;
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    fc.assert(
      fc.property(change, ([index, byte]) => {
        const without = Buffer.concat([bytes.subarray(0, index), bytes.subarray(index + 1)]);
        const within = Buffer.concat([bytes.subarray(0, index), Buffer.of(byte), bytes.subarray(index)]);
        assert.notEqual(verdictOf(without).faults.length, 0, `without byte ${index}`);
        assert.notEqual(verdictOf(within).faults.length, 0, `with ${byte} before byte ${index}`);
      }),
      { numRuns: 200 },
    );
  });
});
