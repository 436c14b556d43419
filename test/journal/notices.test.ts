import assert from "node:assert/strict";
import { LANE, type Lane, type Notice } from "../../nodes/domain/notice.ts";
import { LONGEST_RETRY_MS } from "../../nodes/journal/backoff.ts";
import { QUARANTINE_BYTES, QUARANTINE_KEPT, type Wanted } from "../../nodes/journal/journal.ts";
import type { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { directJournal, eventOf, incidentRequest, NOW, noticeOf } from "./making.ts";

const ROUTE = noticeOf().route;

function wanting(over: Partial<Wanted> = {}): Wanted {
  return { route: ROUTE, lane: LANE.hirer, limit: 100, run: 1, inHand: [], early: false, ...over };
}

/** Keys of the notices that are due, and when the next one is. */
async function dueKeys(journal: WorkerJournal, now = NOW, over: Partial<Wanted> = {}) {
  const { items, next } = await journal.due([wanting(over)], now);
  return { keys: items.map(({ notice }) => notice.key), next };
}

async function positions(journal: WorkerJournal, now = NOW, over: Partial<Wanted> = {}) {
  return (await journal.due([wanting(over)], now)).items.map(({ position }) => position);
}

const about = (id: string) => ({ kind: "event", id }) as const;
const to = (id: string, more: Partial<Notice> = {}) =>
  noticeOf({ recipient: { kind: "hirer", id }, key: `${id}-${more.subject?.id ?? 1}`, ...more });

describe("notices in the journal", () => {
  it("a key is taken once, also after a restart and after it was accepted", async () => {
    const { journal, line } = directJournal();
    await journal.append(eventOf({ seq: 1 }));
    const notice = noticeOf({ subject: about(eventOf({ seq: 1 }).id) });
    assert.deepEqual(await journal.enqueue([notice, notice]), { added: 1, known: 1 });
    line.restart();
    assert.deepEqual(await journal.enqueue([notice]), { added: 0, known: 1 });
    const [position = 0] = await positions(journal);
    await journal.settle([{ position, result: "accepted", at: NOW, providerId: "m1" }]);
    assert.deepEqual(await journal.enqueue([notice]), { added: 0, known: 1 });
    assert.deepEqual(await dueKeys(journal), { keys: [], next: null });
  });

  it("a key is known whatever its subject is: an event, an incident, a closure, or one nobody knows", async () => {
    const { journal } = directJournal();
    await journal.append(eventOf({ seq: 1 }));
    const { incident } = await journal.raise(incidentRequest());
    const subjects = [
      about(eventOf({ seq: 1 }).id),
      about("from an inject node"),
      { kind: "incident", id: incident.id, transition: 1 },
      { kind: "incident", id: incident.id, transition: 2 },
      { kind: "incident", id: "unknown", transition: 1 },
      { kind: "closure", id: "MUM01-0001-surrendered" },
    ] as const;
    const notices = subjects.map((subject) => noticeOf({ subject }));
    assert.deepEqual(await journal.enqueue(notices), { added: subjects.length, known: 0 });
    assert.deepEqual(await journal.enqueue(notices), { added: 0, known: subjects.length });
  });

  it("comes back as it was, with the attempts made", async () => {
    const { journal } = directJournal();
    const notice = noticeOf();
    await journal.enqueue([notice]);
    const [position = 0] = await positions(journal);
    await journal.settle([
      { position, result: "retry", at: NOW, retryAt: NOW + 1, code: "provider-transient" },
    ]);
    assert.deepEqual((await journal.due([wanting()], NOW + 1)).items, [{ position, notice, attempts: 1 }]);
  });

  it("of a queue only the oldest is due; while it waits for its retry, so does what follows", async () => {
    const { journal } = directJournal();
    await journal.enqueue([to("H1", { subject: about("1") }), to("H1", { subject: about("2") }), to("H2")]);
    assert.deepEqual(await dueKeys(journal), { keys: ["H1-1", "H2-1"], next: null });
    const [first = 0] = await positions(journal);
    await journal.settle([
      { position: first, result: "retry", at: NOW, retryAt: NOW + 1000, code: "provider-transient" },
    ]);
    assert.deepEqual(await dueKeys(journal), { keys: ["H2-1"], next: NOW + 1000 });
    assert.deepEqual(await dueKeys(journal, NOW + 1000), { keys: ["H2-1", "H1-1"], next: null });
  });

  for (const result of ["accepted", "parked", "dead"] as const) {
    it(`what follows in a queue moves up when the oldest is ${result}`, async () => {
      const { journal } = directJournal();
      await journal.enqueue([to("H1", { subject: about("1") }), to("H1", { subject: about("2") })]);
      const [position = 0] = await positions(journal);
      await journal.settle([
        result === "accepted"
          ? { position, result, at: NOW, providerId: "m1" }
          : { position, result, at: NOW, code: "provider-operator" },
      ]);
      assert.deepEqual((await dueKeys(journal)).keys, ["H1-2"]);
    });
  }

  it("a run takes the oldest of a queue together; an accepted one behind a failed one does not pass it", async () => {
    const { journal } = directJournal();
    await journal.enqueue(["1", "2", "3"].map((id) => to("H1", { subject: about(id) })));
    assert.deepEqual((await dueKeys(journal, NOW, { run: 2 })).keys, ["H1-1", "H1-2"]);
    const [first = 0, second = 0] = await positions(journal, NOW, { run: 2 });
    await journal.settle([
      { position: second, result: "accepted", at: NOW, providerId: "m2" },
      { position: first, result: "retry", at: NOW, retryAt: NOW + 1000, code: "provider-transient" },
    ]);
    assert.deepEqual(await dueKeys(journal, NOW, { run: 2 }), { keys: [], next: NOW + 1000 });
    assert.deepEqual((await dueKeys(journal, NOW + 1000, { run: 2 })).keys, ["H1-1", "H1-3"]);
  });

  it("what is too long ago to be remembered is read again: the notice, and what waits behind it", async () => {
    const { journal, line } = directJournal();
    const [first, behind] = [to("H", { subject: about("1") }), to("H", { subject: about("2") })];
    const others = Array.from({ length: 10_000 }, (_, n) => to(`other ${n}`));
    await journal.enqueue([first, behind]);
    await journal.enqueue(others);
    await journal.settle([{ position: 1, result: "accepted", at: NOW, providerId: "m1" }]);
    assert.deepEqual(
      line.db
        .prepare("SELECT ref, locker FROM ledger WHERE kind = 'notice-accepted'")
        .all()
        .map(Object.values),
      [[first.key, first.locker]],
    );
    assert.ok((await positions(journal, NOW, { limit: 20_000 })).includes(2));
    await journal.settle([{ position: 2, result: "accepted", at: NOW, providerId: "m2" }]);
    const next = to("H", { subject: about("3") });
    await journal.enqueue([next]);
    assert.ok((await dueKeys(journal, NOW, { limit: 20_000 })).keys.includes(next.key));
  });

  it("a queue that is in hand is passed over, and the limit counts notices", async () => {
    const { journal } = directJournal();
    await journal.enqueue(["H1", "H2", "H3", "H4"].map((id) => to(id)));
    const [first = 0, second = 0] = await positions(journal, NOW, { limit: 2 });
    assert.deepEqual((await dueKeys(journal, NOW, { limit: 2, inHand: [first] })).keys, ["H2-1", "H3-1"]);
    assert.deepEqual((await dueKeys(journal, NOW, { limit: 1, inHand: [first, second] })).keys, ["H3-1"]);
  });

  it("another lane, channel or address of a person is another queue", async () => {
    const { journal } = directJournal();
    const lanes: readonly Lane[] = [LANE.sos, LANE.hirer];
    const notices = [
      ...lanes.map((lane) => to("H1", { lane, key: `lane ${lane}` })),
      to("H1", { key: "mail", route: "email:a:b", channel: "email" }),
      noticeOf({ key: "second number", recipient: { kind: "hirer", id: "H1", address: 1 } }),
    ];
    await journal.enqueue(notices);
    const { items } = await journal.due(
      [wanting({ lane: LANE.sos }), wanting(), wanting({ route: "email:a:b" })],
      NOW,
    );
    assert.deepEqual(
      items.map(({ notice }) => notice.key),
      ["lane 0", "lane 2", "second number", "mail"],
    );
  });

  it("a topic has a queue for each locker", async () => {
    const { journal } = directJournal();
    const arn = "arn:aws:sns:ap-south-1:123456789012:openings";
    const notice = (locker: string, key: string) =>
      noticeOf({ recipient: { kind: "topic", arn }, channel: "topic", locker, key });
    await journal.enqueue([notice("L1", "1a"), notice("L1", "1b"), notice("L2", "2a")]);
    assert.deepEqual((await dueKeys(journal)).keys, ["1a", "2a"]);
  });

  it("a time set while the clock was ahead strands nothing", async () => {
    const { journal } = directJournal();
    const years = 3 * 365 * 86_400_000;
    await journal.enqueue([to("H1", { createdAt: NOW + years })]);
    assert.deepEqual((await dueKeys(journal)).keys, ["H1-1"]);
    const [position = 0] = await positions(journal);
    const retryAt = NOW + LONGEST_RETRY_MS;
    await journal.settle([{ position, result: "retry", at: NOW, retryAt, code: "provider-transient" }]);
    assert.deepEqual(await dueKeys(journal), { keys: [], next: retryAt });
    assert.deepEqual((await dueKeys(journal, NOW - 60_000)).keys, []);
    assert.deepEqual((await dueKeys(journal, NOW - LONGEST_RETRY_MS - 1)).keys, ["H1-1"]);
  });

  it("nor does it an SOS for longer than a minute", async () => {
    const { journal } = directJournal();
    const sos = { lane: LANE.sos };
    await journal.enqueue([to("H1", { ...sos, createdAt: NOW + 70_000 })]);
    assert.deepEqual((await dueKeys(journal, NOW, sos)).keys, ["H1-1"]);
    assert.deepEqual((await dueKeys(journal, NOW + 20_000, sos)).keys, []);
  });

  it("what became of a notice is recorded once", async () => {
    const { journal } = directJournal();
    await journal.enqueue([to("H1")]);
    const [position = 0] = await positions(journal);
    await journal.settle([{ position, result: "accepted", at: NOW, providerId: "m1" }]);
    await journal.settle([{ position, result: "retry", at: NOW, retryAt: NOW, code: "provider-transient" }]);
    assert.deepEqual(await dueKeys(journal), { keys: [], next: null });
  });

  it("counts what is not accepted, by node", async () => {
    const { journal } = directJournal();
    await journal.enqueue([
      to("H1", { node: "a" }),
      to("H2", { node: "a" }),
      to("H3", { node: "a" }),
      to("H4", { node: "a" }),
      to("H5", { node: "b", route: "nobody sends this" }),
    ]);
    const [one = 0, two = 0, three = 0] = await positions(journal);
    await journal.settle([
      { position: one, result: "accepted", at: NOW, providerId: "m1" },
      { position: two, result: "parked", at: NOW, code: "provider-operator" },
      { position: three, result: "dead", at: NOW, code: "provider-permanent" },
    ]);
    const counts = await journal.outboxCounts();
    assert.deepEqual(
      counts.map(({ node, state, count }) => `${node} ${state} ${count}`),
      ["a waiting 1", "a parked 1", "a dead 1", "b waiting 1"],
    );
  });
});

describe("the quarantine", () => {
  it("keeps the beginning of each message, and the newest messages", async () => {
    const { journal, line } = directJournal();
    const entry = (n: number) => ({
      topic: `lockers/v1/MUM01/U${n}/event`,
      payload: Buffer.alloc(10_000, n),
      code: "not-json",
      reason: "It is no JSON.",
      receivedAt: NOW,
    });
    for (let n = 1; n <= QUARANTINE_KEPT + 3; n += 1) await journal.quarantine(entry(n));
    const rows = line.db.prepare("SELECT count(*) AS kept, min(topic) AS topic FROM quarantine").get();
    assert.equal(rows?.kept, QUARANTINE_KEPT);
    const oldest = line.db.prepare("SELECT topic, payload FROM quarantine ORDER BY position LIMIT 1").get();
    assert.equal(oldest?.topic, entry(4).topic);
    assert.deepEqual(oldest?.payload, new Uint8Array(QUARANTINE_BYTES).fill(4));
  });
});
