import assert from "node:assert/strict";
import type { NoticeCount, OutboxCount } from "../../nodes/journal/journal.ts";
import { scopedClock } from "../../nodes/runtime/clock.ts";
import { NoticeTally } from "../../nodes/runtime/notice-tally.ts";
import { TestClock } from "../clock.ts";

const quiet = () => new Promise((resolve) => setImmediate(resolve));

/** A tally of node `n`, and what its status was each time. */
function tallying(counts: () => readonly OutboxCount[]) {
  const clock = new TestClock();
  const shown: string[] = [];
  let asked = 0;
  const node = {
    id: "n",
    clock: scopedClock(clock),
    translate: (key: string, params?: Record<string, string | number>) => `${params?.count} ${key}`,
    status: (fill: unknown, _shape: unknown, key: string, params?: Record<string, string | number>) => {
      shown.push(`${fill} ${key} ${Object.values(params ?? {}).join(" ")}`.trim());
    },
  };
  const journal = {
    outboxCounts: async () => {
      asked += 1;
      return counts();
    },
  };
  return { tally: new NoticeTally(node, journal), clock, shown, asked: () => asked };
}

const of = (counts: Partial<Record<NoticeCount, number>>, node = "n"): OutboxCount[] =>
  (["waiting", "parked", "dead", "overdue"] as const).flatMap((state) => {
    const count = counts[state] ?? 0;
    return count === 0 ? [] : [{ node, state, count }];
  });

describe("the status of a notify node", () => {
  const cases: readonly (readonly [counts: Partial<Record<NoticeCount, number>>, shown: string])[] = [
    [{}, "green told 0 0"],
    [{ waiting: 3 }, "yellow told 0 3"],
    [{ waiting: 3, overdue: 3 }, "red trouble 3 common.outbox.overdue"],
    [
      { waiting: 4, parked: 2, dead: 1, overdue: 3 },
      "red trouble 2 common.outbox.parked, 1 common.outbox.dead, 3 common.outbox.overdue",
    ],
  ];
  for (const [counts, status] of cases) {
    it(`says of ${JSON.stringify(counts)}: ${status}`, async () => {
      const { tally, shown } = tallying(() => [
        ...of({ parked: 9, dead: 9, overdue: 9 }, "other"),
        ...of(counts),
      ]);
      tally.refresh();
      await quiet();
      assert.deepEqual(shown, [status]);
    });
  }

  it("follows what becomes of the notices, and asks at most twice a second", async () => {
    let counts = of({ waiting: 1 });
    const { tally, clock, shown, asked } = tallying(() => counts);
    for (let n = 0; n < 1000; n += 1) tally.refresh();
    await quiet();
    counts = of({ parked: 1 });
    for (let n = 0; n < 1000; n += 1) tally.refresh();
    clock.advance(500);
    await quiet();
    counts = [];
    tally.accepted += 1;
    tally.refresh();
    clock.advance(500);
    await quiet();
    assert.deepEqual(shown, ["yellow told 0 1", "red trouble 1 common.outbox.parked", "green told 1 0"]);
    assert.equal(asked(), 3);
  });

  it("says that there is no journal, and nothing once it is closed", async () => {
    const { tally, clock, shown } = tallying(() => {
      throw new Error("The disk is full.");
    });
    tally.refresh();
    await quiet();
    clock.advance(500);
    tally.refresh();
    tally.close();
    await quiet();
    assert.deepEqual(shown, ["red journal-unavailable"]);
  });
});
