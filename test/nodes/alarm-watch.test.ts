import assert from "node:assert/strict";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { ALARM_WAITS_MS, AlarmWatch, Handed } from "../../nodes/locker-event-in/alarm-watch.ts";
import { TestClock } from "../clock.ts";
import { eventOf } from "../journal/making.ts";

function watching(handed = new Handed()) {
  const clock = new TestClock();
  const given: LockerEvent[] = [];
  const there = { is: true };
  const hand = (event: LockerEvent) => {
    if (there.is) given.push(event);
    return there.is;
  };
  const watch = new AlarmWatch({ clock, handed, hand });
  return { clock, watch, given, there, seqs: () => given.map(({ seq }) => seq) };
}

describe("an alarm that the journal does not take", () => {
  it("is handed on from memory when it has waited long enough, marked, once", () => {
    const { clock, watch, given } = watching();
    watch.came(eventOf({ seq: 1, type: "forced" }));
    clock.advance(ALARM_WAITS_MS - 1000);
    assert.equal(given.length, 0);
    clock.advance(2000);
    assert.deepEqual(
      given.map(({ seq, marks }) => [seq, marks]),
      [[1, ["not-journaled"]]],
    );
    clock.advance(60_000);
    watch.came(eventOf({ seq: 1, type: "forced" }));
    clock.advance(60_000);
    assert.equal(given.length, 1);
    assert.equal(clock.pending, 0);
  });

  it("does not wait anew with each repetition by its unit", () => {
    const { clock, watch, seqs } = watching();
    for (let second = 0; second < 5; second += 1) {
      watch.came(eventOf({ seq: 1 }));
      clock.advance(1000);
    }
    assert.deepEqual(seqs(), [1]);
  });

  it("is not, where it is stored in time", () => {
    const { clock, watch, given } = watching();
    const event = eventOf({ seq: 1 });
    watch.came(event);
    clock.advance(2000);
    watch.stored(event);
    clock.advance(60_000);
    assert.equal(given.length, 0);
    assert.equal(clock.pending, 0);
  });

  it("goes out at once while the journal refuses, those that wait first", () => {
    const { watch, seqs } = watching();
    for (const seq of [1, 2]) watch.came(eventOf({ seq }));
    watch.refuses(true);
    assert.deepEqual(seqs(), [1, 2]);
    watch.came(eventOf({ seq: 3 }));
    assert.deepEqual(seqs(), [1, 2, 3]);
    watch.refuses(false);
    watch.came(eventOf({ seq: 4 }));
    assert.deepEqual(seqs(), [1, 2, 3]);
  });

  it("waits for somebody who takes it", () => {
    const { clock, watch, there, seqs } = watching();
    there.is = false;
    watch.refuses(true);
    watch.came(eventOf({ seq: 1 }));
    clock.advance(5000);
    there.is = true;
    clock.advance(1000);
    assert.deepEqual(seqs(), [1]);
    assert.equal(watch.count, 0);
  });

  for (const type of ["opened", "forced", "tamper", "duress"] as const) {
    it(`may be: ${type}`, () => {
      const { watch, given } = watching();
      watch.refuses(true);
      watch.came(eventOf({ type }));
      assert.equal(given.length, 1);
    });
  }
  for (const type of ["closed", "battery-low", "boot", "access-denied"] as const) {
    it(`is none: ${type}`, () => {
      const { watch, given } = watching();
      watch.refuses(true);
      watch.came(eventOf({ type }));
      assert.equal(given.length, 0);
    });
  }

  it("is not handed on again by the watch of the next deploy", () => {
    const handed = new Handed();
    const before = watching(handed);
    before.watch.refuses(true);
    before.watch.came(eventOf({ seq: 1 }));
    before.watch.stop();
    const after = watching(handed);
    after.watch.refuses(true);
    after.watch.came(eventOf({ seq: 1 }));
    assert.deepEqual([before.given.length, after.given.length], [1, 0]);
  });

  it("remembers a bounded number of them", () => {
    const handed = new Handed();
    for (let n = 0; n <= 10_000; n += 1) handed.add(`${n}`);
    assert.deepEqual([handed.has("0"), handed.has("1"), handed.has("10000")], [false, true, true]);
  });
});
