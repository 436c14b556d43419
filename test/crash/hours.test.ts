import assert from "node:assert/strict";
import { alternatingHours } from "./hours.ts";

const MINUTE_MS = 60_000;

describe("the alternating hours of a run", () => {
  for (const hour of [0, 5, 12, 13, 23]) {
    it(`at ${hour}:07 UTC: open from this minute on, every other minute, about noon at the branch`, () => {
      const now = Date.UTC(2026, 10, 22, hour, 7, 31);
      const { timeZone, text, isOpen } = alternatingHours(now);
      const local = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
      assert.equal(local.format(now), "12:07");
      assert.match(text, /^12:07-12:08, 12:09-12:10, .*, 15:05-15:06$/);
      const minute = now - (now % MINUTE_MS);
      const open = [0, 1, 2, 3].map((index) => isOpen(minute + index * MINUTE_MS));
      assert.deepEqual(open, [true, false, true, false]);
      assert.equal(isOpen(minute + MINUTE_MS - 1), true);
      assert.equal(isOpen(minute - 1), false);
    });
  }
});
