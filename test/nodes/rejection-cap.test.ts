import assert from "node:assert/strict";
import type { Rejection } from "../../nodes/domain/parse-message.ts";
import {
  eventOfMore,
  HOUR_MS,
  type More,
  RejectionCap,
  TOLD_SINGLY,
} from "../../nodes/locker-event-in/rejection-cap.ts";
import { TestClock } from "../clock.ts";

function rejection(over: Partial<Rejection> = {}): Rejection {
  const unit = over.unit ?? "MUM01-U07";
  const topic = { site: "MUM01", unit, message: "event" } as const;
  return { code: "not-json", reason: "It is not JSON.", topic, unit, site: "MUM01", seq: null, ...over };
}

function capped() {
  const clock = new TestClock();
  const told: More[] = [];
  const cap = new RejectionCap(clock, (more) => told.push(more));
  const reject = (times: number, over: Partial<Rejection> = {}) => {
    let singly = 0;
    for (let n = 0; n < times; n += 1) singly += Number(cap.admit(rejection(over), "t", 100, clock.now()));
    return singly;
  };
  return { clock, told, cap, reject };
}

describe("a flood of messages that have to be rejected", () => {
  it("is told singly up to a number, the rest as one when the hour is over", () => {
    const { clock, told, reject } = capped();
    assert.equal(reject(50_000), TOLD_SINGLY);
    clock.advance(HOUR_MS - 1);
    assert.equal(told.length, 0);
    clock.advance(1);
    assert.deepEqual(
      told.map(({ count }) => count),
      [50_000 - TOLD_SINGLY],
    );
    assert.equal(clock.pending, 0);
    assert.equal(reject(1), 1, "the next hour counts anew");
  });

  it("says nothing more where there were not more", () => {
    const { clock, told, reject } = capped();
    reject(TOLD_SINGLY);
    clock.advance(HOUR_MS);
    assert.deepEqual([told.length, clock.pending], [0, 0]);
  });

  it("is counted apart for each unit and reason", () => {
    const { reject } = capped();
    reject(100);
    assert.equal(reject(100, { unit: "MUM01-U08" }), TOLD_SINGLY);
    assert.equal(reject(100, { code: "too-large" }), TOLD_SINGLY);
  });

  it("under ever new names is counted together after a thousand", () => {
    const { reject } = capped();
    let singly = 0;
    for (let n = 0; n < 20_000; n += 1) singly += reject(1, { unit: `X${n}` });
    assert.equal(singly, 1000 + TOLD_SINGLY);
  });

  it("is an event of the unit, with the count; of nobody's unit it is none", () => {
    const { clock, told, reject } = capped();
    const from = clock.now();
    reject(TOLD_SINGLY + 5);
    clock.advance(HOUR_MS);
    const [more] = told;
    assert.ok(more);
    const event = eventOfMore(more, clock.now());
    assert.deepEqual(
      [event?.type, event?.unit, event?.data.count, event?.occurred],
      ["invalid-message", "MUM01-U07", 5, { earliest: from, latest: from + HOUR_MS }],
    );
    assert.equal(eventOfMore({ ...more, rejection: rejection({ site: null }) }, 0), null);
  });
});
