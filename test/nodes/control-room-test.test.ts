import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { placeRegister } from "../../gateway/local/demo-bank.ts";
import { type MailStandIn, startMailStandIn } from "../../gateway/stand-ins/mail.ts";
import { type SnsStandIn, startSnsStandIn } from "../../gateway/stand-ins/sns.ts";
import awsAccount from "../../nodes/aws-account/aws-account.ts";
import { begin, isMissing, placeOf } from "../../nodes/domain/test-alarm.ts";
import emailNotify from "../../nodes/email-notify/email-notify.ts";
import lockerDrill from "../../nodes/locker-drill/locker-drill.ts";
import lockerRegister from "../../nodes/locker-register/locker-register.ts";
import { openStore, type Store } from "../../nodes/runtime/store.ts";
import siteCalendar from "../../nodes/site-calendar/site-calendar.ts";
import snsNotify from "../../nodes/sns-notify/sns-notify.ts";
import sosAlert from "../../nodes/sos-alert/sos-alert.ts";
import { until } from "../until.ts";
import type { FlowNode } from "./example.ts";
import { coreNode, helper, userDir } from "./node-red.ts";
import { startServer, statusOf, stopServer } from "./notify.ts";

const FILE: readonly FlowNode[] = JSON.parse(readFileSync("flows/control-room-test.json", "utf8"));
const DRILL = "6a00000000000003";
/** Nothing by itself while the tests run: they press the button. */
const FLOW = FILE.map((node) => (node.type === "locker-drill" ? { ...node, times: "" } : node));
const NODES = [lockerDrill, siteCalendar, sosAlert, snsNotify, emailNotify, awsAccount, lockerRegister];
const CORE = ["common/20-inject", "common/90-comment", "common/25-catch", "common/21-debug"];

describe("the bundled test alarm", function () {
  this.timeout(30_000);
  let sns: SnsStandIn;
  let mail: MailStandIn;
  let store: Store;

  before(async () => {
    [sns, mail] = await Promise.all([startSnsStandIn({ region: "ap-south-1" }), startMailStandIn()]);
    sns.createTopic("locker-sos");
    placeRegister(userDir);
    Object.assign(process.env, {
      LOCKER_AWS_REGION: "ap-south-1",
      LOCKER_SITE: "MUM01",
      LOCKER_SMTP_HOST: "127.0.0.1",
      LOCKER_SMTP_PORT: String(mail.port),
      LOCKER_MAIL_FROM: "lockers@demo-bank.example",
      AWS_ENDPOINT_URL_SNS: sns.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
    store = openStore({ settings: { userDir } });
    await startServer();
  });
  beforeEach(() => helper.load([...NODES, ...CORE.map(coreNode)], [...FLOW]));
  afterEach(() => helper.unload());
  after(async () => {
    await store.release();
    await stopServer();
    await Promise.all([sns.close(), mail.close()]);
  });

  it("reaches the control room's telephone, says that it is a test, and has come through then", async () => {
    await until("the drill to be ready", () => statusOf(DRILL).endsWith(".by-message"));
    helper.getNode("6a00000000000002").receive({});
    await until("it to come through", () => statusOf(DRILL).endsWith(".through"));
    const [text] = [...sns.sms, ...sns.topicDeliveries].map((delivery) => delivery.text);
    assert.match(
      text ?? "",
      /^TEST, no emergency\. The gateway at MUM01 tests its alarm \(TEST: nothing has happened, acknowledge it\) at \d\d:\d\d on /,
    );
    assert.equal(mail.mails.length, 0);
  });

  it("is an SOS by e-mail and to the branch manager where it did not come through", async () => {
    const before = sns.sms.length;
    await helper.unload();
    const place = placeOf("MUM01", DRILL);
    const startedAt = Date.now() - 600_000;
    const run = begin(place, { startedAt, scheduledFor: null, dueAt: startedAt + 600_000, drill: false });
    await store.journal.append(isMissing(place, run, Date.now()), [DRILL]);
    await helper.load([...NODES, ...CORE.map(coreNode)], [...FLOW]);
    await until("the e-mail and the SMS", () => mail.mails.length > 0 && sns.sms.length > before);
    const said = /The gateway at MUM01 did not get its test alarm through/;
    assert.match(mail.mails[0]?.text ?? "", said);
    assert.deepEqual(mail.mails[0]?.to, ["control-room@demo-bank.example"]);
    assert.equal(sns.sms.at(-1)?.phone, "+918123456791");
    assert.match(sns.sms.at(-1)?.text ?? "", said);
  });
});
