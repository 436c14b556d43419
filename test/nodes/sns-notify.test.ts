import assert from "node:assert/strict";
import type { NodeInitializer } from "node-red";
import { type SnsStandIn, startSnsStandIn, UNAUTHORIZED, UNAVAILABLE } from "../../gateway/stand-ins/sns.ts";
import awsAccount from "../../nodes/aws-account/aws-account.ts";
import type { Incident } from "../../nodes/domain/incident.ts";
import lockerRegister from "../../nodes/locker-register/locker-register.ts";
import snsNotify from "../../nodes/sns-notify/sns-notify.ts";
import { until } from "../until.ts";
import { example, type FlowNode, type Running, run } from "./example.ts";
import { helper } from "./node-red.ts";
import {
  alarmOf,
  changed,
  emptyJournal,
  injected,
  logged,
  newId,
  OPENED,
  outcomes,
  PERSONAL,
  register,
  startServer,
  statusOf,
  stopServer,
  THEFT,
} from "./notify.ts";
import { type BadSetting, keepsNotices, refusesSettings } from "./notify-suite.ts";

const EXAMPLE = example("sns-notify");
const HIRERS = "5e00000000000005";
const CONTROL_ROOM = "5e00000000000006";
const SUBSCRIBER = "5e00000000000007";
const ACCOUNT = "5e0000000000000b";
const KEYS = { [ACCOUNT]: { accessKeyId: "AKIATESTTESTTESTTEST", secretAccessKey: "secret" } };

const OPTED_OUT = { how: "error", action: "Publish", status: 400, code: "OptedOut" } as const;

describe("sns-notify", () => {
  let sns: SnsStandIn;
  let folder: string;

  before(async () => {
    await startServer();
    folder = register();
    sns = await startSnsStandIn();
    sns.subscribe(sns.createTopic("control-room"), {
      protocol: "email",
      endpoint: "desk",
      filterPolicy: '{"severity":["alarm"],"site":["MUM01"]}',
    });
    sns.subscribe(sns.createTopic("bima"), { protocol: "https", endpoint: "bima" });
  });
  after(async () => {
    await sns.close();
    await stopServer();
  });
  keepsNotices({
    example: EXAMPLE,
    node: HIRERS,
    notices: 2,
    start: (more, types) => start(undefined, more, types),
    fail(how, times = Number.POSITIVE_INFINITY) {
      const failure = { transient: UNAVAILABLE, operator: UNAUTHORIZED, permanent: OPTED_OUT }[how];
      sns.fail({ ...failure, times });
    },
    recover: () => sns.recover(),
  });

  afterEach(async () => {
    await helper.unload();
    await sns.recover();
    emptyJournal();
  });

  async function start(
    change: (node: FlowNode) => FlowNode = (node) => node,
    more: readonly FlowNode[] = [],
    types: readonly NodeInitializer[] = [],
  ): Promise<Running> {
    const nodes = EXAMPLE.map((node) => {
      if (node.type === "locker-register") return { ...node, folder };
      if (node.type === "aws-account") {
        const sms = { senderId: "EXBANK", entityId: "1701158012345678901", maxPrice: "0.05" };
        return { ...node, identity: "keys", snsEndpoint: sns.url, ...sms };
      }
      return node;
    });
    return run([...nodes.map(change), ...more], [snsNotify, awsAccount, lockerRegister, ...types], KEYS);
  }

  it("tells all hirers by SMS, with the bank's attributes and a masked locker", async () => {
    const running = await start(changed(HIRERS, { wording: "own", templateId: "1707161234567890123" }));
    const sent = sns.sms.length;
    const id = newId();
    running.receive(HIRERS, {
      ...injected(EXAMPLE, OPENED, { id }),
      access: { timeZone: "Asia/Kolkata", inside: true, reason: "" },
    });
    const accepted = await outcomes(running, "accepted", 2);
    const messages = sns.sms.slice(sent);
    assert.deepEqual(messages.map(({ phone }) => phone).sort(), ["+919820011111", "+919820033333"]);
    for (const { text, attributes } of messages) {
      assert.equal(
        text,
        `Fort Branch: locker XX0001 opened on 22 Nov 2026 at 02:14. Not you? Call 1800 000 111. Ref ${id.slice("MUM01-U07-".length)}`,
      );
      assert.deepEqual(attributes, {
        "AWS.SNS.SMS.SMSType": "Transactional",
        "AWS.SNS.SMS.SenderID": "EXBANK",
        "AWS.SNS.SMS.MaxPrice": "0.05",
        "AWS.MM.SMS.EntityId": "1701158012345678901",
        "AWS.MM.SMS.TemplateId": "1707161234567890123",
      });
    }
    assert.deepEqual(
      accepted.map(({ eventId, channel, recipient, state }) => ({ eventId, channel, recipient, state })),
      ["hirer H-1", "hirer H-2"].map((recipient) => ({
        eventId: id,
        channel: "sms",
        recipient,
        state: "accepted",
      })),
    );
    assert.deepEqual(
      accepted.map(({ providerId }) => providerId).sort(),
      messages.map(({ messageId }) => messageId).sort(),
    );
    // H-3 has no phone: the others are told, and that is said.
    await until("the error", () => running.received.caught?.length === 1);
    const [caught] = running.received.caught ?? [];
    assert.equal(caught?.error?.code, "recipient-unknown");
    assert.match(caught?.error?.message ?? "", /Hirer H-3 of locker MUM01-0001 has no telephone number/);
    await until("the status", () => statusOf(HIRERS) === "green sns-notify.status.told");
    assert.doesNotMatch(JSON.stringify(running.received) + logged(), PERSONAL);
  });

  it("tells the control room of an incident by SMS and topic, which filters by attributes", async () => {
    const running = await start();
    const sent = sns.sms.length;
    const published = sns.topicDeliveries.length;
    const msg = alarmOf(EXAMPLE);
    running.receive(CONTROL_ROOM, msg);
    const accepted = await outcomes(running, "accepted", 2);
    assert.deepEqual(accepted.map(({ channel }) => channel).sort(), ["sms", "topic"]);
    const [sms] = sns.sms.slice(sent);
    assert.equal(sms?.phone, "+919820012345");
    assert.match(sms?.text ?? "", /^SOS P1: Locker MUM01-0001 at MUM01 was opened outside the access hours/);
    const [delivery, ...more] = sns.topicDeliveries.slice(published);
    assert.deepEqual(more, []);
    assert.equal(delivery?.endpoint, "desk");
    assert.equal(delivery?.subject, "SOS P1 MUM01: opened outside hours MUM01-0001");
    assert.deepEqual(delivery?.attributes, {
      site: "MUM01",
      locker: "MUM01-0001",
      class: "opened-outside-hours",
      severity: "alarm",
      id: (msg.incident as Incident).id,
    });
  });

  it("lets a plain event through to the topic as a notice, which the alarm desk has filtered out", async () => {
    const running = await start(
      changed(CONTROL_ROOM, { to: "topic", topic: "arn:aws:sns:ap-south-1:000000000000:control-room" }),
    );
    const published = sns.topicDeliveries.length;
    running.receive(CONTROL_ROOM, injected(EXAMPLE, OPENED, { id: newId() }));
    await outcomes(running, "accepted", 1);
    assert.equal(sns.topicDeliveries.length, published);
  });

  it("tells the subscriber of insurer-feed on the topic, with the text for its protocol", async () => {
    const running = await start(
      changed(SUBSCRIBER, { httpsText: '{"policy":"{{policy}}","class":"{{class}}"}' }),
    );
    const published = sns.topicDeliveries.length;
    const id = newId();
    running.receive(SUBSCRIBER, injected(EXAMPLE, THEFT, { id }));
    const [outcome] = await outcomes(running, "accepted", 1);
    assert.equal(outcome?.recipient, "subscription S-1");
    const [delivery] = sns.topicDeliveries.slice(published);
    assert.equal(delivery?.text, '{"policy":"P-2026-0815","class":"theft-suspected"}');
    assert.equal(delivery?.subject, "theft suspected: MUM01/MUM01-0001, policy P-2026-0815");
    assert.deepEqual(
      [delivery?.attributes.class, delivery?.attributes.severity],
      ["theft-suspected", "alarm"],
    );
  });

  it("tells a subscriber of a closure", async () => {
    const running = await start();
    const published = sns.topicDeliveries.length;
    const closure = { kind: "surrendered", announced: "2026-11-20", effective: "2026-12-31" };
    const news = { news: "announced", refersTo: null, at: Date.UTC(2026, 10, 22) };
    const payload = { kind: "closure", id: newId(), site: "MUM01", locker: "MUM01-0002", closure, ...news };
    const notice = {
      recipient: { kind: "subscriber", id: "S-1" },
      class: "closure-surrendered",
      values: {
        className: "locker surrendered",
        location: "MUM01/MUM01-0002",
        policy: "P-77",
        description: "It ends.",
      },
    };
    running.receive(SUBSCRIBER, { payload, notice });
    await outcomes(running, "accepted", 1);
    const [delivery] = sns.topicDeliveries.slice(published);
    assert.equal(
      delivery?.text,
      `Fort Branch, MUM01/MUM01-0002: locker surrendered. It ends. Policy P-77, reference ${payload.id}`,
    );
    assert.equal(delivery?.attributes.severity, "notice");
  });

  it("sends the same event once, however often it comes by, and before and after a deploy", async () => {
    const before = await start();
    const sent = sns.sms.length;
    const msg = injected(EXAMPLE, OPENED, { id: newId() });
    before.receive(HIRERS, msg);
    await outcomes(before, "accepted", 2);
    before.receive(HIRERS, msg);
    await until("the second input to be done", () => before.received.caught?.length === 2);
    await helper.unload();
    const after = await start();
    after.receive(HIRERS, msg);
    await until("the input to be done", () => after.received.caught?.length === 1);
    after.receive(HIRERS, injected(EXAMPLE, OPENED, { id: newId() }));
    await outcomes(after, "accepted", 2);
    assert.equal(sns.sms.length, sent + 4);
  });

  it("parks what SNS refuses for want of a permission, shows it, and sends it after a deploy", async () => {
    const running = await start();
    sns.fail({ ...UNAUTHORIZED, action: "Publish", message: "may not publish to +919820012345" });
    running.receive(CONTROL_ROOM, alarmOf(EXAMPLE));
    const [outcome] = await outcomes(running, "could not be sent", 1);
    assert.equal(outcome?.state, "parked");
    assert.equal(outcome?.code, "provider-operator");
    assert.equal(outcome?.recipient, "control-room duty-desk of MUM01");
    assert.match(outcome?.reason ?? "", /AuthorizationError: may not publish to \(a number\)\./);
    await outcomes(running, "accepted", 1);
    await until("the status", () => statusOf(CONTROL_ROOM) === "red sns-notify.status.trouble");
    assert.match(logged(), /AuthorizationError/);
    assert.doesNotMatch(JSON.stringify(running.received) + logged(), PERSONAL);
    await helper.unload();
    const mended = await start();
    const [sent] = await outcomes(mended, "accepted", 1);
    assert.equal(sent?.noticeKey, outcome?.noticeKey);
  });

  it("tries again when SNS is out of order, and gives up what can never be sent", async () => {
    const running = await start();
    sns.fail({ ...UNAVAILABLE, action: "Publish" });
    running.receive(HIRERS, injected(EXAMPLE, OPENED, { id: newId() }));
    await outcomes(running, "accepted", 2);
    sns.fail({ ...OPTED_OUT, times: 2 });
    running.receive(HIRERS, injected(EXAMPLE, OPENED, { id: newId() }));
    const dead = await outcomes(running, "could not be sent", 2);
    assert.deepEqual(
      dead.map(({ state, code }) => [state, code]),
      Array(2).fill(["dead", "provider-permanent"]),
    );
  });

  it("goes all the way with a drill and disturbs nobody", async () => {
    const running = await start();
    const sent = sns.sms.length;
    const published = sns.topicDeliveries.length;
    running.receive(CONTROL_ROOM, { ...alarmOf(EXAMPLE), drill: true });
    const drilled = await outcomes(running, "accepted", 2);
    assert.deepEqual(
      drilled.map(({ providerId }) => providerId),
      ["drill", "drill"],
    );
    assert.ok(running.received.accepted?.every(({ drill }) => drill === true));
    assert.deepEqual([sns.sms.length, sns.topicDeliveries.length], [sent, published]);
  });

  const refused: readonly (readonly [
    what: string,
    id: string,
    msg: Record<string, unknown>,
    code: string,
    words: RegExp,
  ])[] = [
    ["no event", HIRERS, { payload: "hello" }, "message-without-event", /not a locker event/],
    ["no notice", SUBSCRIBER, injected(EXAMPLE, OPENED), "message-without-notice", /behind insurer-feed/],
    [
      "a unit's event",
      HIRERS,
      injected(EXAMPLE, OPENED, { locker: null, type: "boot" }),
      "recipient-unknown",
      /whole unit/,
    ],
    [
      "a locker without hirers",
      HIRERS,
      injected(EXAMPLE, OPENED, { locker: "MUM01-0002" }),
      "recipient-unknown",
      /MUM01-0002 has no hirer/,
    ],
    [
      "a subscriber by e-mail",
      SUBSCRIBER,
      {
        ...injected(EXAMPLE, THEFT),
        notice: { recipient: { kind: "subscriber", id: "S-2" }, class: "theft-suspected", values: {} },
      },
      "recipient-unknown",
      /told by e-mail/,
    ],
  ];
  for (const [what, id, msg, code, words] of refused) {
    it(`sends ${what} to catch nodes, with a sentence`, async () => {
      const running = await start();
      running.receive(id, msg);
      await until("the error", () => running.received.caught?.length === 1);
      const [caught] = running.received.caught ?? [];
      assert.equal(caught?.error?.code, code);
      assert.match(caught?.error?.message ?? "", words);
    });
  }

  const settings: readonly BadSetting[] = [
    [{ to: "contact" }, /label\.role: common\.check\.required/],
    [{ to: "topic" }, /label\.topic: common\.check\.required/],
    [{ to: "topic", topic: "alarms" }, /label\.topic: sns-notify\.check\.topic/],
    [{ to: "topic", topic: "arn:aws:sns:x:123456789012:a.fifo" }, /sns-notify\.check\.fifo/],
    [{ wording: "own", text: "" }, /label\.text: common\.check\.required/],
    [{ wording: "own", text: "{{name}}" }, /label\.text: common\.check\.template-unknown/],
    [{ wording: "own", text: "{{incident.summary}}" }, /template-not-for-hirers/],
    [{ wording: "own", text: "{{locker" }, /template-tag/],
    [{ wording: "own", text: "{locker}" }, /template-braces/],
    [{ wording: "own", text: "{{#late}}" }, /template-section/],
    [{ wording: "own", text: "{{>x}}" }, /template-partial/],
    [{ to: "control-room", emailText: "{{name}}" }, /label\.emailText: common\.check\.template-unknown/],
    [{ senderId: "X" }, /sns-notify\.check\.sender-id/],
    [{ templateId: "1" }, /sns-notify\.check\.dlt/],
    [{ wording: "own", dltText: "{#var#}" }, /label\.templateId: common\.check\.required/],
    [{ dltText: "{#name#}" }, /label\.dltText: sns-notify\.check\.dlt-tag/],
    [{ dltText: "{#var" }, /label\.dltText: sns-notify\.check\.dlt-open/],
    [{ version: 3 }, /common\.check\.version/],
    [{ account: "" }, /label\.account: common\.check\.node/],
    [{ register: "gone" }, /locker-register.* is missing or disabled/],
    [{ text: `$${"{NOT_SET_ANYWHERE}"}` }, /label\.text: common\.check\.env-unset/],
  ];
  refusesSettings(settings, async (changes) => {
    const running = await start(changed(HIRERS, changes));
    running.receive(HIRERS, injected(EXAMPLE, OPENED, { id: newId() }));
    return running;
  });

  it("warns once of a value that the messages do not hold, and sends all the same", async () => {
    const running = await start(changed(CONTROL_ROOM, { text: "{{incident.summary}} at {{siteName}}" }));
    const sent = sns.sms.length;
    for (let count = 0; count < 2; count += 1)
      running.receive(CONTROL_ROOM, injected(EXAMPLE, OPENED, { id: newId() }));
    await outcomes(running, "accepted", 4);
    assert.equal(sns.sms[sent]?.text, " at Fort Branch");
    assert.equal(logged().split("common.notify.value-missing").length - 1, 1);
  });

  it("leaves no connection behind when it is removed", async () => {
    const running = await start();
    running.receive(HIRERS, injected(EXAMPLE, OPENED, { id: newId() }));
    await outcomes(running, "accepted", 2);
    assert.ok(sns.connections > 0);
    await helper.unload();
    await until("the connections to end", () => sns.connections === 0);
  });
});
