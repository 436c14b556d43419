import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { configOf } from "../../.build/assemble.mts";
import { checkField, isEnv } from "../../nodes/config/define.ts";
import { registered } from "./editor-script.ts";
import { json, names } from "./package.ts";

interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly wires?: readonly (readonly string[])[];
  readonly [property: string]: unknown;
}

/** What Node-RED itself keeps with a node. */
const OF_NODE_RED = [
  "id",
  "type",
  "z",
  "x",
  "y",
  "wires",
  "g",
  "d",
  "l",
  "w",
  "h",
  "info",
  "icon",
  "inputLabels",
  "outputLabels",
  "env",
];
/** Not registered by a node file. */
const STRUCTURE = ["tab", "group"];

const core = new Set(["node-red", "node-red-4"].flatMap(coreTypes));

for (const file of globSync(["examples/*.json", "flows/*.json"]).sort()) {
  describe(file, () => {
    const flow: readonly FlowNode[] = json(file);

    it("uses nodes of Node-RED and of this package only", () => {
      const foreign = flow
        .map(({ type }) => type)
        .filter((type) => !core.has(type) && !names.includes(type) && !STRUCTURE.includes(type));
      assert.deepEqual(foreign, []);
    });

    it("explains itself in a comment", () => {
      assert.ok(flow.some(({ type }) => type === "comment"));
    });

    it("wires to nodes that are in it", () => {
      const ids = new Set(flow.map(({ id }) => id));
      assert.equal(ids.size, flow.length, "two nodes have the same id");
      for (const { id, wires = [] } of flow) {
        for (const target of wires.flat()) assert.ok(ids.has(target), `${id} is wired to ${target}`);
      }
    });

    it("holds our nodes as their dialogs would save them, and valid", async () => {
      for (const node of flow.filter(({ type }) => names.includes(type))) {
        const { fields, credentials } = await configOf(node.type);
        const known = [...OF_NODE_RED, ...Object.keys(fields)];
        assert.deepEqual(
          Object.keys(node).filter((key) => !known.includes(key)),
          [],
          `${node.type} ${node.id}`,
        );
        assert.deepEqual(
          Object.keys(fields).filter((key) => !(key in node)),
          [],
          `${node.type} ${node.id} lacks fields`,
        );
        assert.ok(!Object.keys(credentials).some((key) => key in node));
        for (const [name, field] of Object.entries(fields)) {
          const value = node[name];
          const problem = isEnv(value) ? null : checkField(field, value);
          assert.equal(problem, null, `${node.type} ${node.id}: ${name}`);
          if (field.nodeType !== undefined && value !== "" && !isEnv(value)) {
            assert.ok(
              flow.some(({ id, type }) => id === value && type === field.nodeType),
              `${node.id}: ${name}`,
            );
          }
        }
        const { outputs = 0 } = registered(`dist/${node.type}.html`).definition;
        assert.ok((node.wires ?? []).length <= outputs, `${node.id} has more wires than outputs`);
      }
    });
  });
}

/** Types that the core node files of a Node-RED register. */
function coreTypes(nodeRed: string): string[] {
  const folder = dirname(
    createRequire(createRequire(import.meta.url).resolve(`${nodeRed}/package.json`)).resolve(
      "@node-red/nodes/package.json",
    ),
  );
  return globSync("core/**/*.js", { cwd: folder }).flatMap((file) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(/registerType\(["']([^"']+)["']/g)].map(
      ([, type = ""]) => type,
    ),
  );
}
