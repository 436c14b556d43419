import assert from "node:assert/strict";
import mqtt, { type MqttClient } from "mqtt";
import type { NodeInitializer } from "node-red";
import { type LocalBroker, startBroker } from "../../gateway/local/broker.ts";
import { defineConfig } from "../../nodes/config/define.ts";
import lockerEventIn from "../../nodes/locker-event-in/locker-event-in.ts";
import lockerRegister from "../../nodes/locker-register/locker-register.ts";
import mqttLink from "../../nodes/mqtt-link/mqtt-link.ts";
import { defineNode } from "../../nodes/runtime/define-node.ts";
import { settlementOf } from "../../nodes/runtime/settlement.ts";
import { openStore, type Store } from "../../nodes/runtime/store.ts";
import { until } from "../until.ts";
import type { FlowNode } from "./example.ts";
import {
  catchNode,
  delayNode,
  functionNode,
  joinNode,
  linkCallNode,
  linkInNode,
  linkOutNode,
  linkReturnNode,
  rateNode,
  splitNode,
  subflow,
  subflowNode,
  switchNode,
  triggerNode,
} from "./graph-nodes.ts";
import { coreNode, helper, userDir } from "./node-red.ts";
import { startServer, stopServer } from "./notify.ts";
import { emptyFolder, writeRegister } from "./register-folder.ts";

/** Longer than a passage rests before it is over: what is still open after it was counted all the way. */
const LONG_MS = 2500;

const CORE = [
  ...["common/60-link", "function/10-function", "function/10-switch", "function/rbe"],
  ...["function/89-delay", "function/89-trigger", "sequence/17-split"],
];

/** Fails in the middle of its handler, so that it never says done. */
const thrower: NodeInitializer = (red) => {
  red.nodes.registerType("thrower", function (def) {
    red.nodes.createNode(this, def);
    this.on("input", (_msg, _send, _done) => {
      throw new Error("thrown on purpose");
    });
  });
};

/** Says done twice, which must not end what is still on its way elsewhere. */
const doubleDone: NodeInitializer = (red) => {
  red.nodes.registerType("double-done", function (def) {
    red.nodes.createNode(this, def);
    this.on("input", (msg, send, done) => {
      send(msg);
      done();
      done();
    });
  });
};

/** Puts many messages into the queue of a switch, the last of which alone goes on, and watches the count meanwhile. */
const counted: number[] = [];
const burst = defineNode("burst", defineConfig({ fields: {} }), (node) => ({
  input(msg, send) {
    const { payload } = msg;
    const others = Array.from({ length: 300 }, () => ({ ...msg, payload: { type: "closed" } }));
    send([[...others, { ...msg, payload }]]);
    const watch = () => {
      if (arrived.has("a switch with a long queue/sink")) return;
      counted.push(settlementOf(node.red).moving("a switch with a long queue/in"));
      setImmediate(watch);
    };
    setImmediate(watch);
  },
}));

let store: Store;
/** For each message that came to a sink, by the sink's id: whether its event was open then. */
const arrived = new Map<string, Promise<boolean>[]>();
const sink = defineNode("event-sink", defineConfig({ fields: {} }), (node) => ({
  input() {
    const isOpen = opened().then((open) => open.has(node.id.replace(/sink$/, "in")));
    arrived.set(node.id, [...(arrived.get(node.id) ?? []), isOpen]);
  },
}));

async function opened(): Promise<ReadonlySet<string>> {
  return new Set((await store.journal.deliveryCounts()).map(({ node }) => node));
}

/** The nodes behind the locker-event-in, the first of which is `first`; `sink` is there. */
type Graph = (id: (name: string) => string) => readonly FlowNode[];

function tab(name: string, graph: Graph): FlowNode[] {
  const id = (node: string) => `${name}/${node}`;
  // A node without a place in the editor is taken for a config node.
  const place = { z: name, x: 0, y: 0 };
  return [
    { id: name, type: "tab", label: name },
    {
      ...{ id: id("in"), type: "locker-event-in", link: "link", sites: "", lockers: "", types: [] },
      ...{ ...place, wires: [[id("first")], [], []] },
    },
    ...graph(id).map((node) => ({ ...node, ...place })),
    { id: id("sink"), type: "event-sink", wires: [], ...place },
  ];
}

/** Each graph, and how many messages of one event come to its sink. */
const GRAPHS: Readonly<Record<string, readonly [graph: Graph, sinks: number]>> = {
  "nothing at all": [() => [], 0],
  "a fan-out whose last branch is slow": [
    (id) => [
      functionNode(id("first"), "return msg", [id("a"), id("b"), id("sink")]),
      functionNode(id("a"), "return msg", [id("sink")]),
      delayNode(id("b"), LONG_MS, [id("sink")]),
    ],
    3,
  ],
  switch: [(id) => [switchNode(id("first"), [id("b")]), delayNode(id("b"), LONG_MS, [id("sink")])], 1],
  "a switch with a long queue": [
    (id) => [
      { id: id("first"), type: "burst", wires: [[id("switch")]] },
      switchNode(id("switch"), [id("sink")]),
    ],
    1,
  ],
  rbe: [
    (id) => [
      {
        ...{ id: id("first"), type: "rbe", func: "rbe", gap: "", start: "", inout: "out", septopics: true },
        ...{ property: "payload.id", topi: "topic", wires: [[id("sink")]] },
      },
    ],
    1,
  ],
  "a function that returns a new object": [
    (id) => [
      functionNode(id("first"), "return {payload: 1, _msgid: msg._msgid}", [id("late")]),
      delayNode(id("late"), LONG_MS, [id("sink")]),
    ],
    1,
  ],
  "a function that works on": [
    (id) => [
      functionNode(id("first"), `setTimeout(() => { node.send(msg); node.done(); }, ${LONG_MS})`, [
        id("sink"),
      ]),
    ],
    1,
  ],
  "a function that throws": [(id) => [functionNode(id("first"), "throw new Error('no')", [id("sink")])], 0],
  "a node that throws": [(id) => [{ id: id("first"), type: "thrower", wires: [] }], 0],
  "a node that throws, and a catch": [
    (id) => [
      { id: id("first"), type: "thrower", wires: [] },
      catchNode(id("catch"), [id("late")]),
      delayNode(id("late"), LONG_MS, [id("sink")]),
    ],
    1,
  ],
  "a node that says done twice": [
    (id) => [
      { id: id("first"), type: "double-done", wires: [[id("late"), id("late")]] },
      delayNode(id("late"), LONG_MS, [id("sink")]),
    ],
    2,
  ],
  delay: [(id) => [delayNode(id("first"), LONG_MS, [id("sink")])], 1],
  "a rate limit": [
    (id) => [
      functionNode(id("first"), "return [[msg, {...msg}, {...msg}]]", [id("rate")]),
      rateNode(id("rate"), [id("sink")]),
    ],
    3,
  ],
  "a trigger that sends again": [(id) => [triggerNode(id("first"), LONG_MS, [id("sink")])], 2],
  "a trigger behind a trigger": [
    (id) => [
      functionNode(id("first"), "msg.nth = Math.random(); return msg", [id("t")]),
      triggerNode(id("t"), LONG_MS, [id("b")], { topic: "nth" }),
      functionNode(id("b"), "msg.nth = Math.random(); return msg", [id("u")]),
      triggerNode(id("u"), LONG_MS, [id("sink")], { topic: "nth" }),
    ],
    4,
  ],
  "a trigger that sends once": [
    (id) => [triggerNode(id("first"), LONG_MS, [id("sink")], { op2type: "nul" })],
    1,
  ],
  "split and join": [
    (id) => [
      functionNode(id("first"), "msg.payload = [1, 2, 3]; return msg", [id("split")]),
      splitNode(id("split"), [id("slow")]),
      delayNode(id("slow"), LONG_MS, [id("join")]),
      joinNode(id("join"), [id("late")]),
      delayNode(id("late"), LONG_MS, [id("sink")]),
    ],
    1,
  ],
  "link out and in": [
    (id) => [
      linkOutNode(id("first"), [id("far")]),
      linkInNode(id("far"), [id("late")]),
      delayNode(id("late"), LONG_MS, [id("sink")]),
    ],
    1,
  ],
  "a link call that returns": [
    (id) => [
      linkCallNode(id("first"), id("far"), 30, [id("sink")]),
      linkInNode(id("far"), [id("slow")]),
      delayNode(id("slow"), LONG_MS, [id("back")]),
      linkReturnNode(id("back")),
    ],
    1,
  ],
  "a link call in vain": [
    (id) => [linkCallNode(id("first"), id("far"), LONG_MS / 1000, [id("sink")]), linkInNode(id("far"), [])],
    0,
  ],
  "a subflow": [(id) => [subflowNode(id("first"), "slow", [id("sink")])], 1],
};

describe("an event is settled once its flow is through with it", function () {
  this.timeout(30_000);
  let broker: LocalBroker;
  let unit: MqttClient;

  before(async () => {
    await startServer();
    store = openStore({ settings: { userDir } });
    broker = await startBroker(0);
    const port = Number(new URL(broker.url).port);
    unit = await mqtt.connectAsync(broker.url, { clientId: "MUM01-U07" });
    const nodes = [lockerRegister, mqttLink, lockerEventIn, sink, burst, thrower, doubleDone];
    await helper.load(
      [...nodes, ...CORE.map(coreNode)],
      [
        { id: "register", type: "locker-register", folder: writeRegister(emptyFolder()) },
        {
          ...{ id: "link", type: "mqtt-link", register: "register", kind: "private" },
          ...{ host: "127.0.0.1", port, protocol: "mqtt", version: "4" },
        },
        ...subflow("slow", [delayNode("inner", LONG_MS, ["last"]), functionNode("last", "return msg", [])]),
        ...Object.entries(GRAPHS).flatMap(([name, [graph]]) => tab(name, graph)),
        ...tab("a join that waits", (id) => [joinNode(id("first"), [id("sink")], 9)]),
      ],
    );
    await broker.gatewayListens;
    const event = {
      ...{ v: 1, unit: "MUM01-U07", locker: "MUM01-0001", boot: 1, seq: 1, type: "opened" },
      ...{ at: Date.now(), clock: "sntp", uptime: 1000, door: "open" },
    };
    await unit.publishAsync("lockers/v1/MUM01/MUM01-U07/event", JSON.stringify(event), { qos: 1 });
  });
  after(async () => {
    await unit.endAsync();
    await helper.unload();
    await store.release();
    await stopServer();
    await broker.close();
  });

  for (const [name, [, sinks]] of Object.entries(GRAPHS)) {
    it(`through ${name}`, async () => {
      await until(`${sinks} messages`, () => (arrived.get(`${name}/sink`)?.length ?? 0) >= sinks);
      const wasOpen = await Promise.all(arrived.get(`${name}/sink`) ?? []);
      assert.deepEqual(wasOpen, Array(sinks).fill(true), "open until the last message has arrived");
      await until("it to be settled", async () => !(await opened()).has(`${name}/in`));
    });
  }

  it("and counted on while a switch has it in its queue", () => {
    assert.ok(counted.length > 100, `${counted.length} rounds of the event loop`);
    assert.ok(counted.every((moving) => moving === 1));
  });

  it("and not before, where a join waits for more", async () => {
    assert.ok((await opened()).has("a join that waits/in"));
  });
});
