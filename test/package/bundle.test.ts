import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename } from "node:path";
import type { Metafile } from "esbuild";
import { json, names, packageJson } from "./package.ts";

/** Heavy, and needed only by what is chosen: loaded at that moment. */
const LAZY = ["@aws-sdk/", "@smithy/", "date-holidays", "aws-iot-device-sdk-v2"] as const;

/** Bytes of code that Node reads when all nodes are loaded; what is over it belongs behind an import(). */
const LOADED_AT_START = 3_000_000;

/** What the WebSocket library tries to load, and does without: faster ways that need a compiler. */
const TRIED = ["bufferutil", "utf-8-validate"];

const bundle: { runtime: Metafile; editor: Metafile; board: Metafile } = json(".local/build/bundle.json");
const built = globSync("dist/*.js");

/** Sources in one built file. */
function inputsOf(file: string): string[] {
  const [, output] = Object.entries(bundle.runtime.outputs).find(([path]) => basename(path) === file) ?? [];
  assert.ok(output, `${file} was not built by this build`);
  return Object.entries(output.inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([input]) => input);
}

describe("the bundle", () => {
  it("holds each module once, so that all nodes share one journal and one set of connections", () => {
    const places = new Map<string, string[]>();
    for (const [path, { inputs }] of Object.entries(bundle.runtime.outputs)) {
      for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
        if (bytesInOutput > 0) places.set(input, [...(places.get(input) ?? []), path]);
      }
    }
    assert.deepEqual(
      [...places].filter(([, outputs]) => outputs.length > 1),
      [],
    );
  });

  it("asks for nothing but Node's own modules, its own files and the optional dependencies", () => {
    const optional = [...Object.keys(packageJson.optionalDependencies ?? {}), ...TRIED];
    for (const [file, { imports }] of Object.entries(bundle.runtime.outputs)) {
      for (const { path } of imports.filter(({ external }) => external)) {
        assert.ok(isBuiltin(path) || optional.includes(path), `${file} requires ${path}`);
      }
    }
  });

  it("loads the heavy libraries only when they are chosen", () => {
    const loaded = loadedAtStart();
    const early = loaded.flatMap((file) =>
      inputsOf(file).filter((input) => LAZY.some((name) => input.includes(`node_modules/${name}`))),
    );
    assert.deepEqual(early, []);
    const bytes = loaded.reduce((sum, file) => sum + readFileSync(`dist/${file}`).length, 0);
    assert.ok(bytes < LOADED_AT_START, `${bytes} bytes are loaded at start`);
  });

  it("reads no rows one by one, which Node 22.9 cannot", () => {
    const readers = globSync("{nodes,gateway}/**/*.ts").filter((file) => {
      const source = readFileSync(file, "utf8");
      return source.includes('"node:sqlite"') && source.includes(".iterate(");
    });
    assert.deepEqual(readers, []);
  });

  it("is without the package debug, which costs at each packet", () => {
    const inputs = built.flatMap((path) => inputsOf(basename(path)));
    assert.deepEqual(
      inputs.filter((input) => input.includes("node_modules/debug/")),
      [],
    );
    assert.ok(inputs.includes(".build/silent-debug.cjs"));
  });

  it("carries the licence of every package it holds code of", () => {
    const text = readFileSync("dist/THIRD-PARTY-LICENSES.txt", "utf8");
    const packages = new Set<string>();
    for (const { outputs } of [bundle.runtime, bundle.editor, bundle.board]) {
      for (const { inputs } of Object.values(outputs)) {
        for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
          const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
          if (name !== undefined && bytesInOutput > 0) packages.add(name);
        }
      }
    }
    for (const name of packages) assert.match(text, new RegExp(`^${name} \\d`, "m"), name);
  });

  it("refers to no source map and to no folder of the machine it was built on", () => {
    for (const file of globSync("dist/**/*.{js,html,json,txt}")) {
      const text = readFileSync(file, "utf8");
      assert.doesNotMatch(text, /^\/\/# sourceMappingURL=/m, file);
      assert.ok(!text.includes(process.cwd()), file);
    }
  });
});

/** Names of the built files that are in memory after all nodes were loaded, as Node-RED loads them. */
function loadedAtStart(): string[] {
  const script = `
    const anything = new Proxy(function () {}, { get: (_, key) => (key === Symbol.toPrimitive ? () => "" : anything), apply: () => anything });
    for (const name of ${JSON.stringify(names)}) require("./dist/" + name + ".js").default(anything);
    console.log(JSON.stringify(Object.keys(require.cache)));
    process.exit(0);
  `;
  const output = execFileSync(process.execPath, ["-e", script], { encoding: "utf8" });
  const files: string[] = JSON.parse(output);
  return files.map((file) => basename(file)).filter((file) => built.includes(`dist/${file}`));
}
