import assert from "node:assert/strict";
import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { JournalFile } from "../../nodes/journal/journal-file.ts";
import { LogGauge } from "../../nodes/journal/log-gauge.ts";
import type { Call } from "../../nodes/journal/protocol.ts";
import { eventOf, journalFile } from "./making.ts";

/** So many events as one group of calls. */
function appended(first: number, count: number): Call[] {
  return Array.from({ length: count }, (_, n) => {
    const { id, site, locker, unit, boot, seq, type, at, receivedAt, ...rest } = eventOf({ seq: first + n });
    const body = JSON.stringify(rest);
    const input = { id, site, locker, unit, boot, seq, type, at, receivedAt, body, nodes: ["in"] };
    return { n, op: "append", input };
  });
}

function opened(): { file: string; journal: JournalFile; size: () => number } {
  const file = journalFile();
  mkdirSync(dirname(file), { recursive: true });
  const journal = new JournalFile({ file, busyTimeoutMs: 1000 });
  return { file, journal, size: () => statSync(file).size };
}

describe("the log of the journal", () => {
  it("is long sooner where nothing waits", () => {
    const gauge = new LogGauge();
    const groups = (count: number, calls: number) => {
      for (let n = 0; n < count; n += 1) gauge.committed(calls);
      return { rest: gauge.shouldMove(false), busy: gauge.shouldMove(true) };
    };
    assert.deepEqual(groups(2200, 1), { rest: false, busy: false });
    assert.deepEqual(groups(100, 1), { rest: true, busy: false });
    assert.deepEqual(groups(100, 120), { rest: true, busy: true });
    gauge.moved();
    assert.deepEqual(groups(1, 1), { rest: false, busy: false });
  });

  it("is moved to the file between two groups, and never while one is answered", () => {
    const { journal, size } = opened();
    journal.commit(appended(1, 10));
    const empty = size();
    for (let n = 0; n < 15; n += 1) {
      journal.commit(appended(11 + 1000 * n, 1000));
      assert.equal(size(), empty, "the file is as it was before the first event");
    }
    journal.rest(true);
    assert.ok(size() > empty + 5_000_000);
    const moved = size();
    journal.commit(appended(20_000, 10));
    journal.rest(false);
    assert.equal(size(), moved, "so little is not moved");
    journal.close();
  });

  it("loses nothing where somebody else reads the file meanwhile", () => {
    const { file, journal } = opened();
    journal.commit(appended(1, 10));
    const reader = new DatabaseSync(file, { readOnly: true });
    const count = () => reader.prepare("SELECT count(*) AS events FROM event").get()?.events;
    reader.exec("BEGIN");
    assert.equal(count(), 10);
    for (let n = 0; n < 13; n += 1) journal.commit(appended(11 + 1000 * n, 1000));
    journal.rest(true);
    assert.equal(count(), 10);
    reader.exec("COMMIT");
    assert.equal(count(), 13_010);
    reader.close();
    journal.close();
  });
});
