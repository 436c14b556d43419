import assert from "node:assert/strict";
import { topicMatch } from "../../nodes/links/topic-filter.ts";

const RULE: readonly (readonly [filter: string, topic: string, matches: boolean])[] = [
  ["a/b", "a/b", true],
  ["a/b", "a/b/c", false],
  ["a/b", "a", false],
  ["a/+", "a/b", true],
  ["a/+", "a/", true],
  ["a/+", "a", false],
  ["a/+", "a/b/c", false],
  ["+/+", "/finance", true],
  ["+", "/finance", false],
  ["+/b/+", "a/b/c", true],
  ["#", "a/b/c", true],
  ["a/#", "a", true],
  ["a/#", "a/b/c", true],
  ["a/#", "ab", false],
  ["a/+/#", "a", false],
  ["a/+/#", "a/b", true],
  ["#", "$SYS/uptime", false],
  ["+/uptime", "$SYS/uptime", false],
  ["$SYS/#", "$SYS/uptime", true],
  ["lockers/v1/+/+/reply", "lockers/v1/MUM01/MUM01-U07/reply/event", false],
  ["a+/b", "ab/b", false],
];

describe("topic filter", () => {
  for (const [filter, topic, matches] of RULE) {
    it(`${filter} ${matches ? "matches" : "does not match"} ${topic}`, () => {
      assert.equal(topicMatch(filter)(topic), matches);
    });
  }
});
