import assert from "node:assert/strict";
import { Dispatcher } from "../../nodes/journal/dispatcher.ts";
import type { OutboxNews } from "../../nodes/journal/outbox.ts";
import { noticeOf } from "./making.ts";
import { failing, quiet, sending, TestSender } from "./sending.ts";

const of = (node: string, key: string) =>
  noticeOf({ node, key, recipient: { kind: "hirer", id: key }, subject: { kind: "event", id: key } });

const said = (news: readonly OutboxNews[]) =>
  news.map(({ item, outcome, reason }) => `${item.notice.key} ${outcome.result}: ${reason}`);

/** An outbox that has given up `a` and parked `b` of a node that is not there. */
async function missed() {
  const all = sending();
  const { journal, outbox } = all;
  const sender = new TestSender({
    reply: ({ notice }) => failing(notice.key.startsWith("a") ? "provider-permanent" : "provider-operator"),
  });
  const remove = outbox.addSender(sender);
  await journal.enqueue([of("away", "a"), of("away", "b"), of("other", "a2")]);
  await quiet();
  remove();
  const news: OutboxNews[] = [];
  return { ...all, news, listener: (one: OutboxNews) => news.push(one) };
}

const BOTH = ["a dead: It failed: provider-permanent.", "b parked: It failed: provider-operator."];

describe("a node that was not there when its notices were parked or given up", () => {
  it("is told of them, with the reasons, when it is back; once", async () => {
    const { outbox, news, listener } = await missed();
    const stop = outbox.onNews("away", listener);
    await quiet();
    assert.deepEqual(said(news), BOTH);
    stop();
    outbox.onNews("away", listener);
    await quiet();
    assert.equal(news.length, 2);
  });

  it("is told after a restart, too", async () => {
    const { outbox, journal, line, clock, news, listener } = await missed();
    await outbox.stop();
    line.restart();
    const later = new Dispatcher({ journal, clock, random: () => 0 });
    later.onNews("away", listener);
    await quiet();
    assert.deepEqual(said(news), BOTH);
    await later.stop();
  });

  it("is told again where it could not be written down that it was told", async () => {
    const { outbox, line, news, listener } = await missed();
    line.broken.add("told");
    const stop = outbox.onNews("away", listener);
    await quiet();
    stop();
    line.broken.clear();
    outbox.onNews("away", listener);
    await quiet();
    assert.deepEqual(said(news), [...BOTH, ...BOTH]);
  });

  it("is not told of what waits again meanwhile", async () => {
    const { outbox, news, listener } = await missed();
    await outbox.retry({ states: ["dead"], node: "away" });
    outbox.onNews("away", listener);
    await quiet();
    assert.deepEqual(said(news), BOTH.slice(1));
  });
});

describe("a node that is there", () => {
  it("is told once, and not again when it comes back", async () => {
    const { journal, line, outbox, news } = sending();
    outbox.addSender(new TestSender({ reply: () => failing("provider-permanent") }));
    await journal.enqueue([of("node", "a")]);
    await quiet();
    line.restart();
    const again: OutboxNews[] = [];
    const later = new Dispatcher({ journal, clock: sending().clock, random: () => 0 });
    later.onNews("node", (one) => again.push(one));
    await quiet();
    assert.deepEqual([news.length, again.length], [1, 0]);
  });
});
