import assert from "node:assert/strict";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { LANE, type Notice, type Recipient } from "../../nodes/domain/notice.ts";
import type { HistoryFilter, StuckKind } from "../../nodes/journal/journal.ts";
import type { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { directJournal, eventOf, NOW, noticeOf } from "./making.ts";

const ANY: HistoryFilter = {
  ...{ site: null, unit: null, locker: null, types: null, except: null, from: null, to: null },
};
const HOUR = 60 * 60_000;

/** Nine events, an hour apart. */
const EVENTS: readonly Partial<LockerEvent>[] = [
  { type: "opened" },
  { type: "closed" },
  { type: "opened", locker: "MUM01-0002" },
  { type: "tamper" },
  { type: "opened", unit: "MUM01-U08", locker: "MUM01-0003" },
  { type: "battery-low", locker: null },
  { type: "opened", site: "DEL01", unit: "DEL01-U01", locker: "DEL01-0001" },
  { type: "closed" },
  { type: "duress" },
];

async function filled(): Promise<WorkerJournal> {
  const { journal } = directJournal();
  for (const [n, event] of EVENTS.entries()) {
    await journal.append(eventOf({ ...event, seq: n + 1, receivedAt: NOW + n * HOUR }));
  }
  return journal;
}

const FILTERS: readonly (readonly [what: string, Partial<HistoryFilter>, numbers: readonly number[]])[] = [
  ["everything, newest first", {}, [9, 8, 7, 6, 5, 4, 3, 2, 1]],
  ["a site", { site: "DEL01" }, [7]],
  ["a unit", { unit: "MUM01-U08" }, [5]],
  ["a locker", { locker: "MUM01-0001" }, [9, 8, 4, 2, 1]],
  ["types", { types: ["opened", "duress"] }, [9, 7, 5, 3, 1]],
  ["all but some types", { except: ["opened", "closed"] }, [9, 6, 4]],
  ["from a time on", { from: NOW + 6 * HOUR }, [9, 8, 7]],
  ["until before a time", { to: NOW + 2 * HOUR }, [2, 1]],
  ["several at once", { locker: "MUM01-0001", types: ["closed"], from: NOW + HOUR, to: NOW + 7 * HOUR }, [2]],
  ["nothing", { site: "NOWHERE" }, []],
];

describe("the history", () => {
  for (const [what, filter, numbers] of FILTERS) {
    it(`of ${what}`, async () => {
      const journal = await filled();
      const { items, next } = await journal.history({ ...ANY, ...filter }, null, 100);
      assert.deepEqual(
        items.map(({ event }) => event.seq),
        numbers,
      );
      assert.equal(next, null);
    });
  }

  it("comes page by page", async () => {
    const journal = await filled();
    const seen: (number | null)[] = [];
    let before: number | null = null;
    do {
      const page = await journal.history({ ...ANY, site: "MUM01" }, before, 3);
      seen.push(...page.items.map(({ event }) => event.seq));
      before = page.next;
    } while (before !== null);
    assert.deepEqual(seen, [9, 8, 6, 5, 4, 3, 2, 1]);
  });

  it("of an empty journal is empty", async () => {
    assert.deepEqual(await directJournal().journal.history(ANY, null, 10), { items: [], next: null });
  });

  it("looks at a bounded number of events at a time, and says where to go on", async () => {
    const { journal, line } = directJournal();
    await journal.append(eventOf({ seq: 1, type: "tamper" }));
    line.db.exec(
      `
      INSERT INTO event SELECT position + value, id || value, site, unit, boot, seq + value, 'opened', at, received_at, body
      FROM event, generate_series(1, 10000)
    `.replace(
        "generate_series(1, 10000)",
        "(WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 10000) SELECT value FROM n)",
      ),
    );
    line.restart();
    let before: number | null = null;
    let pages = 0;
    const seen: number[] = [];
    do {
      const page = await journal.history({ ...ANY, types: ["tamper"] }, before, 10);
      seen.push(...page.items.map(({ position }) => position));
      before = page.next;
      pages += 1;
    } while (before !== null);
    assert.deepEqual(seen, [1]);
    assert.equal(pages, 3);
  });

  it("stops where everything is older than asked for", async () => {
    const { journal } = directJournal();
    await journal.append(eventOf({ seq: 1, receivedAt: NOW - 1000 * HOUR }));
    await journal.append(eventOf({ seq: 2, receivedAt: NOW }));
    const { items, next } = await journal.history({ ...ANY, from: NOW - HOUR }, null, 10);
    assert.deepEqual([items.length, next], [1, null]);
  });
});

const RECIPIENT: Recipient = { kind: "contact", role: "control-room", site: "MUM01", contact: "desk" };

function about(n: number, more: Partial<Notice> = {}): Notice {
  const subject = { kind: "event", id: `event-${n}` } as const;
  return noticeOf({ subject, key: `key-${n}`, recipient: RECIPIENT, lane: LANE.sos, ...more });
}

const ALL: readonly StuckKind[] = ["parked", "dead", "overdue"];

describe("what is stuck in the outbox", () => {
  async function stuck() {
    const { journal } = directJournal();
    const notices = [
      about(1),
      about(2, { class: "duress" }),
      about(3),
      about(4),
      about(5, { node: "other" }),
    ];
    for (const notice of notices) await journal.enqueue([notice]);
    await journal.settle([
      { position: 1, result: "parked", at: NOW, code: "provider-operator", reason: "No permission." },
      { position: 2, result: "dead", at: NOW, code: "provider-permanent", reason: "No such number." },
      { position: 5, result: "parked", at: NOW, code: "provider-operator", reason: "No permission." },
    ]);
    await journal.toldOverdue([3], NOW);
    return journal;
  }

  it("are parked, dead and overdue notices, newest first, each once", async () => {
    const journal = await stuck();
    const { items, next } = await journal.stuck(ALL, true, null, 10);
    assert.deepEqual(
      items.map(({ position, state, overdue, reason }) => [position, state, overdue, reason]),
      [
        [5, "parked", false, "No permission."],
        [3, "waiting", true, null],
        [2, "dead", false, "No such number."],
        [1, "parked", false, "No permission."],
      ],
    );
    assert.equal(next, null);
  });

  it("by kind, and page by page", async () => {
    const journal = await stuck();
    const { items, next } = await journal.stuck(["parked"], true, null, 1);
    assert.deepEqual([items.map(({ position }) => position), next], [[5], 5]);
    const rest = await journal.stuck(["parked"], true, 5, 1);
    assert.deepEqual(
      rest.items.map(({ position }) => position),
      [1],
    );
  });

  it("without what tells of a silent alarm, in whatever lane, as if there were none", async () => {
    const journal = await stuck();
    const routine = about(6, { class: "duress", lane: LANE.routine });
    await journal.enqueue([routine]);
    await journal.settle([
      { position: 6, result: "parked", at: NOW, code: "provider-operator", reason: "No permission." },
    ]);
    const found: number[] = [];
    for (let before: number | null = null; ; ) {
      const { items, next } = await journal.stuck(ALL, false, before, 1);
      if (next === null) {
        assert.deepEqual(items, []);
        break;
      }
      assert.deepEqual(
        items.map(({ position }) => position),
        [next],
        "no page ends on what is left out",
      );
      found.push(next);
      before = next;
    }
    assert.deepEqual(found, [5, 3, 1]);
    assert.deepEqual(await journal.outboxSums(), {
      all: { waiting: 2, parked: 3, dead: 1, overdue: 1 },
      loud: { waiting: 2, parked: 2, dead: 0, overdue: 1 },
    });
  });
});
