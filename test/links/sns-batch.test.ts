import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { LockerError } from "../../nodes/domain/errors.ts";
import { awsConnection } from "../../nodes/links/aws-connection.ts";
import { element, elements } from "../../nodes/links/aws-xml.ts";
import { type BatchResult, snsClient } from "../../nodes/links/sns.ts";
import { type Batch, batches, batchResults } from "../../nodes/links/sns-batch.ts";
import { TestClock } from "../clock.ts";

const SIGNAL = new AbortController().signal;
const TOPIC = "arn:aws:sns:ap-south-1:000000000000:control-room";

function codes(results: readonly BatchResult[]): string[] {
  return results.map((result) => ("error" in result ? result.error.code : result.accepted.messageId));
}

function formOf(batch: Batch | undefined): URLSearchParams {
  return new URLSearchParams(Buffer.from(batch?.body ?? []).toString("utf8"));
}

describe("a batch for Amazon SNS", () => {
  it("carries what was given, whatever characters it has", () => {
    const text = "a&b=c +ü ₹ 🔒 half \ud83d";
    const [batch] = batches(TOPIC, [
      { text, subject: "S & T", perProtocol: { sms: "short" }, attributes: { site: "MUM01", locker: "" } },
    ]);
    const form = formOf(batch);
    const entry = "PublishBatchRequestEntries.member.1";
    assert.equal(form.get("TopicArn"), TOPIC);
    assert.equal(form.get(`${entry}.Subject`), "S & T");
    assert.equal(form.get(`${entry}.MessageStructure`), "json");
    assert.deepEqual(JSON.parse(form.get(`${entry}.Message`) ?? ""), { default: text, sms: "short" });
    assert.equal(form.get(`${entry}.MessageAttributes.entry.1.Value.StringValue`), "MUM01");
    assert.equal(form.get(`${entry}.MessageAttributes.entry.2.Name`), null);
  });

  it("never holds more than ten", () => {
    const messages = Array.from({ length: 23 }, () => ({ text: "x", attributes: {} }));
    assert.deepEqual(
      batches(TOPIC, messages).map(({ carries }) => carries),
      [10, 10, 3],
    );
  });

  it("never says more than SNS takes at once, which counts bytes and not what they are sent as", () => {
    const text = "₹".repeat(30_000);
    const cut = batches(
      TOPIC,
      Array.from({ length: 5 }, (_, index) => ({ text, attributes: { id: `e-${index}` } })),
    );
    assert.deepEqual(
      cut.map(({ carries }) => carries),
      [2, 2, 1],
    );
    const said = cut.map((batch) => {
      const form = formOf(batch);
      return [0, 1].map((index) => {
        const entry = `PublishBatchRequestEntries.member.${index + 1}`;
        assert.equal(form.get(`${entry}.Message`)?.length ?? 30_000, 30_000);
        return [form.get(`${entry}.Id`), form.get(`${entry}.MessageAttributes.entry.1.Value.StringValue`)];
      });
    });
    assert.deepEqual(said, [
      [
        ["0", "e-0"],
        ["1", "e-1"],
      ],
      [
        ["0", "e-2"],
        ["1", "e-3"],
      ],
      [
        ["0", "e-4"],
        [null, null],
      ],
    ]);
  });

  it("replaces half a character, which no request can carry", () => {
    const [batch] = batches(TOPIC, [{ text: "cut \ud83d", attributes: {} }]);
    assert.equal(formOf(batch).get("PublishBatchRequestEntries.member.1.Message"), "cut \ufffd");
  });

  it("is answered for each entry, in whatever order", () => {
    const answer = `<PublishBatchResponse><PublishBatchResult>
      <Successful><member><MessageId>m-2</MessageId><Id>2</Id></member><member><Id>0</Id><MessageId>m-0</MessageId></member></Successful>
      <Failed><member><Id>1</Id><Code>InvalidParameter</Code><Message>a &lt; b</Message><SenderFault>true</SenderFault></member>
        <member><Id>3</Id><Code>InternalError</Code><SenderFault>false</SenderFault></member></Failed>
    </PublishBatchResult></PublishBatchResponse>`;
    const results = batchResults("Amazon SNS", answer, 5);
    assert.deepEqual(codes(results), [
      "m-0",
      "provider-permanent",
      "m-2",
      "provider-transient",
      "provider-transient",
    ]);
    const [, refused] = results;
    assert.ok(refused && "error" in refused);
    assert.match(refused.error.message, /InvalidParameter: a < b\./);
  });

  it("is signed by the clock of AWS where this machine's is far from it", async () => {
    const clock = new TestClock();
    const hour = 3_600_000;
    const dates: string[] = [];
    const server = createServer((request, response) => {
      dates.push(String(request.headers["x-amz-date"]));
      response.writeHead(403, { date: new Date(clock.now() + hour).toUTCString() });
      response.end("<ErrorResponse><Error><Code>RequestExpired</Code></Error></ErrorResponse>");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const client = snsClient(
      awsConnection(
        {
          region: "ap-south-1",
          credentials: { kind: "keys", accessKeyId: "AKIATESTTESTTESTTEST", secretAccessKey: "secret" },
          endpoints: { sns: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
        },
        clock,
      ),
    );
    try {
      for (const _ of [1, 2]) {
        const [result] = await client.publishTopic(TOPIC, [{ text: "x", attributes: {} }], SIGNAL);
        assert.ok(result && "error" in result && result.error instanceof LockerError);
        assert.equal(result.error.code, "provider-transient");
      }
      const stamp = (at: number) => new Date(at).toISOString().replace(/[:-]|\.\d{3}/g, "");
      assert.equal(dates[0], stamp(clock.now()));
      assert.equal(dates[1]?.slice(0, 13), stamp(clock.now() + hour).slice(0, 13));
    } finally {
      await client.close();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe("the XML of AWS's answers", () => {
  it("is read by the names of elements", () => {
    const xml = "<A><Code>x&amp;&#65;&#x42;&unknown;</Code><m>1</m><m>2</m></A>";
    assert.equal(element(xml, "Code"), "x&AB&unknown;");
    assert.deepEqual(elements(xml, "m"), ["1", "2"]);
    assert.equal(element(xml, "Missing"), null);
    assert.equal(element("<Code>cut off", "Code"), null);
  });
});
