import assert from "node:assert/strict";
import { LANE, type Lane } from "../../nodes/domain/notice.ts";
import { REQUEST_TIMEOUT_MS } from "../../nodes/journal/attempt.ts";
import type { OutboxItem } from "../../nodes/journal/journal.ts";
import { LONGEST_ROUND_MS, Outage } from "../../nodes/journal/outage.ts";
import { IN_HAND } from "../../nodes/journal/route.ts";
import type { TestClock } from "../clock.ts";
import { noticeOf } from "./making.ts";
import { ACCEPTED, failing, quiet, sending, TestSender } from "./sending.ts";

const text = (key: string, hirer: string, lane: Lane = LANE.hirer) =>
  noticeOf({ key, recipient: { kind: "hirer", id: hirer }, lane, subject: { kind: "event", id: key } });

const openings = (count: number) =>
  Array.from({ length: count }, (_, n) => text(`opening ${n}`, `H${n % 50}`));

const DOWN = () => failing("provider-transient");
const UP = () => ACCEPTED;

async function pass(clock: TestClock, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 250) {
    clock.advance(Math.min(left, 250));
    await quiet();
  }
}

/** Whether each hirer's notices came in the order they were made. */
function inOrder(sent: readonly string[]): boolean {
  const last = new Map<number, number>();
  return sent.every((key) => {
    const n = Number(/^opening (\d+)$/.exec(key)?.[1] ?? Number.NaN);
    if (Number.isNaN(n)) return true;
    const isNext = n > (last.get(n % 50) ?? -1);
    last.set(n % 50, n);
    return isNext;
  });
}

describe("while a provider is out of order", () => {
  it("1,000 openings and 3 SOS wait; then the SOS go first, and all in order, none twice", async () => {
    const { journal, outbox, clock } = sending(() => 0.5);
    const sender = new TestSender({ reply: DOWN });
    outbox.addSender(sender);
    for (const batch of [openings(1000).slice(0, 400), openings(1000).slice(400)]) {
      await journal.enqueue(batch);
      await pass(clock, 20_000);
      await journal.enqueue([text(`sos ${batch.length}`, "desk", LANE.sos)]);
      await pass(clock, 20_000);
    }
    await journal.enqueue([text("sos", "other desk", LANE.sos)]);
    await pass(clock, 60_000);
    const attempts = sender.requests.length;
    assert.ok(attempts < 60, `it was asked ${attempts} times in 140 s`);

    sender.reply = UP;
    await pass(clock, LONGEST_ROUND_MS);
    const sent = sender.sent.slice(attempts);
    assert.deepEqual(sent.slice(0, 3).sort(), ["sos", "sos 400", "sos 600"]);
    assert.equal(sent.length, 1003);
    assert.equal(new Set(sent).size, 1003);
    assert.ok(inOrder(sent));
    assert.deepEqual(await journal.outboxCounts(), []);
  });

  it("an SOS that comes in is tried at once, whenever the next attempt would be", async () => {
    const { journal, outbox, clock } = sending(() => 0.5);
    const sender = new TestSender({ reply: DOWN });
    outbox.addSender(sender);
    await journal.enqueue(openings(20));
    await pass(clock, 60_000);
    const before = sender.requests.length;
    await journal.enqueue([text("sos", "desk", LANE.sos)]);
    await quiet();
    assert.deepEqual(sender.sent.slice(before)[0], "sos");
  });

  it("what hangs is not followed by another one for the first rounds, so that the SOS stays first", async () => {
    const { journal, outbox, clock } = sending(() => 0.5);
    const sender = new TestSender({ reply: null });
    outbox.addSender(sender);
    await journal.enqueue([text("sos", "desk", LANE.sos)]);
    await quiet();
    await journal.enqueue(openings(20));
    await pass(clock, 10_000);
    const begun = sender.requests.length;
    await pass(clock, 25_000);
    assert.deepEqual([...new Set(sender.sent.slice(begun))], ["sos"]);
    sender.reply = UP;
    for (const request of sender.requests) request.answer([ACCEPTED]);
    await pass(clock, 5_000);
    assert.equal(new Set(sender.sent).size, 21);
  });

  it("the SOS is next although it was the last of many to fail, and has to come back through the journal", async () => {
    const { journal, outbox, clock } = sending();
    const sender = new TestSender({ reply: null });
    outbox.addSender(sender);
    await journal.enqueue(openings(20));
    await pass(clock, 1000);
    await journal.enqueue([text("sos", "desk", LANE.sos)]);
    await quiet();
    const begun = sender.requests.length;
    assert.equal(sender.sent.at(-1), "sos");
    await pass(clock, 2 * REQUEST_TIMEOUT_MS);
    assert.equal(sender.sent[begun], "sos");
  });

  it("a start finds the SOS first although its next attempt was set for much later", async () => {
    const { journal, outbox, line, clock } = sending(() => 0.999);
    const down = new TestSender({ reply: DOWN });
    const remove = outbox.addSender(down);
    await journal.enqueue([text("sos", "desk", LANE.sos), text("sos 2", "desk", LANE.sos), ...openings(30)]);
    await pass(clock, 300_000);
    remove();
    line.restart();
    const sender = new TestSender();
    outbox.addSender(sender);
    await quiet();
    assert.deepEqual(sender.sent.slice(0, 2), ["sos", "sos 2"]);
    assert.equal(sender.sent.length, 32);
  });

  it("a deploy tries at once again", async () => {
    const { journal, outbox, clock } = sending(() => 0.999);
    const remove = outbox.addSender(new TestSender({ reply: DOWN }));
    await journal.enqueue(openings(1));
    await pass(clock, 300_000);
    remove();
    const mended = new TestSender();
    outbox.addSender(mended);
    await quiet();
    assert.deepEqual(mended.sent, ["opening 0"]);
  });

  it("no more than a bounded number is taken out of the journal, however much waits there", async () => {
    const { journal, outbox, clock } = sending(() => 0.5);
    let most = 0;
    const due = journal.due.bind(journal);
    journal.due = async (wanted, now) => {
      const answer = await due(wanted, now);
      for (const { lane, inHand } of wanted) {
        const more = answer.items.filter(({ notice }) => notice.lane === lane).length;
        most = Math.max(most, inHand.length + more);
      }
      return answer;
    };
    const sender = new TestSender({ reply: DOWN });
    outbox.addSender(sender);
    await journal.enqueue(Array.from({ length: 5000 }, (_, n) => text(`opening ${n}`, `H${n}`)));
    await pass(clock, 60_000);
    sender.reply = UP;
    await pass(clock, LONGEST_ROUND_MS);
    assert.equal(new Set(sender.sent).size, 5000);
    assert.equal(most, IN_HAND);
  });
});

describe("a notice that fails by itself", () => {
  const poisoned = (lane: Lane) => async () => {
    const { journal, outbox, clock } = sending(() => 0.5);
    const sender = new TestSender({
      reply: ({ notice }: OutboxItem) => (notice.key === "poison" ? failing("provider-transient") : ACCEPTED),
    });
    outbox.addSender(sender);
    await journal.enqueue([text("poison", "P", lane), ...openings(200)]);
    await quiet();
    assert.equal(new Set(sender.sent).size, 201, "the others pass at once");
    await pass(clock, 120_000);
    assert.equal(sender.sent.filter((key) => key.startsWith("opening")).length, 200);
    const tries = sender.sent.filter((key) => key === "poison").length;
    assert.ok(tries > 3 && tries < 25, `it was tried ${tries} times in two minutes`);
  };
  for (const lane of [LANE.sos, LANE.hirer] as const) {
    it(`does not hold up the others, in lane ${lane}`, poisoned(lane));
  }

  it("is no outage where the provider says that it puts off this one: however many they are, all are tried", async () => {
    const { journal, outbox, clock } = sending(() => 0.5);
    const sender = new TestSender({ reply: () => failing("provider-deferred") });
    outbox.addSender(sender);
    await journal.enqueue(openings(50));
    await quiet();
    assert.equal(new Set(sender.sent).size, 50);
    sender.reply = UP;
    await pass(clock, 5000);
    assert.deepEqual(await journal.outboxCounts(), []);
  });

  it("does not hold up those that come after it, nor is it tried with each of them", async () => {
    const { journal, outbox, clock } = sending(() => 0.5);
    const sender = new TestSender({
      reply: ({ notice }: OutboxItem) => (notice.key === "poison" ? failing("provider-transient") : ACCEPTED),
    });
    outbox.addSender(sender);
    await journal.enqueue([text("poison", "P", LANE.sos)]);
    await quiet();
    let longest = 0;
    for (let n = 0; n < 60; n += 1) {
      await journal.enqueue([text(`opening ${n}`, `H${n}`)]);
      let waited = 0;
      for (await quiet(); !sender.sent.includes(`opening ${n}`); waited += 100) {
        clock.advance(100);
        await quiet();
      }
      longest = Math.max(longest, waited);
      await pass(clock, 1000);
    }
    assert.ok(longest <= 1000, `an opening waited ${longest} ms`);
    const tries = sender.sent.filter((key) => key === "poison").length;
    assert.ok(tries < 60, `it was tried ${tries} times in more than a minute`);
  });
});

describe("an outage", () => {
  const FAILED = { opinion: null, answered: false, startedAt: 0, endedAt: 0, random: 0.999_999 } as const;

  it("is asked about ever more seldom, and at least every 15 s", () => {
    const outage = new Outage();
    outage.ended(FAILED);
    const waits: number[] = [];
    for (let at = 0; waits.length < 8; ) {
      const wait = outage.wait(at);
      waits.push(wait);
      at += wait;
      assert.equal(outage.wait(at), 0);
      outage.ended({ ...FAILED, opinion: "first", startedAt: at, endedAt: at });
    }
    assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it("does not begin anew by those that were under way when it began", () => {
    const outage = new Outage();
    outage.ended({ ...FAILED, endedAt: 10 });
    const wait = outage.wait(10);
    outage.ended({ ...FAILED, endedAt: 20 });
    assert.equal(outage.wait(20), wait - 10);
  });

  it("is none where the provider answered another one meanwhile", () => {
    const outage = new Outage();
    outage.ended({ ...FAILED, startedAt: 5, endedAt: 8, answered: true });
    outage.ended({ ...FAILED, startedAt: 5, endedAt: 10 });
    assert.equal(outage.failing, false);
    outage.ended({ ...FAILED, startedAt: 9, endedAt: 10 });
    assert.equal(outage.failing, true);
  });

  it("wants a second opinion at once after a refusal, after silence only in later rounds", () => {
    const outage = new Outage();
    outage.ended(FAILED);
    assert.ok(outage.wantsSecond);
    const silent = (at: number) =>
      outage.ended({ ...FAILED, opinion: "first", startedAt: at, endedAt: at + 5000 });
    for (const round of [2, 3, 4, 5]) {
      outage.began("first");
      silent(round * 10_000);
      assert.equal(outage.wantsSecond, round === 5, `round ${round}`);
    }
    outage.began("second");
    assert.ok(!outage.wantsSecond);
    outage.ended({ ...FAILED, opinion: "second", answered: true });
    assert.deepEqual([outage.failing, outage.mended], [false, false]);
    silent(100_000);
    assert.ok(outage.wantsSecond, "it is known now that one may fail by itself");
  });

  it("is over with the first answer, and what it postponed comes first then", () => {
    const outage = new Outage();
    outage.ended(FAILED);
    outage.began("first");
    outage.ended({ ...FAILED, opinion: "first", answered: true });
    assert.deepEqual([outage.failing, outage.mended], [false, true]);
    outage.over();
    assert.equal(outage.mended, false);
  });
});
