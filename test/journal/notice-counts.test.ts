import assert from "node:assert/strict";
import fc from "fast-check";
import { LANE } from "../../nodes/domain/notice.ts";
import type { Outcome } from "../../nodes/journal/journal.ts";
import { directJournal, NOW, noticeOf } from "./making.ts";

const WANTED = { route: noticeOf().route, lane: LANE.hirer, limit: 50, run: 3, inHand: [], early: true };

const step = fc.oneof(
  fc.record({ do: fc.constant("enqueue" as const), node: fc.constantFrom("a", "b"), hirer: fc.nat(3) }),
  fc.record({
    do: fc.constant("settle" as const),
    nth: fc.nat(5),
    result: fc.constantFrom("accepted", "retry", "parked", "dead"),
  }),
  fc.record({ do: fc.constant("overdue" as const) }),
  fc.record({ do: fc.constant("retry" as const), states: fc.subarray(["parked", "dead"] as const) }),
  fc.record({ do: fc.constant("restart" as const) }),
);

function outcome(position: number, result: string): Outcome {
  switch (result) {
    case "accepted":
      return { position, result, at: NOW, providerId: "m1" };
    case "retry":
      return { position, result, at: NOW, retryAt: NOW + 1000, code: "provider-transient" };
    default:
      return { position, result: result === "dead" ? "dead" : "parked", at: NOW, code: "provider-operator" };
  }
}

describe("the counts of the outbox", () => {
  it("are those of its table, whatever happened before", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { journal, line } = directJournal();
        const table = line.db.prepare(`
          SELECT node || ' ' || state || ' ' || count(*) AS said FROM outbox GROUP BY node, state
          UNION ALL
          SELECT node || ' overdue ' || count(*) FROM outbox
          WHERE state IN ('waiting', 'parked') AND overdue = 1 GROUP BY node
        `);
        for (const [n, one] of steps.entries()) {
          switch (one.do) {
            case "enqueue": {
              const subject = { kind: "event", id: `e${n}` } as const;
              const recipient = { kind: "hirer", id: `H${one.hirer}` } as const;
              await journal.enqueue([noticeOf({ key: `k${n}`, subject, node: one.node, recipient })]);
              break;
            }
            case "settle": {
              const { items } = await journal.due([WANTED], NOW);
              const position = items[one.nth]?.position;
              if (position !== undefined) await journal.settle([outcome(position, one.result)]);
              break;
            }
            case "overdue": {
              const { items } = await journal.overdue(["a", "b"], NOW + 10 * 86_400_000, 2);
              await journal.toldOverdue(
                items.map(({ position }) => position),
                NOW,
              );
              break;
            }
            case "retry":
              await journal.retry({ states: one.states }, NOW);
              break;
            case "restart":
              line.restart();
          }
          const counted = (await journal.outboxCounts()).map(
            ({ node, state, count }) => `${node} ${state} ${count}`,
          );
          assert.deepEqual(
            counted.sort(),
            table
              .all()
              .map(({ said }) => String(said))
              .sort(),
          );
        }
        await journal.close();
      }),
      { numRuns: 200 },
    );
  });

  it("cost no look at the table, and what they begin with one walk over what is open", () => {
    const { line } = directJournal();
    const plan = (sql: string) =>
      line.db
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => String(detail))
        .join("; ");
    assert.match(
      plan("SELECT node, state, overdue, count(*) FROM outbox GROUP BY node, state, overdue"),
      /^SCAN outbox USING COVERING INDEX outbox_state$/,
    );
  });
});
