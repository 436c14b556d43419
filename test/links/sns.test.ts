import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type SnsStandIn,
  startSnsStandIn,
  THROTTLED,
  UNAUTHORIZED,
  UNAVAILABLE,
} from "../../gateway/stand-ins/sns.ts";
import { LockerError } from "../../nodes/domain/errors.ts";
import { AWS_DEADLINE_MS, type AwsConnection, awsConnection } from "../../nodes/links/aws-connection.ts";
import { whoAmI } from "../../nodes/links/aws-identity.ts";
import { CLOSING_MS } from "../../nodes/links/requests.ts";
import { type SnsClient, snsClient } from "../../nodes/links/sns.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { TestClock } from "../clock.ts";
import { until } from "../until.ts";

const SIGNAL = new AbortController().signal;
const SMS = { phone: "+919812345678", text: "Locker XX0001 was opened", type: "Transactional" } as const;

function connectionTo(url: string, clock = systemClock): AwsConnection {
  return awsConnection(
    {
      region: "ap-south-1",
      credentials: { kind: "keys", accessKeyId: "AKIATESTTESTTESTTEST", secretAccessKey: "secret" },
      endpoints: { sns: url, sts: url },
    },
    clock,
  );
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const thrown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  assert.ok(thrown instanceof LockerError, "expected a LockerError");
  return thrown.code;
}

describe("the SNS client", () => {
  let sns: SnsStandIn;
  let client: SnsClient;

  before(async () => {
    sns = await startSnsStandIn();
  });
  beforeEach(() => {
    client = snsClient(connectionTo(sns.url));
  });
  afterEach(() => client.close());
  after(() => sns.close());

  it("sends an SMS with every attribute India and the bank ask for", async () => {
    const accepted = await client.publishSms(
      {
        ...SMS,
        senderId: "EXBANK",
        maxPrice: "0.05",
        entityId: "1701158012345678901",
        templateId: "1707161234567890123",
      },
      SIGNAL,
    );
    assert.deepEqual(sns.sms.at(-1), {
      kind: "sms",
      messageId: accepted.messageId,
      phone: SMS.phone,
      text: SMS.text,
      attributes: {
        "AWS.SNS.SMS.SMSType": "Transactional",
        "AWS.SNS.SMS.SenderID": "EXBANK",
        "AWS.SNS.SMS.MaxPrice": "0.05",
        "AWS.MM.SMS.EntityId": "1701158012345678901",
        "AWS.MM.SMS.TemplateId": "1707161234567890123",
      },
    });
  });

  it("leaves out the attributes that are not set", async () => {
    await client.publishSms({ ...SMS, senderId: "", maxPrice: "" }, SIGNAL);
    assert.deepEqual(sns.sms.at(-1)?.attributes, { "AWS.SNS.SMS.SMSType": "Transactional" });
  });

  const failures = [
    ["throttling", { ...THROTTLED }, "provider-transient"],
    ["a 503", { ...UNAVAILABLE }, "provider-transient"],
    ["a 500 without AWS's form", { how: "error", status: 500, code: "" }, "provider-transient"],
    ["a reset connection", { how: "reset" }, "provider-transient"],
    ["a sign-in page with status 200", { how: "portal" }, "provider-transient"],
    ["a missing permission", { ...UNAUTHORIZED }, "provider-operator"],
  ] as const;
  for (const [what, failure, meaning] of failures) {
    it(`meets ${what} with ${meaning}, asking once`, async () => {
      const before = sns.requests("Publish");
      sns.fail(failure);
      assert.equal(await codeOf(client.publishSms(SMS, SIGNAL)), meaning);
      assert.equal(sns.requests("Publish"), before + 1);
    });
  }

  it("does not repeat the number that SNS refuses", async () => {
    const wrong = client.publishSms({ ...SMS, phone: "+00981234567" }, SIGNAL);
    await assert.rejects(wrong, (error: LockerError) => {
      assert.equal(error.code, "provider-permanent");
      assert.doesNotMatch(error.message, /981234/);
      return true;
    });
  });

  it("gives up a request that hangs when its time is over, and when the caller aborts it", async () => {
    const clock = new TestClock();
    const waiting = snsClient(connectionTo(sns.url, clock));
    try {
      sns.fail({ how: "hang", times: 2 });
      const asked = sns.requests("Publish");
      const late = codeOf(waiting.publishSms(SMS, SIGNAL));
      await until("the request", () => sns.requests("Publish") === asked + 1);
      clock.advance(AWS_DEADLINE_MS);
      assert.equal(await late, "provider-transient");

      const controller = new AbortController();
      const aborted = codeOf(waiting.publishSms(SMS, controller.signal));
      await until("the second request", () => sns.requests("Publish") === asked + 2);
      controller.abort();
      assert.equal(await aborted, "provider-transient");
      assert.equal(clock.pending, 0);
    } finally {
      await waiting.close();
    }
  });

  it("publishes to a topic in one batch, with a text per protocol and attributes to filter by", async () => {
    const topic = sns.createTopic("batch");
    sns.subscribe(topic, { protocol: "email", endpoint: "desk@example.com" });
    sns.subscribe(topic, {
      protocol: "sms",
      endpoint: "+919800000001",
      filterPolicy: '{"severity":["alarm"]}',
    });
    const before = sns.requests("PublishBatch");
    const results = await client.publishTopic(
      topic,
      [
        {
          text: "for machines",
          subject: "Alarm",
          perProtocol: { email: "for people", sms: "short", https: "" },
          attributes: { site: "MUM01", locker: "MUM01-0001", class: "forced", severity: "alarm" },
        },
        { text: "all well", attributes: { site: "MUM01", locker: "", class: "opened", severity: "notice" } },
      ],
      SIGNAL,
    );
    assert.equal(sns.requests("PublishBatch"), before + 1);
    assert.ok(results.every((result) => "accepted" in result));
    const received = sns.topicDeliveries
      .filter(({ topicArn }) => topicArn === topic)
      .map(({ protocol, subject, text, attributes }) => ({ protocol, subject, text, attributes }));
    const alarm = { site: "MUM01", locker: "MUM01-0001", class: "forced", severity: "alarm" };
    assert.deepEqual(received, [
      { protocol: "email", subject: "Alarm", text: "for people", attributes: alarm },
      { protocol: "sms", subject: "Alarm", text: "short", attributes: alarm },
      {
        protocol: "email",
        subject: null,
        text: "all well",
        attributes: { site: "MUM01", class: "opened", severity: "notice" },
      },
    ]);
  });

  it("tells for each message of a batch what became of it", async () => {
    const topic = sns.createTopic("partly");
    sns.fail(
      { how: "entries", action: "PublishBatch", indexes: [1], code: "InvalidParameter" },
      { how: "entries", action: "PublishBatch", indexes: [0], code: "KMSThrottling" },
    );
    const messages = ["one", "two", "three"].map((text) => ({ text, attributes: {} }));
    const outcomes = async () =>
      (await client.publishTopic(topic, messages, SIGNAL)).map((result) =>
        "error" in result ? result.error.code : "accepted",
      );
    assert.deepEqual(await outcomes(), ["accepted", "provider-permanent", "accepted"]);
    assert.deepEqual(await outcomes(), ["provider-deferred", "accepted", "accepted"]);
    sns.fail(UNAVAILABLE, { how: "portal" });
    assert.deepEqual(await outcomes(), Array(3).fill("provider-transient"));
    assert.deepEqual(await outcomes(), Array(3).fill("provider-transient"));
  });

  it("divides a batch that is over what one request may carry", async () => {
    const topic = sns.createTopic("large");
    const before = sns.requests("PublishBatch");
    const messages = Array.from({ length: 10 }, () => ({ text: "x".repeat(60_000), attributes: {} }));
    const results = await client.publishTopic(topic, messages, SIGNAL);
    assert.ok(results.every((result) => "accepted" in result));
    assert.equal(sns.requests("PublishBatch"), before + 3);
  });

  it("refuses a FIFO topic without asking, because no person can subscribe to it", async () => {
    const [result] = await client.publishTopic(
      "arn:aws:sns:ap-south-1:000000000000:alarms.fifo",
      [{ text: "x", attributes: {} }],
      SIGNAL,
    );
    assert.ok(result && "error" in result);
    assert.equal(result.error.code, "provider-permanent");
  });

  it("says of a topic that does not exist that it can never go out", async () => {
    const [result] = await client.publishTopic(
      "arn:aws:sns:ap-south-1:000000000000:nowhere",
      [{ text: "x", attributes: {} }],
      SIGNAL,
    );
    assert.ok(result && "error" in result);
    assert.equal(result.error.code, "provider-permanent");
  });

  it("asks the region that a topic lies in", async () => {
    const regions: string[] = [];
    const server = createServer((request, response) => {
      regions.push(
        /Credential=[^/]+\/\d+\/([a-z0-9-]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "",
      );
      response.writeHead(503).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const far = snsClient(connectionTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    try {
      for (const region of ["eu-central-1", "ap-south-1"]) {
        const topic = `arn:aws:sns:${region}:000000000000:insurer`;
        await far.publishTopic(topic, [{ text: "x", attributes: {} }], SIGNAL);
      }
      await codeOf(far.publishSms(SMS, SIGNAL));
      assert.deepEqual(regions, ["eu-central-1", "ap-south-1", "ap-south-1"]);
    } finally {
      await far.close();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it("follows AWS_ENDPOINT_URL_SNS where the account names no endpoint", async () => {
    process.env.AWS_ENDPOINT_URL_SNS = sns.url;
    const keys = { kind: "keys", accessKeyId: "a", secretAccessKey: "b" } as const;
    const unnamed = snsClient(
      awsConnection({ region: "ap-south-1", credentials: keys, endpoints: {} }, systemClock),
    );
    try {
      const count = sns.sms.length;
      await unnamed.publishSms(SMS, SIGNAL);
      assert.equal(sns.sms.length, count + 1);
    } finally {
      delete process.env.AWS_ENDPOINT_URL_SNS;
      await unnamed.close();
    }
  });

  it("closes when what is under way has ended, and takes nothing more", async () => {
    const closing = snsClient(connectionTo(sns.url));
    const sent = closing.publishSms(SMS, SIGNAL);
    const closed = closing.close();
    assert.equal(await codeOf(closing.publishSms(SMS, SIGNAL)), "provider-transient");
    await closed;
    assert.ok((await sent).messageId);
  });

  it("closes by force when what is under way does not end", async () => {
    const clock = new TestClock();
    const closing = snsClient(connectionTo(sns.url, clock));
    const asked = sns.requests("Publish");
    sns.fail({ how: "hang" });
    const sent = codeOf(closing.publishSms(SMS, SIGNAL));
    await until("the request", () => sns.requests("Publish") === asked + 1);
    const closed = closing.close();
    clock.advance(CLOSING_MS);
    assert.equal(await sent, "provider-transient");
    await closed;
    assert.equal(clock.pending, 0);
  });

  it("says who it is", async () => {
    assert.deepEqual(await whoAmI(connectionTo(sns.url), SIGNAL), {
      account: "000000000000",
      arn: "arn:aws:iam::000000000000:user/AKIATESTTESTTESTTEST",
    });
    sns.fail({ how: "error", action: "GetCallerIdentity", status: 403, code: "InvalidClientTokenId" });
    assert.equal(await codeOf(whoAmI(connectionTo(sns.url), SIGNAL)), "provider-operator");
  });
});
