import assert from "node:assert/strict";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import type { Consumer } from "../../nodes/locker-event-in/consumers.ts";
import { Handover } from "../../nodes/runtime/handover.ts";
import { TestClock } from "../clock.ts";
import { eventOf } from "../journal/making.ts";
import { quiet } from "../journal/sending.ts";

const EVENTS = 50_000;

/** A flow that is slower than its events come, and a journal that holds them all. */
function slowFlow() {
  const clock = new TestClock();
  const stored: LockerEvent[] = [];
  const inHand = new Set<number>();
  const passed = new Set<number>();
  const seen: (number | null)[] = [];
  let most = 0;
  let read = 0;
  let reading: Promise<void> = Promise.resolve();
  const consumer: Consumer = {
    id: "node",
    wants: () => true,
    event: ({ seq }) => seen.push(seq),
    rejected: () => {},
    state: () => {},
    fault: (why) => assert.fail(why),
  };
  const handover = new Handover({
    clock,
    journal: {
      async openDeliveries(_node, after, limit) {
        const positions = stored.map((_, index) => index + 1).slice(after, after + limit);
        const items = positions.flatMap((position) => {
          const event = stored[position - 1];
          return event ? [{ position, event, attempts: 1 }] : [];
        });
        read += items.length;
        await reading;
        const through = after + positions.length;
        return { items, through, isAll: through === stored.length };
      },
    },
    settlement: {
      pass(_node, position, send) {
        inHand.add(position);
        passed.add(position);
        most = Math.max(most, inHand.size);
        send({ _locker: `${position}`, _msgid: `${position}` });
      },
      // What is over is not open in the journal any more; here it is passed over alike.
      isOpen: (_node, position) => passed.has(position),
      moving: () => inHand.size,
    },
    giveUp: async () => {},
  });
  handover.take(consumer);
  return {
    ...{ clock, handover, seen, inHand },
    come(event: LockerEvent) {
      stored.push(event);
      handover.event(event, stored.length);
    },
    /** Stored now; the answer that says so comes when the function is called. */
    comesLate(event: LockerEvent) {
      stored.push(event);
      const position = stored.length;
      return () => handover.event(event, position);
    },
    /** A deploy takes it from the node that had it. */
    cut(position: number) {
      inHand.delete(position);
      passed.delete(position);
    },
    /** The journal answers only when the function is called. */
    holdJournal(): () => void {
      let go = () => {};
      reading = new Promise((resolve) => {
        go = resolve;
      });
      return go;
    },
    get most() {
      return most;
    },
    /** Events that were read in the journal. */
    get read() {
      return read;
    },
  };
}

describe("a flow that cannot follow", () => {
  it("has a bounded number of events in hand; the others wait in the journal and come in order", async function () {
    this.timeout(30_000);
    const flow = slowFlow();
    flow.handover.catchUp();
    await quiet();
    for (let seq = 1; seq <= EVENTS; seq += 1) {
      flow.come(eventOf({ seq }));
      if (seq % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(flow.seen.length < 10_000, `${flow.seen.length} at once`);
    while (flow.seen.length < EVENTS) {
      for (const position of [...flow.inHand].slice(0, 500)) flow.inHand.delete(position);
      flow.clock.advance(10);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(
      flow.seen,
      Array.from({ length: EVENTS }, (_, n) => n + 1),
    );
    assert.ok(flow.most <= 4000, `${flow.most} in hand`);
  });

  it("does not read all that it holds again for each event that comes", async () => {
    const flow = slowFlow();
    flow.handover.catchUp();
    await quiet();
    const held = 5000;
    for (let seq = 1; seq <= held; seq += 1) flow.come(eventOf({ seq }));
    for (let seq = held + 1; seq <= held + 50; seq += 1) {
      flow.come(eventOf({ seq }));
      while (flow.seen.length < seq) {
        flow.clock.advance(10);
        await quiet();
      }
    }
    assert.ok(flow.read < 2 * held, `${flow.read} were read`);
  });

  it("lets an alarm wait for seconds only behind ten thousand events that the flow keeps", async function () {
    this.timeout(30_000);
    const flow = slowFlow();
    const held = 10_000;
    for (let seq = 1; seq <= held; seq += 1) flow.come(eventOf({ seq }));
    const begun = flow.clock.monotonic();
    flow.handover.catchUp();
    await quiet();
    flow.come(eventOf({ seq: held + 1, type: "forced" }));
    while (flow.seen.length <= held) {
      flow.clock.advance(10);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const ms = flow.clock.monotonic() - begun;
    assert.ok(ms < 6000, `${ms} ms`);
    assert.equal(flow.seen.at(-1), held + 1);
  });

  it("hands over an event that comes after newer ones although it is older", async () => {
    const flow = slowFlow();
    flow.handover.catchUp();
    await quiet();
    for (let seq = 1; seq <= 3998; seq += 1) flow.come(eventOf({ seq }));
    const late = flow.comesLate(eventOf({ seq: 3999 }));
    for (let seq = 4000; seq <= 4010; seq += 1) flow.come(eventOf({ seq }));
    await quiet();
    late();
    for (let n = 0; n < 5; n += 1) {
      flow.clock.advance(1000);
      await quiet();
    }
    assert.deepEqual([...flow.seen].sort((a, b) => Number(a) - Number(b)).slice(-3), [4008, 4009, 4010]);
    assert.equal(new Set(flow.seen).size, 4010);
    assert.equal(flow.seen.length, 4010);
  });
});

describe("a deploy while what is open is handed over", () => {
  it("puts what it cut short before what was not handed over yet", async () => {
    const flow = slowFlow();
    for (let seq = 1; seq <= 300; seq += 1) flow.come(eventOf({ seq }));
    flow.handover.begin();
    let go = flow.holdJournal();
    await quiet();
    const first = flow.seen.length;
    assert.ok(first > 0 && first < 300, `${first} of 300`);
    flow.cut(7);
    flow.handover.begin();
    go();
    go = flow.holdJournal();
    go();
    await quiet();
    assert.deepEqual(flow.seen.slice(first), [
      7,
      ...Array.from({ length: 300 - first }, (_, n) => first + 1 + n),
    ]);
  });
});
