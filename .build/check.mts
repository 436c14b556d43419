import { spawn } from "node:child_process";

/** Types, lint with formatting, and the layout rule, at the same time. */
const CHECKS: readonly (readonly [name: string, ...command: string[]])[] = [
  ["types", "tsc", "--project", "."],
  ["lint and formatting", "biome", "ci", "--error-on-warnings", "--colors=off", "."],
  ["layout", "node", ".build/layout.mts"],
];

const failed = await Promise.all(
  CHECKS.map(
    ([name, command = "", ...args]) =>
      new Promise<string | null>((resolve) => {
        const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
        let output = "";
        child.stdout.on("data", (chunk: Buffer) => (output += chunk));
        child.stderr.on("data", (chunk: Buffer) => (output += chunk));
        child.on("error", (error) => resolve(`${name}: ${error.message}`));
        child.on("close", (code) => {
          if (code !== 0) console.error(`--- ${name}\n${output.trimEnd()}`);
          resolve(code === 0 ? null : name);
        });
      }),
  ),
);

const wrong = failed.filter((name) => name !== null);
console.log(wrong.length === 0 ? "check: all good" : `check: ${wrong.join(", ")} failed`);
process.exitCode = wrong.length === 0 ? 0 : 1;
