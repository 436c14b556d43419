import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { type MailFailure, type MailStandIn, startMailStandIn } from "../../gateway/stand-ins/mail.ts";
import { LockerError } from "../../nodes/domain/errors.ts";
import { awsConnection } from "../../nodes/links/aws-connection.ts";
import {
  isLoopback,
  type MailTransport,
  type SmtpServer,
  sesTransport,
  smtpTransport,
} from "../../nodes/links/mail.ts";
import { smtpError } from "../../nodes/links/mail-errors.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { TestClock } from "../clock.ts";
import { needs } from "../needs.ts";
import { createAuthority } from "../pki.ts";
import { until } from "../until.ts";

const SIGNAL = new AbortController().signal;
const LOGIN = { user: "lockers", password: "right" };
const MAIL = {
  from: "Example Bank <lockers@bank.example>",
  to: "asha.rao@example.com",
  subject: "Your locker XX0001 was opened – नमस्ते",
  text: "Your locker XX0001 was opened on 22 Nov 2026 at 10:15.\nCall 1800 123 456 if this was not you.",
  id: "n-4711",
};

async function failureOf(promise: Promise<unknown>): Promise<LockerError> {
  const thrown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  assert.ok(thrown instanceof LockerError, `expected a LockerError, got ${thrown}`);
  return thrown;
}

describe("e-mail by SMTP", () => {
  let server: MailStandIn;
  let transport: MailTransport;

  function to(options: Partial<SmtpServer> = {}, clock = systemClock): MailTransport {
    return smtpTransport(
      { host: "127.0.0.1", port: server.port, security: "starttls", ...LOGIN, ...options },
      clock,
    );
  }

  before(async () => {
    server = await startMailStandIn({ login: LOGIN });
  });
  beforeEach(() => {
    transport = to();
  });
  afterEach(async () => {
    await transport.close();
    await until("the connections to end", () => server.connections === 0);
  });
  after(() => server.close());

  it("delivers, with an id that a repeated send shares and no wish for an automatic answer", async () => {
    const first = await transport.send(MAIL, SIGNAL);
    await transport.send(MAIL, SIGNAL);
    const [one, two] = server.mails.slice(-2);
    assert.deepEqual(
      { ...one, headers: null },
      {
        from: "lockers@bank.example",
        to: [MAIL.to],
        subject: MAIL.subject,
        text: MAIL.text,
        messageId: "<n-4711@bank.example>",
        attachments: [],
        headers: null,
        user: LOGIN.user,
      },
    );
    assert.equal(first.messageId, one?.messageId);
    assert.equal(one?.messageId, two?.messageId);
    assert.equal(one?.headers["auto-submitted"], "auto-generated");
    assert.equal(one?.headers["x-notice-id"], MAIL.id);
    assert.equal(server.connections, 1, "one connection carries both");
  });

  it("keeps a forged line break out of the headers", async () => {
    await transport.send({ ...MAIL, subject: "Opened\r\nBcc: thief@example.com" }, SIGNAL);
    assert.deepEqual(server.mails.at(-1)?.to, [MAIL.to]);
    assert.equal(server.mails.at(-1)?.headers.bcc, undefined);
  });

  const replies: readonly (readonly [failure: MailFailure, code: string])[] = [
    [{ at: "recipient", reply: 550 }, "provider-permanent"],
    [{ at: "recipient", reply: 553 }, "provider-permanent"],
    [{ at: "data", reply: 554 }, "provider-permanent"],
    [{ at: "data", reply: 552 }, "provider-deferred"],
    [{ at: "recipient", reply: 450 }, "provider-deferred"],
    [{ at: "recipient", reply: 451 }, "provider-deferred"],
    [{ at: "recipient", reply: 452 }, "provider-transient"],
    [{ at: "data", reply: 451 }, "provider-deferred"],
    [{ at: "sender", reply: 550 }, "provider-operator"],
    [{ at: "sender", reply: 530 }, "provider-operator"],
    [{ at: "sender", reply: 451 }, "provider-transient"],
    [{ at: "login", reply: 535 }, "provider-operator"],
    [{ at: "connect", reply: 554 }, "provider-operator"],
    [{ at: "connect", reply: 421 }, "provider-transient"],
  ];
  for (const [failure, code] of replies) {
    it(`takes ${failure.reply} at ${failure.at} as ${code}, and sends again when asked to`, async () => {
      const count = server.mails.length;
      server.fail({ ...failure, message: "5.1.1 <asha.rao@example.com> +91 98123 45678 is not welcome" });
      const error = await failureOf(transport.send(MAIL, SIGNAL));
      assert.equal(error.code, code, error.message);
      assert.doesNotMatch(error.message, /asha|98123/);
      assert.equal(server.mails.length, count);
      await transport.send(MAIL, SIGNAL);
      assert.equal(server.mails.length, count + 1);
    });
  }

  it("takes a wrong password as something for a person", async () => {
    const wrong = to({ password: "wrong" });
    assert.equal((await failureOf(wrong.send(MAIL, SIGNAL))).code, "provider-operator");
    await wrong.close();
  });

  it("takes a server that is not there as passing", async () => {
    const gone = await startMailStandIn();
    await gone.close();
    const nobody = to({ port: gone.port });
    assert.equal((await failureOf(nobody.send(MAIL, SIGNAL))).code, "provider-transient");
    await nobody.close();
  });

  it("knows this machine by its names, and failures of encryption by theirs", () => {
    for (const [host, local] of [
      ["localhost", true],
      ["127.0.0.1", true],
      ["::1", true],
      ["[::1]", true],
      ["mail.bank.example", false],
      ["127.bank.example", false],
      ["10.0.0.5", false],
    ] as const)
      assert.equal(isLoopback(host), local, host);
    const refused = Object.assign(new Error("STARTTLS is required"), { code: "ETLS" });
    assert.equal(smtpError(refused).code, "provider-operator");
    const untrusted = Object.assign(new Error("self-signed certificate"), {
      code: "ESOCKET",
      originalCode: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
    assert.equal(smtpError(untrusted).code, "provider-operator");
  });

  it("refuses a server that is not this machine and offers no encryption", async () => {
    // 0.0.0.0 reaches this machine, but does not say so.
    const far = to({ host: "0.0.0.0" });
    const none = await failureOf(far.send(MAIL, SIGNAL));
    assert.equal(none.code, "provider-operator");
    assert.match(none.message, /^No safe connection/);
    await far.close();
  });

  if (needs("openssl"))
    it("sends nothing to a server that cannot prove who it is", async () => {
      const folder = mkdtempSync(join(tmpdir(), "smart-lockers-smtp-"));
      const { cert, key } = createAuthority(folder).issue("mail", { hosts: ["mail.bank.example"] });
      let taken = 0;
      const options = { cert, key, authOptional: true, onData: () => (taken += 1) };
      for (const security of ["starttls", "tls"] as const) {
        const stranger = new SMTPServer({ ...options, secure: security === "tls" });
        stranger.on("error", () => {});
        await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
        const { port } = stranger.server.address() as AddressInfo;
        const wary = to({ host: "0.0.0.0", port, security, user: "" });
        assert.equal((await failureOf(wary.send(MAIL, SIGNAL))).code, "provider-operator");
        await wary.close();
        await new Promise<void>((resolve) => stranger.close(resolve));
      }
      assert.equal(taken, 0);
      rmSync(folder, { recursive: true });
    });

  it("gives up a delivery that hangs when its time is over, and when the caller aborts it", async () => {
    const clock = new TestClock();
    const waiting = to({}, clock);
    server.fail({ at: "connect", reply: "hang", times: 2 });
    const late = failureOf(waiting.send(MAIL, SIGNAL));
    await until("the connection", () => server.connections === 1);
    clock.advance(60_000);
    assert.equal((await late).code, "provider-transient");
    await until("the connection to end", () => server.connections === 0);

    const controller = new AbortController();
    const aborted = failureOf(waiting.send(MAIL, controller.signal));
    await until("the next connection", () => server.connections === 1);
    controller.abort();
    assert.equal((await aborted).code, "provider-transient");
    assert.equal(clock.pending, 0);
    await waiting.close();
  });
});

describe("e-mail by Amazon SES", () => {
  const requests: { url: string; body: string }[] = [];
  let answer: { status: number; body: object; type?: string } | "hang";
  const ses = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk));
    request.on("end", () => {
      requests.push({ url: request.url ?? "", body });
      if (answer === "hang") return;
      const type = answer.type === undefined ? {} : { "x-amzn-errortype": answer.type };
      response.writeHead(answer.status, { "content-type": "application/json", ...type });
      response.end(JSON.stringify(answer.body));
    });
  });
  let transport: MailTransport;

  before(async () => {
    await new Promise<void>((resolve) => ses.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(ses.address() as AddressInfo).port}`;
    const keys = { kind: "keys", accessKeyId: "a", secretAccessKey: "b" } as const;
    transport = sesTransport(
      awsConnection({ region: "ap-south-1", credentials: keys, endpoints: { ses: url } }, systemClock),
    );
  });
  after(async () => {
    await transport.close();
    ses.closeAllConnections();
    await new Promise((resolve) => ses.close(resolve));
  });

  it("sends the whole message through the SES v2 API", async () => {
    answer = { status: 200, body: { MessageId: "0100-abc" } };
    const { messageId } = await transport.send(MAIL, SIGNAL);
    assert.match(messageId, /0100-abc/);
    const request = requests.at(-1);
    assert.equal(request?.url, "/v2/email/outbound-emails");
    const sent = JSON.parse(request?.body ?? "");
    assert.deepEqual(sent.Destination, { ToAddresses: [MAIL.to] });
    const raw = Buffer.from(sent.Content.Raw.Data, "base64").toString("utf8");
    assert.match(raw, /X-Notice-ID: n-4711/);
    assert.match(raw, /Message-ID: <n-4711@bank\.example>/);
  });

  const refusals = [
    ["MessageRejected", 400, "Email address is not verified", "provider-operator"],
    ["MessageRejected", 400, "Message contains a virus", "provider-permanent"],
    ["SendingPausedException", 400, "Sending is paused", "provider-operator"],
    ["TooManyRequestsException", 429, "Too many requests", "provider-transient"],
    ["InternalServiceErrorException", 500, "", "provider-transient"],
  ] as const;
  for (const [type, status, message, code] of refusals) {
    it(`takes ${type} (${message}) as ${code}`, async () => {
      answer = { status, type, body: { message } };
      assert.equal((await failureOf(transport.send(MAIL, SIGNAL))).code, code);
    });
  }

  it("gives up when the caller aborts", async () => {
    answer = "hang";
    const count = requests.length;
    const controller = new AbortController();
    const aborted = failureOf(transport.send(MAIL, controller.signal));
    await until("the request", () => requests.length === count + 1);
    controller.abort();
    assert.equal((await aborted).code, "provider-transient");
  });
});
