import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { UnitPlan } from "../../firmware/simulator/plan.ts";
import { until } from "../until.ts";

/** What a unit says of itself on its control socket. Times in milliseconds. */
export interface UnitState {
  readonly connected: boolean;
  readonly boot: number;
  readonly nonce: string;
  readonly seq: number;
  readonly acked: number;
  readonly queued: number;
  readonly lost: number;
  readonly uptime: number;
  readonly clock: "none" | "estimated" | "sntp";
  readonly config: string;
  readonly led: boolean;
  readonly siren: boolean;
  readonly lockers: readonly {
    readonly locker: string;
    /** Null until a new unit has looked at it for the first time. */
    readonly door: "open" | "closed" | null;
    readonly tamper: boolean;
  }[];
}

/** An event in a unit's flash. */
export interface KeptEvent {
  /** The bytes that are published. */
  readonly body: string;
  readonly answered: boolean;
}

export interface UnitProcessOptions {
  /** The program that `make` built. */
  readonly program: string;
  readonly plan: Omit<UnitPlan, "lockers">;
  /** Holds flash, wires and control socket from one process to the next; made when it is not there. */
  readonly folder: string;
  /** The broker's, on 127.0.0.1. */
  readonly port: number;
  /** Further arguments of every process, the lockers among them. */
  readonly args?: readonly string[];
}

interface Answer {
  readonly ok: boolean;
}

interface KeptAnswer {
  readonly event: string;
  readonly answered: boolean;
}

interface Waiting {
  resolve(line: string): void;
  reject(error: Error): void;
}

/** The process is gone, and what was asked of it may have been done or not. */
export class UnitGone extends Error {}

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** The firmware's core as a Linux process, killed and started again on the same flash. */
export class UnitProcess {
  readonly #options: UnitProcessOptions;
  #child: ChildProcess | null = null;
  /** The connection to the present control socket, perhaps still being made. */
  #connecting: Promise<Socket> | null = null;
  #waiting: Waiting[] = [];
  #log = "";

  constructor(options: UnitProcessOptions) {
    this.#options = options;
    mkdirSync(options.folder, { recursive: true });
  }

  get id(): string {
    return this.#options.plan.unit;
  }

  /** What all its processes wrote. */
  get log(): string {
    return this.#log;
  }

  get runs(): boolean {
    const child = this.#child;
    return child !== null && child.exitCode === null && child.signalCode === null;
  }

  /** Resolves when it answers on its control socket. @throws UnitGone when it ends at once */
  async start(...more: readonly string[]): Promise<void> {
    const { program, plan, folder, port, args = [] } = this.#options;
    const child = spawn(
      program,
      [
        ...["--state", folder, "--site", plan.site, "--unit", plan.unit, "--port", String(port)],
        ...args,
        ...more,
      ],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    this.#child = child;
    this.#connecting = null;
    running.add(child);
    child.once("exit", () => running.delete(child));
    child.stderr.on("data", (chunk: Buffer) => (this.#log += chunk));
    await this.state();
  }

  /** Sends a command of the control socket. @throws UnitGone, or Error when it is refused */
  async tell(command: string): Promise<void> {
    const { ok }: Answer = JSON.parse(await this.#ask(command));
    if (!ok) throw new Error(`${this.id} refuses "${command}"`);
  }

  /** @throws UnitGone */
  async state(): Promise<UnitState> {
    const state: UnitState = JSON.parse(await this.#ask("state"));
    return state;
  }

  /** The event in flash, or null where flash does not hold it (any more). @throws UnitGone */
  async event(seq: number): Promise<KeptEvent | null> {
    const { ok, event, answered }: Answer & KeptAnswer = JSON.parse(await this.#ask(`event ${seq}`));
    return ok ? { body: event, answered } : null;
  }

  /** Resolves when the process is gone. */
  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  stop(): Promise<void> {
    return this.#end("SIGTERM");
  }

  /** Resolves when it has ended by itself. */
  async ended(): Promise<void> {
    if (this.#child !== null && this.runs) await once(this.#child, "exit");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === null || !this.runs) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }

  async #ask(command: string): Promise<string> {
    this.#connecting ??= this.#connect();
    const socket = await this.#connecting;
    const waiting = this.#waiting;
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      socket.write(`${command}\n`);
    });
  }

  /** A unit that restarts itself closes its socket and makes another one. */
  async #connect(): Promise<Socket> {
    const child = this.#child;
    const socket = await until(
      () => `${this.id} to answer; it wrote:\n${this.#log}`,
      () => {
        if (this.#child !== child || !this.runs) {
          this.#connecting = null;
          throw new UnitGone(`${this.id} has ended; it wrote:\n${this.#log}`);
        }
        return connected(join(this.#options.folder, "control"));
      },
    );
    const waiting: Waiting[] = [];
    this.#waiting = waiting;
    const lines = createInterface(socket);
    lines.on("line", (line) => waiting.shift()?.resolve(line));
    // What matters of a connection that breaks follows with its close.
    for (const source of [socket, lines]) source.on("error", () => {});
    socket.once("close", () => {
      if (this.#child === child) this.#connecting = null;
      for (const { reject } of waiting.splice(0)) reject(new UnitGone(`${this.id} is gone`));
    });
    return socket;
  }
}

/** Null while nobody listens. */
function connected(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(null));
  });
}
