import assert from "node:assert/strict";
import { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { NOW } from "../journal/making.ts";
import { ALL, bytesOf, exported, verdictOf } from "./exported.ts";
import { eventAt, FileLine } from "./making.ts";

const MINUTE = 60_000;

/** Ten events, a minute apart, of two sites in turn; signed after the third, the seventh and the last. */
async function tenEvents(): Promise<FileLine> {
  const line = new FileLine();
  const journal = new WorkerJournal(line);
  for (let n = 1; n <= 10; n += 1) {
    await journal.append(eventAt(n % 2 === 1 ? "MUM01" : "DEL02", n, { receivedAt: NOW + n * MINUTE }));
    if (n === 3 || n === 7 || n === 10) await journal.sign(NOW + n * MINUTE + 1, true);
  }
  return line;
}

function summary(lines: readonly string[]): string[] {
  const verdict = verdictOf(bytesOf(lines));
  assert.deepEqual(verdict.faults, []);
  return verdict.chains.map(
    ({ site, first, last, erased, signed }) =>
      `${site} ${first}-${last}, ${erased} empty, signed to ${signed?.n}`,
  );
}

describe("an export", () => {
  let line: FileLine;
  before(async () => {
    line = await tenEvents();
  });
  after(() => line.close());

  it("holds all there is", () => {
    assert.deepEqual(summary(exported(line.file)), [
      "DEL02 1-5, 0 empty, signed to 5",
      "MUM01 1-5, 0 empty, signed to 5",
    ]);
  });

  it("of one site holds nothing of another", () => {
    const lines = exported(line.file, { ...ALL, site: "MUM01" });
    assert.deepEqual(summary(lines), ["MUM01 1-5, 0 empty, signed to 5"]);
    assert.ok(!lines.join().includes("DEL02"));
  });

  it("from a moment on begins in the middle of the chains, and verifies", () => {
    const lines = exported(line.file, { ...ALL, from: NOW + 6 * MINUTE });
    assert.deepEqual(summary(lines), ["DEL02 3-5, 0 empty, signed to 5", "MUM01 4-5, 0 empty, signed to 5"]);
  });

  it("until a moment goes on to the next signature, without the contents that were not asked for", () => {
    const lines = exported(line.file, { ...ALL, to: NOW + 5 * MINUTE });
    // Made until then are two of each; MUM01 was signed at its second, DEL02 at its third.
    assert.deepEqual(summary(lines), ["DEL02 1-3, 1 empty, signed to 3", "MUM01 1-2, 0 empty, signed to 2"]);
    assert.ok(!lines.join().includes("DEL02-U07-6-"));
  });

  it("of a time in which nothing was recorded is empty", () => {
    assert.deepEqual(summary(exported(line.file, { ...ALL, from: NOW + 60 * MINUTE })), []);
  });

  it("goes through more records than are read at once", async () => {
    const many = new FileLine();
    many.db.exec("PRAGMA synchronous = OFF");
    const journal = new WorkerJournal(many);
    for (let n = 1; n <= 4500; n += 1) {
      await journal.append(eventAt("MUM01", n));
      if (n % 500 === 0) await journal.sign(NOW + n, true);
    }
    assert.deepEqual(summary(exported(many.file)), ["MUM01 1-4500, 0 empty, signed to 4500"]);
    await many.close();
  });
});
