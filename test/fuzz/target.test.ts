import assert from "node:assert/strict";
import fc from "fast-check";
import { fuzzApart } from "./apart.ts";
import { parseOptions, USAGE } from "./options.ts";
import { fuzz, type Target } from "./target.ts";
import { shares, TARGETS } from "./targets.ts";

/** Fails for numbers from 1,000 on. */
function small(seen: number[] = []): Target {
  return {
    name: "small",
    about: "numbers that must be small",
    share: 1,
    inputsPerRun: 1,
    open: (took) => ({
      property: fc.property(fc.nat(), (number) => {
        took(1);
        seen.push(number);
        assert.ok(number < 1000, "too large");
      }),
    }),
  };
}

describe("the fuzzing itself", () => {
  it("finds the smallest counterexample, and the seed and path lead back to it alone", async () => {
    const { failure } = await fuzz(small(), { inputs: 10_000, seed: 7 });
    assert.equal(failure?.counterexample, "[1000]");
    assert.match(failure?.error ?? "", /too large/);
    const seen: number[] = [];
    const again = await fuzz(small(seen), {
      inputs: 10_000,
      seed: failure?.seed ?? 0,
      path: failure?.path ?? "",
    });
    assert.equal(again.failure?.counterexample, "[1000]");
    assert.equal(seen[0], 1000);
  });

  it("gives a target at least as many inputs as it was to have, the same ones for the same seed", async () => {
    const even: Target = {
      ...small(),
      inputsPerRun: 3,
      open: (took) => ({ property: fc.property(fc.nat(), () => took(2)) }),
    };
    const { inputs, failure } = await fuzz(even, { inputs: 12_345, seed: 1 });
    assert.equal(failure, null);
    assert.ok(inputs >= 12_345 && inputs < 12_345 + 5_000, `${inputs}`);
    const [first, second] = [[], []] as [number[], number[]];
    await fuzz(small(first), { inputs: 50, seed: -5 });
    await fuzz(small(second), { inputs: 50, seed: -5 });
    assert.deepEqual(first, second);
  });

  it("tells of a process that ends on its own, with the seed it was at", async () => {
    const { failure } = await fuzzApart({ target: "nothing of that name", inputs: 10, seed: 42 });
    assert.equal(failure?.seed, 42);
    assert.match(failure?.error ?? "", /Its process ended with 1.*no target nothing of that name/s);
  }).timeout(60_000);

  it("runs a target in a process of its own", async () => {
    const { target, inputs, failure } = await fuzzApart({ target: "commands", inputs: 100, seed: 3 });
    assert.deepEqual([target, failure], ["commands", null]);
    assert.ok(inputs >= 100);
  }).timeout(60_000);

  it("shares all inputs out", () => {
    const given = [...shares(TARGETS, 1_000_000).values()];
    const sum = given.reduce((all, inputs) => all + inputs, 0);
    assert.ok(sum >= 1_000_000 && sum < 1_000_000 + TARGETS.length);
    assert.equal(new Set(TARGETS.map(({ name }) => name)).size, TARGETS.length);
  });
});

describe("the options of npm run fuzz", () => {
  it("has a default for each, and a seed of its own", () => {
    const options = parseOptions([]);
    assert.equal(options?.runs, 1_000_000);
    assert.deepEqual(options?.targets, TARGETS);
    assert.ok(Number.isInteger(options?.seed));
    assert.equal(options?.path, null);
  });

  it("takes a failure's seed, target and path", () => {
    const options = parseOptions(["--only", "doors", "--seed", "5", "--path", "3:1:0", "--runs", "10"]);
    assert.deepEqual(
      [options?.runs, options?.seed, options?.targets.map(({ name }) => name), options?.path],
      [10, 5, ["doors"], "3:1:0"],
    );
  });

  for (const [args, sentence] of [
    [["--runs", "0"], /--runs must be a whole number/],
    [["--seed", "x"], /--seed must be a whole number/],
    [["--only", "everything"], /no target: doors/],
    [["--path", "1"], /--path belongs to one target and one seed/],
    [["--kills", "1"], /--kills/],
  ] as const) {
    it(`refuses ${args.join(" ")}`, () => assert.throws(() => parseOptions(args), sentence));
  }

  it("helps, and names every target", () => {
    assert.equal(parseOptions(["--help"]), null);
    for (const { name } of TARGETS) assert.ok(USAGE.includes(`  ${name} `));
  });
});
