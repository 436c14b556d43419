import assert from "node:assert/strict";
import type { OutboxNews } from "../../nodes/journal/outbox.ts";
import { directJournal, eventOf, NOW, noticeOf } from "./making.ts";
import { quiet, sending, TestSender } from "./sending.ts";

const NODE = "in";
/** What a disk may do to a text without SQLite noticing. */
const GARBLE = "SET body = replace(body, '{', '[')";

describe("a record that the disk does not give back as it was written", () => {
  it("does not hold up the events behind it, and says whose it was", async () => {
    const { journal, line } = directJournal();
    for (const seq of [1, 2, 3]) await journal.append(eventOf({ seq, type: "forced" }), [NODE]);
    line.db.exec(`UPDATE event ${GARBLE} WHERE position = 2`);
    const { items, isAll } = await journal.openDeliveries(NODE, 0, 10);
    assert.ok(isAll);
    assert.deepEqual(
      items.map(({ event, isDamaged }) => [event.id, event.unit, event.type, event.seq, isDamaged]),
      [
        [eventOf({ seq: 1 }).id, "MUM01-U07", "forced", 1, undefined],
        [eventOf({ seq: 2 }).id, "MUM01-U07", "forced", null, true],
        [eventOf({ seq: 3 }).id, "MUM01-U07", "forced", 3, undefined],
      ],
    );
    await journal.exhaust(NODE, 2, {
      ...{ topic: "", payload: Buffer.from(""), code: "unsettled", reason: "", receivedAt: NOW },
    });
    assert.deepEqual(await journal.deliveryCounts(), [{ node: NODE, open: 2 }]);
  });

  it("is made good where the unit sends the event once more", async () => {
    const { journal, line } = directJournal();
    await journal.append(eventOf({ seq: 1 }), [NODE]);
    line.db.exec(`UPDATE event ${GARBLE}`);
    const { result, event } = await journal.append(eventOf({ seq: 1 }), [NODE]);
    assert.deepEqual([result, event], ["duplicate", eventOf({ seq: 1 })]);
  });

  it("does not hold up the notices behind it, and counts as dead", async () => {
    const { journal, line, outbox } = sending();
    const about = (id: string) => noticeOf({ subject: { kind: "event", id } });
    const [first, next, last] = [about("a"), about("b"), about("c")];
    await journal.enqueue([first, next, last]);
    line.db.exec(`UPDATE notice ${GARBLE} WHERE position IN (1, 2)`);
    line.restart();
    const sender = new TestSender();
    outbox.addSender(sender);
    await quiet();
    assert.deepEqual(sender.sent, [last.key]);
    assert.deepEqual(await journal.outboxCounts(), [{ node: "node", state: "dead", count: 2 }]);
    // Nor does it keep the others from being told, or tried again.
    const news: OutboxNews[] = [];
    outbox.onNews("node", (one) => news.push(one));
    assert.equal(await outbox.retry({ node: "node", states: ["dead"] }), 2);
    await quiet();
    assert.deepEqual(await journal.outboxCounts(), [{ node: "node", state: "dead", count: 2 }]);
  });
});
