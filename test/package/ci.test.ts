import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { suites } from "../../.build/suites.mts";
import { PROGRAMS } from "../needs.ts";

/** A folder that lost its last test would go unnoticed otherwise. */
const EXPECTED = {
  quick: [
    "domain",
    "durability",
    "firmware",
    "journal",
    "links",
    "local",
    "nodes (Node-RED 5)",
    "nodes (Node-RED 4)",
    "package",
    "simulator",
  ],
  system: ["browser (Node-RED 5)", "browser (Node-RED 4)", "durability", "firmware", "package"],
};

describe("CI", () => {
  it("installs every system package that a test needs", () => {
    const [, list = ""] = /^packages=\(([^)]*)\)$/m.exec(readFileSync(".ci/run", "utf8")) ?? [];
    const installed = list.trim().split(/\s+/);
    for (const wanted of Object.values(PROGRAMS)) assert.ok(installed.includes(wanted), wanted);
  });

  for (const [which, folders] of Object.entries(EXPECTED)) {
    it(`runs the ${which} tests of ${folders.join(", ")}`, () => {
      const found = suites(which === "system" ? "system" : "quick").map(({ name }) => name);
      for (const folder of folders)
        assert.ok(found.includes(folder), `${folder} has no test; found ${found}`);
    });
  }
});
