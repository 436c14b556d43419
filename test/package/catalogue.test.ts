import assert from "node:assert/strict";
import { globSync, readdirSync } from "node:fs";
import { at, type Catalogue, keysOf } from "./catalogue.ts";
import { keysUsed } from "./keys.ts";
import { json, names } from "./package.ts";

const common: Catalogue = { common: json("nodes/editor/common.en-US.json") };

describe("the catalogues", () => {
  for (const name of names) {
    const catalogue: Catalogue = { ...json(`nodes/${name}/locales/en-US/${name}.json`), ...common };

    it(`of ${name} hold every text its code asks for`, () => {
      const missing = globSync(`nodes/${name}/**/*.ts`).flatMap((file) =>
        keysUsed(file, name)
          .filter(({ key }) => key.includes("."))
          .filter(({ key, complete }) => !holds(catalogue, key, complete))
          .map(({ key }) => `${file}: ${key}`),
      );
      assert.deepEqual(missing, []);
    });

    it(`of ${name} hold the same texts in every language`, () => {
      const wanted = keysOf(json(`nodes/${name}/locales/en-US/${name}.json`)).sort();
      for (const language of readdirSync(`nodes/${name}/locales`)) {
        assert.deepEqual(
          keysOf(json(`nodes/${name}/locales/${language}/${name}.json`)).sort(),
          wanted,
          language,
        );
      }
    });
  }

  it("hold in common what the shared code asks for", () => {
    const missing = globSync("nodes/{config,runtime,editor}/**/*.ts").flatMap((file) =>
      keysUsed(file, "common")
        .filter(({ key }) => key.startsWith("common."))
        .filter(({ key, complete }) => !holds(common, key, complete))
        .map(({ key }) => `${file}: ${key}`),
    );
    assert.deepEqual(missing, []);
  });
});

function holds(catalogue: Catalogue, key: string, complete: boolean): boolean {
  if (complete) return typeof at(catalogue, key) === "string";
  return typeof at(catalogue, key.slice(0, key.lastIndexOf("."))) === "object";
}
