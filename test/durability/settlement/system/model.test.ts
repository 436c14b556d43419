import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import mqtt, { type MqttClient } from "mqtt";
import { inJournal } from "../../../in-journal.ts";
import { type Broker, startPlainMosquitto } from "../../../mosquitto.ts";
import { needs } from "../../../needs.ts";
import { type NodeRedProcess, startNodeRed } from "../../../node-red-process.ts";
import { writeRegister } from "../../../nodes/register-folder.ts";
import { until } from "../../../until.ts";
import { anyGraph, flowOf, leavesOf, sharedSubflow } from "../graph.ts";

/** SETTLEMENT_SEED repeats a run exactly; SETTLEMENT_RUNS makes more of them. */
const SEED = Number(process.env.SETTLEMENT_SEED ?? Date.now() % 2 ** 31);
const RUNS = Number(process.env.SETTLEMENT_RUNS ?? 2);
/** The longest way through a graph, with all its waits, and what a busy machine adds. */
const THROUGH_MS = 40_000;
/** Events that happen in each life of the process. */
const EVENTS = 8;

/** Graphs side by side, and when after each start the plug is pulled, milliseconds. */
const anyRun = fc.record({
  graphs: fc.array(anyGraph, { minLength: 14, maxLength: 14 }),
  kills: fc.array(fc.nat(4000), { minLength: 5, maxLength: 5 }),
});

/** What became of a delivery, by origin and sequence number, in one life of the process. */
interface Life {
  readonly log: readonly string[];
  /** Deliveries open when it ended, and events that were stored by then. */
  readonly open: ReadonlySet<string>;
  readonly stored: ReadonlySet<number>;
}

/** How often each origin said so of each event: "in-3 17" and a count. */
function said(word: "SENT" | "LEAF", { log }: Life): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of log) {
    const key = new RegExp(`${word} (\\S+ \\d+)$`).exec(line)?.[1];
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function readJournal(userDir: string): Pick<Life, "open" | "stored"> {
  const file = join(userDir, "smart-lockers", "journal.sqlite");
  // The first kill may come before anything is stored.
  if (!existsSync(file)) return { open: new Set(), stored: new Set() };
  return inJournal(file, (db) => {
    const open = db
      .prepare("SELECT node, seq FROM delivery JOIN event USING (position) WHERE type = 'opened'")
      .all();
    const stored = db.prepare("SELECT seq FROM event WHERE type = 'opened'").all();
    return {
      open: new Set(open.map(({ node, seq }) => `${node} ${seq}`)),
      stored: new Set(stored.map(({ seq }) => Number(seq))),
    };
  });
}

if (needs("mosquitto")) {
  describe("random graphs of core nodes, and the plug pulled at random points", function () {
    this.timeout(RUNS * 240_000);
    let folder: string;
    let broker: Broker;
    let unit: MqttClient;
    let nodeRed: NodeRedProcess | null = null;
    let seq = 0;

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "smart-lockers-settlement-"));
      broker = await startPlainMosquitto({ folder, settings: { max_queued_messages: "0" } });
      unit = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, { clientId: "MUM01-U07" });
    });
    // Also that of a run that failed in between.
    afterEach(async () => {
      await nodeRed?.kill();
      nodeRed = null;
    });
    after(async () => {
      await unit.endAsync();
      await broker.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    async function happen(): Promise<void> {
      seq += 1;
      const event = {
        ...{ v: 1, unit: "MUM01-U07", locker: "MUM01-0001", boot: 1, seq, type: "opened" },
        ...{ at: Date.now(), clock: "sntp", uptime: 1000 + seq, door: "open" },
      };
      await unit.publishAsync("lockers/v1/MUM01/MUM01-U07/event", JSON.stringify(event), { qos: 1 });
    }

    for (const [index, { graphs, kills }] of fc.sample(anyRun, { seed: SEED, numRuns: RUNS }).entries()) {
      it(`every event is settled or sent again, none that is settled is (SETTLEMENT_SEED=${SEED}, run ${index + 1})`, async () => {
        const userDir = mkdtempSync(join(folder, "user-"));
        const flows = [
          { id: "register", type: "locker-register", folder: writeRegister(join(folder, "register")) },
          {
            ...{ id: "link", type: "mqtt-link", register: "register", kind: "private", host: "127.0.0.1" },
            ...{ port: broker.port, protocol: "mqtt", version: "4", clientId: `gateway-${index}` },
          },
          ...sharedSubflow(),
          ...graphs.flatMap((graph, n) => flowOf(`in-${n}`, graph)),
        ];
        const first = seq + 1;
        const lives: Life[] = [];
        for (const killAfter of kills) {
          nodeRed = await startNodeRed({ userDir, flows });
          // From then on the broker keeps what comes while the gateway is away.
          await until("the gateway's first connection", () =>
            new RegExp(`gateway-${index} \\d lockers/v1/\\+/\\+/event`).test(broker.log()),
          );
          const end = performance.now() + killAfter;
          for (let n = 0; n < EVENTS; n += 1) {
            await happen();
            await pause(Math.min(50, end - performance.now()));
          }
          await pause(end - performance.now());
          await nodeRed.kill();
          lives.push({ log: nodeRed.log, ...readJournal(userDir) });
        }
        nodeRed = await startNodeRed({ userDir, flows });
        await until(
          () => {
            const { open, stored } = readJournal(userDir);
            return `all of ${seq - first + 1} events to be settled; ${stored.size} are stored, open: ${[...open]}`;
          },
          () => {
            const { open, stored } = readJournal(userDir);
            return open.size === 0 && stored.size === seq - first + 1;
          },
          THROUGH_MS,
        );
        await nodeRed.stop();
        lives.push({ log: nodeRed.log, ...readJournal(userDir) });
        nodeRed = null;

        const wrong: string[] = [];
        for (const [n, graph] of graphs.entries()) {
          for (let event = first; event <= seq; event += 1) {
            wrong.push(...faultsOf(`in-${n} ${event}`, event, leavesOf(graph), lives));
          }
        }
        assert.deepEqual(wrong, []);
      });
    }
  });
}

/** What is wrong with the way of one event through one graph. */
function faultsOf(key: string, seq: number, leaves: number, lives: readonly Life[]): string[] {
  const wrong: string[] = [];
  const settledIn = lives.findIndex(({ open, stored }) => stored.has(seq) && !open.has(key));
  if (settledIn < 0) return [`${key} is not settled`];
  for (const [n, life] of lives.entries()) {
    const sent = said("SENT", life).get(key) ?? 0;
    if (sent > 1) wrong.push(`${key} was sent ${sent} times in life ${n}`);
    if (n > settledIn && sent > 0) wrong.push(`${key} was settled in life ${settledIn} and sent in ${n}`);
    if (n > settledIn && life.open.has(key))
      wrong.push(`${key} was settled in ${settledIn} and open in ${n}`);
  }
  const life = lives[settledIn];
  const reached = life === undefined ? 0 : (said("LEAF", life).get(key) ?? 0);
  if (reached !== leaves) wrong.push(`${key} was settled with ${reached} of ${leaves} leaves`);
  return wrong;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
