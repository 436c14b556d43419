import assert from "node:assert/strict";
import type { Node } from "node-red";
import { DEADLINE_MS, Passages, SILENT_AFTER, type Tags } from "../../nodes/runtime/passages.ts";
import { REST_MS } from "../../nodes/runtime/passed-node.ts";
import { TestClock } from "../clock.ts";
import { nodeOf } from "./flow-node.ts";

const ORIGIN = "in";

function started() {
  const clock = new TestClock();
  const warned: Node[] = [];
  const passages = new Passages(clock, (node) => warned.push(node));
  let position = 0;
  return {
    ...{ clock, passages, warned },
    /** An event sets out with a message to each of the nodes. */
    begin(...to: Node[]) {
      position += 1;
      const msgs: Partial<Tags>[] = [];
      passages.begin(ORIGIN, position, (tags) => {
        for (const node of to) {
          const msg = { ...tags };
          msgs.push(msg);
          passages.delivered(msg, node, undefined);
        }
      });
      const [msg = {}] = msgs;
      return { position, msg, msgs };
    },
    /** Positions that are over by now. */
    over(): number[] {
      passages.settle(null, clock.monotonic());
      const over = passages.takeOver();
      passages.written(over);
      return over.flatMap(({ positions }) => positions);
    },
  };
}

describe("counting what is on its way", () => {
  it("is over when all that was delivered is completed and a second has passed", () => {
    const { clock, passages, begin, over } = started();
    const [a, b] = [nodeOf("a"), nodeOf("b")];
    const { position, msgs } = begin(a, b);
    clock.advance(10 * REST_MS);
    passages.completed(msgs[0] ?? {}, a);
    clock.advance(REST_MS);
    assert.deepEqual(over(), []);
    passages.completed(msgs[1] ?? {}, b);
    clock.advance(REST_MS - 1);
    assert.deepEqual(over(), []);
    assert.ok(passages.has(ORIGIN, position));
    clock.advance(1);
    assert.deepEqual(over(), [position]);
    assert.ok(!passages.has(ORIGIN, position));
    clock.advance(10 * REST_MS);
    assert.deepEqual(over(), []);
  });

  it("goes on where something follows within that second", () => {
    const { clock, passages, begin, over } = started();
    const [a, b] = [nodeOf("a"), nodeOf("b")];
    const { position, msg } = begin(a);
    passages.completed(msg, a);
    clock.advance(REST_MS - 1);
    const late = { ...msg };
    passages.delivered(late, b, a);
    clock.advance(REST_MS);
    assert.deepEqual(over(), []);
    passages.completed(late, b);
    clock.advance(REST_MS);
    assert.deepEqual(over(), [position]);
  });

  it("keeps what is over until that is written", () => {
    const { clock, passages, begin } = started();
    const { position } = begin();
    clock.advance(REST_MS);
    passages.settle(null, clock.monotonic());
    const over = passages.takeOver();
    assert.deepEqual(over, [{ node: ORIGIN, positions: [position] }]);
    assert.ok(passages.has(ORIGIN, position));
    passages.written(over);
    assert.ok(!passages.has(ORIGIN, position));
    assert.ok(passages.isEmpty);
  });

  it("knows a message that lost its token by its id, and gives the token back", () => {
    const { clock, passages, begin, over } = started();
    const [a, b] = [nodeOf("a"), nodeOf("b")];
    const { position, msg } = begin(a);
    const other: { _msgid: unknown; _locker?: unknown } = { _msgid: msg._msgid };
    passages.delivered(other, b, a);
    assert.equal(other._locker, msg._locker);
    passages.completed(msg, a);
    clock.advance(REST_MS);
    assert.deepEqual(over(), []);
    passages.completed(other, b);
    clock.advance(REST_MS);
    assert.deepEqual(over(), [position]);
  });

  it("knows it also by the id that a split node gave to a part of it", () => {
    const { clock, passages, begin, over } = started();
    const [a, b] = [nodeOf("a"), nodeOf("b")];
    const { position, msg } = begin(a);
    const part = { _locker: msg._locker, _msgid: "part" };
    passages.delivered(part, b, a);
    passages.completed(msg, a);
    const other: { _msgid: unknown; _locker?: unknown } = { _msgid: "part" };
    passages.delivered(other, a, b);
    passages.completed(part, b);
    clock.advance(REST_MS);
    assert.deepEqual(over(), []);
    passages.completed(other, a);
    clock.advance(REST_MS);
    assert.deepEqual(over(), [position]);
    passages.delivered({ _msgid: "part" }, a, b);
    assert.ok(passages.isEmpty);
  });

  it("leaves other messages, and the nodes they come to, as they are", () => {
    const { passages, begin } = started();
    const node = nodeOf("a");
    const { error } = node;
    begin(nodeOf("b"));
    const msg = { _msgid: "somebody else's", payload: 1 };
    passages.delivered(msg, node, undefined);
    passages.received(msg, node);
    passages.completed(msg, node);
    assert.deepEqual(msg, { _msgid: "somebody else's", payload: 1 });
    assert.equal(node.error, error);
  });

  it("does not count a second done", () => {
    const { clock, passages, begin, over } = started();
    const [a, b] = [nodeOf("a"), nodeOf("b")];
    const { msg } = begin(a, b);
    passages.completed(msg, a);
    passages.completed(msg, a);
    clock.advance(REST_MS);
    assert.deepEqual(over(), []);
  });

  it("takes a node without done to have ended when its handler has", () => {
    const { clock, passages, begin, over } = started();
    const old = nodeOf("old", (_msg) => {});
    const { position, msg } = begin(old);
    passages.received(msg, old);
    clock.advance(REST_MS);
    assert.deepEqual(over(), [position]);
  });

  it("takes a node that reports an error about a message to have ended with it, and lets the report through", () => {
    const { clock, begin, over } = started();
    const node = nodeOf("failing");
    const reports: unknown[] = [];
    node.error = (what, msg) => void reports.push([what, msg]);
    const { position, msg } = begin(node);
    node.error("it failed", msg);
    node.error("something else");
    assert.deepEqual(reports, [
      ["it failed", msg],
      ["something else", undefined],
    ]);
    clock.advance(REST_MS);
    assert.deepEqual(over(), [position]);
  });

  describe("a trigger that will send again keeps the event open for its time", () => {
    const again = { op2type: "str", duration: 60_000 };
    const table: readonly [name: string, settings: object, msg: object, ms: number][] = [
      ["its own", again, {}, 60_000],
      ["the message's", { ...again, overrideDelay: true }, { delay: "90000" }, 90_000],
      ["its own, where the message may not say", again, { delay: "90000" }, 60_000],
      ["none, where it sends nothing more", { ...again, op2type: "nul" }, {}, 0],
      ["none, where it waits for a reset", { ...again, duration: 0 }, {}, 0],
    ];
    for (const [name, settings, more, ms] of table) {
      it(name, () => {
        const { clock, passages, begin, over } = started();
        const trigger = nodeOf("trigger", undefined, settings);
        const { position, msg } = begin(trigger);
        passages.completed(Object.assign(msg, more), trigger);
        clock.advance(ms + REST_MS - 1);
        assert.deepEqual(over(), []);
        clock.advance(1);
        assert.deepEqual(over(), [position]);
      });
    }

    it("also on a machine so busy that the trigger's own timer has not run yet", () => {
      const { clock, passages, begin, over } = started();
      const trigger = nodeOf("trigger", undefined, again);
      const { msg } = begin(trigger);
      passages.completed(msg, trigger);
      clock.advance(60_000 - 1);
      const upTo = clock.monotonic();
      clock.advance(10 * REST_MS);
      passages.settle(null, upTo);
      passages.leave(ORIGIN, clock.monotonic());
      assert.deepEqual(passages.takeOver(), []);
      assert.equal(over().length, 1);
    });

    it("again each time, where it repeats", () => {
      const { clock, passages, begin, over } = started();
      const trigger = nodeOf("trigger", undefined, { op2type: "nul", duration: 60_000, loop: true });
      const sink = nodeOf("sink");
      const { position, msg } = begin(trigger);
      passages.completed(msg, trigger);
      for (let round = 0; round < 3; round += 1) {
        clock.advance(60_000);
        assert.deepEqual(over(), []);
        const copy = { ...msg };
        passages.delivered(copy, sink, trigger);
        passages.completed(copy, sink);
      }
      clock.advance(60_000 + REST_MS);
      assert.deepEqual(over(), [position]);
    });
  });

  describe("while nodes are stopped", () => {
    it("what these complete does not count, and what they had is forgotten; others go on", async () => {
      const { clock, passages, begin, over } = started();
      const [stopped, running] = [nodeOf("delay"), nodeOf("other")];
      const cut = begin(stopped);
      const whole = begin(running);
      const both = begin(stopped, running);
      const frozenAt = clock.monotonic();
      passages.freeze((node) => node !== stopped);
      passages.completed(cut.msg, stopped);
      passages.completed(whole.msg, running);
      await stopped.close(false);
      passages.thaw(frozenAt);
      assert.deepEqual(
        [cut, whole, both].map(({ position }) => passages.has(ORIGIN, position)),
        [false, true, false],
      );
      assert.equal(passages.moving(ORIGIN), 0);
      clock.advance(REST_MS);
      assert.deepEqual(over(), [whole.position]);
    });

    it("a message sent to a node that is not there is forgotten with its event", () => {
      const { clock, passages, begin } = started();
      const [a, b] = [nodeOf("a"), nodeOf("b")];
      const lost = begin(a);
      const kept = begin(a);
      passages.freeze(() => true);
      passages.sent(lost.msg);
      passages.sent(kept.msg);
      passages.arrived(kept.msg);
      passages.delivered(kept.msg, b, a);
      passages.thaw(clock.monotonic());
      assert.deepEqual(
        [lost, kept].map(({ position }) => passages.has(ORIGIN, position)),
        [false, true],
      );
    });

    const lingering: readonly [name: string, node: () => Node, after: number, cut: boolean][] = [
      ["a node without done", () => nodeOf("old", (_msg) => {}), REST_MS - 1, true],
      ["a node without done, later", () => nodeOf("old", (_msg) => {}), REST_MS, false],
      ["a switch", () => nodeOf("switch", (_msg) => {}), 99, true],
      ["a switch, later", () => nodeOf("switch", (_msg) => {}), 100, false],
      ["a filter", () => nodeOf("rbe", (_msg) => {}), 0, false],
      ["a trigger", () => nodeOf("trigger", undefined, { op2type: "str", duration: 9000 }), 8999, true],
      [
        "a trigger, later",
        () => nodeOf("trigger", undefined, { op2type: "str", duration: 9000 }),
        9000,
        false,
      ],
      [
        "a function with a timer",
        () => nodeOf("function", undefined, { outstandingTimers: [1], outstandingIntervals: [] }),
        ...([REST_MS - 1, true] as const),
      ],
      [
        "a function without one",
        () => nodeOf("function", undefined, { outstandingTimers: [], outstandingIntervals: [] }),
        ...([0, false] as const),
      ],
      ["any other node", () => nodeOf("debug"), 0, false],
    ];
    for (const [name, make, after, cut] of lingering) {
      it(`${name} that ended with it ${after} ms ago ${cut ? "may have been about to send" : "was through with it"}`, async () => {
        const { clock, passages, begin } = started();
        const node = make();
        const { position, msg } = begin(node);
        passages.completed(msg, node);
        clock.advance(after);
        passages.freeze(() => false);
        await node.close(false);
        passages.thaw(clock.monotonic());
        assert.equal(passages.has(ORIGIN, position), !cut);
      });
    }

    it("what rests is over at once for a locker-event-in that is stopped, unless something may follow", () => {
      const { clock, passages, begin, over } = started();
      const [plain, old] = [nodeOf("plain"), nodeOf("old", (_msg) => {})];
      const sure = begin(plain);
      passages.completed(sure.msg, plain);
      const unsure = begin(old);
      passages.received(unsure.msg, old);
      const open = begin(plain);
      passages.freeze(() => false);
      passages.leave(ORIGIN, clock.monotonic());
      assert.deepEqual(over(), [sure.position]);
      assert.ok(passages.has(ORIGIN, open.position));
    });
  });

  describe("a node that never says done", () => {
    it("has ended after a day; it is warned of once, and not waited for from then on", () => {
      const { clock, passages, warned, begin, over } = started();
      const node = nodeOf("forgetful");
      const first = begin(node);
      begin(node);
      clock.advance(DEADLINE_MS);
      passages.enforceDeadline();
      assert.deepEqual(warned, []);
      clock.advance(1);
      passages.enforceDeadline();
      passages.enforceDeadline();
      assert.deepEqual(warned, [node]);
      clock.advance(REST_MS);
      assert.deepEqual(over(), [first.position, first.position + 1]);
      const next = begin(node);
      passages.received(next.msg, node);
      clock.advance(REST_MS);
      assert.deepEqual(over(), [next.position]);
    });

    it("is found out before that where it has very many, so that they do not fill the memory", () => {
      const { clock, passages, warned, begin, over } = started();
      const node = nodeOf("forgetful");
      for (let n = 0; n < SILENT_AFTER; n += 1) begin(node);
      passages.enforceDeadline();
      assert.deepEqual(warned, []);
      begin(node);
      passages.enforceDeadline();
      assert.deepEqual(warned, [node]);
      clock.advance(REST_MS);
      assert.equal(over().length, SILENT_AFTER + 1);
    });

    for (const type of ["delay", "join", "batch", "sort", "trigger"]) {
      it(`is not a ${type}, which may keep a message for as long as it is told to`, () => {
        const { clock, passages, warned, begin } = started();
        const { position } = begin(nodeOf(type));
        clock.advance(30 * DEADLINE_MS);
        passages.enforceDeadline();
        assert.ok(passages.has(ORIGIN, position));
        assert.deepEqual(warned, []);
      });
    }
  });

  it("says how many are open, and how many a node has in hand", () => {
    const { passages, begin } = started();
    const node = nodeOf("a");
    const { msg } = begin(node);
    begin(node);
    assert.deepEqual([passages.open(ORIGIN), passages.moving(ORIGIN)], [2, 2]);
    passages.completed(msg, node);
    assert.deepEqual([passages.open(ORIGIN), passages.moving(ORIGIN)], [2, 1]);
    assert.deepEqual([passages.open("other"), passages.moving("other")], [0, 0]);
  });
});
