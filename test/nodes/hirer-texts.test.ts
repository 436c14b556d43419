import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type MailStandIn, type ReceivedMail, startMailStandIn } from "../../gateway/stand-ins/mail.ts";
import { type SmsDelivery, type SnsStandIn, startSnsStandIn } from "../../gateway/stand-ins/sns.ts";
import awsAccount from "../../nodes/aws-account/aws-account.ts";
import emailNotify from "../../nodes/email-notify/email-notify.ts";
import lockerRegister from "../../nodes/locker-register/locker-register.ts";
import snsNotify from "../../nodes/sns-notify/sns-notify.ts";
import { lines } from "../domain/register-tables.ts";
import { until } from "../until.ts";
import { example, type FlowNode, type Running, run } from "./example.ts";
import { helper } from "./node-red.ts";
import { emptyJournal, injected, logged, newId, OPENED, outcomes, statusOf } from "./notify.ts";
import { emptyFolder, writeRegister } from "./register-folder.ts";

const SMS = "5e00000000000005";
const MAIL = "ea00000000000005";
const ACCOUNT = "5e0000000000000b";
const REGISTER = "5e0000000000000a";
const KEYS = { [ACCOUNT]: { accessKeyId: "AKIATESTTESTTESTTEST", secretAccessKey: "secret" } };
const SNS_EXAMPLE = example("sns-notify");

const HEADER = "hirer,locker,name,language,phones,emails";
const HIRERS = [
  "H-1,MUM01-0001,Meera,hi-IN,+919820011111,meera@mail.example",
  "H-2,MUM01-0001,Arjun,en,+919820033333,arjun@mail.example",
  "H-3,MUM01-0001,Nisha,mr,+919820044444,nisha@mail.example",
];
const IN_MARATHI = {
  sms: "{{siteName}}: लॉकर {{locker}}, {{date}}, {{time}}. {{redress}} ({{eventId}})",
  subject: "लॉकर {{locker}}",
  email: "{{siteName}}\n{{locker}}\n{{date}} {{time}}\n{{redress}}",
};
const REGISTERED =
  "{#alphanumeric#}: locker {#alphanumeric#} opened on {#alphanumeric#} at {#alphanumeric#}. Not you? Call {#cbn#}. Ref {#alphanumeric#}";
const TEMPLATE = "1707161234567890123";
const PERSONAL = /98200|Meera|Arjun|Nisha|Karthik|@mail\.example/;

describe("hirers' texts", () => {
  let sns: SnsStandIn;
  let mail: MailStandIn;
  let folder: string;

  before(async () => {
    [sns, mail] = await Promise.all([startSnsStandIn(), startMailStandIn()]);
  });
  after(async () => {
    await Promise.all([sns.close(), mail.close()]);
  });
  beforeEach(() => {
    folder = emptyFolder();
    place(HIRERS);
  });
  afterEach(async () => {
    await helper.unload();
    await sns.recover();
    mail.recover();
    emptyJournal();
  });

  function place(hirers: readonly string[], name = "Fort Branch"): void {
    writeRegister(folder, {
      "sites.csv": lines("site,name,redress,time_zone", `MUM01,"${name}",1800 000 111,Asia/Kolkata`),
      "units.csv": lines("unit,site", "MUM01-U07,MUM01"),
      "lockers.csv": lines("locker,unit", "MUM01-0001,MUM01-U07"),
      "contacts.csv": null,
      "subscriptions.csv": null,
      "hirers.csv": lines(HEADER, ...hirers),
    });
    text("mr.json", { opened: IN_MARATHI });
  }

  function text(file: string, texts: object): void {
    mkdirSync(join(folder, "texts"), { recursive: true });
    writeFileSync(join(folder, "texts", file), JSON.stringify(texts));
  }

  function start(changes: object = {}, entityId = "1701158012345678901"): Promise<Running> {
    const mails = example("email-notify").filter(({ id }) => id === MAIL);
    const nodes = [...SNS_EXAMPLE, ...mails].map((node): FlowNode => {
      if (node.type === "locker-register") return { ...node, folder };
      if (node.type === "aws-account") return { ...node, identity: "keys", snsEndpoint: sns.url, entityId };
      if (node.id === SMS) return { ...node, ...changes };
      if (node.id !== MAIL) return node;
      const wires = SNS_EXAMPLE.find(({ id }) => id === SMS)?.wires;
      return { ...node, port: mail.port, register: REGISTER, from: "lockers@bank.example", wires };
    });
    return run(nodes, [snsNotify, emailNotify, awsAccount, lockerRegister], KEYS);
  }

  function event(changes: object = {}): Record<string, unknown> {
    return injected(SNS_EXAMPLE, OPENED, { id: newId(), ...changes });
  }

  /** Both nodes get the messages; waits for so many outcomes at each output, and gives what came out there. */
  async function tell(running: Running, messages: readonly Record<string, unknown>[], accepted: number) {
    const [smsBefore, mailsBefore] = [sns.sms.length, mail.mails.length];
    const before = running.received.accepted?.length ?? 0;
    for (const msg of messages) for (const node of [SMS, MAIL]) running.receive(node, structuredClone(msg));
    await outcomes(running, "accepted", before + accepted);
    return { sms: sns.sms.slice(smsBefore), mails: mail.mails.slice(mailsBefore) };
  }

  const texts = (sms: readonly SmsDelivery[]) => new Map(sms.map(({ phone, text: sent }) => [phone, sent]));
  const problems = () =>
    logged()
      .split("\n")
      .filter((line) => /hirers\.csv|texts\//.test(line));

  it("are told to joint hirers each in the own language, by SMS and by e-mail", async () => {
    const running = await start();
    const { sms, mails } = await tell(running, [event({ id: "MUM01-U07-9-0123456789ab" })], 6);
    assert.deepEqual(
      texts(sms),
      new Map(
        [
          [
            "+919820011111",
            "Fort Branch: लॉकर XX0001 22 नवंबर 2026 को 02:14 बजे खोला गया। आपने नहीं? फ़ोन 1800 000 111। संदर्भ 9-0123456789ab",
          ],
          [
            "+919820033333",
            "Fort Branch: locker XX0001 opened on 22 Nov 2026 at 02:14. Not you? Call 1800 000 111. Ref 9-0123456789ab",
          ],
          [
            "+919820044444",
            "Fort Branch: लॉकर XX0001, २२, 02:14. 1800 000 111 (9-0123456789ab)".replace(
              "२२",
              "22 नोव्हेंबर, 2026",
            ),
          ],
        ].map(([phone, sent]) => [phone ?? "", sent ?? ""]),
      ),
    );
    const subjects = new Map(mails.map(({ to, subject }) => [to[0], subject]));
    assert.equal(
      subjects.get("meera@mail.example"),
      "Fort Branch: आपका लॉकर XX0001 22 नवंबर 2026 को 02:14 बजे खोला गया",
    );
    assert.equal(
      subjects.get("arjun@mail.example"),
      "Fort Branch: your locker XX0001: opened on 22 Nov 2026 at 02:14",
    );
    assert.equal(subjects.get("nisha@mail.example"), "लॉकर XX0001");
    assert.match(
      mails.find(({ to }) => to[0] === "meera@mail.example")?.text ?? "",
      /^प्रिय ग्राहक,\n\n.*विवरण: 22 नवंबर 2026/s,
    );
    assert.doesNotMatch(JSON.stringify(running.received) + logged(), PERSONAL);
  });

  it("are the same to the last byte, headers included, whether it was forced, under duress or neither", async () => {
    const opened = { id: "MUM01-U07-9-0123456789ab" };
    const bytes = async (first: readonly object[]) => {
      const running = await start();
      const { sms, mails } = await tell(running, [...first.map(event), event(opened)], 6);
      assert.equal(running.received["could not be sent"]?.length, 0);
      await helper.unload();
      emptyJournal();
      return JSON.stringify([
        sms.map(({ phone, text: sent, attributes }) => [phone, sent, attributes]).sort(),
        mails.map(alike).sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
      ]);
    };
    const plain = await bytes([]);
    assert.match(plain, /खोला गया/);
    assert.equal(await bytes([{ type: "forced" }]), plain);
    assert.equal(await bytes([{ type: "duress" }]), plain);
    assert.equal(await bytes([{ type: "duress" }, { type: "forced" }]), plain);
  });

  it("are English where there are none in a hirer's language, which is said at the start and once at the opening", async () => {
    place([...HIRERS, "H-4,MUM01-0001,Karthik,ta,+919820055555,karthik@mail.example"]);
    const running = await start();
    assert.match(problems().join(), /hirers\.csv, line 5, language: There are no texts in this language/);
    const { sms } = await tell(running, [event(), event()], 16);
    assert.match(texts(sms).get("+919820055555") ?? "", /^Fort Branch: locker XX0001 opened on/);
    assert.equal(logged().split("common.notify.language-unknown").length - 1, 2, "once by each node");
    assert.deepEqual(running.received.caught, []);
  });

  it("go by the other channel where a phone has no country code, or an e-mail address is missing", async () => {
    place([
      "H-1,MUM01-0001,Meera,en,9820011111,meera@mail.example",
      "H-2,MUM01-0001,Arjun,en,+919820033333,",
      "H-3,MUM01-0001,Nisha,en,none,nisha@mail.example",
    ]);
    const running = await start();
    const atStart = problems().join("\n");
    assert.match(
      atStart,
      /hirers\.csv, line 2, phones: This phone number has no country code: write it with \+/,
    );
    assert.match(
      atStart,
      /hirers\.csv, line 3, emails: This hirer gets no e-mail: write an address, or none/,
    );
    assert.doesNotMatch(atStart, /hirers\.csv, line 4/);
    const { sms, mails } = await tell(running, [event()], 3);
    assert.deepEqual(
      [...sms.map(({ phone }) => phone), ...mails.flatMap(({ to }) => to).sort()],
      ["+919820033333", "meera@mail.example", "nisha@mail.example"],
    );
    await until("the errors of both", () => running.received.caught?.length === 2);
    const said = running.received.caught?.map(({ error }) => error?.message).join("\n") ?? "";
    for (const one of [
      /Hirer H-1 .* no telephone number that can be used/,
      /Hirer H-3 .* no telephone number/,
      /Hirer H-2 .* no e-mail address/,
    ])
      assert.match(said, one);
    assert.doesNotMatch(said + logged(), PERSONAL);
  });

  it("that are not as registered are refused before they go out, by a code of their own; e-mail goes, and so do they once mended", async () => {
    place(["H-2,MUM01-0001,Arjun,en,+919820033333,arjun@mail.example"]);
    text("en.json", { opened: { dlt: { template: TEMPLATE, text: `Dear customer, ${REGISTERED}` } } });
    const running = await start();
    assert.match(
      problems().join(),
      /texts\/en\.json, opened\.dlt\.text: With invented values the SMS is not as registered/,
    );
    const { sms, mails } = await tell(running, [event()], 1);
    assert.deepEqual([sms.length, mails.length], [0, 1]);
    const [refused] = await outcomes(running, "could not be sent", 1);
    assert.deepEqual([refused?.state, refused?.code], ["parked", "dlt-mismatch"]);
    assert.match(
      refused?.reason ?? "",
      /^The SMS is not the text that is registered at the DLT platform: it differs from character 1 of the SMS on, where the words "Dear customer, " are registered\. .* Mend opened in texts\/en\.json of the register/,
    );
    assert.doesNotMatch(refused?.reason ?? "", /Fort|XX0001|1800|9820/);
    await until("the status", () => statusOf(SMS) === "red sns-notify.status.trouble");
    assert.equal(sns.sms.length, sns.sms.length - sms.length);
    // The file is mended, and the same notice goes out with the mended text.
    await helper.unload();
    text("en.json", { opened: { dlt: { template: TEMPLATE, text: REGISTERED } } });
    const mended = await start();
    const [accepted] = await outcomes(mended, "accepted", 1);
    assert.equal(accepted?.noticeKey, refused?.noticeKey);
    assert.equal(sns.sms.at(-1)?.attributes["AWS.MM.SMS.TemplateId"], TEMPLATE);
    assert.equal(sns.sms.at(-1)?.attributes["AWS.MM.SMS.EntityId"], "1701158012345678901");
    assert.deepEqual(
      problems(),
      problems().filter((line) => line.startsWith("texts/mr.json") || /need mending/.test(line)),
    );
  });

  it("of a node's own are compared, too; numbers abroad are not, where nothing is registered", async () => {
    place(["H-2,MUM01-0001,Arjun,en,+919820033333,none", "H-3,MUM01-0001,Nisha,en,+4915123456789,none"]);
    const own = { wording: "own", text: "Locker {{locker}} opened at {{siteName}}.", templateId: TEMPLATE };
    const running = await start({ ...own, dltText: "Locker {#numeric#} opened at {#var#}." });
    assert.match(logged(), /common\.notify\.text-lacks/);
    const sent = sns.sms.length;
    running.receive(SMS, event());
    await outcomes(running, "accepted", 1);
    assert.deepEqual(
      sns.sms.slice(sent).map(({ phone }) => phone),
      ["+4915123456789"],
    );
    const [refused] = await outcomes(running, "could not be sent", 1);
    assert.equal(refused?.code, "dlt-mismatch");
    assert.match(
      refused?.reason ?? "",
      /character 8 .* variable 1, \{#numeric#\}, .* Mend the node's text or its registered text/,
    );
    await helper.unload();
    const mended = await start({ ...own, dltText: "Locker {#alphanumeric#} opened at {#var#}." });
    await outcomes(mended, "accepted", 1);
    assert.equal(sns.sms.at(-1)?.phone, "+919820033333");
  });

  it("that become longer than their preview by a long name are sent, and that is said once", async () => {
    place(["H-2,MUM01-0001,Arjun,en,+919820033333,arjun@mail.example"], `${"Long ".repeat(15)}₹`);
    const running = await start();
    const { sms } = await tell(running, [event(), event()], 4);
    assert.equal(sms.length, 2);
    assert.equal(logged().split("sns-notify.warn.long-form").length - 1, 1);
    assert.doesNotMatch(logged(), /sns-notify\.warn\.(longer|entity)/);
  });

  it("with a DLT template and no entity say that once", async () => {
    text("en.json", { opened: { dlt: { template: TEMPLATE } } });
    const running = await start({}, "");
    await tell(running, [event()], 6);
    assert.equal(logged().split("sns-notify.warn.entity").length - 1, 1);
  });

  it("are taken up while the node runs, and a spoilt file takes nothing from them", async () => {
    const running = await start();
    const says = async (phone: string, words: RegExp) =>
      until(`${words} to ${phone}`, async () => {
        const { sms } = await tell(running, [event()], 6);
        return words.test(texts(sms).get(phone) ?? "");
      });
    text("mr.json", { opened: { ...IN_MARATHI, sms: `नवे: ${IN_MARATHI.sms}` } });
    await says("+919820044444", /^नवे: /);
    writeFileSync(join(folder, "texts", "mr.json"), '{"opened": ');
    await until("the problem", () =>
      /texts\/mr\.json, line 1: The file is not JSON.* last good content stays in use/.test(logged()),
    );
    await says("+919820044444", /^नवे: /);
    text("mr.json", { opened: { ...IN_MARATHI, sms: "{{name}}" } });
    await until("the other problem", () =>
      /texts\/mr\.json, opened\.sms: There is no value \{\{name\}\}/.test(logged()),
    );
    await says("+919820044444", /^नवे: /);
    await says("+919820011111", /खोला गया/);
  });
});

/** All that is in a mail but when it was handed over. */
function alike({ to, subject, text, messageId, headers }: ReceivedMail): readonly unknown[] {
  const { date: _date, "content-type": type = "", ...others } = headers;
  return [to, subject, text, messageId, type, Object.entries(others).sort()];
}
