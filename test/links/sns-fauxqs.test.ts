import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { buildApp } from "fauxqs";
import { type SnsStandIn, startSnsStandIn } from "../../gateway/stand-ins/sns.ts";
import { awsConnection } from "../../nodes/links/aws-connection.ts";
import { type SnsClient, snsClient } from "../../nodes/links/sns.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";

/** The topic calls of our client and our stand-in, held against an SNS server that we did not write. */
describe("topics and filter policies, against fauxqs", () => {
  const fauxqs = buildApp({ logger: false });
  let url: string;
  let standIn: SnsStandIn;
  let client: SnsClient;
  let standInClient: SnsClient;

  before(async () => {
    await fauxqs.listen({ port: 0, host: "127.0.0.1" });
    url = `http://127.0.0.1:${(fauxqs.server.address() as AddressInfo).port}`;
    standIn = await startSnsStandIn();
    client = clientOf(url);
    standInClient = clientOf(standIn.url);
  });
  after(async () => {
    await Promise.all([client.close(), standInClient.close()]);
    await Promise.all([fauxqs.close(), standIn.close()]);
  });

  const attributes = { site: "MUM01", locker: "MUM01-0001", class: "forced", severity: "alarm" };
  const policies: readonly (readonly [policy: object, why: string])[] = [
    [{}, "no condition"],
    [{ severity: ["alarm"] }, "an exact value"],
    [{ severity: ["notice"] }, "another value"],
    [{ class: ["opened", "forced"] }, "one of several"],
    [{ class: ["forced"], site: ["DEL01"] }, "one name holds, the other not"],
    [{ site: [{ prefix: "MUM" }] }, "a prefix"],
    [{ locker: [{ suffix: "-0002" }] }, "another suffix"],
    [{ class: [{ "anything-but": ["opened", "closed"] }] }, "anything but others"],
    [{ class: [{ "anything-but": "forced" }] }, "anything but this"],
    [{ locker: [{ exists: true }] }, "a name that is there"],
    [{ unit: [{ exists: false }] }, "a name that is not there"],
    [{ unit: [{ "anything-but": "x" }] }, "anything but, of a name that is not there"],
  ];
  policies.forEach(([policy, why], index) => {
    it(`decides alike on ${why}: ${JSON.stringify(policy)}`, async () => {
      const name = `policy-${index}`;
      const filterPolicy = JSON.stringify(policy);
      const theirs = await fauxTopic(name, filterPolicy);
      const ours = standIn.createTopic(name);
      standIn.subscribe(ours, { protocol: "email", endpoint: name, filterPolicy });

      const message = { text: "told", subject: "About a locker", attributes };
      const signal = new AbortController().signal;
      const [there] = await client.publishTopic(theirs.topicArn, [message], signal);
      const [here] = await standInClient.publishTopic(ours, [message], signal);
      assert.ok(there && "accepted" in there && here && "accepted" in here);

      const received = await theirs.receive();
      const delivered = standIn.topicDeliveries.filter(({ endpoint }) => endpoint === name);
      assert.deepEqual(
        delivered.map(({ subject, text, attributes }) => ({ subject, text, attributes })),
        received,
      );
    });
  });

  /** A topic with a filtered queue, over HTTP as any client would make it. */
  async function fauxTopic(name: string, filterPolicy: string) {
    const { QueueUrl } = await sqs("CreateQueue", { QueueName: name });
    const { Attributes } = await sqs("GetQueueAttributes", { QueueUrl, AttributeNames: ["QueueArn"] });
    const created = await query({ Action: "CreateTopic", Name: name });
    const topicArn = /<TopicArn>(.+)<\/TopicArn>/.exec(created)?.[1] ?? "";
    await query({
      Action: "Subscribe",
      TopicArn: topicArn,
      Protocol: "sqs",
      Endpoint: Attributes.QueueArn,
      "Attributes.entry.1.key": "FilterPolicy",
      "Attributes.entry.1.value": filterPolicy,
    });
    return {
      topicArn,
      async receive() {
        const { Messages = [] } = await sqs("ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10 });
        return Messages.map(({ Body }: { Body: string }) => {
          const { Subject, Message, MessageAttributes } = JSON.parse(Body);
          const entries = Object.entries<{ Value: string }>(MessageAttributes);
          return {
            subject: Subject,
            text: Message,
            attributes: Object.fromEntries(entries.map(([key, { Value }]) => [key, Value])),
          };
        });
      },
    };
  }

  async function query(params: Record<string, string>): Promise<string> {
    const response = await fetch(url, { method: "POST", body: new URLSearchParams(params) });
    const text = await response.text();
    assert.equal(response.status, 200, text);
    return text;
  }

  async function sqs(action: string, input: object) {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${action}` },
      body: JSON.stringify(input),
    });
    const answer = await response.json();
    assert.equal(response.status, 200, JSON.stringify(answer));
    return answer;
  }
});

function clientOf(url: string): SnsClient {
  const keys = { kind: "keys", accessKeyId: "a", secretAccessKey: "b" } as const;
  return snsClient(
    awsConnection({ region: "ap-south-1", credentials: keys, endpoints: { sns: url } }, systemClock),
  );
}
