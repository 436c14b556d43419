import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import type { Node, NodeAPI } from "node-red";
import type { SettledEvents } from "../../nodes/journal/journal.ts";
import { REST_MS } from "../../nodes/runtime/passed-node.ts";
import { type Origin, Settlement } from "../../nodes/runtime/settlement.ts";
import { TestClock } from "../clock.ts";
import { directJournal, eventOf } from "../journal/making.ts";
import { nodeOf } from "./flow-node.ts";
import { NODE_RED } from "./node-red.ts";

interface TriggeredHooks {
  trigger(hook: string, event: object, done: (halted?: unknown) => void): void;
}
const { hooks }: { hooks: NodeAPI["hooks"] & TriggeredHooks } = createRequire(
  createRequire(import.meta.url).resolve(`${NODE_RED}/package.json`),
)("@node-red/util");

const HOOKS = ["preDeliver", "onComplete", "postReceive", "preRoute"].map((hook) => `${hook}.smart-lockers`);

/** Node-RED without flows: its own hooks, and deploys that say what they say. */
function started() {
  const clock = new TestClock();
  const events = new EventEmitter();
  const running = new Set<Node>();
  const warnings: string[] = [];
  const settlement = new Settlement(
    {
      events,
      nodes: { getNode: (id) => [...running].find((node) => node.id === id) ?? nodeOf("nothing") },
      log: { warn: (text) => warnings.push(text) },
      hooks,
    },
    clock,
  );
  const { journal, line } = directJournal();
  const settled: SettledEvents[] = [];
  const log: string[] = [];
  const origin = (id: string): Origin => ({
    id,
    journal: {
      settleEvents: async (over) => {
        await journal.settleEvents(over);
        settled.push(...over);
      },
      deliveryCounts: () => journal.deliveryCounts(),
      closeDeliveries: (node, now) => journal.closeDeliveries(node, now),
    },
    started: () => log.push(`${id} started`),
    renumbered: () => log.push(`${id} renumbered`),
  });
  return {
    ...{ clock, settlement, settled, journal, line, warnings, log, running, origin },
    stopping: (...ids: string[]) =>
      events.emit("flows:stopping", { config: { flows: ids.map((id) => ({ id })) } }),
    stopped: () => events.emit("flows:stopped"),
    /** Node-RED stops, or changes its project, after it could not read its flows. */
    stoppingUnread: () => events.emit("flows:stopping", { config: null }),
    starts: (...ids: string[]) =>
      events.emit("flows:started", { config: { flows: ids.map((id) => ({ id })) } }),
    /** Sends a message of an event to a node, as Node-RED does. */
    pass(id: string, position: number, to: Node) {
      let msg: object = {};
      settlement.pass(id, position, (tags) => {
        msg = { ...tags };
        const sending = { msg, source: {}, destination: { id: to.id, node: to } };
        hooks.trigger("preRoute", sending, () => {});
        hooks.trigger("preDeliver", sending, () => {});
      });
      return () => hooks.trigger("onComplete", { msg, node: { id: to.id, node: to } }, () => {});
    },
  };
}

/** Lets promises that are settled already go on. */
const quiet = () => new Promise((resolve) => setImmediate(resolve));

describe("the count of a process", () => {
  afterEach(() => hooks.remove("*.smart-lockers"));

  it("hooks in once, however many nodes there are, and out when flows start without any", async () => {
    const { settlement, origin, starts, stopping } = started();
    const present = () => HOOKS.filter((hook) => hooks.has(hook));
    const [leaveA, leaveB] = [settlement.join(origin("a")), settlement.join(origin("b"))];
    assert.deepEqual(present(), HOOKS.slice(0, 3));
    starts("a", "b");
    stopping();
    await leaveA();
    await leaveB();
    assert.ok(hooks.has("preDeliver.smart-lockers"), "what runs on is still counted");
    starts();
    assert.deepEqual(present(), []);
    settlement.join(origin("a"));
    assert.deepEqual(present(), HOOKS.slice(0, 3));
  });

  it("writes what is over, in batches, each event once", async () => {
    const { settlement, origin, settled, clock, pass } = started();
    settlement.join(origin("a"));
    for (const position of [1, 2, 3]) pass("a", position, nodeOf("x"))();
    clock.advance(REST_MS + 250);
    await quiet();
    assert.deepEqual(settled, [{ node: "a", positions: [1, 2, 3] }]);
    clock.advance(250);
    await quiet();
    assert.equal(settlement.open("a"), 0);
    clock.advance(250);
    assert.equal(clock.pending, 0);
  });

  it("writes later what the journal could not take, and does not send it again meanwhile", async () => {
    const { settlement, origin, settled, clock, line, pass } = started();
    settlement.join(origin("a"));
    line.broken.add("settleEvents");
    pass("a", 1, nodeOf("x"))();
    clock.advance(REST_MS + 250);
    await quiet();
    assert.ok(settlement.isOpen("a", 1));
    line.broken.clear();
    clock.advance(250);
    await quiet();
    assert.deepEqual(settled, [{ node: "a", positions: [1] }]);
    assert.ok(settlement.isOpen("a", 1), "an answer that is under way may still call it open");
    clock.advance(250);
    await quiet();
    assert.ok(!settlement.isOpen("a", 1));
  });

  it("writes all that it could not write together, however long that was", async () => {
    const { settlement, origin, settled, clock, line, pass } = started();
    settlement.join(origin("a"));
    line.broken.add("settleEvents");
    for (let position = 1; position <= 20; position += 1) {
      pass("a", position, nodeOf("x"))();
      clock.advance(REST_MS + 250);
      await quiet();
    }
    line.broken.clear();
    clock.advance(250);
    await quiet();
    assert.deepEqual(settled, [{ node: "a", positions: Array.from({ length: 20 }, (_, n) => n + 1) }]);
  });

  it("forgets what it could not write to a journal that was set aside meanwhile", async () => {
    const { settlement, origin, clock, pass } = started();
    const asked: SettledEvents[] = [];
    let fail = () => {};
    const settleEvents = (over: readonly SettledEvents[]) => {
      asked.push(...over);
      return new Promise<void>((_, reject) => {
        fail = () => reject(new Error("it was set aside"));
      });
    };
    const { journal, ...rest } = origin("a");
    settlement.join({ ...rest, journal: { ...journal, settleEvents } });
    pass("a", 1, nodeOf("x"))();
    clock.advance(REST_MS + 250);
    await quiet();
    assert.equal(asked.length, 1);
    settlement.setAside("journal.damaged-1");
    pass("a", 1, nodeOf("x"));
    fail();
    await quiet();
    clock.advance(10 * REST_MS);
    await quiet();
    assert.equal(asked.length, 1);
    assert.ok(settlement.isOpen("a", 1));
  });

  it("lets nothing arrive that a stopped node lets go late: it would overtake what is sent again before it", async () => {
    const { settlement, origin, stopping, starts, stopped, running } = started();
    settlement.join(origin("a"));
    const [early, next, steady] = [nodeOf("early"), nodeOf("next"), nodeOf("steady")];
    for (const node of [early, next, steady]) running.add(node);
    const send = (msg: object, from: Node | undefined, to: Node): boolean => {
      let arrives = false;
      const sending = { msg, source: { node: from }, destination: { id: to.id, node: to } };
      hooks.trigger("preRoute", sending, () => {});
      hooks.trigger("preDeliver", sending, (halted?: unknown) => {
        arrives = halted !== false;
      });
      return arrives;
    };
    const begun = (position: number, to: Node) => {
      let msg: object = {};
      settlement.pass("a", position, (tags) => {
        msg = { ...tags };
        assert.ok(send(msg, undefined, to));
      });
      return msg;
    };
    const [first, second, third] = [begun(1, early), begun(2, early), begun(3, steady)];
    stopping("a");
    running.delete(early);
    await early.close(false);
    stopped();
    assert.ok(!send(first, early, next), "while flows are stopped");
    starts("a");
    assert.deepEqual(
      [1, 2, 3].map((position) => settlement.isOpen("a", position)),
      [false, false, true],
    );
    assert.ok(!send(second, early, next), "once they run again");
    assert.ok(!send({ _msgid: Reflect.get(second, "_msgid") }, early, next), "known by its id alone");
    assert.ok(send(third, steady, next), "what nobody has cut short");
    assert.ok(send({ ...begun(2, early) }, early, next), "what set out anew");
    assert.ok(send({ _msgid: "of somebody else" }, early, next));
  });

  it("writes nothing in the middle of a deploy, when it is not known what that cuts short", async () => {
    const { settlement, origin, settled, clock, stopping, starts, pass, running } = started();
    settlement.join(origin("a"));
    const node = nodeOf("x");
    running.add(node);
    pass("a", 1, node)();
    stopping("a");
    clock.advance(10 * REST_MS);
    await quiet();
    assert.deepEqual(settled, []);
    starts("a");
    clock.advance(REST_MS);
    await quiet();
    assert.deepEqual(settled, [{ node: "a", positions: [1] }]);
  });

  it("goes on where nodes are stopped that cannot start again, but for what these may have cut short", async () => {
    const { settlement, origin, settled, clock, stopping, stopped, starts, pass, running } = started();
    settlement.join(origin("a"));
    const [runs, gone] = [nodeOf("runs"), nodeOf("gone")];
    running.add(runs).add(gone);
    pass("a", 1, gone);
    stopping("a");
    running.delete(gone);
    await gone.close(false);
    stopped();
    pass("a", 2, runs)();
    clock.advance(2 * REST_MS);
    await quiet();
    assert.deepEqual(settled, [{ node: "a", positions: [2] }]);
    assert.ok(settlement.isOpen("a", 1));
    starts("a");
    assert.ok(!settlement.isOpen("a", 1));
    clock.advance(2 * REST_MS);
    await quiet();
    assert.equal(settled.length, 1);
  });

  it("tells the nodes that the flows run after it has forgotten what was cut short", async () => {
    const { settlement, origin, stopping, starts, pass, log } = started();
    const node = nodeOf("x");
    settlement.join({
      ...origin("a"),
      started: () => log.push(`open: ${settlement.isOpen("a", 1)}`),
    });
    const complete = pass("a", 1, node);
    stopping("a");
    complete();
    await node.close(false);
    starts("a");
    assert.deepEqual(log, ["open: false"]);
  });

  it("gives up what is open for a node that is gone, with a word in the log", async () => {
    const { settlement, origin, journal, starts, warnings } = started();
    for (const seq of [1, 2]) await journal.append(eventOf({ seq }), ["a", "gone", "sub-inner", "sub-gone"]);
    settlement.join(origin("a"));
    starts("a", "sub", "inner", "elsewhere");
    await quiet();
    assert.deepEqual(await journal.deliveryCounts(), [
      { node: "a", open: 2 },
      { node: "sub-inner", open: 2 },
    ]);
    assert.equal(warnings.length, 2);
    assert.match(
      warnings[0] ?? "",
      /The node gone was removed while 2 of its events were still on their way/,
    );
  });

  it("gives up nothing where Node-RED does not know its flows", async () => {
    const { settlement, origin, journal, stoppingUnread } = started();
    await journal.append(eventOf(), ["a", "b"]);
    const leave = settlement.join(origin("a"));
    stoppingUnread();
    await leave();
    assert.deepEqual(
      (await journal.deliveryCounts()).map(({ node }) => node),
      ["a", "b"],
    );
  });

  it("forgets what was open in a journal that was set aside, once", () => {
    const { settlement, origin, pass, log } = started();
    settlement.join(origin("a"));
    const complete = pass("a", 1, nodeOf("x"));
    settlement.setAside("journal.damaged-1");
    assert.ok(!settlement.isOpen("a", 1));
    complete();
    pass("a", 1, nodeOf("x"));
    settlement.setAside("journal.damaged-1");
    assert.ok(settlement.isOpen("a", 1));
    assert.deepEqual(log, ["a renumbered"]);
  });
});
