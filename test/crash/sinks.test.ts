import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { createTransport } from "nodemailer";
import { until } from "../until.ts";
import { Inbox } from "./inbox.ts";
import { MailSink } from "./mail-sink.ts";
import { SnsSink } from "./sns-sink.ts";

const TOPIC = "arn:aws:sns:ap-south-1:000000000000:sos";

/** A fault that does nothing would prove nothing. */
describe("the sink for SNS", () => {
  let inbox: Inbox;
  let sink: SnsSink;

  beforeEach(async () => {
    inbox = new Inbox(() => 1);
    sink = await SnsSink.open([TOPIC], inbox, () => 0);
  });
  afterEach(() => sink.close());

  const publish = (to: Record<string, string> = { PhoneNumber: "+918123470001" }) =>
    fetch(sink.url, {
      method: "POST",
      headers: { authorization: "AWS4-HMAC-SHA256 Credential=gateway-7/x", connection: "close" },
      body: new URLSearchParams({ Action: "Publish", Message: "Event U-1-0123456789ab", ...to }),
    });

  for (const [kind, to] of [
    ["a phone", { PhoneNumber: "+918123470001" }],
    ["a topic", { TopicArn: TOPIC }],
  ] as const) {
    it(`takes a message to ${kind}, and notes who sent it and that it was answered`, async () => {
      const response = await publish({ ...to });
      assert.equal(response.status, 200);
      const id = /<MessageId>(.*)<\/MessageId>/.exec(await response.text())?.[1];
      const [entry] = inbox.taken;
      assert.equal(inbox.taken.length, 1);
      assert.deepEqual(
        { generation: entry?.generation, id: entry?.id, answeredAt: entry?.answeredAt, cut: entry?.cut },
        { generation: 7, id, answeredAt: 1, cut: false },
      );
      assert.equal(entry?.event, "U-1-0123456789ab");
    });
  }

  it("error: says 503 and takes nothing", async () => {
    await sink.misbehave("error");
    assert.equal((await publish()).status, 503);
    assert.deepEqual(inbox.taken, []);
  });

  it("refuse: nobody listens, and later somebody does at the same address", async () => {
    await sink.misbehave("refuse");
    await assert.rejects(publish());
    await sink.misbehave(null);
    assert.equal((await publish()).status, 200);
    assert.equal(inbox.taken.length, 1);
  });

  it("hang: takes nothing and never answers", async () => {
    await sink.misbehave("hang");
    const ended = assert.rejects(publish());
    await until("the request to hang", () => sink.hanging === 1);
    await sink.misbehave(null);
    assert.equal((await publish()).status, 200);
    await ended;
    assert.equal(inbox.taken.length, 1);
  });

  it("cut: takes the message and ends the connection instead of answering", async () => {
    await sink.misbehave("cut");
    await assert.rejects(publish());
    assert.deepEqual(
      inbox.taken.map(({ cut, answeredAt, generation }) => ({ cut, answeredAt, generation })),
      [{ cut: true, answeredAt: null, generation: 7 }],
    );
  });

  it("slow: takes it at once and answers in the end", async () => {
    await sink.misbehave("slow");
    const publishing = publish();
    await until("the message", () => inbox.taken.length > 0);
    assert.equal(inbox.taken[0]?.answeredAt, null);
    assert.equal((await publishing).status, 200);
  });
});

describe("the sink for mail", () => {
  let inbox: Inbox;
  let sink: MailSink;

  beforeEach(async () => {
    inbox = new Inbox(() => 1);
    sink = await MailSink.open(inbox);
  });
  afterEach(() => sink.close());

  const send = () =>
    createTransport({ host: "127.0.0.1", port: sink.port, ignoreTLS: true }).sendMail({
      from: "Bank <lockers+7@bank.example>",
      to: "hirer@example.com",
      subject: "opened",
      text: "Reference U-1-0123456789ab",
      messageId: "<one@bank.example>",
    });

  it("takes a mail, and notes who sent it", async () => {
    await send();
    assert.deepEqual(
      inbox.taken.map(({ generation, id, event, address }) => ({ generation, id, event, address })),
      [{ generation: 7, id: "<one@bank.example>", event: "U-1-0123456789ab", address: "hirer@example.com" }],
    );
  });

  it("error: asks to try again later", async () => {
    await sink.misbehave("error");
    await assert.rejects(send(), /451/);
    await assert.rejects(send(), /451/);
  });

  it("refuse: nobody listens, and later somebody does at the same port", async () => {
    await sink.misbehave("refuse");
    await assert.rejects(send(), /ECONNREFUSED/);
    await sink.misbehave(null);
    await send();
    assert.equal(inbox.taken.length, 1);
  });

  it("hang: never answers, until it is well and the connection ends", async () => {
    await sink.misbehave("hang");
    const port = sink.port;
    const ended = assert.rejects(send());
    // The stand-in speaks first: one more connection shows that it is there.
    const socket = connect(port, "127.0.0.1");
    await once(socket, "data");
    socket.destroy();
    await sink.misbehave(null);
    await ended;
    assert.deepEqual(inbox.taken, []);
  });
});
