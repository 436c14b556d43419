import assert from "node:assert/strict";
import { sentenceOf } from "../../nodes/domain/errors.ts";
import { parseOptions } from "./options.ts";
import { KINDS } from "./plan.ts";

describe("npm run crash", () => {
  it("kills 50 times at 20 events a second, with every kind of fault, by a seed of its own", () => {
    const options = parseOptions([]);
    assert.equal(options?.kills, 50);
    assert.equal(options?.rate, 20);
    assert.deepEqual(options?.only, new Set(KINDS));
    assert.ok(Number.isInteger(options?.seed));
  });

  it("takes what it is told", () => {
    const options = parseOptions([
      "--kills",
      "3",
      "--seed",
      "7",
      "--rate",
      "200",
      "--only",
      "kills,deploys",
      "--records",
      "r",
    ]);
    assert.deepEqual(options, {
      kills: 3,
      seed: 7,
      rate: 200,
      only: new Set(["kills", "deploys"]),
      records: "r",
    });
  });

  it("helps", () => assert.equal(parseOptions(["--help"]), null));

  for (const args of [
    ["--kills", "0"],
    ["--kills", "many"],
    ["--rate", "1000"],
    ["--only", "kills,earthquakes"],
    ["--loud"],
  ]) {
    it(`refuses ${args.join(" ")} with a sentence`, () => {
      assert.throws(
        () => parseOptions(args),
        (thrown: unknown) => sentenceOf(thrown).includes(args.at(-1)?.split(",").at(-1) ?? ""),
      );
    });
  }
});
