import assert from "node:assert/strict";
import { LANE, recipientLabel } from "../../nodes/domain/notice.ts";
import { PROMPT_MS } from "../../nodes/domain/notice-deadline.ts";
import type { Outcome, Retry } from "../../nodes/journal/journal.ts";
import type { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { directJournal, NOW, noticeOf } from "./making.ts";
import { failing, quiet, sending, TestSender } from "./sending.ts";

const DAY_END = NOW + 86_400_000;
const WANTED = { route: noticeOf().route, lane: LANE.hirer, limit: 100, run: 10, inHand: [], early: false };

const text = (key: string, hirer = key, node = "node") =>
  noticeOf({ key, node, recipient: { kind: "hirer", id: hirer }, subject: { kind: "event", id: key } });

/** A journal that holds what was parked and given up. */
async function stuck(): Promise<WorkerJournal> {
  const { journal } = directJournal();
  await journal.enqueue([
    text("node|p1", "A"),
    text("node|p2", "A"),
    text("node|d1", "A"),
    text("node|w1", "A"),
    text("other|p3", "B", "other"),
  ]);
  const { items } = await journal.due([WANTED], NOW);
  const outcomes = items.flatMap(({ position, notice: { key } }): Outcome[] => {
    if (key.includes("|p")) return [{ position, result: "parked", at: NOW, code: "provider-operator" }];
    if (key.includes("|d")) return [{ position, result: "dead", at: NOW, code: "provider-permanent" }];
    return [];
  });
  await journal.settle(outcomes);
  return journal;
}

async function waiting(journal: WorkerJournal, now = NOW): Promise<readonly string[]> {
  const { items } = await journal.due([WANTED], now);
  return items.map(({ notice }) => notice.key);
}

describe("parked and dead notices wait again", () => {
  const wishes: readonly (readonly [which: Retry, count: number, waiting: readonly string[]])[] = [
    [{ states: ["parked"], node: "node" }, 2, ["node|p1", "node|p2", "node|w1"]],
    [{ states: ["dead"], node: "node" }, 1, ["node|d1", "node|w1"]],
    [{ states: ["parked", "dead"], node: "node" }, 3, ["node|p1", "node|p2", "node|d1", "node|w1"]],
    [{ states: ["parked", "dead"], node: "node", key: "node|p2" }, 1, ["node|p2", "node|w1"]],
    [{ states: ["parked", "dead"], key: "other|p3" }, 1, ["node|w1", "other|p3"]],
    [{ states: ["parked"], route: noticeOf().route }, 3, ["node|p1", "node|p2", "node|w1", "other|p3"]],
    [{ states: ["parked"], route: "email:a:b" }, 0, ["node|w1"]],
    [{ states: ["dead"], node: "node", key: "node|p1" }, 0, ["node|w1"]],
    [{ states: ["parked"], node: "nobody" }, 0, ["node|w1"]],
  ];
  for (const [which, count, keys] of wishes) {
    it(`by ${JSON.stringify(which)}: ${count}, in their old places`, async () => {
      const journal = await stuck();
      assert.equal(await journal.retry(which, NOW), count);
      assert.deepEqual([...(await waiting(journal))].sort(), [...keys].sort());
      const ofA = (await waiting(journal)).filter((key) => key.startsWith("node"));
      assert.deepEqual(
        ofA,
        keys.filter((key) => key.startsWith("node")),
      );
      assert.equal(await journal.retry(which, NOW), 0, "once");
    });
  }

  it("and are sent before what came later to the same person, although that is in hand", async () => {
    const { journal, outbox } = sending();
    const sender = new TestSender({ reply: () => failing("provider-operator") });
    outbox.addSender(sender);
    await journal.enqueue([text("a", "A")]);
    await quiet();
    sender.reply = null;
    await journal.enqueue([text("b", "A"), text("c", "A")]);
    await quiet();
    assert.equal(await outbox.retry({ states: ["parked"], node: "node" }), 1);
    await quiet();
    sender.reply = () => ({ result: "accepted", providerId: "m1" });
    sender.requests.at(-1)?.answer([{ result: "accepted", providerId: "m1" }]);
    await quiet();
    assert.deepEqual(sender.sent, ["a", "b", "a", "c"]);
    assert.deepEqual(await journal.outboxCounts(), []);
  });

  it("are dead or parked again where nothing was mended, and told again", async () => {
    const { journal, outbox, news } = sending();
    outbox.addSender(new TestSender({ reply: () => failing("provider-permanent") }));
    await journal.enqueue([text("a")]);
    await quiet();
    await outbox.retry({ states: ["dead"] });
    await quiet();
    assert.deepEqual(
      news.map(({ outcome }) => outcome.result),
      ["dead", "dead"],
    );
    assert.deepEqual(await journal.outboxCounts(), [{ node: "node", state: "dead", count: 1 }]);
  });

  it("and a dead one can be overdue then, though not at once", async () => {
    const { journal } = directJournal();
    await journal.enqueue([text("a")]);
    const { items } = await journal.due([WANTED], NOW);
    const position = items[0]?.position ?? 0;
    await journal.settle([{ position, result: "dead", at: NOW, code: "provider-permanent" }]);
    const later = DAY_END + 1000;
    assert.deepEqual(await journal.overdue(["node"], later, 10), { items: [], next: null });
    await journal.retry({ states: ["dead"], node: "node" }, later);
    assert.deepEqual(await journal.overdue(["node"], later, 10), { items: [], next: later + PROMPT_MS });
    const overdue = await journal.overdue(["node"], later + PROMPT_MS, 10);
    assert.deepEqual(
      overdue.items.map(({ notice, state, code }) => [notice.key, state, code]),
      [["a", "waiting", "provider-permanent"]],
    );
  });
});

describe("a notice stored before contacts had references", () => {
  it("is read, names nobody, and can still be queued, parked and let wait again", async () => {
    const { journal, line } = directJournal();
    await journal.enqueue([text("a")]);
    const recipient = { kind: "contact", role: "control-room", site: "MUM01", index: 0 };
    const { overdueAt, ...old } = { ...text("a"), recipient };
    line.db.prepare("UPDATE notice SET body = ?").run(JSON.stringify(old));
    line.db.exec("UPDATE outbox SET overdue_at = NULL");
    line.restart();
    const { items } = await journal.due([WANTED], NOW);
    const [item] = items;
    assert.ok(item);
    assert.equal(recipientLabel(item.notice.recipient), "control-room ? of MUM01");
    await journal.settle([{ position: item.position, result: "parked", at: NOW, code: "provider-operator" }]);
    assert.equal(await journal.retry({ states: ["parked"] }, NOW), 1);
    assert.deepEqual(await journal.overdue(["node"], overdueAt + 1, 10), { items: [], next: null });
  });
});
