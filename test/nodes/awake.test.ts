import assert from "node:assert/strict";
import type { Cancel, Clock } from "../../nodes/domain/clock.ts";
import { afterAwake } from "../../nodes/runtime/awake.ts";
import { TestClock } from "../clock.ts";

/** A clock whose next timer runs only when the process is let go on. */
class SleepyClock implements Clock {
  #now = 0;
  #next: (() => void) | null = null;
  now = () => this.#now;
  monotonic = () => this.#now;
  after(_ms: number, task: () => void): Cancel {
    this.#next = task;
    return () => {
      this.#next = null;
    };
  }
  wake(after: number): void {
    this.#now += after;
    const next = this.#next;
    this.#next = null;
    next?.();
  }
}

describe("a timer of a process that may have been asleep", () => {
  it("runs in time where it was awake", () => {
    const clock = new TestClock();
    let ran = 0;
    afterAwake(clock, 1000, () => {
      ran += 1;
    });
    clock.advance(999);
    assert.equal(ran, 0);
    clock.advance(1);
    assert.deepEqual([ran, clock.pending], [1, 0]);
  });

  it("runs a moment after it woke up", () => {
    const clock = new SleepyClock();
    let ran = 0;
    afterAwake(clock, 1000, () => {
      ran += 1;
    });
    clock.wake(30_000);
    assert.equal(ran, 0);
    clock.wake(250);
    assert.equal(ran, 1);
  });

  it("can be cancelled before and after", () => {
    const clock = new SleepyClock();
    const cancel = afterAwake(clock, 1000, () => assert.fail("it was cancelled"));
    clock.wake(30_000);
    cancel();
    clock.wake(250);
    afterAwake(clock, 1000, () => assert.fail("it was cancelled"))();
    clock.wake(1000);
  });
});
