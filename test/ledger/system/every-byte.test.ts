import { exported } from "../exported.ts";
import { Flipping } from "../flipping.ts";
import { aLedger } from "../making.ts";

describe("each byte of an exported ledger", function () {
  this.timeout(600_000);

  it("changed by itself: verify names the record there", async () => {
    const line = await aLedger();
    const ledger = new Flipping(exported(line.file));
    await line.close();
    // Another bit at each place, so that digits become digits, letters the same in capitals, and so on.
    for (const [index, byte] of ledger.bytes.entries()) ledger.assertNamed(index, byte ^ (1 << (index % 8)));
  });
});
