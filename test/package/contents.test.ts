import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { inPalette, json, names, packageJson } from "./package.ts";
import { pack, type Tarball } from "./tarball.ts";

/** All that may be in the tarball. */
const SHIPPED: readonly RegExp[] = [
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^dist\/[\w-]+\.(js|html)$/,
  /^dist\/control-room\/[\w-]+\.(html|js|css|svg)$/,
  /^dist\/THIRD-PARTY-LICENSES\.txt$/,
  /^dist\/icons\/[\w-]+\.svg$/,
  /^dist\/locales\/[\w-]+\/[\w-]+\.(json|html)$/,
  /^(examples|examples\/flows|flows)\/[\w-]+\.json$/,
  /^docs\/[\w-]+\.md$/,
  /^schemas\/[\w-]+\.schema\.json$/,
];

describe("the packed tarball", () => {
  let tarball: Tarball;
  before(() => {
    tarball = pack();
  });

  it("holds nothing but what a user needs", () => {
    assert.deepEqual(
      tarball.contents.filter((path) => !SHIPPED.some((pattern) => pattern.test(path))),
      [],
    );
  });

  it("holds README, CHANGELOG, LICENSE, the operator's guide and the licences of what is bundled", () => {
    for (const path of [
      "README.md",
      "CHANGELOG.md",
      "LICENSE",
      "docs/operators-guide.md",
      "docs/privacy.md",
      "dist/THIRD-PARTY-LICENSES.txt",
    ]) {
      assert.ok(tarball.contents.includes(path), `${path} is missing`);
    }
  });

  it("holds every flow twice: as it is, and where Import > Examples finds it", () => {
    const flows = tarball.contents.filter((path) => path.startsWith("flows/"));
    assert.ok(flows.length > 0, "no flow is packed");
    for (const flow of flows) assert.ok(tarball.contents.includes(`examples/${flow}`), `examples/${flow}`);
  });

  it("stays under 3 MB, so that it installs over a slow line", () => {
    assert.ok(tarball.size < 3_000_000, `${tarball.size} bytes`);
  });

  it("holds an example of each node, by its name, and each config node in one of them", () => {
    const examples = tarball.contents.filter((path) => /^examples\/[\w-]+\.json$/.test(path));
    for (const name of inPalette) assert.ok(examples.includes(`examples/${name}.json`), name);
    const used = new Set(examples.flatMap((path) => json<{ type: string }[]>(path).map(({ type }) => type)));
    assert.deepEqual(
      names.filter((name) => !used.has(name)),
      [],
    );
  });

  for (const name of names) {
    it(`holds code, page, catalogue, help and icon of ${name}`, () => {
      const wanted = [
        `dist/${name}.js`,
        `dist/${name}.html`,
        `dist/locales/en-US/${name}.json`,
        `dist/locales/en-US/${name}.html`,
        `dist/icons/${name}.svg`,
      ];
      assert.deepEqual(
        wanted.filter((path) => !tarball.contents.includes(path)),
        [],
      );
    });
  }
});

describe("package.json", () => {
  it("names each node folder, and only those, by its built file", () => {
    assert.deepEqual(
      Object.entries(packageJson["node-red"].nodes).sort(),
      names.map((name) => [name, `dist/${name}.js`]),
    );
  });

  it("names only files that the build makes", () => {
    for (const file of [
      ...Object.values(packageJson.bin),
      ...Object.values(packageJson["node-red"].plugins ?? {}),
    ]) {
      assert.ok(existsSync(file), `${file} is named in package.json and was not built`);
    }
  });

  it("has at most six run-time dependencies, each at one exact version", () => {
    const atRunTime = { ...packageJson.dependencies, ...packageJson.optionalDependencies };
    assert.ok(Object.keys(atRunTime).length <= 6);
    for (const [name, version] of Object.entries({ ...atRunTime, ...packageJson.devDependencies })) {
      assert.match(version, /^(npm:[\w-]+@)?\d+\.\d+\.\d+$/, `${name} is not pinned`);
    }
  });

  it("builds before it is packed", () => {
    assert.equal(packageJson.scripts.prepack, packageJson.scripts.build);
  });

  it("runs no script where it is installed", () => {
    for (const script of ["preinstall", "install", "postinstall", "prepare"]) {
      assert.equal(packageJson.scripts[script], undefined, script);
    }
  });
});
