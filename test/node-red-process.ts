import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { type Account, AdminApi, adminAuth } from "./node-red-admin.ts";
import { Comms } from "./node-red-comms.ts";
import { until } from "./until.ts";

const require = createRequire(import.meta.url);
const START_MS = 60_000;
/** Node-RED gives each node 15 s to close. */
const STOP_MS = 25_000;

/** Written to stderr by Node itself, whatever a package does. */
const EXPECTED_ON_STDERR: readonly RegExp[] = [
  /ExperimentalWarning: SQLite is an experimental feature/,
  /\(Use `node --trace-(warnings|deprecation) \.\.\.` to show where the warning was created\)/,
];

export interface NodeRedOptions {
  /** Default: as NODE_RED says ("4" for 4.1), otherwise 5. */
  readonly version?: "5" | "4";
  /** Binary to run it with; default this process's own. */
  readonly node?: string;
  /** Default: a fresh folder, removed by `stop`. A folder that is given is kept. */
  readonly userDir?: string;
  /** Added to the settings; plain data. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Runs with this settings file instead (it must take its port from the environment). */
  readonly settingsFile?: string;
  /** Written to flows.json before the start. */
  readonly flows?: readonly object[];
  /** With accounts the editor asks who one is; the first one signs in for `admin`. */
  readonly accounts?: readonly Account[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** False leaves this package out, so that it can be installed. Otherwise it runs from dist/ (build first). */
  readonly withPackage?: boolean;
  /** More that may stand on stderr. */
  readonly expectedOnStderr?: readonly RegExp[];
  /** Told of the process at once, so that it can be ended while it starts. */
  readonly spawned?: (child: ChildProcess) => void;
}

/** A real Node-RED in a process of its own, on a port of 127.0.0.1 that was free. */
export class NodeRedProcess {
  readonly url: string;
  readonly userDir: string;
  readonly pid: number;
  /** Everything it wrote, line by line, stdout and stderr together. */
  readonly log: readonly string[];
  readonly admin: AdminApi;
  readonly #child: ChildProcess;
  readonly #stderr: readonly string[];
  readonly #options: NodeRedOptions;

  constructor(started: {
    url: string;
    userDir: string;
    pid: number;
    log: readonly string[];
    admin: AdminApi;
    child: ChildProcess;
    stderr: readonly string[];
    options: NodeRedOptions;
  }) {
    this.url = started.url;
    this.userDir = started.userDir;
    this.pid = started.pid;
    this.log = started.log;
    this.admin = started.admin;
    this.#child = started.child;
    this.#stderr = started.stderr;
    this.#options = started.options;
  }

  /** A live connection as the editor has one: node statuses and the debug sidebar. */
  comms(): Promise<Comms> {
    return Comms.open(this.url, this.admin.token);
  }

  /** Waits for a line of the log that matches; also those written before count. */
  line(pattern: RegExp, ms?: number): Promise<string> {
    return until(
      `a line like ${pattern} in Node-RED's log`,
      () => this.log.find((line) => pattern.test(line)),
      ms,
    );
  }

  /** Makes a change to the flows, in whatever way, and resolves when they run again. */
  runningAfter(change: () => Promise<unknown>): Promise<void> {
    return runningAfter(this.log, change);
  }

  /**
   * Ends it as an operating system would, by SIGTERM.
   * @throws Error when it does not end, ends with a code, or wrote something unexpected to stderr
   */
  async stop(): Promise<void> {
    if (!hasEnded(this.#child)) {
      this.#child.kill("SIGTERM");
      try {
        await until("Node-RED to stop", () => hasEnded(this.#child), STOP_MS);
      } catch (thrown) {
        await this.kill();
        throw thrown;
      }
    }
    if (this.#options.userDir === undefined) rmSync(this.userDir, { recursive: true, force: true });
    const expected = [...EXPECTED_ON_STDERR, ...(this.#options.expectedOnStderr ?? [])];
    const unexpected = this.#stderr.filter((line) => !expected.some((pattern) => pattern.test(line)));
    if (unexpected.length > 0) throw new Error(`Node-RED wrote to stderr:\n${unexpected.join("\n")}`);
    if (this.#child.exitCode !== 0) throw new Error(ending(this.#child, this.log));
  }

  /** Pulls the plug (SIGKILL). The user directory stays, to start another one on it. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await until("the killed Node-RED to be gone", () => hasEnded(this.#child));
  }
}

/** Starts Node-RED and resolves when it listens and its flows run (or wait for node types that are missing). */
export async function startNodeRed(options: NodeRedOptions = {}): Promise<NodeRedProcess> {
  const version = options.version ?? (process.env.NODE_RED === "4" ? "4" : "5");
  const userDir = options.userDir ?? mkdtempSync(join(tmpdir(), "smart-lockers-node-red-"));
  const settingsFile = options.settingsFile ?? writeSettings(userDir, options);
  quietEditor(userDir, options);
  if (options.flows) writeFileSync(join(userDir, "flows.json"), JSON.stringify(options.flows));
  if (options.withPackage !== false) linkPackage(userDir);

  const red = require.resolve(`${version === "4" ? "node-red-4" : "node-red"}/red.js`);
  const child = spawn(
    options.node ?? process.execPath,
    [red, "--userDir", userDir, "--settings", settingsFile],
    {
      cwd: userDir,
      env: { ...process.env, NODE_OPTIONS: undefined, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const orphan = () => child.kill("SIGKILL");
  process.once("exit", orphan);
  child.once("exit", () => process.off("exit", orphan));
  options.spawned?.(child);
  const log: string[] = [];
  const stderr: string[] = [];
  createInterface(child.stdout).on("line", (line) => log.push(line));
  createInterface(child.stderr).on("line", (line) => {
    log.push(line);
    stderr.push(line);
  });

  const url = await until(
    "Node-RED to start",
    () => {
      if (hasEnded(child)) throw new Error(ending(child, log));
      const running = startsIn(log) > 0;
      const address = log.map((line) => /now running at (\S+?)\/?$/.exec(line)?.[1]).find(Boolean);
      return running && address !== undefined ? address : null;
    },
    START_MS,
  );
  const admin = new AdminApi(url, (change) => runningAfter(log, change));
  const [first] = options.accounts ?? [];
  if (first) await admin.signIn(first);
  return new NodeRedProcess({ url, userDir, pid: child.pid ?? 0, log, admin, child, stderr, options });
}

/** How often the flows were started, or were held back by types that are missing; log level info is needed. */
function startsIn(log: readonly string[]): number {
  return log.filter((line) => /Started (flows|modified)|Waiting for missing types/.test(line)).length;
}

async function runningAfter(log: readonly string[], change: () => Promise<unknown>): Promise<void> {
  const before = startsIn(log);
  await change();
  await until("the changed flows to run", () => startsIn(log) > before);
}

function writeSettings(userDir: string, options: NodeRedOptions): string {
  const file = join(userDir, "settings.js");
  const settings = {
    uiHost: "127.0.0.1",
    uiPort: 0,
    lang: "en-US",
    flowFile: "flows.json",
    credentialSecret: "for tests only",
    telemetry: { enabled: false, updateNotification: false },
    // Nothing may be fetched from outside.
    editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
    ...(options.accounts ? { adminAuth: adminAuth(options.accounts) } : {}),
    ...options.settings,
  };
  writeFileSync(file, `module.exports = ${JSON.stringify(settings, null, 2)};\n`);
  return file;
}

/** Switches off the editor's tips: their timer can fire before their box is there, an error of Node-RED's own. */
function quietEditor(userDir: string, { accounts }: NodeRedOptions): void {
  const people = accounts?.map(({ username }) => username) ?? ["_"];
  const settings = { editor: { view: { "view-show-tips": false } } };
  writeFileSync(
    join(userDir, ".config.users.json"),
    JSON.stringify(Object.fromEntries(people.map((name) => [name, settings]))),
  );
}

/** As `npm install <folder>` would: a link. */
function linkPackage(userDir: string): void {
  const { name, version }: { name: string; version: string } = require("../package.json");
  const link = join(userDir, "node_modules", name);
  if (existsSync(link)) return;
  mkdirSync(resolve(link, ".."), { recursive: true });
  symlinkSync(resolve(import.meta.dirname, ".."), link);
  writeFileSync(join(userDir, "package.json"), JSON.stringify({ dependencies: { [name]: `~${version}` } }));
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function ending(child: ChildProcess, log: readonly string[]): string {
  return `Node-RED ended with ${child.signalCode ?? `code ${child.exitCode}`}:\n${log.slice(-30).join("\n")}`;
}
