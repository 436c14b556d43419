import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFleet, type Fleet } from "../../../firmware/simulator/fleet.ts";
import { type LocalBroker, startBroker } from "../../../gateway/local/broker.ts";
import { placeRegister, readDemoRegister, unitsOf } from "../../../gateway/local/demo-bank.ts";
import { demoFlows } from "../../../gateway/local/demo-flows.ts";
import { readFlows } from "../../../gateway/local/merge-flows.ts";
import { type MailStandIn, startMailStandIn } from "../../../gateway/stand-ins/mail.ts";
import { type SnsStandIn, startSnsStandIn } from "../../../gateway/stand-ins/sns.ts";
import { readLine } from "../../../nodes/domain/ledger-lines.ts";
import { systemClock } from "../../../nodes/runtime/clock.ts";
import { Client } from "../../control-room/client.ts";
import { bytesOf, exported, verdictOf } from "../../ledger/exported.ts";
import { type NodeRedProcess, startNodeRed } from "../../node-red-process.ts";
import { until } from "../../until.ts";
import { smartLockers } from "../commands.ts";
import { flipEach } from "../flipping.ts";
import { filesOf, sha256sum } from "../making.ts";

const LOCKER = "MUM01-0003";
const OFFICER = { username: "priya", password: "a password of a test", permissions: "*" };
const REMARK = "Guard sent; called Leela Rao at +918123456703.";
const PURPOSE = "claim 2026-118, asked by Setu Assurance";
const LONG_MS = 60_000;

type Row = Readonly<Record<string, unknown>>;

/** A branch with the bundled flows in a real Node-RED, that is killed in between. */
describe("the evidence of a gateway that was killed in between", function () {
  this.timeout(400_000);
  let folder: string;
  let userDir: string;
  let broker: LocalBroker;
  let sns: SnsStandIn;
  let mail: MailStandIn;
  let fleet: Fleet;
  let nodeRed: NodeRedProcess;

  const journal = () => join(userDir, "smart-lockers", "journal.sqlite");

  async function start(): Promise<void> {
    const flows = demoFlows(readFlows("flows"), { brokerUrl: broker.url, timeZone: "Asia/Kolkata" });
    nodeRed = await startNodeRed({
      ...{ userDir, flows, accounts: [OFFICER] },
      env: {
        LOCKER_AWS_REGION: "ap-south-1",
        LOCKER_SMTP_HOST: "127.0.0.1",
        LOCKER_SMTP_PORT: String(mail.port),
        LOCKER_MAIL_FROM: "Demo Bank <lockers@demo-bank.example>",
        AWS_ENDPOINT_URL_SNS: sns.url,
        AWS_ACCESS_KEY_ID: "evidence",
        AWS_SECRET_ACCESS_KEY: "evidence",
      },
    });
  }

  /** Records of the ledger, by kind. */
  function kinds(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const text of exported(journal())) {
      const line = readLine(text);
      if (line?.type !== "record") continue;
      counts.set(line.kind, (counts.get(line.kind) ?? 0) + 1);
    }
    return counts;
  }

  async function recorded(kind: string, count: number): Promise<void> {
    await until(`${count} records ${kind}`, () => (kinds().get(kind) ?? 0) >= count, LONG_MS);
  }

  async function act(what: "acknowledge" | "reset"): Promise<void> {
    const client = new Client(nodeRed.url);
    await client.signIn(OFFICER);
    const incident = await until(
      "the incident",
      async () => [...(await client.board()).incidents.values()].find(({ locker }) => locker === LOCKER),
      LONG_MS,
    );
    const { status, text } = await client.post(`incidents/${incident.id}/${what}`, {
      remark: REMARK,
      despite: true,
    });
    assert.equal(status, 200, text);
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "smart-lockers-evidence-"));
    userDir = join(folder, "node-red");
    mkdirSync(userDir);
    placeRegister(userDir);
    [broker, sns, mail] = await Promise.all([startBroker(0), startSnsStandIn(), startMailStandIn()]);
    fleet = createFleet({
      ...{ plan: unitsOf(readDemoRegister()), url: broker.url, seed: 1, clock: systemClock },
      settings: { resendMs: 2_000 },
    });
    await start();
    await fleet.start(LONG_MS);
    await fleet.answered(LONG_MS);
    fleet.unitOf(LOCKER).force(LOCKER);
    await recorded("incident", 1);
    await nodeRed.kill();
    fleet.unitOf(LOCKER).open("MUM01-0002");
    await start();
    await act("acknowledge");
    await nodeRed.kill();
    await start();
    await act("reset");
    await recorded("notice-accepted", 4);
  });

  after(async () => {
    await fleet?.stop();
    await nodeRed?.kill();
    await Promise.all([broker?.close(), sns?.close(), mail?.close()]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  const rowsOf = (pack: string, name: string): Row[] =>
    JSON.parse(readFileSync(join(pack, `${name}.json`), "utf8"));

  it("is taken out while it writes, masked: sha256sum and verify agree, and nobody is named", async () => {
    const pack = join(folder, "masked");
    let busy = true;
    const traffic = (async () => {
      while (busy) {
        fleet.unitOf(LOCKER).open("MUM01-0001");
        await new Promise<void>((resolve) => systemClock.after(20, resolve));
      }
    })();
    const made = await smartLockers("export", "--locker", LOCKER, "--user-dir", userDir, "--out", pack);
    busy = false;
    await traffic;
    assert.deepEqual(made, { code: 0, stdout: "", stderr: "" });
    assert.deepEqual(await sha256sum(pack), { code: 0, failed: [] });
    const key = join(userDir, "smart-lockers", "ledger-public.pem");
    const { code, stdout } = await smartLockers("verify", pack, "--key", key);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^The evidence pack is as it was made/);

    assert.deepEqual(
      rowsOf(pack, "acknowledgements").map(({ change, by }) => `${change} by ${by}`),
      ["acknowledged by priya", "reset by priya"],
    );
    assert.ok(rowsOf(pack, "decisions").length > 0);
    assert.ok(
      rowsOf(pack, "outcomes").every(({ result, providerId }) => result !== "accepted" || providerId !== ""),
    );
    const { hirers, contacts, subscriptions } = readDemoRegister();
    const named = [...hirers, ...contacts].flatMap(({ name, phones, emails }) => [
      name,
      ...phones,
      ...emails,
    ]);
    const personal = [
      ...named,
      ...subscriptions.flatMap(({ channel, address }) => (channel === "email" ? [address] : [])),
    ];
    for (const name of filesOf(pack)) {
      const text = readFileSync(join(pack, name), "utf8");
      for (const one of [...personal, REMARK, "Guard sent"])
        assert.ok(!text.includes(one), `${name}: ${one}`);
    }
  });

  it("with personal data has its purpose in the ledger before it is there", async () => {
    const pack = join(folder, "open");
    const asked = ["--unmasked", "--purpose", PURPOSE, "--by", "officer"];
    const made = await smartLockers(
      "export",
      "--locker",
      LOCKER,
      "--user-dir",
      userDir,
      "--out",
      pack,
      ...asked,
    );
    assert.deepEqual(made, { code: 0, stdout: "", stderr: "" });
    assert.equal((await smartLockers("verify", pack)).code, 0);
    const { facts } = JSON.parse(readFileSync(join(pack, "manifest.json"), "utf8"));
    const record = exported(journal())
      .map(readLine)
      .find(
        (line) => line?.type === "record" && line.site === facts.recorded.site && line.n === facts.recorded.n,
      );
    assert.ok(record?.type === "record" && record.kind === "export");
    const body: Row = JSON.parse(record.content?.body ?? "{}");
    assert.deepEqual([body.locker, body.by, body.purpose, body.masked], [LOCKER, "officer", PURPOSE, false]);
    assert.ok(rowsOf(pack, "incidents").some(({ remark }) => remark === REMARK));
    assert.ok(rowsOf(pack, "people").some(({ name }) => name === "Leela Rao"));
    // The record of the export itself is in the pack, because it was made before.
    assert.ok(readFileSync(join(pack, "other.json"), "utf8").includes(PURPOSE));
    assert.deepEqual(verdictOf(bytesOf(exported(journal()))).faults, []);
  });

  it("one byte changed anywhere is found in the file and the record", async () => {
    assert.ok((await flipEach(join(folder, "masked"), 1)) > 5);
  });

  it("with personal data is refused while the gateway does not run, and masked says that it was not recorded", async () => {
    await nodeRed.kill();
    const pack = join(folder, "refused");
    const asked = ["--unmasked", "--purpose", PURPOSE, "--by", "officer"];
    const { code, stderr } = await smartLockers(
      "export",
      "--locker",
      LOCKER,
      "--user-dir",
      userDir,
      "--out",
      pack,
      ...asked,
    );
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^The gateway did not record within 20 seconds who asks for this pack and why, so nothing was written/,
    );
    assert.throws(() => filesOf(pack), /ENOENT/);
    const masked = join(folder, "unrecorded");
    const made = await smartLockers("export", "--locker", LOCKER, "--user-dir", userDir, "--out", masked);
    assert.equal(made.code, 0);
    assert.match(made.stderr, /^The pack is made\. That it was asked for is not in the ledger/);
    assert.match(readFileSync(join(masked, "report.html"), "utf8"), /which the gateway did not record/);
    assert.equal((await smartLockers("verify", masked)).code, 0);
  });
});
