import { type ChildProcess, execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";

/** What tests build lies apart from what a developer builds, so that neither waits for nor disturbs the other. */
export const BUILT = resolve(".local/firmware-tests");

/** A whole build with sanitizers, on a slow machine. */
export const BUILD_MS = 300_000;
const MOST_OUTPUT = 16 * 1024 * 1024;

export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  /** Both streams, as they came. */
  readonly output: string;
}

/** Runs `make` with the firmware's Makefile. @throws Error with the compiler's words when it fails */
export async function make(...targets: readonly string[]): Promise<string> {
  mkdirSync(BUILT, { recursive: true });
  const { code, output } = await run("make", [
    ...["-s", "-C", "firmware", `-j${availableParallelism()}`, `BUILD=${BUILT}`],
    ...targets,
  ]);
  if (code !== 0) throw new Error(`make ${targets.join(" ")} failed:\n${output}`);
  return output;
}

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Runs a program to its end. */
export function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((done) => {
    let output = "";
    const options = { env: { ...process.env, ...env }, maxBuffer: MOST_OUTPUT };
    const child = execFile(program, [...args], options, (error) => {
      running.delete(child);
      done({ code: error === null ? 0 : child.exitCode, output });
    });
    running.add(child);
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
  });
}
