import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { NodeInitializer } from "node-red";
import { type MailStandIn, startMailStandIn } from "../../gateway/stand-ins/mail.ts";
import awsAccount from "../../nodes/aws-account/aws-account.ts";
import emailNotify from "../../nodes/email-notify/email-notify.ts";
import lockerRegister from "../../nodes/locker-register/locker-register.ts";
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

const EXAMPLE = example("email-notify");
const HIRERS = "ea00000000000005";
const CONTROL_ROOM = "ea00000000000006";
const SUBSCRIBER = "ea00000000000007";
const LOGIN = { user: "lockers", password: "right" };

describe("email-notify", () => {
  let server: MailStandIn;
  let folder: string;

  before(async () => {
    await startServer();
    folder = register();
    server = await startMailStandIn({ login: LOGIN });
  });
  after(async () => {
    await server.close();
    await stopServer();
  });
  keepsNotices({
    example: EXAMPLE,
    node: HIRERS,
    notices: 3,
    start: (more, types) => start(undefined, more, {}, types),
    fail(how, times = Number.POSITIVE_INFINITY) {
      const failure = {
        transient: { at: "sender", reply: 451 },
        operator: { at: "sender", reply: 530 },
        permanent: { at: "recipient", reply: 550 },
      } as const;
      server.fail({ ...failure[how], times });
    },
    recover: async () => server.recover(),
  });

  afterEach(async () => {
    await helper.unload();
    server.recover();
    emptyJournal();
  });

  async function start(
    change: (node: FlowNode) => FlowNode = (node) => node,
    more: readonly FlowNode[] = [],
    credentials: Record<string, Record<string, string>> = {},
    types: readonly NodeInitializer[] = [],
  ): Promise<Running> {
    const nodes = EXAMPLE.map((node) => {
      if (node.type === "locker-register") return { ...node, folder };
      return node.type === "email-notify" ? { ...node, port: server.port } : node;
    });
    return run([...nodes.map(change), ...more], [emailNotify, awsAccount, lockerRegister, ...types], {
      ...Object.fromEntries([HIRERS, CONTROL_ROOM, SUBSCRIBER].map((id) => [id, LOGIN])),
      ...credentials,
    });
  }

  it("tells all hirers, at each address, with a masked locker; who has none is said by reference", async () => {
    const running = await start();
    const sent = server.mails.length;
    const id = newId();
    running.receive(HIRERS, injected(EXAMPLE, OPENED, { id, late: true }));
    const accepted = await outcomes(running, "accepted", 3);
    const mails = server.mails.slice(sent);
    assert.deepEqual(mails.flatMap(({ to }) => to).sort(), [
      "meera.k@work.example",
      "meera@mail.example",
      "nisha@mail.example",
    ]);
    for (const { from, subject, text, user } of mails) {
      assert.equal(from, "lockers@bank.example");
      assert.equal(user, LOGIN.user);
      assert.match(subject, /^Fort Branch: your locker XX0001: opened on 2[12] Nov 2026 at \d\d:\d\d$/);
      assert.match(text, /Locker: XX0001\n/);
      assert.match(text, /\(reported late\)/);
      assert.match(text, /please turn to us at once: 1800 000 111/);
      assert.doesNotMatch(subject + text, /MUM01-0001|Kulkarni/);
    }
    assert.deepEqual(accepted.map(({ recipient }) => recipient).sort(), [
      "hirer H-1",
      "hirer H-1, address 2",
      "hirer H-3",
    ]);
    assert.deepEqual(
      accepted.map(({ providerId }) => providerId).sort(),
      mails.map(({ messageId }) => messageId).sort(),
    );
    await until("the error", () => running.received.caught?.length === 1);
    const [caught] = running.received.caught ?? [];
    assert.equal(caught?.error?.code, "recipient-unknown");
    assert.match(caught?.error?.message ?? "", /Hirer H-2 of locker MUM01-0001 has no e-mail address/);
    assert.doesNotMatch(JSON.stringify(running.received.accepted) + logged(), PERSONAL);
  });

  it("tells the control room of an incident, and a named contact of an event", async () => {
    const running = await start(changed(HIRERS, { to: "contact", role: "branch-manager" }));
    const sent = server.mails.length;
    running.receive(CONTROL_ROOM, alarmOf(EXAMPLE));
    await outcomes(running, "accepted", 1);
    running.receive(HIRERS, injected(EXAMPLE, OPENED, { id: newId() }));
    await outcomes(running, "accepted", 2);
    const [alarm, note] = server.mails.slice(sent);
    assert.deepEqual(alarm?.to, ["duty@desk.example"]);
    assert.equal(alarm?.subject, "SOS P1 MUM01: opened outside hours MUM01-0001");
    assert.match(alarm?.text ?? "", /^SOS, priority 1\nLocker MUM01-0001 at MUM01 was opened outside/);
    assert.match(alarm?.text ?? "", /Why: The branch has no access hours on Sundays\./);
    assert.deepEqual(note?.to, ["rao@desk.example"]);
  });

  it("tells the subscriber of insurer-feed", async () => {
    const running = await start();
    const sent = server.mails.length;
    const msg = injected(EXAMPLE, THEFT, { id: newId() });
    running.receive(SUBSCRIBER, {
      ...msg,
      notice: { ...(msg.notice as object), recipient: { kind: "subscriber", id: "S-2" } },
    });
    await outcomes(running, "accepted", 1);
    const [mail] = server.mails.slice(sent);
    assert.deepEqual(mail?.to, ["claims@rueck.example"]);
    assert.match(mail?.text ?? "", /Time of loss: 2026-11-22T02:14:01\+05:30/);
    assert.doesNotMatch(mail?.text ?? "", /Announced/);
  });

  it("tries again after a passing failure, parks a refused login until a deploy, and gives up a refused address", async () => {
    const running = await start();
    server.fail({ at: "recipient", reply: 451, message: "try later" });
    running.receive(CONTROL_ROOM, alarmOf(EXAMPLE));
    await outcomes(running, "accepted", 1);
    server.fail({ at: "recipient", reply: 550, message: "no such user <duty@desk.example>" });
    running.receive(CONTROL_ROOM, alarmOf(EXAMPLE));
    await outcomes(running, "could not be sent", 1);
    server.fail({ at: "sender", reply: 530, message: "login first" });
    running.receive(CONTROL_ROOM, alarmOf(EXAMPLE));
    const [dead, parked] = await outcomes(running, "could not be sent", 2);
    assert.deepEqual([dead?.state, dead?.code], ["dead", "provider-permanent"]);
    assert.deepEqual([parked?.state, parked?.code], ["parked", "provider-operator"]);
    assert.match(dead?.reason ?? "", /no such user <\(an address\)>/);
    await until("the status", () => statusOf(CONTROL_ROOM) === "red email-notify.status.trouble");
    assert.doesNotMatch(JSON.stringify(running.received) + logged(), PERSONAL);
    await helper.unload();
    const mended = await start();
    const [sent] = await outcomes(mended, "accepted", 1);
    assert.equal(sent?.noticeKey, parked?.noticeKey);
  });

  it("sends by Amazon SES with the account's credentials", async () => {
    const bodies: string[] = [];
    const ses = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk));
      request.on("end", () => {
        bodies.push(body);
        response.writeHead(200, { "content-type": "application/json" });
        response.end('{"MessageId":"0100-ses"}');
      });
    });
    await new Promise<void>((resolve) => ses.listen(0, "127.0.0.1", resolve));
    try {
      const sesEndpoint = `http://127.0.0.1:${(ses.address() as AddressInfo).port}`;
      const account = {
        id: "account",
        type: "aws-account",
        region: "ap-south-1",
        identity: "keys",
        sesEndpoint,
      };
      const running = await start(
        changed(CONTROL_ROOM, { via: "ses", account: "account", host: "" }),
        [account],
        { account: { accessKeyId: "AKIATESTTESTTESTTEST", secretAccessKey: "secret" } },
      );
      running.receive(CONTROL_ROOM, injected(EXAMPLE, OPENED, { id: newId() }));
      const [outcome] = await outcomes(running, "accepted", 1);
      assert.match(outcome?.providerId ?? "", /0100-ses/);
      assert.deepEqual(JSON.parse(bodies[0] ?? "").Destination, { ToAddresses: ["duty@desk.example"] });
      await helper.unload();
    } finally {
      await new Promise((resolve) => ses.close(resolve));
    }
  });

  const settings: readonly BadSetting[] = [
    [{ host: "" }, /label\.host: common\.check\.required/],
    [{ host: "smtp://mail" }, /email-notify\.check\.host/],
    [{ port: 0 }, /label\.port: common\.check\.number/],
    [{ from: "" }, /label\.from: common\.check\.required/],
    [{ from: "Bank lockers@bank" }, /email-notify\.check\.from/],
    [{ via: "ses" }, /label\.via: email-notify\.check\.account/],
    [{ via: "ses", account: "gone" }, /aws-account.* is missing or disabled/],
    [{ to: "contact" }, /label\.role: common\.check\.required/],
    [{ wording: "own", subject: "{{name}}" }, /label\.subject: common\.check\.template-unknown/],
    [{ wording: "own", text: "{{reason}}" }, /label\.text: common\.check\.template-not-for-hirers/],
    [{ perSecond: 0 }, /label\.perSecond: common\.check\.number/],
  ];
  refusesSettings(settings, async (changes) => {
    const running = await start(changed(HIRERS, changes));
    running.receive(HIRERS, injected(EXAMPLE, OPENED, { id: newId() }));
    return running;
  });

  it("asks for the password that belongs to a user", async () => {
    const running = await start(undefined, [], { [HIRERS]: { user: "lockers" } });
    running.receive(HIRERS, injected(EXAMPLE, OPENED, { id: newId() }));
    await until("the error", () => running.received.caught?.length === 1);
    assert.match(
      running.received.caught?.[0]?.error?.message ?? "",
      /label\.password: common\.check\.required/,
    );
  });

  it("leaves no connection behind when it is removed", async () => {
    const running = await start();
    running.receive(CONTROL_ROOM, injected(EXAMPLE, OPENED, { id: newId() }));
    await outcomes(running, "accepted", 1);
    assert.ok(server.connections > 0);
    await helper.unload();
    await until("the connection to end", () => server.connections === 0);
  });
});
