import assert from "node:assert/strict";
import { describeStep, KINDS, type Kind, planOf } from "./plan.ts";

const planned = (kills: number, seed: number, only: readonly Kind[] = KINDS) =>
  planOf({ kills, seed, only: new Set(only) });

const countOf = (kind: Kind, steps: ReturnType<typeof planOf>) =>
  steps.filter((step) => step.kind === kind).length;

describe("the schedule of a run", () => {
  it("is the same for the same seed, and another for another", () => {
    assert.deepEqual(planned(50, 7), planned(50, 7));
    assert.notDeepEqual(planned(50, 7), planned(50, 8));
  });

  for (const kills of [1, 3, 50, 333]) {
    it(`kills ${kills} times, no more and no less`, () => {
      for (let seed = 0; seed < 20; seed += 1) assert.equal(countOf("kills", planned(kills, seed)), kills);
    });
  }

  it("mixes in every other kind of fault, each way of it, and kills at every stage", () => {
    const steps = planned(400, 1);
    for (const kind of KINDS) assert.ok(countOf(kind, steps) > 20, kind);
    const words = steps.map((step) => describeStep(step).replace(/[\d]+ ms/g, ""));
    for (const part of [
      ...["flowing", "starting", "started", "deploy full", "deploy flows", "deploy nodes"],
      ...[
        "rename",
        "watch",
        "insert",
        "SIGKILL the broker",
        "restart the broker",
        "SIGSTOP",
        "restart Node-RED",
      ],
      ...["sns: refuse", "sns: error", "sns: hang", "sns: slow", "sns: cut"],
      ...["mail: refuse", "mail: error", "mail: hang"],
    ]) {
      assert.ok(
        words.some((sentence) => sentence.includes(part)),
        part,
      );
    }
  });

  it("leaves out the kinds that were not asked for", () => {
    const kinds = (only: readonly Kind[]) => new Set(planned(50, 3, only).map(({ kind }) => kind));
    assert.deepEqual(kinds(["kills"]), new Set(["kills"]));
    assert.deepEqual(kinds(["kills", "deploys"]), new Set(["kills", "deploys"]));
    assert.deepEqual(kinds(["deploys"]), new Set(["deploys"]));
  });
});
