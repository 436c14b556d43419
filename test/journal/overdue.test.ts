import assert from "node:assert/strict";
import { LANE, type Notice } from "../../nodes/domain/notice.ts";
import { Dispatcher } from "../../nodes/journal/dispatcher.ts";
import type { OutboxNews } from "../../nodes/journal/outbox.ts";
import type { TestClock } from "../clock.ts";
import { NOW, noticeOf } from "./making.ts";
import { failing, quiet, sending, TestSender } from "./sending.ts";

const HOUR = 3_600_000;
const QUARTER = HOUR / 4;
const DAY_END = NOW + 13 * HOUR;

const text = (key: string, more: Partial<Notice> = {}) =>
  noticeOf({
    key,
    recipient: { kind: "hirer", id: key },
    subject: { kind: "event", id: key },
    overdueAt: DAY_END,
    ...more,
  });

const told = (news: readonly OutboxNews[]) =>
  news.flatMap(({ item, outcome }) =>
    outcome.result === "overdue" ? [`${item.notice.key} ${outcome.state} ${outcome.code}`] : [],
  );

/** Lets time go by as it does: whoever waits looks at the clock in between. */
async function pass(clock: TestClock, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= QUARTER) {
    clock.advance(Math.min(left, QUARTER));
    await quiet();
  }
}

describe("a notice that no provider has accepted in time", () => {
  it("is told once as overdue, is sent all the same, and counts until it is accepted", async () => {
    const { journal, outbox, clock, news } = sending();
    const sender = new TestSender({ reply: () => failing("provider-transient") });
    outbox.addSender(sender);
    await journal.enqueue([text("a"), text("b")]);
    await quiet();
    await pass(clock, 13 * HOUR - 1);
    assert.deepEqual(told(news), []);
    clock.advance(1);
    await quiet();
    assert.deepEqual(told(news).sort(), ["a waiting provider-transient", "b waiting provider-transient"]);
    assert.deepEqual(await journal.outboxCounts(), [
      { node: "node", state: "waiting", count: 2 },
      { node: "node", state: "overdue", count: 2 },
    ]);
    await pass(clock, 24 * HOUR);
    assert.equal(told(news).length, 2);
    sender.reply = () => ({ result: "accepted", providerId: "m1" });
    await pass(clock, 60_000);
    assert.deepEqual(await journal.outboxCounts(), []);
  });

  it("is not told where it was accepted, or given up, before", async () => {
    const { journal, outbox, clock, news } = sending();
    outbox.addSender(
      new TestSender({
        reply: ({ notice }) =>
          notice.key === "dead" ? failing("provider-permanent") : { result: "accepted", providerId: "m1" },
      }),
    );
    await journal.enqueue([text("a"), text("dead")]);
    await quiet();
    await pass(clock, 48 * HOUR);
    assert.deepEqual(told(news), []);
    assert.deepEqual(await journal.outboxCounts(), [{ node: "node", state: "dead", count: 1 }]);
  });

  it("is told as parked where it is, and counts among both", async () => {
    const { journal, outbox, clock, news } = sending();
    outbox.addSender(new TestSender({ reply: () => failing("provider-operator") }));
    await journal.enqueue([text("a")]);
    await quiet();
    await pass(clock, 13 * HOUR);
    assert.deepEqual(told(news), ["a parked provider-operator"]);
    assert.deepEqual(await journal.outboxCounts(), [
      { node: "node", state: "parked", count: 1 },
      { node: "node", state: "overdue", count: 1 },
    ]);
  });

  it("is told although nobody sends its route, by the clock of its own end", async () => {
    const { journal, clock, news } = sending();
    await journal.enqueue([text("late"), text("soon", { overdueAt: NOW + 60_000, lane: LANE.sos })]);
    await quiet();
    await pass(clock, 60_000);
    assert.deepEqual(told(news), ["soon waiting null"]);
    await pass(clock, 13 * HOUR);
    assert.deepEqual(told(news), ["soon waiting null", "late waiting null"]);
  });

  it("is told when its node is there again, and not a second time after a restart", async () => {
    const { journal, line, outbox, clock } = sending();
    await journal.enqueue([text("a", { node: "away" })]);
    await pass(clock, 24 * HOUR);
    const news: OutboxNews[] = [];
    const stop = outbox.onNews("away", (one) => news.push(one));
    await quiet();
    assert.deepEqual(told(news), ["a waiting null"]);
    stop();
    await outbox.stop();
    line.restart();
    const later = new Dispatcher({ journal, clock, random: () => 0 });
    later.onNews("away", (one) => news.push(one));
    await pass(clock, 24 * HOUR);
    assert.equal(told(news).length, 1);
    assert.deepEqual(await journal.outboxCounts(), [
      { node: "away", state: "waiting", count: 1 },
      { node: "away", state: "overdue", count: 1 },
    ]);
    await later.stop();
  });

  it("is told when Node-RED was off as its day ended", async () => {
    const { journal, outbox, line, clock, news } = sending();
    await journal.enqueue([text("a")]);
    await quiet();
    await outbox.stop();
    clock.advance(13 * HOUR + 1);
    line.restart();
    const later = new Dispatcher({ journal, clock, random: () => 0 });
    later.onNews("node", (one) => news.push(one));
    await quiet();
    assert.deepEqual(told(news), ["a waiting null"]);
    await later.stop();
    assert.equal(clock.pending, 0);
  });

  it("is told in full however many there are, and although the journal cannot be used for a time", async () => {
    const { journal, line, clock, news } = sending();
    const many = Array.from({ length: 450 }, (_, n) => text(`n${n}`));
    await journal.enqueue(many);
    await quiet();
    line.broken.add("overdue");
    await pass(clock, 13 * HOUR);
    assert.deepEqual(told(news), []);
    line.broken.clear();
    clock.advance(1000);
    for (let n = 0; n < 5; n += 1) await quiet();
    assert.equal(new Set(told(news)).size, 450);
    assert.equal(told(news).length, 450);
  });

  it("is told once although the journal can be read and not written for a time", async () => {
    const { journal, line, clock, news } = sending();
    await journal.enqueue([text("a")]);
    await quiet();
    line.broken.add("toldOverdue");
    await pass(clock, 13 * HOUR);
    for (let second = 0; second < 20; second += 1) {
      clock.advance(1000);
      await quiet();
    }
    assert.deepEqual(told(news), ["a waiting null"]);
    line.broken.clear();
    clock.advance(1000);
    await quiet();
    assert.deepEqual(await journal.outboxCounts(), [
      { node: "node", state: "waiting", count: 1 },
      { node: "node", state: "overdue", count: 1 },
    ]);
    line.restart();
    await pass(clock, HOUR);
    assert.equal(told(news).length, 1);
  });

  it("is looked for again when the clock was set meanwhile", async () => {
    const { journal, clock, news } = sending();
    await journal.enqueue([text("a")]);
    await quiet();
    clock.set(DAY_END + 1);
    clock.advance(15 * 60_000);
    await quiet();
    assert.deepEqual(told(news), ["a waiting null"]);
  });
});
