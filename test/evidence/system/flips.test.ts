import assert from "node:assert/strict";
import { flipEach } from "../flipping.ts";
import { aBank, packOf } from "../making.ts";

describe("one byte at many random places in every file of an evidence pack", function () {
  this.timeout(300_000);

  it("changed by itself: sha256sum and verify name the file, and verify the record", async () => {
    const line = await aBank();
    const pack = await packOf(line.userDir);
    await line.close();
    assert.ok((await flipEach(pack, 12)) > 100);
  });
});
