import assert from "node:assert/strict";
import { defineConfig } from "../../nodes/config/define.ts";
import { LockerError } from "../../nodes/domain/errors.ts";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { ATTEMPTS } from "../../nodes/journal/journal.ts";
import { AlarmWays } from "../../nodes/runtime/alarm-ways.ts";
import { defineNode } from "../../nodes/runtime/define-node.ts";
import { type EventSource, openSource } from "../../nodes/runtime/event-source.ts";
import { eventOf as payloadOf } from "../../nodes/runtime/message.ts";
import { settlementOf } from "../../nodes/runtime/settlement.ts";
import { openStore, type Store } from "../../nodes/runtime/store.ts";
import { TestClock } from "../clock.ts";
import { directJournal, eventOf } from "../journal/making.ts";
import { quiet } from "../journal/sending.ts";
import { until } from "../until.ts";
import type { FlowNode } from "./example.ts";
import { delayNode } from "./graph-nodes.ts";
import { coreNode, deploy, helper, userDir } from "./node-red.ts";
import { startServer, stopServer } from "./notify.ts";

const SOURCE = "source";

/** What came to each sink: sequence numbers, with a question mark where it may have come before. */
const arrived = new Map<string, string[]>();
const sink = defineNode("event-sink", defineConfig({ fields: {} }), (node) => ({
  input(msg) {
    const { seq } = payloadOf(msg);
    arrived.set(node.id, [...(arrived.get(node.id) ?? []), "resent" in msg ? `${seq}?` : `${seq}`]);
  },
}));

const running = new Map<string, EventSource>();
const newsSource = defineNode("news-source", defineConfig({ fields: {} }), (node) => {
  const store = openStore(node.red);
  const source = openSource({
    ...{ id: node.id, store, settlement: settlementOf(node.red), clock: node.clock },
    event: (event, tags) => node.send({ ...tags, payload: event }),
    fault: (why) => node.error(why),
  });
  running.set(node.id, source);
  return {
    async close() {
      await source.close();
      await store.release();
    },
  };
});

describe("a node that is a source of events", function () {
  this.timeout(30_000);
  let store: Store;
  let seq = 0;

  before(async () => {
    await startServer();
    store = openStore({ settings: { userDir } });
    await helper.load([newsSource, sink, coreNode("function/89-delay")], []);
  });
  after(async () => {
    // The count of the process ends when flows start that nothing sets out from.
    await deploy([{ id: "tab", type: "tab", label: "" }]);
    await helper.unload();
    await store.release();
    await stopServer();
  });
  afterEach(() => arrived.clear());

  /** Each event goes to a sink at once, and into a delay. */
  function flow(delayMs: number, more: object = {}): FlowNode[] {
    return [
      { id: "tab", type: "tab", label: "" },
      {
        ...{ id: SOURCE, type: "news-source", z: "tab", x: 0, y: 0 },
        ...{ wires: [["sink", "delay"]], ...more },
      },
      { id: "sink", type: "event-sink", z: "tab", x: 0, y: 0, wires: [] },
      { ...delayNode("delay", delayMs, ["late"]), z: "tab", x: 0, y: 0 },
      { id: "late", type: "event-sink", z: "tab", x: 0, y: 0, wires: [] },
    ];
  }

  async function happen(): Promise<string> {
    seq += 1;
    // Of a unit that no other test knows.
    const event = eventOf({ unit: "MUM01-U90", seq: null, type: "not-closed", content: String(seq) });
    // A number of its own shows in the sink which event it is.
    await running.get(SOURCE)?.append({ ...event, seq });
    return String(seq);
  }

  const open = async () =>
    (await store.journal.deliveryCounts()).find(({ node }) => node === SOURCE)?.open ?? 0;
  const comes = (id: string, what: readonly string[]) =>
    until(
      () => `${what} at ${id}; there are ${arrived.get(id)}`,
      () => (arrived.get(id) ?? []).join() === what.join(),
    );

  it("sends what the journal has into the flow, and it is open until the flow is through with it", async () => {
    await deploy(flow(200));
    const first = await happen();
    assert.equal(await open(), 1);
    await comes("late", [first]);
    await until("it to be settled", async () => (await open()) === 0);
    assert.deepEqual(arrived.get("sink"), [first]);
  });

  for (const type of ["nodes", "full"] as const) {
    it(`${type}: what a deploy cuts short is sent again, and settled`, async () => {
      await deploy(flow(3_600_000));
      const first = await happen();
      await comes("sink", [first]);
      await deploy(flow(1, { name: `changed by ${type}` }), type);
      await comes("sink", [first, `${first}?`]);
      await comes("late", [`${first}?`]);
      await until("it to be settled", async () => (await open()) === 0);
    });
  }

  it("leaves what is open to the process that comes next", async () => {
    await deploy(flow(3_600_000));
    const first = await happen();
    await comes("sink", [first]);
    await helper.unload();
    assert.equal(await open(), 1);
    await helper.load([newsSource, sink, coreNode("function/89-delay")], flow(1));
    await comes("late", [`${first}?`]);
    await until("it to be settled", async () => (await open()) === 0);
  });

  it("keeps its events while it is disabled, and closes them when it is removed", async () => {
    await deploy(flow(3_600_000));
    const first = await happen();
    await comes("sink", [first]);
    const other = [
      { id: "other-tab", type: "tab", label: "other" },
      { id: "other", type: "news-source", z: "other-tab", x: 0, y: 0, wires: [[]] },
    ];
    await deploy([...flow(3_600_000, { d: true }), ...other]);
    assert.equal(helper.getNode(SOURCE), null);
    assert.equal(await open(), 1);
    await deploy(other);
    await until("its backlog to be closed", async () => (await open()) === 0);
  });
});

describe("the source of a node", () => {
  function started(made: Partial<ReturnType<typeof directJournal>> = {}) {
    const { journal, line } = { ...directJournal(), ...made };
    const clock = new TestClock();
    const inHand = new Set<number>();
    const seen: string[] = [];
    const faults: string[] = [];
    const told: LockerEvent[] = [];
    const alarms = new AlarmWays();
    alarms.add({ knows: () => true, take: async (alarm) => void told.push(alarm) });
    let begin = () => {};
    const source = openSource({
      ...{ id: SOURCE, clock },
      store: { journal, alarms, onSetAside: () => () => {} },
      settlement: {
        join: ({ started: start }) => {
          begin = start;
          return async () => {};
        },
        setAside() {},
        pass(_node, position, send) {
          inHand.add(position);
          send({ _locker: `${position}`, _msgid: `${position}` });
        },
        isOpen: (_node, position) => inHand.has(position),
        moving: () => inHand.size,
      },
      event: ({ seq, type }, { resent }) => seen.push(`${seq ?? type}${resent ? "?" : ""}`),
      fault: (why) => faults.push(why),
    });
    const starts = async () => {
      begin();
      await quiet();
    };
    return { journal, line, clock, source, seen, faults, told, starts };
  }

  it("hands nothing over before the flows run, and then in order", async () => {
    const { source, seen, starts } = started();
    await source.append(eventOf({ seq: 1 }));
    assert.deepEqual(seen, []);
    await starts();
    await source.append(eventOf({ seq: 2 }));
    assert.deepEqual(seen, ["1", "2"]);
  });

  it("hands over what the journal committed for it together with something else", async () => {
    const { source, seen, starts, journal } = started();
    await starts();
    const { event, position } = await journal.append(eventOf({ seq: 1 }), [SOURCE]);
    source.committed(event, position);
    source.committed(event, position);
    assert.deepEqual(seen, ["1"]);
  });

  it("sends again after a kill what was committed and not settled", async () => {
    const before = started();
    await before.starts();
    await before.source.append(eventOf({ seq: 1 }));
    before.line.restart(2);
    const after = started(before);
    await after.starts();
    assert.deepEqual(after.seen, ["1?"]);
  });

  it("asks the journal again while it refuses, and lets nothing overtake what waits", async () => {
    const { source, seen, starts, clock, journal } = started();
    await starts();
    const append = journal.append.bind(journal);
    let refuses = true;
    journal.append = async (...args) => {
      if (refuses) throw new LockerError("journal-unavailable", "The disk is full.");
      return append(...args);
    };
    const first = source.append(eventOf({ seq: 1 }));
    await quiet();
    const second = source.append(eventOf({ seq: 2 }));
    refuses = false;
    await quiet();
    assert.deepEqual(seen, []);
    clock.advance(1000);
    await Promise.all([first, second]);
    assert.deepEqual(seen, ["1", "2"]);
  });

  it("refuses what the journal has not taken when the node is stopped", async () => {
    const { source, starts, journal, clock } = started();
    await starts();
    journal.append = () => Promise.reject(new LockerError("journal-unavailable", "The disk is full."));
    const refused = assert.rejects(source.append(eventOf()), { code: "journal-unavailable" });
    await quiet();
    await source.close();
    await refused;
    assert.equal(clock.pending, 0);
  });

  it("gives up what ended the process each time: with an alarm by the way of all events, and in the log", async () => {
    const before = started();
    await before.journal.append(eventOf({ seq: 1 }), [SOURCE]);
    for (let life = 2; life < 2 + ATTEMPTS; life += 1) {
      before.line.restart(life);
      await before.journal.openDeliveries(SOURCE, 0, 1);
    }
    const after = started(before);
    await after.starts();
    assert.deepEqual(after.seen, []);
    assert.deepEqual(
      after.told.map(({ type, data }) => [type, data.node]),
      [["unsettled", SOURCE]],
    );
    assert.match(after.faults.join(), /10 times when Node-RED ended unexpectedly/);
    assert.deepEqual(await after.journal.deliveryCounts(), []);
  });
});
