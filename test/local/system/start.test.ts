import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Client } from "../../control-room/client.ts";
import { until } from "../../until.ts";
import { watchPage } from "../watch-page.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const START = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "gateway/local/start.ts"];
/** Node-RED gives each node 15 s to close. */
const ENDING_MS = 30_000;
const STARTING_MS = 60_000;

interface Running {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  hasEnded(): boolean;
}

/** Real processes with real signals: what a person at a terminal has in hand. */
describe("npm start", function () {
  this.timeout(150_000);
  let folder: string;
  let running: Running | null = null;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "smart-lockers-start-"));
  });

  afterEach(async () => {
    if (running && !running.hasEnded()) running.child.kill("SIGKILL");
    running = null;
    await until("what was started to be gone", () => readdirSync(folder).length === 0, ENDING_MS);
    rmSync(folder, { recursive: true });
  });

  /** The script of `npm start` after its build; what it writes to a temporary folder lands in ours. */
  function start(options: { args?: readonly string[]; through?: "sh" } = {}): Running {
    const command = [process.execPath, ...START, ...(options.args ?? [])];
    const [program = "", ...args] =
      options.through === "sh" ? ["sh", "-c", `"$@"; exit $?`, "sh", ...command] : command;
    const child = spawn(program, args, {
      cwd: ROOT,
      env: {
        ...process.env,
        TMPDIR: folder,
        npm_lifecycle_event: options.through === "sh" ? "start" : undefined,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
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

  async function address(one: Running, of: RegExp): Promise<string> {
    return until(
      () => `the address of the page; so far it wrote:\n${one.stderr()}`,
      () => of.exec(one.stderr())?.[1],
      STARTING_MS,
    );
  }

  const PAGE = /watch who is told +(http:\S+)/;
  const EDITOR = /in the editor +(http:\S+)/;

  it("-- --once prints one line of JSON with what each party received, and leaves nothing behind", async () => {
    const one = start({ args: ["--once"] });
    await until("its end", one.hasEnded, 120_000);
    assert.equal(one.child.exitCode, 0, one.stderr());
    assert.equal(one.stdout().split("\n").length, 2);
    const told = JSON.parse(one.stdout());
    assert.deepEqual(Object.keys(told), ["hirer", "controlRoom", "insurer", "ms"]);
    assert.match(told.hirer.sms, /0001/);
    assert.match(told.hirer.email, /0001/);
    assert.ok(
      !JSON.stringify(told.hirer).includes("MUM01-0001"),
      "a hirer's message shows the whole locker number",
    );
    assert.match(JSON.stringify(told.controlRoom), /MUM01-0001/);
    assert.match(JSON.stringify(told.insurer.topic), /BLANKET-2025-04/);
    assert.match(JSON.stringify(told.insurer.email), /CONTENTS-88-1042/);
    assert.ok(told.ms > 0);
    assert.deepEqual(readdirSync(folder), []);
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`runs until ${signal} and then leaves no process, no port and no file`, async () => {
      const one = start();
      const page = await address(one, PAGE);
      const editor = await address(one, EDITOR);
      assert.equal((await fetch(page)).status, 200);
      assert.equal((await fetch(`${editor}/settings`)).status, 401);
      const children = childrenOf(one.child.pid ?? 0);
      assert.ok(children.length > 0);
      one.child.kill(signal);
      await until("its end", one.hasEnded, ENDING_MS);
      assert.equal(one.child.exitCode, 0, one.stderr());
      assert.deepEqual(children.filter(isRunning), []);
      await assert.rejects(fetch(page));
      await assert.rejects(fetch(`${editor}/settings`));
      assert.deepEqual(readdirSync(folder), []);
    });
  }

  it("lets each person do at the board what is theirs", async () => {
    const one = start();
    const board = await address(one, /in the control room, and act +(http:\S+)/);
    await address(one, PAGE);
    const root = board.replace("/smart-lockers/board/", "");
    assert.equal((await fetch(board)).status, 200);
    const acts: string[] = [];
    for (const [, username = "", password = ""] of one.stderr().matchAll(/user (\w+), password (\S+)/g)) {
      const person = new Client(root);
      await person.signIn({ username, password });
      // Who stands before a hirer sees the visits and nothing else.
      const isCounter = username === "counter";
      assert.equal((await person.get("history")).status, isCounter ? 401 : 200, username);
      assert.equal((await person.get("visits")).status, 200, username);
      // Who keeps the rules may edit them, the others may not even see them.
      const flows = await person.request("GET", "/flows");
      assert.equal(flows.status, username === "officer" ? 200 : 401, username);
      const answer = await person.post("incidents/none/acknowledge", { remark: "Seen." });
      if (answer.status === 404) acts.push(username);
    }
    assert.deepEqual(acts, ["operator", "officer"]);
    one.child.kill("SIGINT");
    await until("its end", one.hasEnded, ENDING_MS);
  });

  it("judges by the branch's clock, which day and night at the page move by a deploy", async () => {
    const one = start();
    const page = await address(one, PAGE);
    const act = async (body: object) => {
      const headers = { Origin: page };
      const response = await fetch(`${page}/act`, { method: "POST", headers, body: JSON.stringify(body) });
      assert.equal(response.status, 204, await response.text());
    };
    const watching = await watchPage(page);
    const told = (listener: string, text: RegExp) =>
      until(
        () => `${listener} to be told; told were ${watching.messages.map((message) => message.listener)}`,
        () => watching.messages.find((message) => message.listener === listener && text.test(message.text)),
      );
    await act({ daylight: "day" });
    await act({ action: "open", locker: "MUM01-0001" });
    await told("H-1001", /0001/);
    await act({ daylight: "night" });
    await act({ action: "open", locker: "MUM01-0002" });
    await told("H-1002", /0002/);
    await told("control-room", /MUM01-0002/);
    await told("SUB-ARKA", /MUM01-0002/);
    await act({ action: "surrender", locker: "MUM01-0007" });
    await told("SUB-SETU", /surrendered/);
    for (const { party, text } of watching.messages) {
      if (party !== "hirer")
        assert.doesNotMatch(text, /MUM01-0001/, "an opening by day is told to the hirer only");
    }
    watching.end();
    one.child.kill("SIGINT");
    await until("its end", one.hasEnded, ENDING_MS);
    assert.deepEqual(readdirSync(folder), []);
  });

  it("ends with the npm that started it, whose shell passes no signal on", async () => {
    const shell = start({ through: "sh" });
    await address(shell, PAGE);
    const [pid = 0] = childrenOf(shell.child.pid ?? 0);
    const started = [pid, ...childrenOf(pid)];
    shell.child.kill("SIGTERM");
    await until("all to end", () => !started.some(isRunning), ENDING_MS);
    assert.deepEqual(readdirSync(folder), []);
  });

  it("takes its Node-RED and its files along even when it is killed", async () => {
    const one = start();
    await address(one, PAGE);
    const children = childrenOf(one.child.pid ?? 0);
    one.child.kill("SIGKILL");
    await until("Node-RED to end", () => children.every((pid) => !isRunning(pid)), ENDING_MS);
    assert.deepEqual(readdirSync(folder), []);
  });

  it("gives way where other programs have its ports", async () => {
    const others = await Promise.all([1880, 1881, 1883].map(occupy));
    try {
      const one = start();
      const page = await address(one, PAGE);
      const editor = await address(one, EDITOR);
      const used = [page, editor].map((url) => Number(new URL(url).port));
      // What another program had may be free by now; what we hold is not.
      const ours = others.map((other) => other?.address()).map(portOf);
      assert.deepEqual(
        used.filter((port) => ours.includes(port)),
        [],
      );
      assert.equal((await fetch(page)).status, 200);
      one.child.kill("SIGINT");
      await until("its end", one.hasEnded, ENDING_MS);
    } finally {
      for (const other of others) other?.close();
    }
  });

  it("says what it can do when asked for something else", async () => {
    const one = start({ args: ["--twice"] });
    await until("its end", one.hasEnded);
    assert.equal(one.child.exitCode, 2);
    assert.match(one.stderr(), /npm start -- --once/);
    assert.equal(one.stdout(), "");
  });
});

/** By the kernel's own account. */
function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
}

function isRunning(pid: number): boolean {
  try {
    // A zombie has ended; its parent has only not asked for it yet.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

function portOf(address: string | AddressInfo | null | undefined): number | null {
  return typeof address === "object" && address !== null ? address.port : null;
}

/** Null where the port is taken already, which serves as well. */
function occupy(port: number): Promise<Server | null> {
  return new Promise((resolvePort) => {
    const server = createServer();
    server.once("error", () => resolvePort(null));
    server.listen(port, "127.0.0.1", () => resolvePort(server));
  });
}
