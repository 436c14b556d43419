import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { needs } from "../../needs.ts";
import { until } from "../../until.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
/** Half a minute; many times that where others have the machine. */
const RUN_MS = 600_000;
const ENDING_MS = 30_000;

interface Running {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  hasEnded(): boolean;
}

if (needs("mosquitto")) {
  /** The short form of `npm run crash`, in a process of its own as a developer runs it. */
  describe("npm run crash", function () {
    this.timeout(RUN_MS + ENDING_MS);
    let folder: string;
    let running: Running | null = null;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "smart-lockers-crash-test-"));
    });

    afterEach(() => {
      if (running && !running.hasEnded()) running.child.kill("SIGKILL");
      running = null;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });

    /** The script of `npm run crash` after its build; what it writes to a temporary folder lands in ours. */
    function start(...args: readonly string[]): Running {
      const warnings = ["ExperimentalWarning", "MODULE_TYPELESS_PACKAGE_JSON"];
      const child = spawn(
        process.execPath,
        [...warnings.map((warning) => `--disable-warning=${warning}`), "test/crash/main.ts", ...args],
        {
          cwd: ROOT,
          env: { ...process.env, TMPDIR: folder, npm_lifecycle_event: undefined },
          stdio: ["ignore", "pipe", "pipe"],
        },
      );
      let stdout = "";
      let stderr = "";
      child.stdout.on("data", (chunk: Buffer) => (stdout += chunk));
      child.stderr.on("data", (chunk: Buffer) => (stderr += chunk));
      running = {
        child,
        stdout: () => stdout,
        stderr: () => stderr,
        hasEnded: () => child.exitCode !== null || child.signalCode !== null,
      };
      return running;
    }

    it("-- --kills 3: nothing is lost or reordered, and nothing told twice but what was in flight", async () => {
      const one = start("--kills", "3", "--seed", "11");
      await until("its end", one.hasEnded, RUN_MS);
      const figures = JSON.parse(one.stdout().trim().split("\n").at(-1) ?? "");
      assert.deepEqual(Object.keys(figures), [
        ...["events", "notices", "lost", "reordered", "duplicates", "duplicatesInFlight"],
        "longestRecoveryMs",
      ]);
      assert.equal(one.child.exitCode, 0, one.stderr());
      assert.equal(figures.lost, 0);
      assert.equal(figures.reordered, 0);
      assert.equal(figures.duplicates, figures.duplicatesInFlight);
      assert.ok(figures.events > 100, `only ${figures.events} events`);
      assert.ok(figures.notices > figures.events);
      assert.equal(one.stderr().match(/SIGKILL Node-RED/g)?.length, 3);
      assert.deepEqual(readdirSync(folder), []);
    });

    it("leaves no process and no file behind at Ctrl-C", async () => {
      const one = start("--kills", "50", "--seed", "1");
      await until("its first step", () => one.stderr().includes("1/"), ENDING_MS);
      const children = childrenOf(one.child.pid ?? 0);
      assert.equal(children.length, 2, "the broker and Node-RED");
      one.child.kill("SIGINT");
      await until("its end", one.hasEnded, ENDING_MS);
      assert.equal(one.child.exitCode, 130, one.stderr());
      assert.deepEqual(
        children.filter((pid) => isRunning(pid)),
        [],
      );
      assert.deepEqual(readdirSync(folder), []);
    });

    it("-- --help says what it does and what the figures mean", async () => {
      const one = start("--help");
      await until("its end", one.hasEnded, ENDING_MS);
      assert.equal(one.child.exitCode, 0);
      assert.match(one.stdout(), /--kills N[\s\S]*duplicatesInFlight/);
    });

    it("refuses what it does not know", async () => {
      const one = start("--kills", "none");
      await until("its end", one.hasEnded, ENDING_MS);
      assert.equal(one.child.exitCode, 2);
      assert.match(one.stderr(), /--kills must be a whole number/);
    });
  });
}

/** By the kernel's own account. */
function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
