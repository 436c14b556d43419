import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Node, NodeAPI } from "node-red";
import { openJournal } from "../../nodes/journal/worker-journal.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { type Origin, Settlement } from "../../nodes/runtime/settlement.ts";
import { eventOf, journalFile } from "../journal/making.ts";
import { functionNode } from "../nodes/graph-nodes.ts";
import { median } from "./statistics.ts";

/**
 * `node test/bench/hops.ts`: what the count of what is on its way costs. A message through four nodes in a real
 * Node-RED, without hooks, with hooks though it is nobody's, and counted; and an event that is stored for no flow, for
 * one and for two, and settled.
 */
const HOPS = 4;
const MESSAGES = 5_000;
const ROUNDS = 5;
const IN_FLIGHT = 20;
const EVENTS = 20_000;

interface EmbeddedRed {
  init(server: object, settings: object): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly hooks: NodeAPI["hooks"];
  readonly events: NodeAPI["events"];
  readonly log: NodeAPI["log"];
  readonly nodes: Pick<NodeAPI["nodes"], "getNode"> & {
    setFlows(flows: readonly object[], credentials: object, type: string): Promise<void>;
  };
}

const red: EmbeddedRed = createRequire(import.meta.url)("node-red");

/** Microseconds of processor time a message, the median of the rounds. */
async function measure(end: Node, send: (n: number) => void): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const begin = process.cpuUsage();
    await new Promise<void>((resolve) => {
      let sent = 0;
      let arrived = 0;
      end.removeAllListeners("input");
      end.on("input", (_msg, _send, done) => {
        done();
        arrived += 1;
        if (arrived === MESSAGES) resolve();
        if (sent < MESSAGES) {
          sent += 1;
          send(sent);
        }
      });
      for (; sent < IN_FLIGHT; sent += 1) send(sent);
    });
    const { user, system } = process.cpuUsage(begin);
    times.push((user + system) / MESSAGES);
  }
  return median(times);
}

const NOBODY: Origin = {
  id: "in",
  journal: { settleEvents: async () => {}, deliveryCounts: async () => [], closeDeliveries: async () => 0 },
  started() {},
  renumbered() {},
};

async function hops(kind: "junction" | "function"): Promise<void> {
  const chain = Array.from({ length: HOPS }, (_, n) => {
    const next = [n + 1 < HOPS ? `n${n + 1}` : "end"];
    return kind === "junction"
      ? { id: `n${n}`, type: kind, wires: [next] }
      : functionNode(`n${n}`, "return msg;", next);
  });
  const nodes = [
    { id: "start", type: "junction", wires: [["n0"]] },
    ...chain,
    { id: "end", type: "junction", wires: [] },
  ];
  const tab = { id: "tab", type: "tab", label: "tab" };
  const started = once(red.events, "flows:started");
  await red.nodes.setFlows([tab, ...nodes.map((node) => ({ ...node, z: "tab", x: 0, y: 0 }))], {}, "full");
  await started;
  const [start, end] = [red.nodes.getNode("start"), red.nodes.getNode("end")];
  const foreign = () => start.send({ payload: 1 });
  await measure(end, foreign);
  const without = await measure(end, foreign);
  const settlement = new Settlement(red, systemClock);
  const leave = settlement.join(NOBODY);
  const others = await measure(end, foreign);
  let position = 0;
  const counted = await measure(end, () => {
    position += 1;
    settlement.pass("in", position, (tags) => start.send({ ...tags, payload: 1 }));
  });
  const figure = (us: number) =>
    `${us.toFixed(1)} us (+${((us - without) / (HOPS + 1)).toFixed(2)} us a hop)`;
  console.log(
    `${HOPS} ${kind} nodes: ${without.toFixed(1)} us; with hooks ${figure(others)}; counted ${figure(counted)}`,
  );
  await leave();
  red.hooks.remove("*.smart-lockers");
}

async function stored(flows: readonly string[]): Promise<number> {
  const journal = openJournal({ file: journalFile(), clock: systemClock });
  await journal.unitState("U");
  const begin = process.cpuUsage();
  let before: number[] = [];
  for (let first = 1; first <= EVENTS; first += 500) {
    const positions = Array.from({ length: 500 }, (_, n) => first + n);
    const settled = flows.map((node) => ({ node, positions: before }));
    await Promise.all([
      ...positions.map((seq) => journal.append(eventOf({ seq }), flows)),
      ...(flows.length > 0 ? [journal.settleEvents(settled)] : []),
    ]);
    before = positions;
  }
  const { user, system } = process.cpuUsage(begin);
  await journal.close();
  return (user + system) / EVENTS;
}

const userDir = mkdtempSync(join(tmpdir(), "smart-lockers-hops-"));
red.init(createServer(), {
  ...{ userDir, httpAdminRoot: false, httpNodeRoot: false, logging: { console: { level: "off" } } },
  telemetry: { enabled: false },
});
const running = once(red.events, "flows:started");
await red.start();
await running;
await hops("junction");
await hops("function");
await red.stop();
for (const flows of [[], ["a4f1c2d3e4f5a6b7"], ["a4f1c2d3e4f5a6b7", "b4f1c2d3e4f5a6b8"]]) {
  const times = [await stored(flows), await stored(flows), await stored(flows)];
  console.log(`an event stored for ${flows.length} flows and settled: ${median(times).toFixed(1)} us`);
}
rmSync(userDir, { recursive: true, force: true });
process.exit(0);
