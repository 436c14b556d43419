import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { LANE, type Notice, recipientKey } from "../../nodes/domain/notice.ts";
import { APPLICATION_ID, MIGRATIONS } from "../../nodes/journal/schema.ts";
import { openJournal, type WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { eventOf, incidentRequest, journalFile, NOW, noticeOf } from "./making.ts";

/** The last version that kept what became of a notice in the same row as the notice. */
const ONE_TABLE = 6;
/** The last version in which nobody could do anything with an incident. */
const RAISED_ONLY = 10;
const LATER = NOW + 1000;

const about = (id: string, more: Partial<Notice> = {}) =>
  noticeOf({ subject: { kind: "event", id }, key: id, overdueAt: LATER, ...more });

/** A journal as that version wrote it. */
function olderJournal(version = ONE_TABLE): {
  file: string;
  db: DatabaseSync;
  add: (notice: Notice, columns: object) => void;
} {
  const file = journalFile();
  mkdirSync(dirname(file), { recursive: true });
  const db = new DatabaseSync(file);
  for (const step of MIGRATIONS.slice(0, version)) db.exec(step);
  db.exec(`PRAGMA user_version = ${version}; PRAGMA application_id = ${APPLICATION_ID}`);
  const add = (notice: Notice, columns: object) => {
    const { key, node, route, lane, recipient, createdAt, overdueAt } = notice;
    const row = {
      ...{ subject: -1, key, node, route, lane, queue: `${route}|${lane}|${recipientKey(recipient)}` },
      ...{ state: "waiting", attempts: 0, not_before: createdAt, due: createdAt, overdue_at: overdueAt },
      ...{ body: JSON.stringify(notice), ...columns },
    };
    const names = Object.keys(row);
    db.prepare(`INSERT INTO notice (${names.join()}) VALUES (${names.map(() => "?").join()})`).run(
      ...Object.values(row),
    );
  };
  return { file, db, add };
}

/** Where the worker keeps what is about an event that it does not hold. */
function placeOf(event: string): number {
  return -1 - createHash("sha256").update(event).digest().readUIntBE(0, 6);
}

async function due(journal: WorkerJournal) {
  const { route, lane } = noticeOf();
  const { items } = await journal.due([{ route, lane, limit: 10, run: 1, inHand: [], early: false }], LATER);
  return items;
}

describe("a journal of an older version", () => {
  it("knows which of what was open in it tells of duress", async () => {
    const { file, db, add } = olderJournal();
    add(about("loud"), {});
    add(about("silent", { class: "duress", lane: LANE.routine }), {});
    add(about("damaged"), { body: "{" });
    db.close();

    const journal = openJournal({ file, clock: systemClock });
    assert.deepEqual(await journal.outboxSums(), {
      all: { waiting: 3, parked: 0, dead: 0, overdue: 0 },
      loud: { waiting: 2, parked: 0, dead: 0, overdue: 0 },
    });
    await journal.close();
  });

  it("goes on with what was open in it, each as far as it was", async () => {
    const { file, db, add } = olderJournal();
    add(about("accepted"), {
      state: "accepted",
      attempts: 1,
      due: null,
      overdue_at: null,
      provider_id: "m0",
    });
    add(about("tried"), { attempts: 3, code: "provider-transient" });
    add(about("behind"), { due: null });
    const stopped = { due: null, settled_at: NOW, code: "provider-operator", reason: "Why.", attempts: 2 };
    const other = { recipient: { kind: "hirer", id: "H2" } } as const;
    add(about("parked", other), { state: "parked", ...stopped, untold: 1 });
    add(about("dead", other), { state: "dead", ...stopped, overdue_at: null });
    add(about("told", { recipient: { kind: "hirer", id: "H3" } }), { overdue: 1, overdue_at: null });
    db.close();

    const journal = openJournal({ file, clock: systemClock });
    assert.deepEqual(await journal.outboxCounts(), [
      { node: "node", state: "waiting", count: 3 },
      { node: "node", state: "parked", count: 1 },
      { node: "node", state: "dead", count: 1 },
      { node: "node", state: "overdue", count: 1 },
    ]);
    const items = await due(journal);
    assert.deepEqual(
      items.map(({ notice, attempts }) => [notice.key, attempts]),
      [
        ["tried", 3],
        ["told", 0],
      ],
    );
    const late = await journal.overdue(["node"], LATER, 10);
    assert.deepEqual(
      late.items.map(({ notice, state }) => [notice.key, state]),
      [
        ["tried", "waiting"],
        ["behind", "waiting"],
        ["parked", "parked"],
      ],
    );
    const untold = await journal.untold("node", 10);
    assert.deepEqual(
      untold.map(({ item, outcome }) => [item.notice.key, item.attempts, outcome]),
      [["parked", 2, { position: 4, result: "parked", at: NOW, code: "provider-operator", reason: "Why." }]],
    );
    for (const { position } of items)
      await journal.settle([{ position, result: "accepted", at: LATER, providerId: `m${position}` }]);
    assert.deepEqual(
      (await due(journal)).map(({ notice }) => notice.key),
      ["behind"],
    );
    assert.equal(await journal.retry({ states: ["parked", "dead"] }, LATER), 2);
    await journal.close();

    const after = new DatabaseSync(file, { readOnly: true });
    const records = after.prepare("SELECT kind, ref, locker, body FROM ledger ORDER BY position").all();
    after.close();
    assert.deepEqual(
      records.map((row) => ({ ...row })),
      [
        ["tried", 4, 2],
        ["told", 1, 6],
      ].map(([key, attempts, position]) => ({
        ...{ kind: "notice-accepted", ref: key, locker: "MUM01-0001" },
        body: JSON.stringify({ notice: key, attempts, providerId: `m${position}` }),
      })),
    );
  });

  it("knows the keys it knew, whatever became of them, and numbers on behind them", async () => {
    const { file, db, add } = olderJournal();
    const accepted = { state: "accepted", due: null, overdue_at: null, provider_id: "m0" };
    add(about("accepted"), { ...accepted, subject: placeOf("accepted") });
    add(about("waiting"), { subject: placeOf("waiting") });
    db.close();
    const journal = openJournal({ file, clock: systemClock });
    const all = ["accepted", "waiting", "new"].map((key) =>
      about(key, { recipient: { kind: "hirer", id: key } }),
    );
    assert.deepEqual(await journal.enqueue(all), { added: 1, known: 2 });
    assert.deepEqual(
      (await due(journal)).map(({ position, notice }) => [position, notice.key]),
      [
        [2, "waiting"],
        [3, "new"],
      ],
    );
    await journal.close();
  });

  it("goes on with its incidents, which nobody had acknowledged, and knows their events", async () => {
    const { file, db } = olderJournal(RAISED_ONLY);
    const raised = {
      ...{ id: "I-1", transition: 1, state: "raised", cause: "offline", priority: 2, tier: 1, site: "MUM01" },
      ...{ unit: "MUM01-U07", locker: null, count: 1, raisedAt: NOW, alarmedAt: NOW, lastEventAt: NOW },
      ...{ lastEventId: "e1", summary: "Unit MUM01-U07 at MUM01 is offline." },
    };
    const counted = { ...raised, transition: 2, count: 2, lastEventAt: NOW + 5, lastEventId: "e2" };
    const key = "MUM01|MUM01-U07|offline";
    const access = { inside: false, reason: "Closed." };
    const incident = db.prepare("INSERT INTO incident (id, key, event, body) VALUES (?, ?, ?, ?)");
    incident.run("I-1", key, placeOf("e1"), JSON.stringify(counted));
    incident.run("I-0", `${key}|damaged-2`, placeOf("e0"), "{");
    const event = db.prepare(
      "INSERT INTO incident_event (event, key, change, incident, access) VALUES (?, ?, ?, ?, ?)",
    );
    event.run(placeOf("e0"), `${key}|damaged-00`, "raised", "{", null);
    event.run(placeOf("e1"), key, "raised", JSON.stringify(raised), JSON.stringify(access));
    event.run(placeOf("e2"), key, "repeated", JSON.stringify(counted), null);
    db.close();

    const journal = openJournal({ file, clock: systemClock });
    const { items } = await journal.openIncidents(0, 10);
    const now = {
      ...{ change: "counted", tierAt: NOW, condition: "standing", acknowledged: null, shelved: null },
      ...{ reset: null, silent: false, node: "" },
    } as const;
    assert.deepEqual(items, [{ ...counted, ...now }]);
    assert.deepEqual(await journal.incidentHistory("I-1"), [
      {
        ...{ transition: 1, change: "raised", state: "raised", tier: 1, at: NOW, by: null, remark: null },
        ...{ event: "e1", access },
      },
      {
        ...{
          transition: 2,
          change: "counted",
          state: "raised",
          tier: 1,
          at: NOW + 5,
          by: null,
          remark: null,
        },
        ...{ event: "e2", access: null },
      },
    ]);
    const place = { site: "MUM01", unit: "MUM01-U07", locker: null };
    const again = incidentRequest({ event: { id: "e2", ...place }, cause: "offline" });
    const known = await journal.raise(again);
    assert.deepEqual([known.known, known.change, known.incident.count], [true, "counted", 2]);
    await journal.adopt(["I-1"], "sos");
    await journal.append(eventOf({ seq: null, type: "online", locker: null }));
    const person = { incident: "I-1", by: "asha", remark: "Seen." };
    assert.equal((await journal.act({ ...person, do: "acknowledge" }, NOW)).state, "latched");
    assert.equal((await journal.act({ ...person, do: "reset" }, NOW)).state, "reset");
    await journal.close();
  });
});
