import assert from "node:assert/strict";
import { resolve } from "node:path";
import { mergeFlows, readFlows } from "../../gateway/local/merge-flows.ts";

const link = { id: "link", type: "mqtt-link", url: "mqtt://127.0.0.1" };

describe("several flows as one", () => {
  it("share the config nodes that each of them carries", () => {
    const merged = mergeFlows([
      { file: "a.json", nodes: [{ id: "a", type: "tab" }, link] },
      { file: "b.json", nodes: [{ id: "b", type: "tab" }, { ...link }] },
    ]);
    assert.deepEqual(
      merged.map(({ id }) => id),
      ["a", "link", "b"],
    );
  });

  it("cannot mean two things by one id", () => {
    assert.throws(
      () =>
        mergeFlows([
          { file: "a.json", nodes: [link] },
          { file: "b.json", nodes: [{ ...link, url: "mqtt://10.0.0.1" }] },
        ]),
      /a\.json and b\.json both have a node link, and they differ/,
    );
  });

  it("are the bundled flows, with one tab each", () => {
    const flows = readFlows(resolve(import.meta.dirname, "../../flows"));
    assert.equal(flows.filter(({ type }) => type === "tab").length, 6);
  });
});
