import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { FILE, withAlarms } from "../../.build/guide-text.mts";
import { GUIDE } from "../../nodes/control-room/guide.ts";
import { conditionOf } from "../../nodes/domain/incident-causes.ts";
import { DEFAULT_POLICY } from "../../nodes/domain/incident-policy.ts";
import { CAUSES } from "../../nodes/sos-alert/config.ts";

/** Rows of text that a screen of 1024x600 shows beside the board's list, and characters in one. */
const ROWS = 24;
const COLUMNS = 64;

describe("operator's guide", () => {
  it("says of each alarm what the board says", () => {
    const guide = readFileSync(FILE, "utf8");
    assert.equal(guide, withAlarms(guide), "run: npm run guide");
  });

  it("says when an alarm goes on as sos-alert does it", () => {
    const { escalate, repeat, alarmAgainAfter, shelveAtMost } = DEFAULT_POLICY;
    const guide = readFileSync(FILE, "utf8");
    for (const sentence of [
      `to the next tier after ${escalate[1][0]} minutes and to the third after ${escalate[1][1]} more, and is then repeated every ${repeat[1]};`,
      `a priority 2 after ${escalate[2].join(" and ")} minutes, and every ${repeat[2]}.`,
      `for ${shelveAtMost / 60} hours at most`,
    ]) {
      assert.ok(guide.includes(sentence), sentence);
    }
    assert.equal(alarmAgainAfter, 15, "a quiet quarter of an hour");
  });

  for (const [cause, { title, means, steps, never = "", ends }] of GUIDE) {
    it(`tells of ${cause} on one screen`, () => {
      const rows = [title, means, ...steps, never, ends].map((text) => Math.ceil(text.length / COLUMNS));
      assert.ok(rows.reduce((sum, count) => sum + count) <= ROWS, `${rows}`);
      assert.ok(steps.length > 0);
    });
  }

  it("tells of everything that can be an alarm, and of nothing else", () => {
    assert.deepEqual([...GUIDE.keys()].sort(), [...CAUSES].sort());
  });

  it("says of what ends by itself that it returns", () => {
    for (const cause of CAUSES) {
      const returns = GUIDE.get(cause)?.ends.startsWith("It returns ");
      assert.equal(returns, conditionOf(cause) === "standing", cause);
    }
  });

  it("gives no two alarms the same name", () => {
    const titles = [...GUIDE.values()].map(({ title }) => title);
    assert.equal(new Set(titles).size, titles.length);
  });
});
