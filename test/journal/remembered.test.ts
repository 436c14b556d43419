import assert from "node:assert/strict";
import { openJournal } from "../../nodes/journal/worker-journal.ts";
import { forgetRemoved } from "../../nodes/runtime/backlog.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { directJournal, journalFile } from "./making.ts";

describe("what a node keeps over a restart", () => {
  it("is there after it, each node's own", async () => {
    const file = journalFile();
    const before = openJournal({ file, clock: systemClock });
    await before.remember("one", [
      { key: "b", value: "2" },
      { key: "a", value: "1" },
    ]);
    await before.remember("two", [{ key: "a", value: "other" }]);
    await before.close();
    const after = openJournal({ file, clock: systemClock });
    assert.deepEqual(await after.recall("one"), [
      { key: "a", value: "1" },
      { key: "b", value: "2" },
    ]);
    assert.deepEqual(await after.recall("two"), [{ key: "a", value: "other" }]);
    assert.deepEqual(await after.recall("three"), []);
    await after.close();
  });

  it("is forgotten with it, and nobody else's with that", async () => {
    const { journal } = directJournal();
    for (const node of ["one", "two"]) await journal.remember(node, [{ key: "a", value: "1" }]);
    assert.deepEqual([...(await journal.rememberedNodes())].sort(), ["one", "two"]);
    await forgetRemoved(journal, (node) => node !== "one");
    assert.deepEqual(await journal.rememberedNodes(), ["two"]);
    assert.deepEqual(await journal.recall("one"), []);
  });

  it("is what was said last, and nothing where that was to forget it", async () => {
    const { journal } = directJournal();
    await journal.remember("one", [{ key: "a", value: "1" }]);
    await journal.remember("one", [{ key: "a", value: "2" }]);
    assert.deepEqual(await journal.recall("one"), [{ key: "a", value: "2" }]);
    await journal.remember("one", [{ key: "a", value: null }]);
    assert.deepEqual(await journal.recall("one"), []);
  });
});
