import assert from "node:assert/strict";
import mqtt, { type MqttClient } from "mqtt";
import { type LocalBroker, startBroker } from "../../gateway/local/broker.ts";
import { defineConfig } from "../../nodes/config/define.ts";
import lockerEventIn from "../../nodes/locker-event-in/locker-event-in.ts";
import lockerRegister from "../../nodes/locker-register/locker-register.ts";
import mqttLink from "../../nodes/mqtt-link/mqtt-link.ts";
import { defineNode } from "../../nodes/runtime/define-node.ts";
import { eventOf } from "../../nodes/runtime/message.ts";
import { openStore, type Store } from "../../nodes/runtime/store.ts";
import { until } from "../until.ts";
import type { FlowNode } from "./example.ts";
import { delayNode, functionNode, subflow, subflowNode } from "./graph-nodes.ts";
import { coreNode, deploy, helper, userDir } from "./node-red.ts";
import { startServer, stopServer } from "./notify.ts";
import { emptyFolder, writeRegister } from "./register-folder.ts";

/** Longer than any test: what is delayed so stays open. */
const HOURS_MS = 3_600_000;

/** What came to each sink: sequence numbers, with a question mark where it may have come before. */
const arrived = new Map<string, string[]>();
const sink = defineNode("event-sink", defineConfig({ fields: {} }), (node) => ({
  input(msg) {
    const { seq } = eventOf(msg);
    arrived.set(node.id, [...(arrived.get(node.id) ?? []), "resent" in msg ? `${seq}?` : `${seq}`]);
  },
}));

/** What nodes have in hand, oldest first; each goes on when its function is called. */
const inHand: (() => void)[] = [];
const slow = defineNode("event-slow", defineConfig({ fields: {} }), () => ({
  input: (msg, send) =>
    new Promise((resolve) => {
      inHand.push(() => {
        send(msg);
        resolve();
      });
    }),
}));

describe("events on their way while flows are deployed", function () {
  this.timeout(30_000);
  let broker: LocalBroker;
  let unit: MqttClient;
  let store: Store;
  let head: readonly FlowNode[];
  let seq = 0;

  before(async () => {
    await startServer();
    // Another file of the process may have left events of the same unit and nodes in the shared folder.
    const own = emptyFolder();
    helper.settings({ userDir: own });
    store = openStore({ settings: { userDir: own } });
    broker = await startBroker(0);
    unit = await mqtt.connectAsync(broker.url, { clientId: "MUM01-U07" });
    head = [
      { id: "register", type: "locker-register", folder: writeRegister(emptyFolder()) },
      {
        ...{ id: "link", type: "mqtt-link", register: "register", kind: "private", host: "127.0.0.1" },
        ...{ port: Number(new URL(broker.url).port), protocol: "mqtt", version: "4" },
      },
    ];
    const core = ["function/10-function", "function/89-delay"].map(coreNode);
    await helper.load([lockerRegister, mqttLink, lockerEventIn, sink, slow, ...core], [...head]);
  });
  after(async () => {
    await unit.endAsync();
    await helper.unload();
    await store.release();
    helper.settings({ userDir });
    await stopServer();
    await broker.close();
  });
  afterEach(async () => {
    // Nothing that one test leaves open may come up in the next.
    await deploy([...head, { id: "away", type: "tab", label: "away" }, eventIn("away", [])]);
    await until("nothing to be left open", async () => (await open()).size === 0);
    await deploy([...head]);
    arrived.clear();
  });

  function eventIn(name: string, next: readonly string[], more: object = {}): FlowNode {
    return {
      ...{ id: `in-${name}`, type: "locker-event-in", z: name, link: "link", sites: "", lockers: "" },
      ...{ types: [], x: 0, y: 0, wires: [next, [], []], ...more },
    };
  }

  /** Each event goes to a sink at once, and into a delay. @param delay what differs at the delay node */
  function tab(name: string, delay: object = {}, more: object = {}): FlowNode[] {
    return [
      { id: name, type: "tab", label: name },
      eventIn(name, [`sink-${name}`, `delay-${name}`], more),
      { id: `sink-${name}`, type: "event-sink", z: name, x: 0, y: 0, wires: [] },
      { ...delayNode(`delay-${name}`, HOURS_MS, [`late-${name}`]), z: name, x: 0, y: 0, ...delay },
      { id: `late-${name}`, type: "event-sink", z: name, x: 0, y: 0, wires: [] },
    ];
  }

  const flows = (...tabs: FlowNode[][]) => [...head, ...tabs.flat()];

  async function happen(): Promise<string> {
    await broker.gatewayListens;
    seq += 1;
    const event = {
      ...{ v: 1, unit: "MUM01-U07", locker: "MUM01-0001", boot: 1, seq, type: "opened" },
      ...{ at: Date.now(), clock: "sntp", uptime: 1000 + seq, door: "open" },
    };
    await unit.publishAsync("lockers/v1/MUM01/MUM01-U07/event", JSON.stringify(event), { qos: 1 });
    return String(seq);
  }

  async function open(): Promise<ReadonlyMap<string, number>> {
    return new Map((await store.journal.deliveryCounts()).map(({ node, open }) => [node, open]));
  }

  const came = (id: string) => arrived.get(id) ?? [];
  const comes = (id: string, what: readonly string[]) =>
    until(
      () => `${what} at ${id}; there are ${came(id)}`,
      () => came(id).join() === what.join(),
    );

  for (const type of ["nodes", "flows", "full"] as const) {
    it(`${type}: what a stopped node had is sent again, what others have goes on`, async () => {
      await deploy(flows(tab("steady"), tab("changed")));
      const first = await happen();
      await comes("sink-steady", [first]);
      await comes("sink-changed", [first]);
      await deploy(flows(tab("steady"), tab("changed", { name: "another" })), type);
      await comes("sink-changed", [first, `${first}?`]);
      const next = await happen();
      const again = type === "full" ? [`${first}?`] : [];
      await comes("sink-steady", [first, ...again, next]);
      await comes("sink-changed", [first, `${first}?`, next]);
      assert.deepEqual(
        [...(await open())],
        [
          ["in-changed", 2],
          ["in-steady", 2],
        ],
      );
    });
  }

  it("a type that is not installed: what still runs is settled, and what was cut short is sent again", async () => {
    const [label, , sunk] = tab("steady");
    const steady = [label, eventIn("steady", ["sink-steady"]), sunk].filter((node) => node !== undefined);
    await deploy(flows(steady, tab("changed")));
    const first = await happen();
    await comes("sink-changed", [first]);
    // Node-RED then says that the flows are stopped, and has stopped only what is changed.
    const missing: FlowNode = { id: "missing", type: "not-installed", z: "changed", x: 0, y: 0, wires: [] };
    const started = deploy([...flows(steady, tab("changed", { name: "another" })), missing], "nodes");
    const next = await happen();
    await comes("sink-steady", [first, next]);
    await until(
      "what nothing holds to be settled",
      async () => [...(await open())].join() === "in-changed,2",
    );
    await deploy(flows(steady, tab("changed", { name: "another" })), "nodes");
    await started;
    await comes("sink-changed", [first, next, `${first}?`, `${next}?`]);
    assert.deepEqual(came("sink-steady"), [first, next]);
  });

  it("what a function node has set a timer for is sent again", async () => {
    const graph = (name: string) =>
      [
        { id: "f", type: "tab", label: "f" },
        eventIn("f", ["timer"]),
        functionNode("timer", "setTimeout(() => node.send(msg), 900)", ["late"]),
        { id: "late", type: "event-sink", wires: [] },
      ].map((node) => (node.type === "tab" ? node : { name, z: "f", x: 0, y: 0, ...node }));
    await deploy(flows(graph("before")));
    const first = await happen();
    await until("the event", async () => (await open()).get("in-f") === 1);
    await deploy(flows(graph("after")), "nodes");
    await comes("late", [`${first}?`]);
  });

  it("what a stopped node lets go late does not overtake what is sent again before it", async () => {
    const graph = (name: string) => [
      { id: "s", type: "tab", label: "s" },
      eventIn("s", ["slow"]),
      { id: "slow", type: "event-slow", name, z: "s", x: 0, y: 0, wires: [["last"]] },
      { id: "last", type: "event-sink", z: "s", x: 0, y: 0, wires: [] },
    ];
    await deploy(flows(graph("before")));
    const [first, second] = [await happen(), await happen()];
    await until("both to be in hand", () => inHand.length === 2);
    const before = inHand.splice(0);
    await deploy(flows(graph("after")), "nodes");
    await until("both to be in hand again", () => inHand.length === 2);
    before[1]?.();
    for (const go of inHand.splice(0)) go();
    await comes("last", [`${first}?`, `${second}?`]);
  });

  it("another connection: nothing that the rest of the flow has is sent again", async () => {
    await deploy(flows(tab("steady")));
    const first = await happen();
    await comes("sink-steady", [first]);
    const other = [head[0], { ...head[1], keepalive: 50 }].flatMap((node) => node ?? []);
    await deploy([...other, ...tab("steady")], "nodes");
    const next = await happen();
    await comes("sink-steady", [first, next]);
    assert.equal((await open()).get("in-steady"), 2);
  });

  it("a disabled tab keeps what it had, gets nothing meanwhile, and goes on when it is enabled", async () => {
    const off = tab("two").map((node) => (node.type === "tab" ? { ...node, disabled: true } : node));
    await deploy(flows(tab("one"), tab("two")));
    const first = await happen();
    await comes("sink-two", [first]);
    await deploy(flows(tab("one"), off), "nodes");
    const second = await happen();
    await comes("sink-one", [first, second]);
    assert.equal((await open()).get("in-two"), 1);
    await deploy(flows(tab("one"), tab("two")), "nodes");
    const third = await happen();
    await comes("sink-two", [first, `${first}?`, third]);
  });

  it("a disabled node too, but for what the rest of its flow still has", async () => {
    const two = (name: string, d: boolean) => flows(tab("one"), tab("two", { name }, { d }));
    await deploy(two("as it was", false));
    const first = await happen();
    await comes("sink-two", [first]);
    await deploy(two("as it was", true), "nodes");
    await deploy(two("as it was", false), "nodes");
    const second = await happen();
    await comes("sink-two", [first, second]);
    await deploy(two("as it was", true), "nodes");
    await deploy(two("another", true), "nodes");
    await deploy(two("another", false), "nodes");
    await comes("sink-two", [first, second, `${first}?`, `${second}?`]);
  });

  it("a removed node's events are closed, also where it was the last", async () => {
    await deploy(flows(tab("one"), tab("two")));
    const first = await happen();
    await comes("sink-one", [first]);
    await comes("sink-two", [first]);
    await deploy(flows(tab("one")), "nodes");
    await until("one node's to be closed", async () => !(await open()).has("in-two"));
    assert.equal((await open()).get("in-one"), 1);
    await deploy(flows(), "full");
    assert.equal((await open()).size, 0);
    await deploy(flows(tab("two")), "full");
    const second = await happen();
    await comes("sink-two", [first, second]);
  });

  it("a node that is new starts with new events", async () => {
    await deploy(flows(tab("one")));
    const first = await happen();
    await comes("sink-one", [first]);
    await deploy(flows(tab("one"), tab("two")), "nodes");
    const second = await happen();
    await comes("sink-one", [first, second]);
    await comes("sink-two", [second]);
  });

  it("a node in a subflow keeps what it had while the subflow's instance is disabled", async () => {
    const inner = subflow("sub", [
      { ...eventIn("sub", ["hold"]), id: "inner" },
      delayNode("hold", HOURS_MS, []),
    ]);
    const instance = (more: object) => [
      ...inner,
      { id: "t", type: "tab", label: "t" },
      { ...subflowNode("it", "sub", []), z: "t", x: 0, y: 0, ...more },
    ];
    await deploy(flows(tab("one"), instance({})));
    const first = await happen();
    await comes("sink-one", [first]);
    await deploy(flows(tab("one"), instance({ d: true })));
    await comes("sink-one", [first, `${first}?`]);
    assert.equal((await open()).get("it-inner"), 1);
    await deploy(flows(tab("one")));
    await until("it to be closed", async () => !(await open()).has("it-inner"));
  });
});
