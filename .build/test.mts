import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { SuiteResult } from "./reporter.mts";
import { type Suite, suites } from "./suites.mts";

/**
 * `npm test` (check and the quick suites), `npm run test:system` (the long ones) and `npm run test:firmware` (both
 * of one part), after a build. Names of suites as arguments run only those. The last line sums up: a step that
 * failed without running a test counts as one failure.
 */
const LIMIT_MS = 15 * 60_000;
const MOCHA = "node_modules/mocha/bin/mocha.js";

interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

const asked = process.argv[2];
const which = asked === "system" || asked === "all" ? asked : "quick";
const only = process.argv.slice(which === "quick" ? 2 : 3);
const results = mkdtempSync(join(tmpdir(), "smart-lockers-results-"));
const running = new Set<() => void>();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    for (const end of running) end();
    process.exit(1);
  });
}

const chosen = suites(which).filter(
  ({ name }) => only.length === 0 || only.some((part) => name.startsWith(part)),
);
const outcomes = [await step("build", "build")];
if (outcomes.every(({ failed }) => failed === 0)) {
  const jobs = chosen.map((suite) => () => runSuite(suite));
  if (which === "quick" && only.length === 0) jobs.unshift(() => step("check", "check"));
  outcomes.push(...(await inLanes(jobs, Math.min(availableParallelism(), 4))));
}
if (chosen.length === 0) {
  console.log(
    `No suite is called so; there are: ${suites(which)
      .map(({ name }) => name)
      .join(", ")}`,
  );
  outcomes.push({ passed: 0, failed: 1 });
}
rmSync(results, { recursive: true });
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Takes the jobs in order, as many at a time as there are lanes. */
async function inLanes(jobs: readonly (() => Promise<Outcome>)[], lanes: number): Promise<Outcome[]> {
  const waiting = jobs.values();
  const done: Outcome[] = [];
  const lane = async () => {
    for (const job of waiting) done.push(await job());
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return done;
}

async function step(name: string, script: string): Promise<Outcome> {
  const { code, output, seconds } = await run([".build/run.cjs", script], {});
  console.log(`${output.trimEnd()}\n${name}: ${code === 0 ? "done" : "failed"} in ${seconds} s`);
  return { passed: 0, failed: code === 0 ? 0 : 1 };
}

async function runSuite({ name, files, env }: Suite): Promise<Outcome> {
  const file = join(results, `${name}.json`);
  const { code, output, seconds } = await run([MOCHA, "--reporter", "./.build/reporter.mts", ...files], {
    ...env,
    SUITE_RESULT: file,
  });
  if (!existsSync(file)) {
    console.log(
      `${output.trimEnd()}\n${name}: ended with code ${code} before its tests did, after ${seconds} s`,
    );
    return { passed: 0, failed: 1 };
  }
  const result: SuiteResult = JSON.parse(readFileSync(file, "utf8"));
  const none = result.passed + result.failed === 0 && result.passedOver.length === 0;
  const wrong = code !== 0 || none;
  if (wrong) console.log(output.trimEnd());
  const notes = [
    ...(none ? ["no test was executed"] : []),
    ...(wrong && !none && result.failed === 0 ? [`the process ended with code ${code}`] : []),
    ...result.passedOver,
    ...result.slowest
      .filter((test) => test.seconds > 5)
      .map((test) => `${test.seconds.toFixed(1)} s: ${test.title}`),
  ];
  console.log(
    [`${name}: ${result.passed} passed, ${result.failed} failed in ${seconds} s`, ...notes].join("\n    "),
  );
  return { passed: result.passed, failed: Math.max(result.failed, wrong ? 1 : 0) };
}

/** A process of its own, ended with everything it started when it takes too long. */
function run(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string; seconds: string }> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let output = "";
    const end = () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    };
    const limit = setTimeout(() => {
      output += `\nStill running after ${LIMIT_MS / 60_000} minutes, so it was ended.`;
      end();
    }, LIMIT_MS);
    running.add(end);
    child.stdout.on("data", (chunk: Buffer) => (output += chunk));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(limit);
      running.delete(end);
      resolve({ code, output, seconds: ((performance.now() - started) / 1000).toFixed(1) });
    });
  });
}
