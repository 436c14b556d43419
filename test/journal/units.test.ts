import assert from "node:assert/strict";
import { SEEN_SAVED_EVERY_MS, type UnitSighting, type UnitState } from "../../nodes/journal/journal.ts";
import { directJournal, eventOf, NOW } from "./making.ts";

const UNIT = "MUM01-U07";
const NOTHING: UnitState = {
  unit: UNIT,
  online: null,
  boot: null,
  nonce: null,
  uptime: null,
  clock: null,
  firmware: null,
  lastSeq: null,
  seenAt: null,
};

const CASES: readonly (readonly [
  rule: string,
  sightings: readonly Omit<UnitSighting, "unit">[],
  state: Partial<UnitState>,
])[] = [
  ["a heartbeat tells only that it lives", [{ seenAt: NOW }], { seenAt: NOW }],
  [
    "a status tells all",
    [{ online: true, boot: 17, nonce: "9f", uptime: 5, clock: "sntp", firmware: "1.0.0", seenAt: NOW }],
    { online: true, boot: 17, nonce: "9f", uptime: 5, clock: "sntp", firmware: "1.0.0", seenAt: NOW },
  ],
  [
    "what a sighting does not tell stays",
    [{ online: true, boot: 17, nonce: "9f", uptime: 5, clock: "sntp", seenAt: NOW }, { seenAt: NOW + 1 }],
    { online: true, boot: 17, nonce: "9f", uptime: 5, clock: "sntp", seenAt: NOW + 1 },
  ],
  [
    "a last will takes it off line and keeps its boot and nonce",
    [
      { online: true, boot: 17, nonce: "9f", seenAt: NOW },
      { online: false, boot: 17, seenAt: NOW + 1 },
    ],
    { online: false, boot: 17, nonce: "9f", seenAt: NOW + 1 },
  ],
  [
    "another boot makes the nonce unknown",
    [
      { online: true, boot: 17, nonce: "9f", seenAt: NOW },
      { boot: 18, seenAt: NOW + 1 },
    ],
    { online: true, boot: 18, nonce: null, seenAt: NOW + 1 },
  ],
  [
    "a unit may be off line that was never heard",
    [{ online: false, boot: null, seenAt: null }],
    { online: false },
  ],
  [
    "that it is lost tells nothing of its boot or of when it was heard",
    [
      { online: true, boot: 17, nonce: "9f", seenAt: NOW },
      { online: false, boot: null, seenAt: null },
    ],
    { online: false, boot: 17, nonce: "9f", seenAt: NOW },
  ],
  ["an older sighting does not move the time back", [{ seenAt: NOW }, { seenAt: NOW - 1 }], { seenAt: NOW }],
];

describe("what is known of a unit", () => {
  for (const [rule, sightings, state] of CASES) {
    it(rule, async () => {
      const { journal } = directJournal();
      assert.equal(await journal.unitState(UNIT), null);
      let before: UnitState | null = null;
      for (const sighting of sightings) {
        assert.deepEqual(await journal.unitSeen({ unit: UNIT, ...sighting }), before);
        before = await journal.unitState(UNIT);
      }
      assert.deepEqual(before, { ...NOTHING, ...state });
    });
  }

  it("an event says that its unit lives, one the gateway derived does not", async () => {
    const { journal } = directJournal();
    await journal.append(eventOf({ seq: null, type: "offline", receivedAt: NOW }));
    assert.equal(await journal.unitState(UNIT), null);
    await journal.append(eventOf({ seq: 7, receivedAt: NOW + 5 }));
    assert.deepEqual(await journal.unitState(UNIT), { ...NOTHING, lastSeq: 7, seenAt: NOW + 5 });
  });

  it("outlives a restart, the time of mere heartbeats to within SEEN_SAVED_EVERY_MS", async () => {
    const { journal, line } = directJournal();
    await journal.unitSeen({
      unit: UNIT,
      online: true,
      boot: 17,
      nonce: "9f",
      firmware: "1.0.0",
      seenAt: NOW,
    });
    await journal.unitSeen({ unit: UNIT, seenAt: NOW + SEEN_SAVED_EVERY_MS - 1 });
    await journal.append(eventOf({ seq: 7, receivedAt: NOW }));
    line.restart();
    const known = { ...NOTHING, online: true, boot: 17, nonce: "9f", firmware: "1.0.0", lastSeq: 7 };
    assert.deepEqual(await journal.unitState(UNIT), { ...known, seenAt: NOW });
    await journal.unitSeen({ unit: UNIT, seenAt: NOW + SEEN_SAVED_EVERY_MS });
    line.restart();
    assert.deepEqual(await journal.unitState(UNIT), { ...known, seenAt: NOW + SEEN_SAVED_EVERY_MS });
  });
});
