import assert from "node:assert/strict";
import type { Mark } from "../../nodes/domain/event.ts";
import { directJournal, eventOf } from "./making.ts";

interface Step {
  readonly seq: number | null;
  /** Stands for what the event says; "a" where it does not matter. */
  readonly content?: string;
  readonly unit?: string;
  readonly result: "stored" | "duplicate";
  readonly mark?: Mark;
  readonly gap?: readonly [from: number, to: number];
}

const stored = (seq: number | null, more: Partial<Step> = {}): Step => ({ seq, result: "stored", ...more });
const duplicate = (seq: number | null, more: Partial<Step> = {}): Step => ({
  seq,
  result: "duplicate",
  ...more,
});
const gap = (seq: number, from: number, to: number): Step =>
  stored(seq, { mark: "sequence-gap", gap: [from, to] });
const late = (seq: number): Step => stored(seq, { mark: "out-of-order" });

const CASES: readonly (readonly [rule: string, steps: readonly Step[]])[] = [
  ["numbers in order are stored as they are", [stored(1), stored(2), stored(3)]],
  ["the first number of a unit may be any", [stored(4211), stored(4212)]],
  ["the same event again is a duplicate", [stored(1), stored(2), duplicate(2), duplicate(1), stored(3)]],
  ["skipped numbers are a gap, told once", [stored(1), gap(5, 2, 4), stored(6)]],
  ["a gap of one number", [stored(1), gap(3, 2, 2)]],
  [
    "a missing number that comes late is out of order",
    [stored(1), gap(4, 2, 3), late(3), late(2), stored(5)],
  ],
  [
    "a missing number splits its range",
    [stored(1), gap(9, 2, 8), late(5), late(2), late(8), late(3), late(7)],
  ],
  ["a late number again is a duplicate", [stored(1), gap(3, 2, 2), late(2), duplicate(2)]],
  [
    "a number with other content is a replay, once",
    [
      stored(1),
      stored(2),
      stored(2, { content: "b", mark: "replayed" }),
      duplicate(2, { content: "b" }),
      duplicate(2),
      stored(3),
    ],
  ],
  [
    "a number that goes back behind the first known one is a replay",
    [stored(100), stored(7, { mark: "replayed" }), stored(101)],
  ],
  ["gaps far apart are kept apart", [stored(1), gap(3, 2, 2), gap(9, 4, 8), late(2), late(8), duplicate(2)]],
  ["the greatest jump a number allows", [stored(1), gap(4_294_967_295, 2, 4_294_967_294), late(70_000)]],
  [
    "each unit counts by itself",
    [
      stored(5, { unit: "A1" }),
      stored(1, { unit: "B1" }),
      stored(6, { unit: "A1" }),
      stored(2, { unit: "B1" }),
    ],
  ],
  ["what the gateway derived has no number and goes by its id", [stored(null), duplicate(null), stored(1)]],
];

describe("sequence and identity of events", () => {
  for (const restarts of [false, true]) {
    for (const [rule, steps] of CASES) {
      it(`${rule}${restarts ? ", with a restart before each" : ""}`, async () => {
        const { journal, line } = directJournal();
        for (const { seq, content, unit, result, mark, gap } of steps) {
          if (restarts) line.restart();
          const event = eventOf({ seq, ...(content ? { content } : {}), ...(unit ? { unit } : {}) });
          const appended = await journal.append(event);
          const told = [appended.result, appended.gap && [appended.gap.from, appended.gap.to]];
          assert.deepEqual(told, [result, gap ?? null], `number ${seq}`);
          if (result === "stored")
            assert.deepEqual(appended.event.marks, mark ? [mark] : [], `number ${seq}`);
        }
        await journal.close();
      });
    }
  }

  it("a duplicate comes back as it was stored, marks included", async () => {
    const { journal } = directJournal();
    await journal.append(eventOf({ seq: 1 }));
    const { event } = await journal.append(eventOf({ seq: 3, marks: ["oversize"] }));
    assert.deepEqual(event.marks, ["oversize", "sequence-gap"]);
    const again = await journal.append(eventOf({ seq: 3, marks: ["oversize"], receivedAt: 1 }));
    assert.deepEqual(again, { result: "duplicate", event, gap: null });
  });

  it("a new boot does not begin the sequence anew", async () => {
    const { journal } = directJournal();
    await journal.append(eventOf({ seq: 10, boot: 17 }));
    const next = await journal.append(eventOf({ seq: 11, boot: 18 }));
    assert.deepEqual([next.result, next.event.marks], ["stored", []]);
    const back = await journal.append(eventOf({ seq: 1, boot: 19 }));
    assert.deepEqual(back.event.marks, ["replayed"]);
  });

  it("an event is found by its id long after its segment was filled", async () => {
    const { journal, line } = directJournal();
    const units = ["A1", "B1", "C1"];
    const event = (n: number) => eventOf({ unit: units[n % 3] ?? "", seq: 1 + Math.floor(n / 3) });
    // Two segments and a little: past what is kept in memory.
    const count = 2 * 2 ** 15 + 10;
    for (let n = 0; n < count; n += 1) await journal.append(event(n));
    for (const restart of [false, true]) {
      if (restart) line.restart();
      for (const n of [0, 1, 2 ** 15 - 2, 2 ** 15 - 1, 2 ** 15, 2 ** 16 - 1, 2 ** 16, count - 1]) {
        assert.equal((await journal.append(event(n))).result, "duplicate", `event ${n}`);
      }
      assert.equal((await journal.unitState("B1"))?.lastSeq, event(count - 1 - ((count - 1 - 1) % 3)).seq);
    }
  });
});
