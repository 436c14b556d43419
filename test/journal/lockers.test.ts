import assert from "node:assert/strict";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import type { SightedLockers } from "../../nodes/domain/health.ts";
import type { LockerState } from "../../nodes/journal/journal.ts";
import type { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { directJournal, eventOf, NOW } from "./making.ts";

const UNIT = "MUM01-U07";
const LOCKER = "MUM01-0001";
const OTHER = "MUM01-0002";

type Step = Partial<LockerEvent> | { readonly status: SightedLockers };

const closed = (seq: number, isFresh = true): Step => ({
  status: { seq, isFresh, states: [{ locker: LOCKER, door: "closed", tamper: false }] },
});

let content = 0;
async function take(journal: WorkerJournal, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if ("status" in step) {
      await journal.unitSeen({ unit: UNIT, online: true, boot: 17, lockers: step.status, seenAt: NOW });
      continue;
    }
    content += 1;
    await journal.append(eventOf({ ...step, content: String(content) }));
  }
}

async function stateOf(journal: WorkerJournal, locker = LOCKER): Promise<LockerState | undefined> {
  const { lockers } = await journal.states({ units: [], lockers: [locker] });
  return lockers[0];
}

const CASES: readonly (readonly [rule: string, Step[], Partial<LockerState> | null])[] = [
  ["nothing is known before it is told", [], null],
  ["opened", [{ seq: 1, type: "opened" }], { door: "open", tamper: null }],
  ["forced", [{ seq: 1, type: "forced" }], { door: "open" }],
  ["held open", [{ seq: 1, type: "held-open" }], { door: "open" }],
  [
    "closed again",
    [
      { seq: 1, type: "opened" },
      { seq: 2, type: "closed" },
    ],
    { door: "closed" },
  ],
  [
    "tampered with, and no more",
    [
      { seq: 1, type: "tamper" },
      { seq: 2, type: "tamper-cleared" },
    ],
    { tamper: false, door: null },
  ],
  [
    "what says nothing of the door leaves it",
    [{ seq: 1 }, { seq: 2, type: "access-denied" }],
    { door: "open" },
  ],
  [
    "duress looks like nothing at all",
    [
      { seq: 1, type: "closed" },
      { seq: 2, type: "duress" },
    ],
    { door: "closed" },
  ],
  [
    "a missing one that comes after its successor does not turn it back",
    [
      { seq: 1, type: "closed" },
      { seq: 3, type: "closed" },
      { seq: 2, type: "opened" },
    ],
    { door: "closed" },
  ],
  [
    "but says what no later one of its own locker said",
    [
      { seq: 1, type: "closed" },
      { seq: 3, locker: OTHER, type: "closed" },
      { seq: 2, type: "opened" },
    ],
    { door: "open" },
  ],
  [
    "a number used twice says nothing",
    [
      { seq: 1, type: "closed" },
      { seq: 2, type: "closed" },
      { seq: 1, type: "opened", boot: 17 },
    ],
    { door: "closed" },
  ],
  ["a status", [closed(5)], { door: "closed", tamper: false }],
  ["an event after the status", [closed(5), { seq: 6, type: "opened" }], { door: "open" }],
  [
    "events that the unit had kept come after its status, which is newer",
    [{ seq: 3, type: "closed" }, closed(5), { seq: 4, type: "opened" }, { seq: 5, type: "tamper" }],
    { door: "closed", tamper: false },
  ],
  [
    "a status that the broker has kept is older than the events after it",
    [{ seq: 6, type: "opened" }, closed(5, false)],
    { door: "open" },
  ],
  ["and newer than those before it", [{ seq: 4, type: "opened" }, closed(5, false)], { door: "closed" }],
  [
    "a unit that counts anew is believed",
    [
      { seq: 900, type: "closed" },
      closed(900),
      closed(3),
      { seq: 4, boot: 18, type: "boot", locker: null },
      { seq: 5, boot: 18, type: "opened" },
    ],
    { door: "open" },
  ],
  [
    "another unit than before counts by its own numbers",
    [{ seq: 900, type: "closed" }, closed(900), { seq: 4, unit: "MUM01-U08", type: "opened" }],
    { door: "open", unit: "MUM01-U08" },
  ],
];

describe("what is known of a locker", () => {
  for (const [rule, steps, expected] of CASES) {
    for (const restarted of [false, true]) {
      it(restarted ? `${rule}, after a restart` : rule, async () => {
        const { journal, line } = directJournal();
        for (const step of steps) {
          await take(journal, [step]);
          if (restarted) line.restart();
        }
        const state = await stateOf(journal);
        if (expected === null) assert.equal(state, undefined);
        else assert.deepEqual(state, { ...state, ...expected });
      });
    }
  }

  it("outlives the end of a segment and a restart after it", async () => {
    const { journal, line } = directJournal();
    const SEGMENT = 2 ** 15;
    await take(journal, [{ seq: 1, type: "opened", receivedAt: NOW + 7 }]);
    // The segment ends without all the events between: only its last position counts.
    line.db.exec(`UPDATE event SET position = ${SEGMENT - 2}`);
    line.restart();
    await take(journal, [{ seq: 2, locker: OTHER, type: "closed" }]);
    line.restart();
    assert.equal(line.db.prepare("SELECT count(*) AS lockers FROM locker").get()?.lockers, 2);
    assert.deepEqual(await stateOf(journal), {
      ...{ locker: LOCKER, unit: UNIT, door: "open", tamper: null, at: NOW + 7 },
    });
  });
});

describe("the states that are watched", () => {
  it("are collected from the start of watching, each changed one once", async () => {
    const { journal } = directJournal();
    await take(journal, [{ seq: 1, type: "opened" }]);
    assert.equal(await journal.changedStates(1), null);
    const era = await journal.watchStates(true);
    assert.deepEqual(await journal.changedStates(era), { units: [], lockers: [] });
    await take(journal, [
      { seq: 2, type: "closed" },
      { seq: 3, type: "opened" },
    ]);
    const changed = await journal.changedStates(era);
    assert.deepEqual(
      changed?.lockers.map(({ locker, door }) => [locker, door]),
      [[LOCKER, "open"]],
    );
    assert.deepEqual(
      changed?.units.map(({ unit, lastSeq }) => [unit, lastSeq]),
      [[UNIT, 3]],
    );
    assert.deepEqual(await journal.changedStates(era), { units: [], lockers: [] });
  });

  it("have to be asked for anew when the journal was opened anew, or watching has ended", async () => {
    const { journal, line } = directJournal();
    const era = await journal.watchStates(true);
    line.restart();
    assert.equal(await journal.changedStates(era), null);
    const next = await journal.watchStates(true);
    assert.notEqual(next, era);
    assert.equal(await journal.watchStates(false), 0);
    assert.equal(await journal.changedStates(next), null);
  });
});
