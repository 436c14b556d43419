import assert from "node:assert/strict";
import fc from "fast-check";
import { ATTEMPTS, type OpenDeliveries } from "../../nodes/journal/journal.ts";
import { openJournal } from "../../nodes/journal/worker-journal.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { directJournal, eventOf, journalFile, NOW } from "./making.ts";

/** A journal with so many events that are open for the nodes. */
async function filled(events: number, nodes: readonly string[]) {
  const { journal, line } = directJournal();
  for (let seq = 1; seq <= events; seq += 1) await journal.append(eventOf({ seq }), nodes);
  return { journal, line };
}

const positions = ({ items }: OpenDeliveries) => items.map(({ position }) => position);
const attempts = ({ items }: OpenDeliveries) => items.map((item) => item.attempts);

describe("what is open for the flow of a locker-event-in", () => {
  it("is each event that was stored for it, in order, until that is settled", async () => {
    const { journal, line } = await filled(3, ["a", "b"]);
    await journal.append(eventOf({ seq: 4 }));
    assert.deepEqual(positions(await journal.openDeliveries("a", 0, 10)), [1, 2, 3]);
    await journal.settleEvents([
      { node: "a", positions: [1, 3] },
      { node: "b", positions: [2] },
    ]);
    await journal.settleEvents([{ node: "a", positions: [1, 99] }]);
    line.restart(2);
    const open = await journal.openDeliveries("a", 0, 10);
    assert.deepEqual(positions(open), [2]);
    assert.equal(open.items[0]?.event.seq, 2);
    assert.deepEqual(positions(await journal.openDeliveries("b", 0, 10)), [1, 3]);
    assert.deepEqual(positions(await journal.openDeliveries("c", 0, 10)), []);
    assert.deepEqual(await journal.deliveryCounts(), [
      { node: "a", open: 1 },
      { node: "b", open: 2 },
    ]);
  });

  it("is all but what was settled, in whatever order and however often that is said", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: -1, max: 14 })), async (settled) => {
        const { journal } = await filled(12, ["a", "b"]);
        await journal.settleEvents([{ node: "a", positions: settled }]);
        const all = Array.from({ length: 12 }, (_, n) => n + 1);
        assert.deepEqual(
          positions(await journal.openDeliveries("a", 0, 100)),
          all.filter((position) => !settled.includes(position)),
        );
        assert.deepEqual(positions(await journal.openDeliveries("b", 0, 100)), all);
      }),
      { numRuns: 50 },
    );
  });

  it("is said of a duplicate too, so that one whose storing nobody heard of is not forgotten", async () => {
    const { journal } = directJournal();
    const first = await journal.append(eventOf(), ["a", "b"]);
    assert.deepEqual([first.position, first.open], [1, ["a", "b"]]);
    await journal.settleEvents([{ node: "a", positions: [1] }]);
    const again = await journal.append(eventOf(), ["a", "b", "c"]);
    assert.deepEqual([again.result, again.position, again.open], ["duplicate", 1, ["b"]]);
  });

  it("comes in pages that say how far they looked", async () => {
    const { journal } = await filled(5, ["a"]);
    await journal.append(eventOf({ seq: 6 }), ["b"]);
    const first = await journal.openDeliveries("a", 0, 2);
    assert.deepEqual([positions(first), first.through, first.isAll], [[1, 2], 2, false]);
    const second = await journal.openDeliveries("a", first.through, 2);
    assert.deepEqual([positions(second), second.through, second.isAll], [[3, 4], 4, false]);
    const last = await journal.openDeliveries("a", second.through, 2);
    assert.deepEqual([positions(last), last.through, last.isAll], [[5], 6, true]);
    const nothing = await journal.openDeliveries("a", last.through, 2);
    assert.deepEqual([positions(nothing), nothing.through, nothing.isAll], [[], 6, true]);
  });

  it("is closed for a node that is gone", async () => {
    const { journal } = await filled(3, ["a", "b"]);
    assert.equal(await journal.closeDeliveries("a", NOW), 3);
    assert.equal(await journal.closeDeliveries("a", NOW), 0);
    assert.deepEqual(await journal.deliveryCounts(), [{ node: "b", open: 3 }]);
  });
});

describe("attempts to get an event through a flow", () => {
  it("count lives of the process that ended uncleanly with the event on its way, and no others", async () => {
    const { journal, line } = await filled(1, ["a"]);
    const read = async () => attempts(await journal.openDeliveries("a", 0, 10));
    assert.deepEqual(await read(), [0], "a deploy");
    line.restart(2);
    assert.deepEqual(await read(), [1], "a power cut");
    assert.deepEqual(await read(), [1], "a deploy after it");
    await line.ask("handBack", null);
    line.restart(3);
    assert.deepEqual(await read(), [1], "a clean stop");
    line.restart(4);
    line.restart(5);
    assert.deepEqual(await read(), [2], "two power cuts, before the first of which it was sent");
  });

  it("are written down before they are made, and only for the page that is read", async () => {
    const { journal, line } = await filled(4, ["a"]);
    line.restart(2);
    await journal.openDeliveries("a", 0, 2);
    line.restart(3);
    assert.deepEqual(attempts(await journal.openDeliveries("a", 0, 10)), [2, 2, 1, 1]);
  });

  it("are made by ever fewer at a time, so that the event that ends the process is left alone at last", async () => {
    const { journal, line } = await filled(300, ["a"]);
    const sizes: number[] = [];
    for (let life = 2; life < 2 + ATTEMPTS; life += 1) {
      line.restart(life);
      sizes.push(positions(await journal.openDeliveries("a", 0, 256)).length);
    }
    assert.deepEqual(sizes, [256, 256, 64, 16, 4, 1, 1, 1, 1, 1]);
    const [first] = (await journal.openDeliveries("a", 0, 256)).items;
    assert.deepEqual([first?.position, first?.attempts], [1, ATTEMPTS]);
    const second = await journal.openDeliveries("a", 1, 256);
    assert.ok((second.items[0]?.attempts ?? 0) < ATTEMPTS);
  });

  it("keep an innocent event from a suspect one that follows it", async () => {
    const { journal, line } = directJournal();
    await journal.append(eventOf({ seq: 1 }), ["b"]);
    for (const seq of [2, 3]) await journal.append(eventOf({ seq }), ["a"]);
    for (let life = 2; life < 6; life += 1) {
      line.restart(life);
      await journal.openDeliveries("a", 2, 1);
    }
    assert.deepEqual(positions(await journal.openDeliveries("a", 0, 256)), [2]);
    assert.deepEqual(positions(await journal.openDeliveries("a", 2, 256)), [3]);
  });

  it("end in the quarantine, in one commit", async () => {
    const { journal, line } = await filled(2, ["a"]);
    const payload = new Uint8Array([1, 2, 3]);
    await journal.exhaust("a", 1, {
      ...{
        topic: "lockers/v1/MUM01/MUM01-U07/event",
        payload,
        code: "unsettled",
        reason: "Tried too often.",
      },
      receivedAt: NOW,
    });
    assert.deepEqual(positions(await journal.openDeliveries("a", 0, 10)), [2]);
    assert.deepEqual(
      line.db
        .prepare("SELECT code, reason FROM quarantine")
        .all()
        .map((row) => ({ ...row })),
      [{ code: "unsettled", reason: "Tried too often." }],
    );
  });
});

describe("a journal that is closed", () => {
  it("hands back what it had open: the next one does not take it for the reason of an end", async () => {
    const file = journalFile();
    const first = openJournal({ file, clock: systemClock });
    await first.append(eventOf(), ["a"]);
    await first.close();
    const next = openJournal({ file, clock: systemClock });
    assert.deepEqual(attempts(await next.openDeliveries("a", 0, 10)), [0]);
    await next.close();
  });
});
