import assert from "node:assert/strict";
import fc from "fast-check";
import { ATTEMPTS } from "../../nodes/journal/journal.ts";
import { directJournal, eventOf } from "../journal/making.ts";
import type { Target } from "./target.ts";

const NODES = ["in-1", "in-2"] as const;

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constant("append" as const),
      seq: fc.integer({ min: 1, max: 20 }),
      to: fc.subarray([...NODES]),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constant("settle" as const),
      node: fc.constantFrom(...NODES),
      pick: fc.nat(20),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant("resend" as const),
      node: fc.constantFrom(...NODES),
      limit: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ op: "restart" as const }) },
);

/** What is open for each node: kept until it is settled, through any restart, and never open again afterwards. */
export const deliveries: Target = {
  name: "deliveries",
  about: "events on their way through flows: settled in any order, sent again after restarts",
  share: 5,
  inputsPerRun: 20,
  open: (took) => ({
    property: fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      took(steps.length);
      const { journal, line } = directJournal();
      const positions = new Map<number, number>();
      const open = new Map<string, Set<number>>(NODES.map((node) => [node, new Set()]));
      const openOf = (node: string) => [...(open.get(node) ?? [])].sort((a, b) => a - b);
      for (const one of steps) {
        switch (one.op) {
          case "append": {
            const { seq, to } = one;
            const { result, position, open: told } = await journal.append(eventOf({ seq }), to);
            const known = positions.get(seq);
            assert.deepEqual(
              [result, position],
              known ? ["duplicate", known] : ["stored", positions.size + 1],
            );
            positions.set(seq, position);
            if (known === undefined) for (const node of to) open.get(node)?.add(position);
            assert.deepEqual(
              told,
              to.filter((node) => open.get(node)?.has(position)),
            );
            break;
          }
          case "settle": {
            const { node, pick } = one;
            const all = openOf(node);
            // Also one that is not open, or not any more.
            const position = all[pick] ?? pick + 1;
            await journal.settleEvents([{ node, positions: [position] }]);
            open.get(node)?.delete(position);
            break;
          }
          case "resend": {
            const { node, limit } = one;
            const seen: number[] = [];
            let after = 0;
            for (let isAll = false; !isAll; ) {
              const page = await journal.openDeliveries(node, after, limit);
              assert.ok(page.items.length <= limit && (page.isAll || page.through > after));
              for (const { position, attempts, event } of page.items) {
                assert.equal(positions.get(event.seq ?? 0), position);
                assert.ok(attempts >= 0 && attempts <= ATTEMPTS);
                seen.push(position);
              }
              after = page.through;
              isAll = page.isAll;
            }
            assert.deepEqual(seen, openOf(node));
            break;
          }
          case "restart":
            line.restart();
            break;
        }
        assert.deepEqual(
          [...(await journal.deliveryCounts())].map(({ node, open: count }) => [node, count]).sort(),
          NODES.map((node) => [node, openOf(node).length] as const).filter(([, count]) => count > 0),
        );
      }
      await journal.close();
    }),
  }),
};
