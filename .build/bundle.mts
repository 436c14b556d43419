import { cpSync, existsSync, readdirSync } from "node:fs";
import { basename, resolve } from "node:path";
import { build as buildPage, type Metafile, type Plugin, transform } from "esbuild";
import { build, type Options } from "tsup";

/** Everything is bundled but what carries its own binaries. */
const EXTERNAL = ["aws-iot-device-sdk-v2", "aws-crt"];
const TARGET = "node22.9";
/** Packages that something else stands in for, which says why. */
const REPLACED: Readonly<Record<string, string>> = { debug: resolve(".build/silent-debug.cjs") };

const BOARD = "nodes/control-room/page";

/** Files the package runs beside its nodes, where they exist. */
const OTHER_ENTRIES: Readonly<Record<string, string>> = {
  "journal-worker": "nodes/journal/worker.ts",
  "control-room": "nodes/control-room/control-room.ts",
  cli: "gateway/cli.ts",
};

/**
 * The node files, as CommonJS with shared chunks: one copy of what the nodes share means one journal and one
 * set of connections per process. Not minified: a bank can read what it runs, and stack traces can be read.
 */
export function bundleRuntime(names: readonly string[], outDir: string): Promise<Metafile> {
  return bundle({
    entry: {
      ...Object.fromEntries(names.map((name) => [name, `nodes/${name}/${name}.ts`])),
      ...Object.fromEntries(Object.entries(OTHER_ENTRIES).filter(([, source]) => existsSync(source))),
    },
    outDir,
    // esbuild splits only modules, so each chunk becomes CommonJS on its way to the disk.
    format: "esm",
    outExtension: () => ({ js: ".js" }),
    plugins: [{ name: "commonjs", renderChunk: (code, { path }) => toCommonJs(code, basename(path)) }],
    splitting: true,
    platform: "node",
    target: TARGET,
    removeNodeProtocol: false,
    external: EXTERNAL,
    // tsup asks this first, so it must not match what stays outside.
    noExternal: [new RegExp(`^(?!(${EXTERNAL.join("|")})(/|$))`)],
    esbuildOptions(options) {
      options.define = { ...options.define, "import.meta.url": "__moduleUrl" };
      options.alias = REPLACED;
    },
  });
}

/** The editor's part of each node, each a script of its own. */
export function bundleEditor(names: readonly string[], outDir: string): Promise<Metafile> {
  return bundle({
    entry: Object.fromEntries(names.map((name) => [name, `nodes/${name}/editor.ts`])),
    outDir,
    format: "iife",
    platform: "browser",
    target: "es2022",
    minify: true,
  });
}

/** The control room's board: one script and one style sheet, beside the page that loads them. */
export async function bundleBoard(outDir: string): Promise<Metafile> {
  const { metafile } = await buildPage({
    entryPoints: [`${BOARD}/board.tsx`, `${BOARD}/board.css`],
    outdir: outDir,
    bundle: true,
    minify: true,
    metafile: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "error",
    preserveSymlinks: true,
  });
  for (const file of readdirSync(BOARD).filter((name) => /\.(html|svg)$/.test(name))) {
    cpSync(`${BOARD}/${file}`, `${outDir}/${file}`);
  }
  return metafile;
}

async function bundle(options: Options): Promise<Metafile> {
  const found: Metafile[] = [];
  const collect: Plugin = {
    name: "collect",
    setup(hooks) {
      hooks.onEnd(({ metafile }) => {
        if (metafile) found.push(metafile);
      });
    },
  };
  await build({
    config: false,
    dts: false,
    silent: true,
    sourcemap: false,
    noExternal: [/.*/],
    esbuildPlugins: [collect],
    ...options,
    esbuildOptions(settings, context) {
      // Where node_modules really lies must not show in what is built.
      settings.preserveSymlinks = true;
      options.esbuildOptions?.(settings, context);
    },
  });
  const [metafile] = found;
  if (metafile === undefined) throw new Error(`Nothing was bundled into ${options.outDir}`);
  return metafile;
}

async function toCommonJs(code: string, name: string): Promise<{ code: string }> {
  const moduleUrl = 'const __moduleUrl = require("node:url").pathToFileURL(__filename).href;';
  const result = await transform(code, {
    format: "cjs",
    platform: "node",
    target: TARGET,
    sourcefile: name,
    // Keeps what is imported lazily lazy: it becomes a require() at that moment.
    supported: { "dynamic-import": false },
    ...(code.includes("__moduleUrl") ? { banner: moduleUrl } : {}),
  });
  return { code: result.code };
}
