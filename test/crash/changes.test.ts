import assert from "node:assert/strict";
import { resolve } from "node:path";
import { type FlowNode, readFlows } from "../../gateway/local/merge-flows.ts";
import { changed } from "./changes.ts";

const FLOWS = readFlows(resolve(import.meta.dirname, "../../flows"));

const targetsOf = ({ wires }: FlowNode): string[] => (Array.isArray(wires) ? wires.flat() : []);

/** Which of the bundled nodes can be reached from each of them, through whatever stands between. */
function ways(flows: readonly FlowNode[]): Set<string> {
  const byId = new Map(flows.map((node) => [node.id, node]));
  const bundled = new Set(FLOWS.map(({ id }) => id));
  const found = new Set<string>();
  for (const from of FLOWS) {
    const look = [...targetsOf(byId.get(from.id) ?? from)];
    for (let id = look.pop(); id !== undefined; id = look.pop()) {
      if (bundled.has(id)) found.add(`${from.id} ${id}`);
      else look.push(...targetsOf(byId.get(id) ?? { id, type: "" }));
    }
  }
  return found;
}

describe("the changes that a run deploys", () => {
  const KINDS = ["rename", "watch", "insert"] as const;

  it("leave every wire's way, whatever was put in or taken out, and never pile up", () => {
    const before = ways(FLOWS);
    let flows = FLOWS;
    const types = new Set<string>();
    for (let round = 0; round < 300; round += 1) {
      flows = changed(flows, KINDS[round % 3] ?? "rename", Math.imul(round, 0x9e3779b1) >>> 1);
      for (const { type } of flows) types.add(type);
      assert.deepEqual(ways(flows), before);
      assert.equal(new Set(flows.map(({ id }) => id)).size, flows.length);
    }
    assert.ok(flows.length <= FLOWS.length + 8);
    for (const type of ["change", "delay", "function", "junction"]) assert.ok(types.has(type), type);
  });

  for (const kind of KINDS) {
    it(`${kind}: something is different each time`, () => {
      for (let dice = 0; dice < 50; dice += 1) assert.notDeepEqual(changed(FLOWS, kind, dice), FLOWS);
    });
  }
});
