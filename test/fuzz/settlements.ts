import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import fc from "fast-check";
import type { Node } from "node-red";
import { Passages } from "../../nodes/runtime/passages.ts";
import { REST_MS } from "../../nodes/runtime/passed-node.ts";
import { TestClock } from "../clock.ts";
import type { Target } from "./target.ts";

const ORIGIN = "in";
const NODES = 4;

/** As much of a node of Node-RED as the count looks at. */
class FakeNode extends EventEmitter {
  readonly id: string;
  readonly type = "any";
  readonly _expectedDoneCount = 1;
  error = (_what: unknown, _msg?: unknown): void => {};

  constructor(id: number) {
    super();
    this.id = `n${id}`;
  }
}

interface Message {
  _locker?: unknown;
  _msgid?: unknown;
}

/** A message that a node has in hand. */
interface Held {
  readonly event: number;
  readonly msg: Message;
  readonly at: number;
}

/** What becomes of a message that a node sends on. */
const styles = {
  /** The first branch gets the object itself, as Node-RED gives it. */
  same: (msg: Message) => msg,
  copied: (msg: Message) => ({ ...msg }),
  /** By a function node that returns another object. */
  renewed: ({ _msgid }: Message) => ({ _msgid }),
  /** By a split node, which gives its parts ids of their own. */
  split: ({ _locker }: Message) => ({ _locker, _msgid: "part" }),
} as const;

const target = fc.nat(NODES - 1);
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ op: fc.constant("begin" as const), to: fc.array(target, { maxLength: 3 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      op: fc.constant("work" as const),
      pick: fc.nat(30),
      to: fc.array(target, { maxLength: 2 }),
      style: fc.constantFrom(...(Object.keys(styles) as (keyof typeof styles)[])),
      end: fc.constantFrom("done" as const, "done" as const, "throws" as const, "goes on" as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constant("wait" as const), ms: fc.nat(2 * REST_MS) }) },
  { weight: 3, arbitrary: fc.constant({ op: "settle" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant("deploy" as const), stopped: fc.subarray([0, 1, 2, 3]) }),
  },
  { weight: 1, arbitrary: fc.constant({ op: "kill" as const }) },
);

/** The same flow in the plainest terms: which messages are in whose hands, and since when an event has none. */
class Flow {
  readonly clock = new TestClock();
  passages = this.#counting();
  readonly #nodes = Array.from({ length: NODES }, (_, id) => new FakeNode(id));
  #held: Held[] = [];
  #events = 0;
  readonly #restsSince = new Map<number, number>();
  readonly settled = new Set<number>();
  /** Must be sent again, because what was stopped may have had something of it. */
  readonly cut = new Set<number>();

  begin(to: readonly number[]): void {
    const event = ++this.#events;
    this.passages.begin(ORIGIN, event, (tags) => {
      for (const at of to) this.#deliver(event, { ...tags }, at);
    });
    if (to.length === 0) this.#restsSince.set(event, this.clock.monotonic());
  }

  work(
    pick: number,
    to: readonly number[],
    style: keyof typeof styles,
    end: "done" | "throws" | "goes on",
  ): void {
    const held = this.#held[pick % Math.max(1, this.#held.length)];
    if (held === undefined) return;
    const { msg, event, at } = held;
    // Without its token a message goes by its id, where that is still its own.
    const isLost = style === "renewed" && msg._msgid === "part";
    if (!isLost) for (const next of to) this.#deliver(event, styles[style](msg), next);
    if (end !== "goes on") this.#complete(held, () => this.#ends(msg, this.#at(at), end));
  }

  /** @returns the events that were settled now */
  settle(): void {
    const now = this.clock.monotonic();
    this.passages.settle(null, now);
    const over = this.passages.takeOver();
    this.passages.written(over);
    const expected = [...this.#restsSince]
      .filter(([, since]) => since + REST_MS <= now)
      .map(([event]) => event);
    const positions = over.flatMap(({ positions }) => positions);
    assert.deepEqual(
      positions.sort((a, b) => a - b),
      expected.sort((a, b) => a - b),
    );
    for (const event of positions) {
      assert.ok(!this.settled.has(event), `event ${event} was settled twice`);
      this.settled.add(event);
      this.#restsSince.delete(event);
    }
  }

  deploy(stopped: readonly number[]): void {
    const frozenAt = this.clock.monotonic();
    const isStopped = (node: Node) => stopped.some((id) => asNode(this.#at(id)) === node);
    this.passages.freeze((node) => !isStopped(node));
    for (const id of stopped) {
      const node = this.#at(id);
      // Some say done of what they drop, and that is not to count.
      for (const { msg, at } of this.#held) if (at === id) this.passages.completed(msg, asNode(node));
      node.emit("close");
      this.#nodes[id] = new FakeNode(id);
    }
    this.passages.thaw(frozenAt);
    for (const { event, at } of this.#held) if (stopped.includes(at)) this.cut.add(event);
    this.#held = this.#held.filter(({ event }) => !this.cut.has(event));
  }

  /** The process is gone, and with it whatever was not settled. */
  kill(): void {
    for (const { event } of this.#held) this.cut.add(event);
    for (const event of this.#restsSince.keys()) this.cut.add(event);
    this.#held = [];
    this.#restsSince.clear();
    this.passages = this.#counting();
  }

  /** Everything comes to its end: then each event is settled or was cut, and nothing is left open. */
  finish(): void {
    for (const held of [...this.#held])
      this.#complete(held, () => this.#ends(held.msg, this.#at(held.at), "done"));
    this.clock.advance(REST_MS);
    this.settle();
    assert.equal(this.passages.open(ORIGIN), 0);
    assert.equal(this.passages.moving(ORIGIN), 0);
    for (let event = 1; event <= this.#events; event += 1) {
      assert.notEqual(this.settled.has(event), this.cut.has(event), `event ${event}`);
    }
  }

  #counting(): Passages {
    return new Passages(this.clock, () => assert.fail("a node that says done was called silent"));
  }

  #at(id: number): FakeNode {
    const node = this.#nodes[id];
    assert.ok(node);
    return node;
  }

  #deliver(event: number, msg: Message, at: number): void {
    this.passages.delivered(msg, asNode(this.#at(at)), undefined);
    this.#held.push({ event, msg, at });
    this.#restsSince.delete(event);
  }

  #complete(held: Held, end: () => void): void {
    end();
    this.#held = this.#held.filter((one) => one !== held);
    if (!this.#held.some(({ event }) => event === held.event)) {
      this.#restsSince.set(held.event, this.clock.monotonic());
    }
  }

  #ends(msg: Message, node: FakeNode, end: "done" | "throws"): void {
    if (end === "throws") node.error("it broke", msg);
    else this.passages.completed(msg, asNode(node));
  }
}

function isNode(node: unknown): node is Node {
  return node instanceof FakeNode;
}

function asNode(node: FakeNode): Node {
  const found: unknown = node;
  assert.ok(isNode(found));
  return found;
}

/** Random ways of events through a flow: settled exactly when nothing of them is left, never twice, never lost. */
export const settlements: Target = {
  name: "settlements",
  about: "ways of events through flows: fan-out, copies, nodes that throw or go on, deploys and kills",
  share: 40,
  inputsPerRun: 20,
  open: (took) => ({
    property: fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      took(steps.length);
      const flow = new Flow();
      for (const one of steps) {
        switch (one.op) {
          case "begin":
            flow.begin(one.to);
            break;
          case "work":
            flow.work(one.pick, one.to, one.style, one.end);
            break;
          case "wait":
            flow.clock.advance(one.ms);
            break;
          case "settle":
            flow.settle();
            break;
          case "deploy":
            flow.deploy(one.stopped);
            break;
          case "kill":
            flow.kill();
            break;
        }
      }
      flow.finish();
    }),
  }),
};
