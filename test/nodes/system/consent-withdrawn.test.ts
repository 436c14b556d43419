import assert from "node:assert/strict";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { field } from "../../control-room/client.ts";
import { checked } from "../../domain/cloud-events.ts";
import { LOCKERS, topicOf } from "../../privacy/bank.ts";
import { Run } from "../../privacy/run.ts";
import { until } from "../../until.ts";

const WAIT_MS = 60_000;
const CLAIMS = "claims-desk@setu.example";
/** By the topic's name; the e-mail subscriber is SUB-SETU. */
const TOPICS = ["insurer-calm", "insurer-arka", "insurer-stays"] as const;

interface Consent {
  readonly calm: string;
  readonly arka: string;
  readonly setu: string;
}

/** @param probe a row without consent, whose problem in the log says that the file was read */
function subscriptions({ calm, arka, setu }: Consent, probe = ""): string {
  const row = (id: string, withdrawn: string, channel: string, address: string) =>
    `${id},Insurer ${id},P-1,,,theft-suspected;theft-confirmed,2025-01-01,,C-1,${withdrawn},${channel},${address}`;
  const rows = [
    "subscription,insurer,policy,sites,lockers,classes,since,until,consent,withdrawn,channel,address",
    row("SUB-CALM", calm, "topic", topicOf("insurer-calm")),
    row("SUB-ARKA", arka, "topic", topicOf("insurer-arka")),
    row("SUB-STAYS", "no", "topic", topicOf("insurer-stays")),
    row("SUB-SETU", setu, "email", CLAIMS),
    ...(probe === "" ? [] : [`${probe},Nobody,P-0,,,theft-suspected,soon,,C-0,no,email,x`]),
  ];
  return rows.map((one) => `${one}\n`).join("");
}

describe("a consent that is withdrawn while notices are under way", function () {
  this.timeout(240_000);
  let run: Run;

  before(async () => {
    run = await Run.open();
    // The run has one of insurer-arka.
    for (const name of ["insurer-calm", "insurer-stays"])
      run.sns.subscribe(run.sns.createTopic(name), {
        protocol: "https",
        endpoint: `https://${name}.example/`,
      });
    write(subscriptions({ calm: "no", arka: "no", setu: "no" }));
    await run.start();
  });

  after(async () => {
    await run?.close();
  });

  function write(text: string): void {
    const file = join(run.userDir, "smart-lockers/register/subscriptions.csv");
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  /** Saves, and resolves when the gateway has said that it read it; how long that took, milliseconds. */
  async function withdraw(consent: Consent): Promise<number> {
    const saved = performance.now();
    const lines = run.red.log.length;
    write(subscriptions(consent, "SUB-PROBE"));
    await until(
      "the register to be read again",
      () => run.red.log.slice(lines).some((line) => /subscriptions\.csv, line 6/.test(line)),
      WAIT_MS,
    );
    return performance.now() - saved;
  }

  const byTopic = (name: string) => run.sns.topicDeliveries.filter((one) => one.topicArn === topicOf(name));
  const mails = () => run.mail.mails.filter(({ to }) => to.includes(CLAIMS));
  const atStays = (told: string) => byTopic("insurer-stays").filter((one) => one.attributes.class === told);
  const told = () => new Set(atStays("theft-suspected").map((one) => one.attributes.id));

  let forced = 0;
  async function force(times: number): Promise<void> {
    for (let n = 0; n < times; n += 1) {
      await run.event("forced", { locker: LOCKERS.single });
      forced += 1;
    }
  }

  /** What insurers are owed, or were not sent. */
  async function outbox(state: "waiting" | "dead"): Promise<readonly string[]> {
    const { body } = await run.client.get(state === "dead" ? "outbox?state=dead" : "outbox");
    const items = field(body, "items");
    assert.ok(Array.isArray(items), JSON.stringify(body));
    return items
      .filter((one) => field(one, "state") === state && field(one, "class") === "theft-suspected")
      .map((one) => JSON.stringify(one));
  }

  async function settled(): Promise<void> {
    await until("those that stay to be told", () => told().size === forced, WAIT_MS);
    let owed: readonly string[] = [];
    await until(
      () => `nothing to wait: ${owed.join()}`,
      async () => {
        owed = await outbox("waiting");
        return owed.length === 0;
      },
      WAIT_MS,
    );
  }

  it("tells no insurer of a locker that is closed in daily use", async () => {
    for (const locker of Object.values(LOCKERS)) await run.event("closed", { locker });
    await force(1);
    await until(
      "the forced opening at all four",
      () => {
        return TOPICS.every((name) => byTopic(name).length > 0) && mails().length > 0;
      },
      WAIT_MS,
    );
    for (const name of TOPICS) assert.equal(byTopic(name).length, forced, name);
    assert.equal(mails().length, forced);
    const { attributes, text } = byTopic("insurer-stays")[0] ?? assert.fail();
    assert.equal(attributes.class, "theft-suspected");
    assert.equal(checked(text).type, "bank.lockers.theft.suspected.v1");
    // People read the mail; a program reads what is attached to it.
    const [mail = assert.fail()] = mails();
    assert.match(mail.text, /theft suspected/i);
    assert.equal(mail.attachments.length, 1);
    const [{ name, type, body } = assert.fail()] = mail.attachments;
    assert.match(name, /\.json$/);
    assert.equal(type, "application/cloudevents+json");
    assert.equal(checked(body).type, "bank.lockers.theft.suspected.v1");
  });

  it("ends everything to that subscriber while openings go on", async () => {
    let goesOn = true;
    const traffic = (async () => {
      while (goesOn) await force(1);
    })();
    let delay = 0;
    let atRead = 0;
    try {
      await until("openings to arrive", () => byTopic("insurer-calm").length > 5, WAIT_MS);
      delay = await withdraw({ calm: "yes", arka: "no", setu: "no" });
      atRead = byTopic("insurer-calm").length;
      const after = forced;
      await until("openings after it", () => forced > after + 10, WAIT_MS);
    } finally {
      goesOn = false;
      await traffic;
    }
    await until("those that stay to be told", () => told().size === forced, WAIT_MS);
    console.log(`      read ${Math.round(delay)} ms after it was saved, ${atRead} of ${forced} told`);
    assert.equal(byTopic("insurer-calm").length, atRead);
    assert.ok(atRead < forced);
  });

  it("lets nothing out that waits, hangs or is tried again, over a kill, and tells those that stay", async () => {
    const always = Number.POSITIVE_INFINITY;
    run.mail.fail({ at: "sender", reply: 451, times: always });
    await run.sns.refuse();
    await force(3);
    await run.sns.recover();
    run.sns.fail({ how: "error", status: 503, code: "ServiceUnavailable", times: always });
    await force(3);
    await run.sns.recover();
    run.sns.fail({ how: "hang", times: always });
    const publishes = () => run.sns.requests("Publish") + run.sns.requests("PublishBatch");
    const before = publishes();
    await force(3);
    await until("a request that hangs", () => publishes() > before, WAIT_MS);

    const delay = await withdraw({ calm: "yes", arka: "2026-01-31", setu: "yes" });
    const [arka, setu] = [byTopic("insurer-arka").length, mails().length];
    console.log(`      read ${Math.round(delay)} ms after it was saved, in an outage`);
    await force(2);
    await run.end("kill");
    run.mail.recover();
    await run.sns.recover();
    await run.start();
    await force(2);
    await settled();

    const heldBack = await outbox("dead");
    assert.ok(heldBack.length > 0, "what was held back is shown");
    for (const one of heldBack) assert.match(one, /consent|withdrawn/i);
    const { status, text } = await run.client.post("outbox/retry", { states: ["parked", "dead"] });
    assert.equal(status, 200, text);
    assert.ok(!text.includes('"retried":0'), text);
    await force(1);
    await settled();
    const stays = byTopic("insurer-stays").length;
    console.log(`      those that stay: ${forced} openings, ${stays} messages`);
    assert.equal(told().size, forced);
    assert.equal(byTopic("insurer-arka").length, arka);
    assert.equal(mails().length, setu);
  });

  it("tells the insurer that stays what an officer confirmed, though the gateway is killed at once", async () => {
    const incident = await (await run.client.board()).incident("forced");
    const confirmed = () => atStays("theft-confirmed");
    const { status, text } = await run.client.post(`incidents/${incident.id}/theft/confirm`, {
      remark: "The contents were listed by the hirer.",
    });
    assert.equal(status, 200, text);
    await run.end("kill");
    const before = confirmed().length;
    await run.start();
    await until("the confirmation", () => confirmed().length > 0, WAIT_MS);
    await settled();
    console.log(`      ${before} told at the kill, ${confirmed().length} in the end`);
    assert.equal(new Set(confirmed().map((one) => one.attributes.id)).size, 1);
    assert.ok(confirmed().length <= before + 1, "once, or once more where it was in flight");
    for (const one of confirmed()) assert.equal(checked(one.text).type, "bank.lockers.theft.confirmed.v1");
    for (const name of ["insurer-calm", "insurer-arka"])
      assert.ok(
        byTopic(name).every((one) => one.attributes.class === "theft-suspected"),
        name,
      );
  });
});
