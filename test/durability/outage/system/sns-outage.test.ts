import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFleet, type Fleet } from "../../../../firmware/simulator/fleet.ts";
import { planFleet } from "../../../../firmware/simulator/plan.ts";
import { zoneFor } from "../../../../gateway/local/branch-clock.ts";
import { type LocalBroker, startBroker } from "../../../../gateway/local/broker.ts";
import { demoFlows } from "../../../../gateway/local/demo-flows.ts";
import { readFlows } from "../../../../gateway/local/merge-flows.ts";
import { type MailStandIn, startMailStandIn } from "../../../../gateway/stand-ins/mail.ts";
import { type SnsStandIn, startSnsStandIn, UNAVAILABLE } from "../../../../gateway/stand-ins/sns.ts";
import { systemClock } from "../../../../nodes/runtime/clock.ts";
import { lines } from "../../../domain/register-tables.ts";
import { type NodeRedProcess, startNodeRed } from "../../../node-red-process.ts";
import { writeRegister } from "../../../nodes/register-folder.ts";
import { until } from "../../../until.ts";

const OPENINGS = 1000;
const SOS = 3;
const DESK = "+919800000000";
const TOPIC = "arn:aws:sns:ap-south-1:000000000000:control-room";
const PLAN = planFleet({ site: "MUM01", units: 20, lockersPerUnit: 5 });
const LOCKERS = PLAN.flatMap(({ unit, lockers }) => lockers.map((locker) => ({ unit, locker })));
const SMS_TO_HIRERS = "1a00000000000003";

/** One hirer for each locker, so that a phone rings in the order of one unit's events. */
const phoneOf = (index: number) => `+9198000${String(10_001 + index)}`;

function placeRegister(userDir: string): void {
  writeRegister(join(userDir, "smart-lockers", "register"), {
    "sites.csv": lines("site,name,redress", "MUM01,Fort,1800 000 111"),
    "units.csv": lines("unit,site", ...PLAN.map(({ unit }) => `${unit},MUM01`)),
    "lockers.csv": lines("locker,unit", ...LOCKERS.map(({ locker, unit }) => `${locker},${unit}`)),
    "subscriptions.csv": null,
    "hirers.csv": lines(
      "hirer,locker,name,language,phones,emails",
      ...LOCKERS.map(
        ({ locker }, index) => `H-${index},${locker},,en,${phoneOf(index)},h${index}@mail.example`,
      ),
    ),
    "contacts.csv": lines(
      "contact,role,site,name,language,phones,emails,topic",
      `desk,control-room,,Desk,en,${DESK},desk@mail.example,${TOPIC}`,
    ),
  });
}

/** The bundled flows by day, with an account whose rates do not make the test long. */
function flowsAt(brokerUrl: string) {
  const fast = { smsPerSecond: 500, topicPerSecond: 500, perSecond: 500 };
  // That so many lockers are opened at once is an SOS of its own, and not what this is about.
  const calm = { openings: 0 };
  const settings: Readonly<Record<string, object>> = {
    ...{ "aws-account": fast, "email-notify": fast, "locker-event-in": calm },
  };
  const flows = demoFlows(readFlows("flows"), { brokerUrl, timeZone: zoneFor("day", Date.now()) });
  return flows.map((node) => ({ ...node, ...settings[node.type] }));
}

/** The number that an event has in its unit's sequence, as the hirer's text ends with it. */
function seqOf(text: string): number {
  const [, seq] = /Ref (\d+)-[0-9a-f]{12}$/.exec(text) ?? [];
  assert.ok(seq, `no reference in "${text}"`);
  return Number(seq);
}

describe("SNS is out of order while 1,000 openings and 3 SOS happen", function () {
  this.timeout(180_000);
  let userDir: string;
  let broker: LocalBroker;
  let sns: SnsStandIn;
  let mail: MailStandIn;
  let nodeRed: NodeRedProcess;
  let fleet: Fleet;

  const startGateway = async () => {
    nodeRed = await startNodeRed({
      userDir,
      flows: flowsAt(broker.url),
      env: {
        LOCKER_AWS_REGION: "ap-south-1",
        LOCKER_SMTP_HOST: "127.0.0.1",
        LOCKER_SMTP_PORT: String(mail.port),
        LOCKER_MAIL_FROM: "Bank <lockers@bank.example>",
        AWS_ENDPOINT_URL_SNS: sns.url,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
      },
    });
  };

  before(async () => {
    userDir = mkdtempSync(join(tmpdir(), "smart-lockers-outage-"));
    placeRegister(userDir);
    [broker, sns, mail] = await Promise.all([startBroker(0), startSnsStandIn(), startMailStandIn()]);
    sns.subscribe(sns.createTopic("control-room"), { protocol: "https", endpoint: "desk" });
    await startGateway();
    await broker.gatewayListens;
    fleet = createFleet({
      plan: PLAN,
      url: broker.url,
      seed: 1,
      clock: systemClock,
      settings: { resendMs: 2_000 },
    });
    const { connected } = await fleet.start(20_000);
    assert.equal(connected, PLAN.length);
    assert.ok(await fleet.answered(30_000));
  });

  after(async () => {
    await fleet?.stop();
    await nodeRed?.stop();
    await Promise.all([broker?.close(), sns?.close(), mail?.close()]);
    rmSync(userDir, { recursive: true, force: true });
  });

  /** Openings [from, to) of 1,000, spread over all lockers. */
  const open = (from: number, to: number) => {
    for (let n = from; n < to; n += 1) {
      const { locker } = LOCKERS[n % LOCKERS.length] ?? assert.fail();
      fleet.unitOf(locker).open(locker);
    }
  };
  /** A locker that this test has not forced before, so that it is a new incident. */
  let forced = 0;
  const force = () => {
    const { locker } = LOCKERS[forced] ?? assert.fail();
    forced += 1;
    fleet.unitOf(locker).force(locker);
  };

  /** As the node of the hirers' SMS shows it, or the SOS beside it. */
  const waits = async (count: number) => {
    assert.ok(await fleet.answered(60_000), "the gateway has stored every event");
    const comms = await nodeRed.comms();
    await comms.statusLike(SMS_TO_HIRERS, new RegExp(`waiting ${count}$`), 60_000);
    comms.close();
  };

  /** What came in since the outage began: the SOS first, each in order, none twice, none missing. */
  const proveAll = async (since: { sms: number; topic: number }) => {
    const arrived = () => sns.sms.slice(since.sms);
    const all = OPENINGS + 2 * SOS;
    await until(
      () =>
        `all SMS; there are ${arrived().length} of ${all}, Node-RED wrote:\n${nodeRed.log.slice(-10).join("\n")}`,
      () => arrived().length >= all,
      90_000,
    );
    const sms = arrived();
    assert.deepEqual(
      sms.slice(0, SOS).map(({ phone }) => phone),
      Array(SOS).fill(DESK),
      "the SOS go first",
    );
    assert.ok(sms.slice(0, SOS).every(({ text }) => text.includes("forced open")));
    const hirers = sms.slice(SOS);
    assert.equal(hirers.length, OPENINGS + SOS, "a forced locker is opened, too");
    for (const [index] of LOCKERS.entries()) {
      const phone = phoneOf(index);
      const seqs = hirers.filter((one) => one.phone === phone).map(({ text }) => seqOf(text));
      assert.deepEqual(
        seqs,
        [...new Set(seqs)].sort((a, b) => a - b),
        `in order and once to ${phone}`,
      );
    }
    await until("the topic's messages", () => sns.topicDeliveries.length >= since.topic + SOS);
    const notices = sns.topicDeliveries.slice(since.topic);
    assert.equal(new Set(notices.map(({ attributes }) => attributes.id)).size, SOS);
    assert.equal(notices.length, SOS);
  };

  const outages: readonly (readonly [what: string, begin: () => void | Promise<void>])[] = [
    ["refuses connections", () => sns.refuse()],
    ["answers 503", () => sns.fail({ ...UNAVAILABLE, times: Number.POSITIVE_INFINITY })],
    ["does not answer", () => sns.fail({ how: "hang", times: Number.POSITIVE_INFINITY })],
  ];
  for (const [what, begin] of outages) {
    it(`and it ${what}: when it is back the SOS go first, all arrive, in order, none twice`, async () => {
      const since = { sms: sns.sms.length, topic: sns.topicDeliveries.length };
      await begin();
      open(0, 400);
      force();
      open(400, 800);
      force();
      force();
      open(800, OPENINGS);
      await waits(OPENINGS + SOS);
      await sns.recover();
      await proveAll(since);
    });
  }

  it("and the plug of the gateway is pulled twice meanwhile: the same", async () => {
    const since = { sms: sns.sms.length, topic: sns.topicDeliveries.length };
    await sns.refuse();
    open(0, 400);
    force();
    await fleet.until(() => [...fleet.units.values()].some(({ queued }) => queued === 0), 30_000);
    await nodeRed.kill();
    open(400, 800);
    force();
    await startGateway();
    force();
    open(800, OPENINGS);
    await waits(OPENINGS + SOS);
    await nodeRed.kill();
    await sns.recover();
    await startGateway();
    await proveAll(since);
  });
});
