import assert from "node:assert/strict";
import { LANE, type Lane } from "../../nodes/domain/notice.ts";
import { REQUEST_TIMEOUT_MS } from "../../nodes/journal/attempt.ts";
import type { OutboxNews } from "../../nodes/journal/outbox.ts";
import { noticeOf } from "./making.ts";
import { ACCEPTED, failing, quiet, sending, TestSender } from "./sending.ts";

const TOPIC = "arn:aws:sns:ap-south-1:123456789012:openings";

const text = (key: string, hirer = key, lane: Lane = LANE.hirer) =>
  noticeOf({ key, recipient: { kind: "hirer", id: hirer }, lane, subject: { kind: "event", id: key } });

const topic = (key: string, arn = TOPIC) =>
  noticeOf({
    key,
    recipient: { kind: "topic", arn },
    channel: "topic",
    locker: key,
    subject: { kind: "event", id: key },
  });

const numbered = (count: number, prefix = "n") =>
  Array.from({ length: count }, (_, n) => `${prefix}${String(n).padStart(4, "0")}`);

/** Timers that wait for a notice to be overdue. */
const WATCHDOG = 1;

const resultOf = ({ outcome }: OutboxNews) => outcome.result;

describe("the outbox sends", () => {
  it("what is enqueued, at once, and tells the node that asked", async () => {
    const { journal, outbox, news } = sending();
    const sender = new TestSender();
    outbox.addSender(sender);
    await journal.enqueue([text("a")]);
    await quiet();
    assert.deepEqual(sender.sent, ["a"]);
    assert.deepEqual(
      news.map(({ item, outcome, reason }) => [item.notice.key, outcome.result, reason]),
      [["a", "accepted", null]],
    );
    assert.deepEqual(await journal.outboxCounts(), []);
  });

  it("what waited before its sender was there; without one it waits and is counted", async () => {
    const { journal, outbox } = sending();
    const other = new TestSender({ route: "email:a:b" });
    outbox.addSender(other);
    await journal.enqueue([text("a")]);
    await quiet();
    assert.deepEqual(await journal.outboxCounts(), [{ node: "node", state: "waiting", count: 1 }]);
    const sender = new TestSender();
    outbox.addSender(sender);
    await quiet();
    assert.deepEqual([sender.sent, other.sent], [["a"], []]);
  });

  it("what a journal holds that was begun anew, whatever becomes of those it took out of the one before", async () => {
    const { journal, line, outbox, news } = sending();
    const sender = new TestSender({ reply: null });
    outbox.addSender(sender);
    await journal.enqueue([text("old")]);
    await quiet();
    line.db.exec("DELETE FROM notice; DELETE FROM outbox");
    line.restart();
    outbox.setAside("journal.sqlite.damaged-1");
    // It has the position that the other one had.
    await journal.enqueue([text("new")]);
    await quiet();
    sender.requests[0]?.answer([ACCEPTED]);
    await quiet();
    assert.deepEqual(sender.sent, ["old", "new"]);
    assert.deepEqual(await journal.outboxCounts(), [{ node: "node", state: "waiting", count: 1 }]);
    sender.requests[1]?.answer([ACCEPTED]);
    await quiet();
    assert.deepEqual(await journal.outboxCounts(), []);
    assert.deepEqual(
      news.map(({ item }) => item.notice.key),
      ["old", "new"],
    );
  });

  it("what was parked once its route has a sender again, before what came later to the same people", async () => {
    const { journal, outbox } = sending();
    const refused = new TestSender({ reply: () => failing("provider-operator") });
    const remove = outbox.addSender(refused);
    await journal.enqueue([text("a", "one"), text("b", "one"), text("c", "two")]);
    await quiet();
    assert.deepEqual(await journal.outboxCounts(), [{ node: "node", state: "parked", count: 3 }]);
    const beside = new TestSender();
    const removeBeside = outbox.addSender(beside);
    await quiet();
    assert.deepEqual(beside.sent, [], "a node beside it changes nothing");
    removeBeside();
    remove();
    await journal.enqueue([text("d", "one")]);
    const mended = new TestSender();
    outbox.addSender(mended);
    await quiet();
    assert.deepEqual(
      mended.sent.filter((key) => key !== "c"),
      ["a", "b", "d"],
    );
    assert.ok(mended.sent.includes("c"));
    assert.deepEqual(await journal.outboxCounts(), []);
  });

  it("nothing twice when a deploy comes while a request is under way", async () => {
    const { journal, outbox } = sending();
    const slow = new TestSender({ batch: 10, reply: null });
    const remove = outbox.addSender(slow);
    await journal.enqueue([topic("a")]);
    await quiet();
    slow.requests[0]?.answer([failing("provider-operator")]);
    await quiet();
    await journal.enqueue([topic("b")]);
    await quiet();
    assert.deepEqual(slow.sent, ["a", "b"]);
    remove();
    const mended = new TestSender({ batch: 10 });
    outbox.addSender(mended);
    await quiet();
    assert.deepEqual(mended.sent, [], "until the request has ended");
    slow.requests[1]?.answer([ACCEPTED]);
    await quiet();
    assert.deepEqual(mended.sent, ["a"]);
    assert.deepEqual(await journal.outboxCounts(), []);
  });

  it("what was parked although the journal could not be used at first", async () => {
    const { journal, outbox, clock } = sending();
    const remove = outbox.addSender(new TestSender({ reply: () => failing("provider-operator") }));
    await journal.enqueue([text("a")]);
    await quiet();
    remove();
    const retry = journal.retry.bind(journal);
    journal.retry = () => Promise.reject(new Error("The disk is full."));
    const mended = new TestSender();
    outbox.addSender(mended);
    await quiet();
    journal.retry = retry;
    clock.advance(1_000);
    await quiet();
    assert.deepEqual(mended.sent, ["a"]);
  });

  it("3 SOS before 1,000 hirer notices that waited longer", async () => {
    const { journal, outbox, clock } = sending();
    await journal.enqueue(numbered(1000).map((key) => text(key)));
    const sender = new TestSender({ rate: { perSecond: 20, burst: 1 } });
    outbox.addSender(sender);
    await quiet();
    assert.equal(sender.sent.length, 1, "the bucket allows one");
    await journal.enqueue(["sos1", "sos2", "sos3"].map((key) => text(key, key, LANE.sos)));
    await quiet();
    for (let n = 0; n < 5; n += 1) {
      clock.advance(50);
      await quiet();
    }
    assert.deepEqual(sender.sent, ["n0000", "sos1", "sos2", "sos3", "n0001", "n0002"]);
  });

  it("an SOS although slow requests take up every other place", async () => {
    const { journal, outbox } = sending();
    const sender = new TestSender({ reply: null });
    outbox.addSender(sender);
    await journal.enqueue(numbered(20).map((key) => text(key)));
    await quiet();
    assert.equal(sender.requests.length, 8);
    await journal.enqueue([text("sos", "x", LANE.sos)]);
    await quiet();
    assert.deepEqual(sender.sent.slice(8), ["sos"]);
  });

  it("the lanes in their order", async () => {
    const { journal, outbox } = sending();
    const lanes = [LANE.routine, LANE.hirer, LANE.insurer, LANE.sos];
    await journal.enqueue(lanes.map((lane) => text(`lane ${lane}`, "H1", lane)));
    const sender = new TestSender({ rate: { perSecond: 1e6, burst: 4 } });
    outbox.addSender(sender);
    await quiet();
    assert.deepEqual(sender.sent, ["lane 0", "lane 1", "lane 2", "lane 3"]);
  });

  it("no faster than the rate, and a burst after a pause", async () => {
    const { journal, outbox, clock } = sending();
    const sender = new TestSender({ rate: { perSecond: 10, burst: 5 } });
    outbox.addSender(sender);
    await journal.enqueue(numbered(30).map((key) => text(key)));
    const counts: number[] = [];
    for (let tenth = 0; tenth < 5; tenth += 1) {
      await quiet();
      counts.push(sender.sent.length);
      clock.advance(100);
    }
    assert.deepEqual(counts, [5, 6, 7, 8, 9]);
  });

  it("up to ten of a group in one request, and no mixture of groups", async () => {
    const { journal, outbox } = sending();
    const other = `${TOPIC}-2`;
    await journal.enqueue([
      ...numbered(25).map((key) => topic(key)),
      ...numbered(3, "o").map((key) => topic(key, other)),
    ]);
    const sender = new TestSender({ batch: 10 });
    outbox.addSender(sender);
    await quiet();
    assert.deepEqual(
      sender.requests.map(({ items }) => items.length),
      [10, 10, 3, 5],
    );
    for (const { items } of sender.requests) {
      assert.equal(new Set(items.map((item) => sender.groupOf(item))).size, 1);
    }
    assert.deepEqual([...sender.sent].sort(), [...numbered(25), ...numbered(3, "o")]);
  });

  it("a request that is not full waits while two of its group are under way", async () => {
    const { journal, outbox } = sending();
    const sender = new TestSender({ batch: 10, reply: null });
    outbox.addSender(sender);
    for (const key of numbered(5)) {
      await journal.enqueue([topic(key)]);
      await quiet();
    }
    assert.deepEqual(
      sender.requests.map(({ keys }) => keys),
      [["n0000"], ["n0001"]],
    );
    sender.requests[0]?.answer([ACCEPTED]);
    await quiet();
    assert.deepEqual(sender.requests[2]?.keys, ["n0002", "n0003", "n0004"]);
  });

  it("one result for each of a request: the failed one is tried again, the others are done", async () => {
    const { journal, outbox, clock, news } = sending();
    let bad = true;
    const sender = new TestSender({
      batch: 10,
      reply: ({ notice }) => (bad && notice.key === "b" ? failing("provider-transient") : ACCEPTED),
    });
    outbox.addSender(sender);
    await journal.enqueue(["a", "b", "c"].map((key) => topic(key)));
    await quiet();
    bad = false;
    clock.advance(1000);
    await quiet();
    assert.deepEqual(
      sender.requests.map(({ keys }) => keys),
      [["a", "b", "c"], ["b"]],
    );
    assert.deepEqual(news.map(resultOf), ["accepted", "retry", "accepted", "accepted"]);
  });

  it("not at all while a recipient's earlier notice waits for its retry, but to everyone else", async () => {
    const { journal, outbox, clock } = sending();
    let down = true;
    const sender = new TestSender({
      reply: ({ notice }) => (down && notice.key === "a1" ? failing("provider-transient") : ACCEPTED),
    });
    outbox.addSender(sender);
    await journal.enqueue([text("a1", "A"), text("a2", "A"), text("b1", "B"), text("a3", "A")]);
    await quiet();
    assert.deepEqual(sender.sent, ["a1", "b1"]);
    down = false;
    clock.advance(1000);
    await quiet();
    assert.deepEqual(sender.sent, ["a1", "b1", "a1", "a2", "a3"]);
  });

  for (const [code, result] of [
    ["provider-permanent", "dead"],
    ["provider-operator", "parked"],
  ] as const) {
    it(`${code} makes a notice ${result}: said once, with the reason, and out of the way of the next`, async () => {
      const { journal, outbox, news } = sending();
      const sender = new TestSender({
        reply: ({ notice }) => (notice.key === "a1" ? failing(code) : ACCEPTED),
      });
      outbox.addSender(sender);
      await journal.enqueue([text("a1", "A"), text("a2", "A")]);
      await quiet();
      assert.deepEqual(sender.sent, ["a1", "a2"]);
      assert.deepEqual(
        news.map(({ outcome, reason }) => [outcome.result, reason]),
        [
          [result, `It failed: ${code}.`],
          ["accepted", null],
        ],
      );
      assert.deepEqual(await journal.outboxCounts(), [{ node: "node", state: result, count: 1 }]);
    });
  }

  it("again and again, ever more seldom, when the provider is out of order", async () => {
    const { journal, outbox, clock } = sending(() => 0.999_999);
    const sender = new TestSender({ reply: () => failing("provider-transient") });
    outbox.addSender(sender);
    await journal.enqueue([text("a")]);
    await quiet();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 12; attempt += 1) {
      let waited = 0;
      while (sender.requests.length === attempt) {
        clock.advance(500);
        waited += 0.5;
        await quiet();
      }
      waits.push(waited);
    }
    assert.deepEqual(waits, [0.5, 1, 2, 4, 8, 15, 15, 15, 15, 15, 15, 15]);
  });

  it("a request that is not answered in time is aborted and tried again", async () => {
    const { journal, outbox, clock, news } = sending();
    const sender = new TestSender({ reply: null });
    outbox.addSender(sender);
    await journal.enqueue([text("a")]);
    await quiet();
    clock.advance(REQUEST_TIMEOUT_MS - 1);
    await quiet();
    assert.equal(sender.requests[0]?.signal.aborted, false);
    clock.advance(1);
    await quiet();
    assert.equal(sender.requests[0]?.signal.aborted, true);
    assert.deepEqual(news.map(resultOf), ["retry"]);
    sender.reply = () => ACCEPTED;
    clock.advance(1000);
    await quiet();
    assert.deepEqual(news.map(resultOf), ["retry", "accepted"]);
    assert.equal(clock.pending, WATCHDOG);
  });

  it("on, whatever a sender does: it throws, or forgets a result", async () => {
    const { journal, outbox, clock, news } = sending();
    const sender = new TestSender({ batch: 10 });
    outbox.addSender(sender);
    sender.reply = () => {
      throw new Error("secret +919820012345");
    };
    await journal.enqueue([topic("a"), topic("b")]);
    await quiet();
    assert.ok(news.length >= 2 && news.every(({ outcome }) => outcome.result === "retry"));
    assert.doesNotMatch(JSON.stringify(news), /9820012345/);
    const failed = news.length;
    sender.reply = null;
    clock.advance(1000);
    await quiet();
    sender.requests.at(-1)?.answer([ACCEPTED]);
    await quiet();
    sender.requests.at(-1)?.answer([]);
    await quiet();
    assert.deepEqual(news.slice(failed).map(resultOf), ["accepted", "retry"]);
  });

  it("nothing twice while the journal cannot record what became of it", async () => {
    const { journal, outbox, line, clock, news } = sending();
    const sender = new TestSender();
    outbox.addSender(sender);
    line.broken.add("settle");
    await journal.enqueue([text("a1", "A"), text("a2", "A"), text("b1", "B")]);
    await quiet();
    for (let second = 0; second < 5; second += 1) {
      clock.advance(1000);
      await quiet();
      outbox.wake();
      await quiet();
    }
    assert.deepEqual([sender.sent, news], [["a1", "b1"], []]);
    line.broken.clear();
    clock.advance(1000);
    await quiet();
    assert.deepEqual(sender.sent, ["a1", "b1", "a2"]);
    assert.deepEqual(news.map(resultOf), ["accepted", "accepted", "accepted"]);
  });

  it("and asks for more together with telling what was accepted, but only after what has failed is recorded", async () => {
    const { journal, outbox } = sending();
    const sender = new TestSender({ reply: null });
    outbox.addSender(sender);
    await journal.enqueue([text("a"), text("b")]);
    await quiet();
    const asked: string[] = [];
    let record = () => {};
    const settle = journal.settle.bind(journal);
    journal.settle = async (outcomes, patient) => {
      asked.push(patient ? "settle, with the next commit" : "settle");
      await new Promise<void>((resolve) => {
        record = resolve;
      });
      await settle(outcomes);
    };
    const due = journal.due.bind(journal);
    journal.due = (...args) => {
      asked.push("due");
      return due(...args);
    };
    sender.requests[0]?.answer([ACCEPTED]);
    await quiet();
    assert.deepEqual(asked, ["settle, with the next commit", "due"]);
    record();
    await quiet();
    asked.length = 0;
    sender.requests[1]?.answer([failing("provider-permanent")]);
    await quiet();
    assert.deepEqual(asked, ["settle"]);
    record();
    await quiet();
    assert.deepEqual(asked, ["settle", "due"]);
  });

  it("on when the journal can be asked again", async () => {
    const { journal, outbox, line, clock } = sending();
    const sender = new TestSender();
    line.broken.add("due");
    outbox.addSender(sender);
    await journal.enqueue([text("a")]);
    await quiet();
    line.broken.clear();
    clock.advance(1000);
    await quiet();
    assert.deepEqual(sender.sent, ["a"]);
    assert.equal(clock.pending, WATCHDOG);
  });

  it("through one of several senders of a route, and through the next when that one goes", async () => {
    const { journal, outbox } = sending();
    const [first, second] = [new TestSender(), new TestSender()];
    const removeFirst = outbox.addSender(first);
    const removeSecond = outbox.addSender(second);
    await journal.enqueue([text("a")]);
    await quiet();
    removeFirst();
    await journal.enqueue([text("b")]);
    await quiet();
    removeSecond();
    removeSecond();
    await journal.enqueue([text("c")]);
    await quiet();
    assert.deepEqual([first.sent, second.sent], [["a"], ["b"]]);
    assert.deepEqual(await journal.outboxCounts(), [{ node: "node", state: "waiting", count: 1 }]);
    const third = new TestSender();
    outbox.addSender(third);
    await quiet();
    assert.deepEqual(third.sent, ["c"]);
  });

  it("a deploy does not fill the bucket anew", async () => {
    const { journal, outbox, clock } = sending();
    const rate = { perSecond: 10, burst: 3 };
    const first = new TestSender({ rate });
    const remove = outbox.addSender(first);
    await journal.enqueue(numbered(10).map((key) => text(key)));
    await quiet();
    remove();
    const second = new TestSender({ rate });
    outbox.addSender(second);
    await quiet();
    assert.deepEqual([first.sent.length, second.sent.length], [3, 0]);
    clock.advance(100);
    await quiet();
    assert.deepEqual(second.sent, ["n0003"]);
  });

  it("and tells only who listens, even when one of them fails at it", async () => {
    const { journal, outbox } = sending();
    const warnings: string[] = [];
    const warned = (warning: Error) => warnings.push(warning.message);
    process.on("warning", warned);
    const heard: string[] = [];
    outbox.onNews("one", () => {
      throw new Error("oh");
    });
    const stopListening = outbox.onNews("two", ({ item }) => heard.push(item.notice.key));
    outbox.addSender(new TestSender());
    await journal.enqueue([
      { ...text("a"), node: "one" },
      { ...text("b"), node: "two" },
    ]);
    await quiet();
    stopListening();
    await journal.enqueue([{ ...text("c"), node: "two" }]);
    await quiet();
    process.off("warning", warned);
    assert.deepEqual(heard, ["b"]);
    assert.match(warnings.join(), /could not take in/);
  });
});

describe("the outbox stops", () => {
  it("when the requests under way are answered, and records them", async () => {
    const { journal, outbox, clock, news } = sending();
    const sender = new TestSender({ reply: null });
    outbox.addSender(sender);
    await journal.enqueue([text("a1", "A"), text("a2", "A")]);
    await quiet();
    let stopped = false;
    const stopping = outbox.stop().then(() => {
      stopped = true;
    });
    await quiet();
    assert.equal(stopped, false);
    sender.requests[0]?.answer([ACCEPTED]);
    await stopping;
    assert.deepEqual(news.map(resultOf), ["accepted"]);
    assert.deepEqual(sender.sent, ["a1"], "nothing new is sent");
    assert.equal(clock.pending, 0);
  });

  it("after 5 s at the latest: what is aborted stays due, and no attempt is counted", async () => {
    const { journal, outbox, clock, news } = sending();
    const sender = new TestSender({ reply: null });
    outbox.addSender(sender);
    await journal.enqueue([text("a")]);
    await quiet();
    const stopping = outbox.stop();
    clock.advance(5000);
    await stopping;
    assert.equal(sender.requests[0]?.signal.aborted, true);
    const { items } = await journal.due(
      [{ route: sender.route, lane: LANE.hirer, limit: 10, run: 1, inHand: [], early: false }],
      clock.now(),
    );
    assert.deepEqual(
      items.map(({ notice, attempts }) => [notice.key, attempts]),
      [["a", 0]],
    );
    assert.deepEqual([news.length, clock.pending], [0, 0]);
  });

  it("while retries, the bucket and the journal are waited for", async () => {
    const { journal, outbox, line, clock } = sending();
    outbox.addSender(new TestSender({ reply: () => failing("provider-transient") }));
    outbox.addSender(new TestSender({ route: "email:a:b", rate: { perSecond: 1, burst: 1 } }));
    const mail = (key: string) => ({ ...text(key), route: "email:a:b" });
    await journal.enqueue([text("a"), mail("b"), mail("c")]);
    await quiet();
    line.broken.add("settle");
    clock.advance(1000);
    await quiet();
    assert.notEqual(clock.pending, 0);
    await outbox.stop();
    assert.equal(clock.pending, 0);
    outbox.wake();
    await quiet();
    assert.equal(clock.pending, 0);
  });
});
