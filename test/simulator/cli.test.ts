import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { connect } from "mqtt";
import { simulate } from "../../gateway/commands/simulate.ts";
import { WrongUse } from "../../gateway/commands/wrong-use.ts";
import { startMosquitto } from "../mosquitto.ts";
import { needs } from "../needs.ts";
import { createAuthority } from "../pki.ts";
import { until } from "../until.ts";
import { answerEvents, startBroker, type TestBroker } from "./broker.ts";

const CLI = resolve(import.meta.dirname, "../../gateway/cli.ts");

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  readonly ended: Promise<Ended>;
  stdout(): string;
  stderr(): string;
  interrupt(): void;
}

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", CLI, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk));
  return {
    ended: new Promise((resolveEnd) => child.on("close", (code) => resolveEnd({ code, stdout, stderr }))),
    stdout: () => stdout,
    stderr: () => stderr,
    interrupt: () => void child.kill("SIGINT"),
  };
}

const smartLockers = (...args: readonly string[]): Promise<Ended> => start(args).ended;

describe("smart-lockers simulate", () => {
  let folder: string;
  let broker: TestBroker;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "smart-lockers-cli-"));
    broker = await startBroker();
  });

  afterEach(async () => {
    await broker.close();
    rmSync(folder, { recursive: true });
  });

  it("explains itself", async () => {
    const { code, stdout } = await smartLockers("simulate", "--help");
    assert.equal(code, 0);
    for (const word of ["--url", "break-in", "--ca", "{unit}"]) assert.ok(stdout.includes(word), word);
    assert.match((await smartLockers("--help")).stdout, /simulate/);
  });

  const wrong: readonly (readonly [args: readonly string[], sentence: RegExp])[] = [
    [[], /Say where the broker is: --url/],
    [["--url", "http://127.0.0.1"], /no broker's address/],
    [["--url", "mqtt://127.0.0.1", "--scenario", "party"], /no scenario "party".*break-in/s],
    [["--url", "mqtt://127.0.0.1", "--units", "ten"], /--units must be a whole number from 1/],
    [["--url", "mqtt://127.0.0.1", "--lockers", "17"], /--lockers must be a whole number from 1 to 16/],
    [["--url", "mqtt://127.0.0.1", "--clock", "sundial"], /write none, estimated or sntp/],
    [["--url", "mqtt://127.0.0.1", "--site", "mum01"], /"mum01" is no site/],
    [["--url", "mqtt://127.0.0.1", "--speed", "2"], /--speed.*--help/s],
    [["--url", "mqtts://127.0.0.1", "--cert", "a.crt"], /--cert and --key together/],
    [
      ["--url", "mqtts://127.0.0.1", "--cert", "a.crt", "--key", "a.key"],
      /a certificate of its own: write \{unit\}/,
    ],
    [["--url", "mqtts://127.0.0.1", "--ca", "/nowhere.crt"], /--ca: \/nowhere.crt cannot be read/],
  ];
  for (const [args, sentence] of wrong) {
    it(`refuses "${args.join(" ")}" with a sentence`, async () => {
      await assert.rejects(simulate(args), (thrown) => {
        assert.ok(thrown instanceof WrongUse);
        assert.match(thrown.message, sentence);
        return true;
      });
    });
  }

  it("prints a sentence and no stack for what it does not understand, and ends with 2", async () => {
    const { code, stdout, stderr } = await smartLockers("unlock");
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^There is no command "unlock"/);
    assert.doesNotMatch(stderr, /^ +at /m);
  });

  it("plays a scenario, sums up, and ends with 0 once every event was answered", async () => {
    answerEvents(broker);
    const { code, stdout } = await smartLockers(
      ...[
        "simulate",
        "--url",
        broker.url,
        "--scenario",
        "burst",
        "--units",
        "3",
        "--count",
        "30",
        "--seed",
        "1",
      ],
    );
    assert.equal(code, 0);
    assert.match(stdout, /units +3, 3 connected/);
    assert.match(stdout, /events +33, sent 33 times/);
    assert.match(stdout, /answered +33 stored, 0 duplicate, 0 rejected/);
  });

  it("reports each event as JSON, and goes on from where the last run ended", async () => {
    answerEvents(broker);
    const state = join(folder, "state.json");
    const args = ["simulate", "--url", broker.url, "--scenario", "forced", "--units", "1", "--json"];
    const first = JSON.parse((await smartLockers(...args, "--state", state)).stdout);
    assert.deepEqual(
      first.units[0].events.map(({ seq, type, result }: Record<string, unknown>) => [seq, type, result]),
      [
        [1, "boot", "stored"],
        [2, "opened", "stored"],
        [3, "forced", "stored"],
      ],
    );
    const second = JSON.parse((await smartLockers(...args, "--state", state)).stdout);
    assert.deepEqual([second.units[0].boot, second.units[0].events[0].seq], [2, 4]);
    assert.deepEqual(JSON.parse(readFileSync(state, "utf8")), { "MUM01-U01": { boot: 2, seq: 6 } });
  });

  it("will not take a file that is no earlier run's for its state", async () => {
    const state = join(folder, "state.json");
    writeFileSync(state, "[1, 2]");
    const { code, stderr } = await smartLockers("simulate", "--url", broker.url, "--state", state);
    assert.equal(code, 2);
    assert.match(stderr, /does not hold what an earlier run/);
    assert.equal(readFileSync(state, "utf8"), "[1, 2]");
  });

  it("ends with 1 and says so when no gateway answers", async () => {
    const { code, stderr } = await smartLockers(
      ...["simulate", "--url", broker.url, "--scenario", "forced", "--units", "1", "--wait", "0"],
    );
    assert.equal(code, 1);
    assert.match(stderr, /no gateway listens/);
  });

  it("tells at once why it cannot connect, and ends by Ctrl-C leaving its state", async () => {
    const state = join(folder, "state.json");
    const { url } = broker;
    await broker.close();
    const running = start(["simulate", "--url", url, "--units", "2", "--state", state]);
    await until("the reason", () => /ECONNREFUSED.*Trying again/.test(running.stderr()));
    running.interrupt();
    const { code, stderr } = await running.ended;
    assert.equal(code, 1);
    assert.match(stderr, /No unit could connect/);
    assert.ok(existsSync(state));
    broker = await startBroker();
  });

  it("stays with heartbeats until Ctrl-C, and leaves the last wills behind", async () => {
    answerEvents(broker);
    const running = start([
      "simulate",
      "--url",
      broker.url,
      "--scenario",
      "forced",
      "--units",
      "2",
      "--stay",
    ]);
    await until("the summary", () => /Ctrl-C ends them/.test(running.stderr()));
    running.interrupt();
    assert.equal((await running.ended).code, 0);
    await until(
      "both wills",
      () => broker.bodies("status").filter(({ online }) => online === false).length === 2,
    );
  });
});

if (needs("mosquitto", "openssl")) {
  describe("smart-lockers simulate against Mosquitto with mutual TLS", () => {
    it("gives each unit the certificate of its own name", async () => {
      const folder = mkdtempSync(join(tmpdir(), "smart-lockers-tls-"));
      const authority = createAuthority(folder);
      for (const unit of ["MUM01-U01", "MUM01-U02"]) {
        const { certFile, keyFile } = authority.issue(unit);
        copyFileSync(certFile, join(folder, `${unit}.crt`));
        copyFileSync(keyFile, join(folder, `${unit}.key`));
      }
      const { cert, key } = authority.issue("locker-gateway");
      const broker = await startMosquitto({ folder, authority });
      const url = `mqtts://localhost:${broker.port}`;
      const gateway = connect(url, { ca: authority.ca, cert, key, clientId: "locker-gateway" });
      try {
        await new Promise<void>((resolveSubscribed, reject) =>
          gateway.subscribe("lockers/v1/+/+/event", { qos: 1 }, (error) =>
            error ? reject(error) : resolveSubscribed(),
          ),
        );
        gateway.on("message", (topic, payload) => {
          const { seq } = JSON.parse(payload.toString());
          gateway.publish(
            topic.replace(/event$/, "reply/event"),
            JSON.stringify({ v: 1, seq, result: "stored" }),
            { qos: 1 },
          );
        });
        const file = (kind: string) => join(folder, `{unit}.${kind}`);
        const { code, stdout, stderr } = await smartLockers(
          ...[
            "simulate",
            "--url",
            url,
            "--units",
            "2",
            "--scenario",
            "break-in",
            "--count",
            "4",
            "--seconds",
            "1",
          ],
          ...["--ca", authority.caFile, "--cert", file("crt"), "--key", file("key")],
        );
        assert.equal(code, 0, stderr);
        assert.match(stdout, /answered +10 stored/);
      } finally {
        await gateway.endAsync(true);
        await broker.stop();
        rmSync(folder, { recursive: true });
      }
    });
  });
}
