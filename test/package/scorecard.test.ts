import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { names } from "./package.ts";
import { pack } from "./tarball.ts";

type Scorecard = Readonly<Record<string, { readonly test?: boolean; readonly nodes?: readonly string[] }>>;

/** What the flow library asks of a package (node-red-dev validate), in its words. */
const CRITERIA: Readonly<Record<string, string>> = {
  P01: "has a licence",
  P03: "names its repository or where to report bugs",
  P04: "has a scoped name",
  P05: "has the node-red keyword",
  P06: "works with the current Node-RED versions",
  P07: "admits the oldest Node of the current Node-RED",
  P08: "is not called like another package",
  N01: "uses node types of its own",
  N02: "has an example of each node",
  D01: "has at most six dependencies",
  D02: "depends on nothing known to be incompatible",
  D03: "has no dependency out of date",
};

describe("the flow library's scorecard", () => {
  let scorecard: Scorecard;
  before(() => {
    const { folder } = pack();
    const output = join(folder, "..", "scorecard.json");
    const command = join(
      dirname(createRequire(import.meta.url).resolve("node-red-dev/package.json")),
      "bin/run",
    );
    const offline = pathToFileURL(join(import.meta.dirname, "offline.ts")).href;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--import", offline, command, "validate", "--path", folder, "--output", output],
      { encoding: "utf8", env: { ...process.env, DO_NOT_TRACK: "1" } },
    );
    assert.equal(status, 0, `${stdout}\n${stderr}`);
    scorecard = JSON.parse(readFileSync(output, "utf8"));
  });

  for (const [code, sentence] of Object.entries(CRITERIA)) {
    it(`${code}: the package ${sentence}`, () => {
      assert.equal(scorecard[code]?.test, true, JSON.stringify(scorecard[code]));
    });
  }

  it("knows no criterion that is not named here", () => {
    assert.deepEqual(
      Object.keys(scorecard)
        .filter((code) => code !== "package")
        .sort(),
      Object.keys(CRITERIA).sort(),
    );
  });

  it("could read every page: each node that is no config node has its example", () => {
    for (const name of scorecard.N02?.nodes ?? []) assert.ok(names.includes(name), name);
    assert.ok((scorecard.N02?.nodes?.length ?? 0) > 0);
  });
});
