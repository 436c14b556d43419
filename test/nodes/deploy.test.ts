import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import mqtt, { type MqttClient } from "mqtt";
import { type LocalBroker, startBroker } from "../../gateway/local/broker.ts";
import { defineConfig } from "../../nodes/config/define.ts";
import lockerEventIn from "../../nodes/locker-event-in/locker-event-in.ts";
import lockerRegister from "../../nodes/locker-register/locker-register.ts";
import mqttLink from "../../nodes/mqtt-link/mqtt-link.ts";
import { defineNode } from "../../nodes/runtime/define-node.ts";
import { eventOf } from "../../nodes/runtime/message.ts";
import { until } from "../until.ts";
import type { FlowNode } from "./example.ts";
import { deploy, helper } from "./node-red.ts";
import { startServer, stopServer } from "./notify.ts";
import { emptyFolder, writeRegister } from "./register-folder.ts";

/** Between two events, so that a busy machine keeps up. */
const PAUSE_MS = 3;

/** Sequence numbers that arrived behind each locker-event-in, by the id of the node behind it. */
const arrived = new Map<string, number[]>();

const sink = defineNode("event-sink", defineConfig({ fields: {} }), (node) => ({
  input(msg) {
    const { seq, marks } = eventOf(msg);
    // A machine that is busy for seconds hands openings on from memory, too.
    if (seq !== null && !marks.includes("not-journaled"))
      arrived.set(node.id, [...(arrived.get(node.id) ?? []), seq]);
  },
}));

/** Two flows that share a connection, as the bundled ones do. */
function flow(port: number, folder: string, round: number): FlowNode[] {
  const tab = (id: string) => [
    { id, type: "tab", label: id },
    {
      ...{ id: `in-${id}`, type: "locker-event-in", z: id, name: `round ${round}` },
      ...{ link: "link", sites: "", lockers: "", types: [] },
      wires: [[`sink-${id}`], [], []],
    },
    { id: `sink-${id}`, type: "event-sink", z: id, wires: [] },
  ];
  return [
    { id: "register", type: "locker-register", folder },
    {
      ...{ id: "link", type: "mqtt-link", register: "register", kind: "private" },
      ...{ host: "127.0.0.1", port, protocol: "mqtt", version: "4" },
    },
    ...tab("one"),
    // Only the first flow changes with the round.
    ...tab("two").map((node) => ("name" in node ? { ...node, name: "steady" } : node)),
  ];
}

describe("a deploy in the middle of traffic", function () {
  this.timeout(60_000);
  let broker: LocalBroker;
  let unit: MqttClient;
  let port: number;

  before(async () => {
    await startServer();
    broker = await startBroker(0);
    port = Number(new URL(broker.url).port);
    unit = await mqtt.connectAsync(broker.url, { clientId: "MUM01-U07" });
  });
  after(async () => {
    await unit.endAsync();
    await stopServer();
    await broker.close();
  });
  afterEach(() => helper.unload());

  let last = 0;
  async function open(): Promise<void> {
    last += 1;
    const event = {
      ...{ v: 1, unit: "MUM01-U07", locker: "MUM01-0001", boot: 1, seq: last, type: "opened" },
      ...{ at: Date.now(), clock: "sntp", uptime: 1000 + last, door: "open" },
    };
    await unit.publishAsync("lockers/v1/MUM01/MUM01-U07/event", JSON.stringify(event), { qos: 1 });
  }

  for (const type of ["nodes", "flows", "full"] as const) {
    it(`${type}: every event arrives once in every flow`, async () => {
      const folder = writeRegister(emptyFolder());
      arrived.clear();
      await helper.load([lockerRegister, mqttLink, lockerEventIn, sink], flow(port, folder, 0));
      await broker.gatewayListens;
      const first = last + 1;
      let deploying = true;
      const traffic = (async () => {
        while (deploying) {
          await open();
          await setTimeout(PAUSE_MS);
        }
      })();
      for (let round = 1; round <= 5; round += 1) {
        await deploy(flow(port, folder, round), type);
        const seen = last;
        await until("traffic between two deploys", () =>
          ["sink-one", "sink-two"].every((id) => arrived.get(id)?.some((seq) => seq > seen + 20)),
        );
      }
      deploying = false;
      await traffic;
      const expected = Array.from({ length: last - first + 1 }, (_, index) => first + index);
      for (const id of ["sink-one", "sink-two"]) {
        await until(
          () => `${expected.length} events at ${id}; there are ${arrived.get(id)?.length}`,
          () => (arrived.get(id)?.length ?? 0) >= expected.length,
        );
        const seen = arrived.get(id) ?? [];
        // Only a full deploy closes the connection, and this broker then mixes what waited with what comes.
        assert.deepEqual(type === "full" ? seen.toSorted((a, b) => a - b) : seen, expected, id);
      }
    });
  }
});
