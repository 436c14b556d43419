import assert from "node:assert/strict";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import {
  afterEvent,
  afterHeartbeat,
  afterStatus,
  CLOCK_TOLERANCE_MS,
  HEARTBEAT_DELAY_MS,
  NO_EVIDENCE,
  PRODUCT_EPOCH,
  placeEvent,
  type TimeClaim,
  type UnitEvidence,
} from "../../nodes/domain/occurred.ts";
import { parseEvent } from "../../nodes/domain/parse-event.ts";
import { acceptedEvent, bytesOf, vectorRegister } from "./contract-vectors.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** When boot 17 began, in truth. */
const BEGAN = Date.UTC(2026, 10, 22, 4, 0);
const register = vectorRegister();

function claim(changes: Partial<TimeClaim> = {}): TimeClaim {
  return { at: BEGAN + HOUR, clock: "sntp", boot: 17, seq: 100, uptime: HOUR, ...changes };
}

/** The event of a claim, as the door makes it. */
function eventOf(made: TimeClaim, receivedAt: number, evidence: UnitEvidence): LockerEvent {
  const body = { v: 1, unit: "MUM01-U07", locker: "MUM01-0001", type: "opened", ...made };
  const known = new Map([["MUM01-U07", evidence]]);
  return acceptedEvent(
    parseEvent("lockers/v1/MUM01/MUM01-U07/event", bytesOf(body), receivedAt, register, known),
  );
}

function having(evidence: UnitEvidence, made: TimeClaim, receivedAt: number): UnitEvidence {
  return afterEvent(evidence, eventOf(made, receivedAt, evidence));
}

/** What a heartbeat of the true boot shows when it took `delay` to arrive. */
function beat(evidence: UnitEvidence, uptime: number, delay = 20, boot = 17, began = BEGAN): UnitEvidence {
  return afterHeartbeat(evidence, { boot, uptime }, began + uptime + delay);
}

const exactly = (moment: number) => ({ earliest: moment, latest: moment });
const NOW = BEGAN + HOUR + 300;

describe("placeEvent: the unit's own time", () => {
  const watched = beat(beat(NO_EVIDENCE, 10 * MINUTE), 59 * MINUTE);
  const CASES: readonly (readonly [
    string,
    TimeClaim,
    number,
    UnitEvidence,
    "trusted" | "suspect" | "uncertain",
  ])[] = [
    ["synchronised, on time, nothing known", claim(), NOW, NO_EVIDENCE, "trusted"],
    ["synchronised, on time, heartbeats agree", claim(), NOW, watched, "trusted"],
    ["synchronised, 8 h late, nothing known", claim(), NOW + 8 * HOUR, NO_EVIDENCE, "trusted"],
    ["synchronised, 8 h late, heartbeats agree", claim(), NOW + 8 * HOUR, watched, "trusted"],
    [
      "ahead of the gateway by less than the tolerance",
      claim({ at: NOW + CLOCK_TOLERANCE_MS }),
      NOW,
      NO_EVIDENCE,
      "trusted",
    ],
    [
      "ahead of the gateway by more",
      claim({ at: NOW + CLOCK_TOLERANCE_MS + 1 }),
      NOW,
      NO_EVIDENCE,
      "suspect",
    ],
    ["in 1970", claim({ at: 0 }), NOW, NO_EVIDENCE, "suspect"],
    ["in 2200", claim({ at: Date.UTC(2200, 0, 1) }), NOW, NO_EVIDENCE, "suspect"],
    [
      "synchronised, but 8 h before what heartbeats show",
      claim({ at: BEGAN - 7 * HOUR }),
      NOW,
      watched,
      "suspect",
    ],
    ["synchronised, but without a time", claim({ at: null }), NOW, watched, "suspect"],
    ["estimated", claim({ clock: "estimated" }), NOW, watched, "uncertain"],
    [
      "estimated, wrong by hours",
      claim({ clock: "estimated", at: BEGAN - 7 * HOUR }),
      NOW,
      watched,
      "uncertain",
    ],
    ["estimated, in 1970", claim({ clock: "estimated", at: 0 }), NOW, watched, "suspect"],
    ["estimated, in 2200", claim({ clock: "estimated", at: Date.UTC(2200, 0, 1) }), NOW, watched, "suspect"],
    ["none", claim({ clock: "none", at: null }), NOW, watched, "uncertain"],
    ["none, but with a time", claim({ clock: "none" }), NOW, watched, "suspect"],
  ];

  for (const [what, made, receivedAt, evidence, verdict] of CASES) {
    it(`${what}: ${verdict}`, () => {
      const { occurred, suspect } = placeEvent(made, receivedAt, evidence);
      assert.equal(suspect, verdict === "suspect");
      if (verdict === "trusted") {
        assert.deepEqual(occurred, exactly(Math.min(made.at ?? 0, receivedAt)));
      } else {
        assert.ok(
          occurred.earliest <= BEGAN + HOUR && BEGAN + HOUR <= occurred.latest,
          "the truth is left out",
        );
        assert.ok(occurred.latest > occurred.earliest);
      }
    });
  }
});

describe("placeEvent: agreement with the sequence", () => {
  const first = having(NO_EVIDENCE, claim(), NOW);
  const earlier = BEGAN + HOUR - MINUTE;

  it("doubts a clock that went back behind the event before", () => {
    const { occurred, suspect } = placeEvent(
      claim({ seq: 101, at: earlier, uptime: HOUR + 1000 }),
      NOW + 2000,
      first,
    );
    assert.equal(suspect, true);
    assert.equal(occurred.earliest, BEGAN + HOUR);
  });

  it("believes an event that fills a gap, where its time is not after its successor's", () => {
    const made = claim({ seq: 99, at: earlier, uptime: HOUR - MINUTE });
    assert.deepEqual(placeEvent(made, NOW + 1000, first), { occurred: exactly(earlier), suspect: false });
  });

  it("doubts a lower number of the same boot with a later time, though the uptime agrees", () => {
    const made = claim({ seq: 99, at: BEGAN + HOUR + MINUTE, uptime: HOUR + MINUTE });
    assert.equal(placeEvent(made, NOW + 2 * MINUTE, first).suspect, true);
  });

  it("puts an event of a later boot after the last one of an earlier boot", () => {
    const made = claim({ boot: 18, seq: 101, uptime: 5000, at: null, clock: "none" });
    const { occurred } = placeEvent(made, NOW + 6 * HOUR, first);
    assert.deepEqual(occurred, { earliest: BEGAN + HOUR, latest: NOW + 6 * HOUR });
  });

  it("also where the unit has lost its sequence and counts events anew", () => {
    const made = claim({ boot: 18, seq: 1, uptime: 5000, at: null, clock: "none" });
    assert.equal(placeEvent(made, NOW + 6 * HOUR, first).occurred.earliest, BEGAN + HOUR);
  });

  it("takes no limit from a boot of another life of the unit", () => {
    for (const seq of [3, 101]) {
      const made = claim({ boot: 2, seq, uptime: 5000, at: null, clock: "none" });
      const { occurred } = placeEvent(made, NOW + HOUR, first);
      assert.deepEqual(occurred, { earliest: PRODUCT_EPOCH, latest: NOW + HOUR });
    }
  });
});

describe("placeEvent: what uptime and heartbeats tell without a clock", () => {
  const blind = claim({ at: null, clock: "none" });
  /** The crystal's drift between a heartbeat and the event. */
  const DRIFT_ALLOWED = 1000;

  it("with nothing known the span is everything before the receipt", () => {
    assert.deepEqual(placeEvent(blind, NOW, NO_EVIDENCE).occurred, { earliest: PRODUCT_EPOCH, latest: NOW });
  });

  it("heartbeats narrow it to about their longest delay, however late the event comes", () => {
    const { occurred } = placeEvent(blind, NOW + 8 * HOUR, beat(NO_EVIDENCE, 50 * MINUTE));
    assert.ok(occurred.latest - occurred.earliest <= HEARTBEAT_DELAY_MS + DRIFT_ALLOWED);
    assert.ok(occurred.earliest <= BEGAN + HOUR && occurred.latest >= BEGAN + HOUR);
  });

  it("a heartbeat that was itself slow leaves no less", () => {
    for (const delays of [
      [0, 5000],
      [5000, 0],
      [30_000, 200, 45_000],
    ]) {
      let evidence = NO_EVIDENCE;
      for (const [index, delay] of delays.entries()) evidence = beat(evidence, (40 + index) * MINUTE, delay);
      const { occurred } = placeEvent(blind, NOW + HOUR, evidence);
      assert.ok(occurred.earliest <= BEGAN + HOUR && occurred.latest >= BEGAN + HOUR, String(delays));
    }
  });

  it("a slow heartbeat bounds it from below, a quick one from above, and neither loosens the other", () => {
    for (const delays of [
      [50_000, 100],
      [100, 50_000],
    ]) {
      let evidence = NO_EVIDENCE;
      for (const [index, delay] of delays.entries()) evidence = beat(evidence, (57 + index) * MINUTE, delay);
      const { occurred } = placeEvent(blind, NOW + HOUR, evidence);
      assert.ok(occurred.earliest >= BEGAN + HOUR + 50_000 - HEARTBEAT_DELAY_MS - DRIFT_ALLOWED, `${delays}`);
      assert.ok(occurred.latest <= BEGAN + HOUR + 100 + DRIFT_ALLOWED, `${delays}`);
    }
  });

  it("an event that comes late loosens nothing", () => {
    const evidence = beat(NO_EVIDENCE, 50 * MINUTE);
    const later = having(
      evidence,
      claim({ seq: 99, uptime: 55 * MINUTE, at: null, clock: "none" }),
      NOW + 8 * HOUR,
    );
    const { occurred } = placeEvent(blind, NOW + 8 * HOUR, later);
    assert.ok(occurred.latest <= BEGAN + HOUR + DRIFT_ALLOWED);
  });

  it("one heartbeat that came far too late only widens the span, and the next good one mends it", () => {
    const stalled = beat(beat(NO_EVIDENCE, 40 * MINUTE), 41 * MINUTE, 5 * MINUTE);
    const wide = placeEvent(blind, NOW + HOUR, stalled).occurred;
    assert.ok(wide.earliest <= BEGAN + HOUR && wide.latest >= BEGAN + HOUR);
    const mended = placeEvent(blind, NOW + HOUR, beat(stalled, 42 * MINUTE)).occurred;
    assert.ok(mended.latest - mended.earliest <= HEARTBEAT_DELAY_MS + DRIFT_ALLOWED);
    assert.ok(mended.earliest <= BEGAN + HOUR && mended.latest >= BEGAN + HOUR);
  });

  for (const [how, step] of [
    ["forward", 3 * HOUR],
    ["back", -3 * HOUR],
  ] as const) {
    it(`follows the gateway's clock when that is set ${how}`, () => {
      const before = beat(
        beat(NO_EVIDENCE, 30 * MINUTE, 20, 17, BEGAN - step),
        31 * MINUTE,
        20,
        17,
        BEGAN - step,
      );
      const evidence = beat(beat(before, 32 * MINUTE), 33 * MINUTE);
      assert.deepEqual(placeEvent(claim(), NOW, evidence), {
        occurred: exactly(BEGAN + HOUR),
        suspect: false,
      });
      const { occurred } = placeEvent(blind, NOW, evidence);
      assert.ok(occurred.latest - occurred.earliest <= HEARTBEAT_DELAY_MS + DRIFT_ALLOWED);
    });
  }

  it("a crystal that runs 40 ppm wrong for a month does not make the clock suspect", () => {
    for (const wrong of [40e-6, -40e-6]) {
      let evidence = NO_EVIDENCE;
      const days = 30 * 24 * HOUR;
      for (let uptime = 0; uptime <= days; uptime += HOUR) {
        evidence = afterHeartbeat(
          evidence,
          { boot: 17, uptime: Math.round(uptime * (1 + wrong)) },
          BEGAN + uptime + 50,
        );
      }
      const at = BEGAN + days;
      const made = claim({ at, uptime: Math.round(days * (1 + wrong)) });
      assert.deepEqual(placeEvent(made, at + 300, evidence), { occurred: exactly(at), suspect: false });
    }
  });

  it("an event cannot be from before what was heard of an earlier boot", () => {
    const evidence = afterStatus(beat(NO_EVIDENCE, 50 * MINUTE), { boot: 18 }, NOW + 5 * HOUR);
    const made = claim({ boot: 18, seq: 101, uptime: 2000, at: null, clock: "none" });
    const { occurred } = placeEvent(made, NOW + 6 * HOUR, evidence);
    assert.ok(occurred.earliest >= BEGAN + 49 * MINUTE - DRIFT_ALLOWED);
    const began = NOW + 5 * HOUR;
    assert.ok(occurred.latest >= began + 2000 && occurred.latest <= began + 2000 + DRIFT_ALLOWED);
  });

  it("the last events of a boot are placed after the next one has begun", () => {
    const evidence = beat(beat(NO_EVIDENCE, 50 * MINUTE), 10_000, 20, 18, NOW + 2 * HOUR);
    const { occurred } = placeEvent(blind, NOW + 3 * HOUR, evidence);
    assert.ok(occurred.earliest <= BEGAN + HOUR && occurred.latest >= BEGAN + HOUR);
    assert.ok(occurred.latest - occurred.earliest <= HEARTBEAT_DELAY_MS + DRIFT_ALLOWED);
  });

  it("an uptime that cannot be is suspect, leaves the whole span, and teaches nothing", () => {
    const evidence = beat(NO_EVIDENCE, 50 * MINUTE);
    const made = claim({ at: null, clock: "none", uptime: 90 * HOUR });
    assert.deepEqual(placeEvent(made, NOW, evidence), {
      occurred: { earliest: PRODUCT_EPOCH, latest: NOW },
      suspect: true,
    });
    const taught = having(evidence, made, NOW);
    assert.deepEqual(taught.boots, evidence.boots);
  });

  it("a unit that was exchanged and counts anew starts a new life at its first heartbeat", () => {
    const old = having(beat(NO_EVIDENCE, 50 * MINUTE), claim(), NOW);
    const fresh = beat(old, 2 * MINUTE, 20, 1, NOW + HOUR);
    const made = claim({ boot: 1, seq: 1, uptime: 3 * MINUTE, at: NOW + HOUR + 3 * MINUTE });
    assert.deepEqual(placeEvent(made, NOW + HOUR + 3 * MINUTE + 200, fresh), {
      occurred: exactly(NOW + HOUR + 3 * MINUTE),
      suspect: false,
    });
    assert.deepEqual(afterStatus(old, { boot: 1 }, NOW).last, null);
  });
});

describe("evidence", () => {
  it("stays small: three boots, plain data", () => {
    let evidence = NO_EVIDENCE;
    for (let boot = 1; boot <= 50; boot++) {
      evidence = beat(evidence, MINUTE, 20, boot, BEGAN + boot * HOUR);
      evidence = having(
        evidence,
        claim({ boot, seq: boot, uptime: 2 * MINUTE, at: null, clock: "none" }),
        BEGAN + boot * HOUR + 3 * MINUTE,
      );
    }
    assert.deepEqual(
      evidence.boots.map(({ boot }) => boot),
      [50, 49, 48],
    );
    assert.deepEqual(JSON.parse(JSON.stringify(evidence)), evidence);
    assert.ok(JSON.stringify(evidence).length < 700);
  });

  it("is not changed by events of the gateway's own", () => {
    const event = { ...eventOf(claim(), NOW, NO_EVIDENCE), boot: null, seq: null, uptime: null };
    assert.equal(afterEvent(NO_EVIDENCE, event), NO_EVIDENCE);
  });
});
