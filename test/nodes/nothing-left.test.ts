import assert from "node:assert/strict";
import { zoneFor } from "../../gateway/local/branch-clock.ts";
import { type LocalBroker, startBroker } from "../../gateway/local/broker.ts";
import { placeRegister } from "../../gateway/local/demo-bank.ts";
import { demoFlows } from "../../gateway/local/demo-flows.ts";
import { readFlows } from "../../gateway/local/merge-flows.ts";
import { type MailStandIn, startMailStandIn } from "../../gateway/stand-ins/mail.ts";
import { type SnsStandIn, startSnsStandIn } from "../../gateway/stand-ins/sns.ts";
import accessWindow from "../../nodes/access-window/access-window.ts";
import awsAccount from "../../nodes/aws-account/aws-account.ts";
import emailNotify from "../../nodes/email-notify/email-notify.ts";
import insurerFeed from "../../nodes/insurer-feed/insurer-feed.ts";
import lockerDrill from "../../nodes/locker-drill/locker-drill.ts";
import lockerEventIn from "../../nodes/locker-event-in/locker-event-in.ts";
import lockerRegister from "../../nodes/locker-register/locker-register.ts";
import lockerVisit from "../../nodes/locker-visit/locker-visit.ts";
import mqttLink from "../../nodes/mqtt-link/mqtt-link.ts";
import siteCalendar from "../../nodes/site-calendar/site-calendar.ts";
import snsNotify from "../../nodes/sns-notify/sns-notify.ts";
import sosAlert from "../../nodes/sos-alert/sos-alert.ts";
import { until } from "../until.ts";
import type { FlowNode } from "./example.ts";
import { coreNode, deploy, helper, userDir } from "./node-red.ts";

const NODES = [
  mqttLink,
  lockerRegister,
  siteCalendar,
  awsAccount,
  lockerEventIn,
  accessWindow,
  sosAlert,
  lockerDrill,
  lockerVisit,
  snsNotify,
  emailNotify,
  insurerFeed,
];
const CORE = [
  "common/20-inject",
  "common/90-comment",
  "common/25-catch",
  "common/21-debug",
  "common/60-link",
  "function/10-switch",
];

/** What keeps a process alive, by kind, and how many of each: connections, timers, watchers, threads. */
function resources(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo().sort()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

describe("removing, disabling or redeploying nodes leaves nothing behind", function () {
  this.timeout(60_000);
  let broker: LocalBroker;
  let sns: SnsStandIn;
  let mail: MailStandIn;
  let flow: readonly FlowNode[];
  let idle: Record<string, number>;

  before(async () => {
    [broker, sns, mail] = await Promise.all([
      startBroker(0),
      startSnsStandIn({ region: "ap-south-1" }),
      startMailStandIn(),
    ]);
    for (const name of ["locker-sos", "insurer-arka"]) sns.createTopic(name);
    placeRegister(userDir);
    Object.assign(process.env, {
      LOCKER_AWS_REGION: "ap-south-1",
      LOCKER_SMTP_HOST: "127.0.0.1",
      LOCKER_SMTP_PORT: String(mail.port),
      LOCKER_MAIL_FROM: "lockers@demo-bank.example",
      AWS_ENDPOINT_URL_SNS: sns.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
    flow = demoFlows(readFlows("flows"), { brokerUrl: broker.url, timeZone: zoneFor("night", Date.now()) });
    await new Promise<void>((done) => {
      helper.startServer(done);
    });
    await helper.load([...NODES, ...CORE.map(coreNode)], []);
    // What loads once for the whole process (the AWS client, its agents) is no node's.
    await deploy(flow);
    await wholeWay();
    await deploy([]);
    idle = resources();
  });

  after(async () => {
    await helper.unload();
    await new Promise<void>((done) => {
      helper.stopServer(done);
    });
    await Promise.all([broker.close(), sns.close(), mail.close()]);
  });

  /** An event goes all the way, so that everything that opens lazily is open. */
  async function wholeWay(): Promise<void> {
    const sent = sns.sms.length + mail.mails.length;
    const [hirerSms, hirerMail] = ["1a00000000000003", "1a00000000000004"].map((id) => helper.getNode(id));
    const at = Date.now();
    const payload = {
      ...{ id: `MUM01-U01-x-${at}`, site: "MUM01", unit: "MUM01-U01", locker: "MUM01-0001", type: "opened" },
      ...{
        at,
        receivedAt: at,
        occurred: { earliest: at, latest: at },
        late: false,
        clock: "sntp",
        marks: [],
      },
      ...{ boot: 1, seq: 1, uptime: 1, door: "open", tamper: false, data: {} },
    };
    hirerSms?.receive({ payload });
    hirerMail?.receive({ payload });
    await until("SMS and e-mail", () => sns.sms.length + mail.mails.length >= sent + 2);
  }

  async function nothingLeft(): Promise<void> {
    const now = () => JSON.stringify(resources());
    await until(
      () => `nothing to be left; idle: ${JSON.stringify(idle)}, now: ${now()}`,
      () => now() === JSON.stringify(idle),
      20_000,
    );
  }

  it("removing all of them", async () => {
    await deploy(flow);
    await wholeWay();
    assert.notDeepEqual(resources(), idle);
    await deploy([]);
    await nothingLeft();
  });

  for (const type of ["nodes", "flows", "full"] as const) {
    it(`redeploying again and again: ${type}`, async () => {
      await deploy(flow);
      for (let round = 0; round < 5; round += 1) {
        const changed = flow.map((node) => ("z" in node ? { ...node, name: `round ${round}` } : node));
        await deploy(changed, type);
      }
      await wholeWay();
      await deploy([]);
      await nothingLeft();
    });
  }

  it("disabling each one in turn, config nodes too", async () => {
    await deploy(flow);
    for (const { id, type } of flow.filter((node) => node.type !== "tab")) {
      await deploy(
        flow.map((node) => (node.id === id ? { ...node, d: true } : node)),
        "nodes",
      );
      assert.equal(helper.getNode(id), null, type);
    }
    await deploy([]);
    await nothingLeft();
  });
});
