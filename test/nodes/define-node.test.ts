import { defineConfig } from "../../nodes/config/define.ts";
import { defineNode } from "../../nodes/runtime/define-node.ts";
import { until } from "../until.ts";
import type { FlowNode } from "./example.ts";
import { coreNode, helper } from "./node-red.ts";
import { logged, startServer, stopServer } from "./notify.ts";

const failing = defineNode("failing", defineConfig({ fields: {} }), () => ({
  async input() {
    throw new Error("it failed");
  },
}));

describe("a node whose input fails", () => {
  before(startServer);
  after(stopServer);
  afterEach(() => helper.unload());

  it("reaches Catch, and does not end the process where even that fails", async () => {
    const nodes: FlowNode[] = [
      { id: "flow", type: "tab", label: "" },
      { id: "n1", type: "failing", z: "flow", wires: [] },
      { id: "n2", type: "catch", z: "flow", wires: [["n3"]] },
      { id: "n3", type: "helper", z: "flow", wires: [] },
    ];
    await helper.load([failing, coreNode("common/25-catch")], nodes);
    const caught: unknown[] = [];
    helper.getNode("n3")?.on("input", (msg) => caught.push(msg));
    const uncopyable = {
      get payload() {
        throw new Error("cannot be copied");
      },
    };
    // Mocha fails a test during which a promise was rejected unheard.
    helper.getNode("n1")?.receive(uncopyable);
    await until("the log", () => logged().includes("cannot be copied"));
    helper.getNode("n1")?.receive({ payload: 1 });
    await until("the error at Catch", () => caught.length > 0);
  });
});
