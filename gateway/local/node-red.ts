import { type ChildProcess, fork } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { FlowNode } from "./merge-flows.ts";
import { isNews, type News, type Orders } from "./node-red-messages.ts";

const PACKAGE = resolve(import.meta.dirname, "../..");
const NAME = "@smart-lockers/node-red-lockers";
const START_MS = 60_000;
/** Node-RED gives each node 15 s to close. */
const STOP_MS = 20_000;
/** What Node itself says about TypeScript, SQLite and Node-RED's url.parse, of no use to who tries this out. */
const QUIET = ["MODULE_TYPELESS_PACKAGE_JSON", "ExperimentalWarning", "DEP0169"].map(
  (warning) => `--disable-warning=${warning}`,
);

/** Warnings about what is meant to be so. */
const EXPECTED = [
  /Projects disabled/,
  /Encrypted credentials not found/,
  /^\S+ \S+ \S+ - \[warn\] -+$/,
  /^\s*$/,
];

export interface NodeRedOptions extends Orders {
  readonly flows: readonly FlowNode[];
  readonly env: Readonly<Record<string, string>>;
  /** What Node-RED writes, warnings and errors only. */
  log(line: string): void;
}

export interface NodeRed {
  /** Address of the editor. */
  readonly url: string;
  /** Resolves when it has ended by itself, with a sentence; never while it runs. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/** Starts Node-RED with this package and these flows; resolves when the flows run. */
export async function startNodeRed(options: NodeRedOptions): Promise<NodeRed> {
  const { userDir, flows } = options;
  writeFileSync(join(userDir, "flows.json"), JSON.stringify(flows, null, 2));
  linkPackage(userDir);
  const child = fork(join(import.meta.dirname, "node-red-child.ts"), [], {
    cwd: userDir,
    env: {
      ...process.env,
      NODE_OPTIONS: undefined,
      // Node-RED asks npm for its version, and npm would leave a cache behind.
      NODE_DISABLE_COMPILE_CACHE: "1",
      ...options.env,
    },
    execArgv: QUIET,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const output of [child.stdout, child.stderr]) {
    if (output === null) continue;
    createInterface(output).on("line", (line) => {
      if (!EXPECTED.some((pattern) => pattern.test(line))) options.log(line);
    });
  }
  const ended = new Promise<string>((end) => {
    child.once("exit", (code, signal) => end(`Node-RED ended with ${signal ?? `code ${code}`}.`));
  });
  const { port } = await started(child, options, ended);
  return {
    url: `http://127.0.0.1:${port}`,
    ended,
    async stop() {
      child.kill("SIGTERM");
      const patience = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      await ended;
      clearTimeout(patience);
    },
  };
}

/** As `npm install <folder>` would: a link. */
function linkPackage(userDir: string): void {
  const link = join(userDir, "node_modules", NAME);
  mkdirSync(resolve(link, ".."), { recursive: true });
  symlinkSync(PACKAGE, link, "junction");
  writeFileSync(
    join(userDir, "package.json"),
    JSON.stringify({ name: "smart-lockers-local-run", dependencies: { [NAME]: `file:${PACKAGE}` } }),
  );
}

/** Resolves with the news that the flows run. */
async function started(child: ChildProcess, orders: NodeRedOptions, ended: Promise<string>): Promise<News> {
  const { userDir, port, people } = orders;
  let patience: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      new Promise<News>((resolve) => {
        child.on("message", (message) => {
          if (isNews(message) && message.news === "started") resolve(message);
        });
        child.send({ userDir, port, people } satisfies Orders);
      }),
      ended.then((sentence) => {
        throw new Error(`${sentence} It did not start; what it wrote stands above.`);
      }),
      new Promise<never>((_, reject) => {
        patience = setTimeout(
          () => reject(new Error(`Node-RED did not start its flows within ${START_MS / 1_000} s.`)),
          START_MS,
        );
      }),
    ]);
  } catch (thrown) {
    child.kill("SIGKILL");
    throw thrown;
  } finally {
    clearTimeout(patience);
  }
}
