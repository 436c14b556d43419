import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { FILE, withAlarms } from "../../.build/guide-text.mts";
import { GUIDE } from "../../nodes/control-room/guide.ts";

/** Rows of text that a screen of 1024x600 shows beside the board's list, and characters in one. */
const ROWS = 24;
const COLUMNS = 64;

describe("operator's guide", () => {
  it("says of each alarm what the board says", () => {
    const guide = readFileSync(FILE, "utf8");
    assert.equal(guide, withAlarms(guide), "run: npm run guide");
  });

  for (const [cause, { title, means, steps, never = "", ends }] of Object.entries(GUIDE)) {
    it(`tells of ${cause} on one screen`, () => {
      const rows = [title, means, ...steps, never, ends].map((text) => Math.ceil(text.length / COLUMNS));
      assert.ok(rows.reduce((sum, count) => sum + count) <= ROWS, `${rows}`);
      assert.ok(steps.length > 0);
    });
  }

  it("gives no two alarms the same name", () => {
    const titles = Object.values(GUIDE).map(({ title }) => title);
    assert.equal(new Set(titles).size, titles.length);
  });
});
