import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { nodeNames } from "../../.build/nodes.mts";
import { mergeFlows } from "../../gateway/local/merge-flows.ts";
import { type Config, type Fields, isEnv, parseConfig } from "../../nodes/config/define.ts";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { classOf } from "../../nodes/domain/subscription.ts";
import { LOCKER_EVENT_TYPES } from "../../nodes/locker-event-in/config.ts";

interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly wires?: readonly (readonly string[])[];
  readonly [property: string]: unknown;
}

/** What the bank, or the local run, sets for Node-RED. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  LOCKER_AWS_REGION: "ap-south-1",
  LOCKER_SMTP_HOST: "mail.example",
  LOCKER_SMTP_PORT: "587",
  LOCKER_SITE: "MUM01",
  LOCKER_MAIL_FROM: "Demo Bank <lockers@demo-bank.example>",
};
/** Properties that Node-RED itself keeps. */
const OF_NODE_RED = new Set(["id", "type", "z", "x", "y", "wires", "d"]);
/** Filled in by the bank: the bundled flows cannot know it. */
const BANKS_OWN: ReadonlySet<string> = new Set(["mqtt-link"]);

const OPENED: LockerEvent = {
  ...{ id: "MUM01-U07-1-0123456789ab", site: "MUM01", unit: "MUM01-U07", locker: null, at: 0, receivedAt: 0 },
  ...{ type: "opened", clock: "sntp", occurred: { earliest: 0, latest: 0 }, late: false, marks: [], boot: 1 },
  ...{ seq: 1, uptime: 1, door: null, tamper: false, data: {} },
};

const files = readdirSync("flows").filter((file) => file.endsWith(".json"));
const flows = files.map((file) => ({
  file,
  nodes: JSON.parse(readFileSync(`flows/${file}`, "utf8")) as FlowNode[],
}));
const ours = new Set(nodeNames());

async function configOf(type: string): Promise<Config<Fields, Fields>> {
  const module: Record<string, unknown> = await import(pathToFileURL(`nodes/${type}/config.ts`).href);
  const found = Object.values(module).find(
    (value): value is Config<Fields, Fields> =>
      typeof value === "object" && value !== null && "fields" in value && "rule" in value,
  );
  assert.ok(found, type);
  return found;
}

function substituted(value: unknown): unknown {
  if (!isEnv(value)) return value;
  const name = String(value).slice(2, -1);
  assert.ok(name in ENVIRONMENT, `${name} is in no list of variables to set`);
  return ENVIRONMENT[name];
}

describe("bundled flows", () => {
  it("are the four rules of the design, the test of the way to the control room, and visits", () => {
    assert.deepEqual(files.sort(), [
      "control-room-sos.json",
      "control-room-test.json",
      "gateway-health.json",
      "hirer-notice.json",
      "insurer-intimation.json",
      "registered-visits.json",
    ]);
  });

  it("fit together: what they share is the same", () => {
    const merged = mergeFlows(flows);
    assert.equal(merged.filter(({ type }) => type === "tab").length, 6);
    for (const type of ["mqtt-link", "locker-register", "aws-account", "site-calendar"]) {
      assert.equal(merged.filter((node) => node.type === type).length, 1, type);
    }
  });

  it("take to the insurers whatever insurer-feed holds for a suspected theft, within the hours as well", () => {
    const nodes = flows.find(({ file }) => file === "insurer-intimation.json")?.nodes ?? [];
    const one = (type: string) => nodes.find((node) => node.type === type) ?? assert.fail(type);
    const suspicious = LOCKER_EVENT_TYPES.filter((type) => classOf({ ...OPENED, type }, null) !== null);
    assert.deepEqual(suspicious, ["forced", "mass-opening"]);
    const choice = one("switch");
    for (const [index, type] of suspicious.entries()) {
      assert.ok(JSON.stringify(one("locker-event-in").types).includes(`"${type}"`), type);
      assert.ok(JSON.stringify(choice.rules).includes(`"${type}"`), type);
      assert.deepEqual(choice.wires?.[index], [one("insurer-feed").id], type);
    }
  });

  for (const { file, nodes } of flows) {
    describe(file, () => {
      const ids = new Set(nodes.map(({ id }) => id));

      it("is a picture that explains itself: a tab with a description, comments, named nodes", () => {
        const [tab] = nodes.filter(({ type }) => type === "tab");
        assert.ok(String(tab?.label).length > 0 && String(tab?.info).length > 0);
        assert.ok(nodes.some(({ type, info }) => type === "comment" && String(info).length > 0));
        for (const node of nodes) if (node.wires && node.type !== "comment") assert.ok(node.name, node.id);
      });

      it("refers to nothing outside itself", () => {
        for (const node of nodes) {
          for (const target of node.wires?.flat() ?? [])
            assert.ok(ids.has(target), `${node.id} -> ${target}`);
          for (const field of ["link", "register", "account", "calendar"]) {
            const id = node[field];
            if (typeof id === "string" && id !== "") assert.ok(ids.has(id), `${node.id}.${field}`);
          }
        }
      });

      it("uses core nodes and ours only, and leaves no failure unseen", () => {
        for (const { type } of nodes) {
          assert.ok(ours.has(type) || /^(tab|comment|debug|catch|switch|link in|inject)$/.test(type), type);
        }
        assert.ok(nodes.some(({ type }) => type === "catch"));
        for (const node of nodes.filter(({ type }) => type.endsWith("-notify"))) {
          assert.ok((node.wires?.[1]?.length ?? 0) > 0, `${node.name}: what could not be sent goes nowhere`);
        }
      });

      it("is configured as the nodes ask, with nothing they do not know", async () => {
        for (const node of nodes.filter(({ type }) => ours.has(type))) {
          const config = await configOf(node.type);
          const own = Object.entries(node).filter(([name]) => !OF_NODE_RED.has(name));
          for (const [name] of own) assert.ok(name in config.fields, `${node.type} has no ${name}`);
          if (BANKS_OWN.has(node.type)) continue;
          const values = Object.fromEntries(own.map(([name, value]) => [name, substituted(value)]));
          const parsed = parseConfig(config, values);
          assert.ok(parsed.ok, `${node.name}: ${JSON.stringify(parsed)}`);
        }
      });
    });
  }
});
