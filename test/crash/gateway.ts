import type { ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import type { FlowNode } from "../../gateway/local/merge-flows.ts";
import { sentenceOf } from "../../nodes/domain/errors.ts";
import { type NodeRedProcess, startNodeRed } from "../node-red-process.ts";
import { changed } from "./changes.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Life } from "./compare.ts";
import { type Left, readAccepted, readLeft } from "./journal-reader.ts";
import type { Step } from "./plan.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const NAME = "@smart-lockers/node-red-lockers";
/** Node-RED gives each node 15 s to close, one after the other where they hang on each other. */
const DEPLOY_MS = 60_000;

export interface GatewayOptions {
  /** Holds the register already. */
  readonly userDir: string;
  readonly flows: readonly FlowNode[];
  readonly chronicle: Chronicle;
  /** Where its messages go. */
  readonly sinks: { readonly sns: { readonly url: string }; readonly mail: { readonly port: number } };
  /** Node-RED ended though nobody ended it. */
  ended(sentence: string): void;
}

const TROUBLE = /\[(warn|error|fatal)\]|\b\w*Error:/;
/** `22 Nov 14:42:34 - `, which the chronicle tells more exactly. */
const STAMP = /^\d+ \w+ [\d:]+ - /;

type Growing = { -readonly [P in keyof Life]: Life[P] };

/** A real Node-RED with the built package and the flows, killed and started again on the same user directory. */
export class Gateway {
  readonly lives: Growing[] = [];
  readonly #options: GatewayOptions;
  #child: ChildProcess | null = null;
  #process: NodeRedProcess | null = null;
  #starting: Promise<void> = Promise.resolve();
  #stopping = false;

  constructor(options: GatewayOptions) {
    this.#options = options;
    installPackage(options.userDir);
    writeFileSync(join(options.userDir, "flows.json"), JSON.stringify(options.flows));
  }

  get life(): Life {
    const life = this.lives.at(-1);
    if (life === undefined) throw new Error("The gateway was never started.");
    return life;
  }

  /** What the present process wrote last. */
  get log(): readonly string[] {
    return this.#process?.log.slice(-15) ?? [];
  }

  /** Starts a process; `running` tells when its flows run. */
  start(): void {
    const { chronicle, userDir, sinks } = this.#options;
    const generation = this.lives.length + 1;
    const life: Growing = { generation, startedAt: chronicle.now(), killedAt: null, accepted: new Set() };
    this.lives.push(life);
    this.#stopping = false;
    this.#process = null;
    chronicle.note(`Node-RED ${generation} is started`);
    this.#starting = startNodeRed({
      userDir,
      // Node-RED asks npm for its version, and npm would leave a cache behind.
      env: { ...environmentOf(generation, sinks), NODE_DISABLE_COMPILE_CACHE: "1" },
      spawned: (child) => {
        this.#child = child;
        this.#listen(child);
        child.once("exit", (code, signal) => this.#exited(life, signal ?? `code ${code}`));
      },
    }).then(
      (process) => {
        if (life.killedAt !== null) return;
        chronicle.note(`Node-RED ${generation} runs its flows`);
        this.#process = process;
      },
      (thrown: unknown) => {
        if (life.killedAt === null) throw thrown;
      },
    );
    this.#starting.catch(() => {
      // Told to whoever asks for `running`.
    });
  }

  /** Resolves when the flows of the present process run, or it was killed. @throws Error when it cannot start */
  running(): Promise<void> {
    return this.#starting;
  }

  /** SIGKILL; resolves when the process is gone. */
  async kill(): Promise<void> {
    const life = this.lives.at(-1);
    const child = this.#child;
    if (life === undefined || child === null || hasEnded(child)) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    life.killedAt = this.#options.chronicle.now();
    this.#options.chronicle.note(`SIGKILL Node-RED ${life.generation}`);
    child.kill("SIGKILL");
    await gone;
    life.accepted = readAccepted(this.#options.userDir);
    this.#process = null;
  }

  /** SIGSTOP, and SIGCONT after so many milliseconds. */
  async freeze(ms: number): Promise<void> {
    const { chronicle } = this.#options;
    const life = this.lives.at(-1);
    const child = this.#child;
    if (life === undefined || child === null || hasEnded(child)) return;
    child.kill("SIGSTOP");
    chronicle.note(`SIGSTOP Node-RED ${life.generation} for ${ms} ms`);
    await pause(ms);
    child.kill("SIGCONT");
    chronicle.note(`SIGCONT Node-RED ${life.generation}`);
  }

  /** Changes the flows that run, as the editor does. Resolves when Node-RED has taken the change. */
  async deploy({ type, change, dice }: Extract<Step, { kind: "deploys" }>): Promise<void> {
    const { chronicle } = this.#options;
    const admin = this.#process?.admin;
    if (admin === undefined) return;
    try {
      const flows = await admin.flows();
      chronicle.note(`deploy (${type}): ${change} ${dice}`);
      const deployed = admin.request("POST", "flows", changed(flows, change, dice), {
        "Node-RED-Deployment-Type": type,
      });
      await Promise.race([deployed, pause(DEPLOY_MS, null, { ref: false })]);
      chronicle.note(`deployed (${type})`);
    } catch (thrown) {
      chronicle.note(`the deploy failed: ${sentenceOf(thrown)}`);
    }
  }

  /** What its journal still holds; null where it cannot be read now. */
  left(): Left | null {
    return readLeft(this.#options.userDir);
  }

  /** Ends it as an operating system would. @throws Error when it does not end well */
  async stop(): Promise<void> {
    await this.#starting;
    this.#stopping = true;
    this.#options.chronicle.note(`SIGTERM Node-RED ${this.life.generation}`);
    await this.#process?.stop();
    this.#process = null;
  }

  /** Ends it at once, whatever it does; for cleaning up. */
  async end(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child === null || hasEnded(child)) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  /** Warnings and errors of Node-RED belong to what happened. */
  #listen({ stdout, stderr }: ChildProcess): void {
    for (const output of [stdout, stderr]) {
      if (output === null) continue;
      createInterface(output).on("line", (line) => {
        if (TROUBLE.test(line)) this.#options.chronicle.note(`Node-RED: ${line.replace(STAMP, "")}`);
      });
    }
  }

  #exited(life: Growing, how: string): void {
    if (life.killedAt !== null || this.#stopping) return;
    const sentence = `Node-RED ${life.generation} ended by itself with ${how}`;
    this.#options.chronicle.note(sentence);
    this.#options.ended([sentence, ...this.log].join("\n    "));
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** A copy, as after an installation: what is built in the meantime must not reach a gateway in the middle of a run. */
function installPackage(userDir: string): void {
  const folder = join(userDir, "node_modules", NAME);
  mkdirSync(folder, { recursive: true });
  cpSync(join(ROOT, "dist"), join(folder, "dist"), { recursive: true });
  cpSync(join(ROOT, "package.json"), join(folder, "package.json"));
  const { version }: { version: string } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  writeFileSync(join(userDir, "package.json"), JSON.stringify({ dependencies: { [NAME]: `~${version}` } }));
}

/** Each life signs and sends under a name of its own, so that a sink can tell which one it hears. */
function environmentOf(generation: number, { sns, mail }: GatewayOptions["sinks"]) {
  return {
    LOCKER_AWS_REGION: "ap-south-1",
    LOCKER_SMTP_HOST: "127.0.0.1",
    LOCKER_SMTP_PORT: String(mail.port),
    LOCKER_MAIL_FROM: `Demo Bank <lockers+${generation}@demo-bank.example>`,
    AWS_ENDPOINT_URL_SNS: sns.url,
    AWS_ACCESS_KEY_ID: `gateway-${generation}`,
    AWS_SECRET_ACCESS_KEY: "crash",
  };
}
