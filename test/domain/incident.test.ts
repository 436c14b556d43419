import assert from "node:assert/strict";
import { incidentKey, type RaiseRequest } from "../../nodes/domain/incident.ts";
import { raise } from "../../nodes/domain/incident-life.ts";

const MINUTE_MS = 60_000;

function request(changes: Partial<RaiseRequest> = {}): RaiseRequest {
  return {
    event: { id: "U1-1-aa", site: "MUM01", unit: "U1", locker: "L1" },
    cause: "forced",
    priority: 1,
    summary: "Locker L1 at MUM01 was forced open.",
    at: 1_000_000,
    now: changes.at ?? 1_000_000,
    alarmAgainAfter: 15 * MINUTE_MS,
    node: "sos",
    ...changes,
  };
}

describe("incident", () => {
  it("is raised by the first event", () => {
    const incident = raise(null, request(), "I1");
    assert.deepEqual(incident, {
      id: "I1",
      transition: 1,
      change: "raised",
      state: "raised",
      cause: "forced",
      priority: 1,
      tier: 1,
      site: "MUM01",
      unit: "U1",
      locker: "L1",
      count: 1,
      raisedAt: 1_000_000,
      alarmedAt: 1_000_000,
      tierAt: 1_000_000,
      lastEventAt: 1_000_000,
      lastEventId: "U1-1-aa",
      summary: "Locker L1 at MUM01 was forced open.",
      condition: "standing",
      acknowledged: null,
      shelved: null,
      reset: null,
      silent: false,
      node: "sos",
    });
  });

  it("counts further events without a new alarm until the quiet time is over", () => {
    const table = [
      { after: 1, change: "counted", count: 2 },
      { after: 14 * MINUTE_MS, change: "counted", count: 3 },
      { after: 15 * MINUTE_MS, change: "renewed", count: 4 },
      { after: 16 * MINUTE_MS, change: "counted", count: 5 },
      { after: 30 * MINUTE_MS, change: "renewed", count: 6 },
    ] as const;
    let incident = raise(null, request(), "I1");
    for (const [index, row] of table.entries()) {
      const next = raise(incident, request({ at: 1_000_000 + row.after }), "unused");
      assert.equal(next.change, row.change, `event ${index + 2}`);
      assert.equal(next.count, row.count);
      assert.equal(next.transition, index + 2);
      assert.equal(next.id, "I1");
      incident = next;
    }
  });

  it("is not silenced by a clock that was ahead when it was raised", () => {
    const incident = raise(null, request({ at: Date.UTC(2036, 0) }), "I1");
    const next = raise(incident, request({ at: Date.UTC(2026, 10, 22) }), "unused");
    assert.equal(next.change, "renewed");
    assert.equal(raise(next, request({ at: Date.UTC(2026, 10, 22) + 1 }), "unused").change, "counted");
  });

  it("alarms every time when the quiet time is 0", () => {
    const incident = raise(null, request(), "I1");
    assert.equal(raise(incident, request({ alarmAgainAfter: 0 }), "unused").change, "renewed");
  });

  it("takes the graver priority and keeps it", () => {
    const first = raise(null, request({ priority: 2 }), "I1");
    const second = raise(first, request({ priority: 1 }), "unused");
    assert.equal(second.priority, 1);
    assert.equal(raise(second, request({ priority: 3 }), "unused").priority, 1);
  });

  it("is one per locker and cause, and per unit where no locker is meant", () => {
    const keys = [
      request(),
      request({ cause: "tamper" }),
      request({ event: { id: "e", site: "MUM01", unit: "U1", locker: "L2" } }),
      request({ event: { id: "e", site: "MUM01", unit: "U1", locker: null } }),
      request({ event: { id: "e", site: "DEL01", unit: "U1", locker: "L1" } }),
      // A drill is never counted to what is in earnest.
      request({ drill: true }),
    ].map(incidentKey);
    assert.equal(new Set(keys).size, keys.length);
    assert.equal(
      incidentKey(request({ event: { id: "other", site: "MUM01", unit: "U9", locker: "L1" } })),
      keys[0],
    );
  });
});
