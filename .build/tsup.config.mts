import { readdirSync } from "node:fs";
import { defineConfig } from "tsup";
import { assemble } from "./assemble.mts";
import { nodeNames } from "./nodes.mts";

/** Everything is bundled but what carries its own binaries. */
const EXTERNAL = ["aws-iot-device-sdk-v2", "aws-crt"];

const names = nodeNames();

export default defineConfig([
  {
    name: "runtime",
    entry: {
      ...Object.fromEntries(names.map((name) => [name, `nodes/${name}/${name}.ts`])),
      ...(readdirSync("nodes/journal").includes("worker.ts")
        ? { "journal-worker": "nodes/journal/worker.ts" }
        : {}),
      ...(readdirSync("gateway").includes("cli.ts") ? { cli: "gateway/cli.ts" } : {}),
    },
    outDir: "dist",
    format: "cjs",
    platform: "node",
    target: "node22.9",
    // One copy of what the nodes share: one journal, one set of connections per process.
    splitting: true,
    shims: true,
    dts: false,
    removeNodeProtocol: false,
    noExternal: [/.*/],
    external: EXTERNAL,
    treeshake: true,
    silent: true,
  },
  {
    name: "editor",
    entry: Object.fromEntries(names.map((name) => [name, `nodes/${name}/editor.ts`])),
    outDir: "dist/.editor",
    format: "iife",
    platform: "browser",
    target: "es2022",
    minify: true,
    dts: false,
    noExternal: [/.*/],
    silent: true,
    onSuccess: () => assemble(names, "dist"),
  },
]);
