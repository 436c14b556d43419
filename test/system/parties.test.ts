import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Audience, listenersOf } from "../../gateway/local/audience.ts";
import { zoneFor } from "../../gateway/local/branch-clock.ts";
import { placeRegister, readDemoRegister } from "../../gateway/local/demo-bank.ts";
import { DAILY_HOURS } from "../../gateway/local/demo-flows.ts";
import { type FlowNode, readFlows } from "../../gateway/local/merge-flows.ts";
import { type MailStandIn, startMailStandIn } from "../../gateway/stand-ins/mail.ts";
import { type SnsStandIn, startSnsStandIn } from "../../gateway/stand-ins/sns.ts";
import { type Broker, publishAs, startMosquitto } from "../mosquitto.ts";
import { needs } from "../needs.ts";
import { type NodeRedProcess, startNodeRed } from "../node-red-process.ts";
import { type Authority, createAuthority, type Identity } from "../pki.ts";
import { until } from "../until.ts";

const UNIT = "MUM01-U01";
const LOCKER = "MUM01-0001";
/** Starting Node-RED, its connections and the AWS client. */
const START_MS = 90_000;

/** The connection of the bundled flows, to a broker that asks for certificates. */
const LINKS: Readonly<Record<string, (port: number) => Record<string, unknown>>> = {
  "mqtt.js, as for a private broker": (port) => ({ kind: "private", host: "localhost", port }),
  "the AWS IoT client": (port) => ({ kind: "aws", host: "localhost", port }),
};

/** The bundled flows as a bank has them: with its own broker, and a calendar by which it is night. */
function flowsFor(link: Record<string, unknown>, authority: Authority, gateway: Identity): FlowNode[] {
  const certificates = { caFile: authority.caFile, certFile: gateway.certFile, keyFile: gateway.keyFile };
  return readFlows("flows").map((node) => {
    if (node.type === "mqtt-link") {
      return { ...node, ...link, ...certificates, clientId: gateway.commonName };
    }
    if (node.type === "site-calendar") {
      return { ...node, ...DAILY_HOURS, timeZone: zoneFor("night", Date.now()) };
    }
    return node;
  });
}

if (needs("mosquitto", "mosquitto_pub", "openssl")) {
  describe("an opening published by a client that is not ours, over mutual TLS, reaches three parties", () => {
    for (const [name, link] of Object.entries(LINKS)) {
      describe(`through ${name}`, function () {
        this.timeout(START_MS);
        let folder: string;
        let broker: Broker;
        let authority: Authority;
        let unit: Identity;
        let sns: SnsStandIn;
        let mail: MailStandIn;
        let nodeRed: NodeRedProcess;
        let audience: Audience;
        let seq = 0;

        before(async () => {
          folder = mkdtempSync(join(tmpdir(), "smart-lockers-parties-"));
          authority = createAuthority(folder);
          unit = authority.issue(UNIT);
          const gateway = authority.issue("locker-gateway");
          [broker, sns, mail] = await Promise.all([
            startMosquitto({ folder, authority }),
            startSnsStandIn({ region: "ap-south-1" }),
            startMailStandIn(),
          ]);
          audience = new Audience(listenersOf(readDemoRegister()));
          audience.attach(sns, mail);
          const userDir = join(folder, "node-red");
          placeRegister(userDir);
          nodeRed = await startNodeRed({
            userDir,
            flows: flowsFor(link(broker.port), authority, gateway),
            env: {
              LOCKER_AWS_REGION: "ap-south-1",
              LOCKER_SITE: "MUM01",
              LOCKER_SMTP_HOST: "127.0.0.1",
              LOCKER_SMTP_PORT: String(mail.port),
              LOCKER_MAIL_FROM: "Demo Bank <lockers@demo-bank.example>",
              AWS_ENDPOINT_URL_SNS: sns.url,
              AWS_ACCESS_KEY_ID: "test",
              AWS_SECRET_ACCESS_KEY: "test",
            },
          });
          // A unit would send its event again until the gateway answers; this client sends it once.
          await until(
            () => `the gateway to subscribe; the broker wrote:\n${broker.log()}`,
            () => /SUBSCRIBE[\s\S]*lockers\/v1\/\+\/\+\/event/.test(broker.log()),
            30_000,
          );
        });

        after(async () => {
          await nodeRed?.stop();
          audience?.detach();
          await Promise.all([broker?.stop(), sns?.close(), mail?.close()]);
          rmSync(folder, { recursive: true, force: true });
        });

        const eventOf = (type: string) => {
          seq += 1;
          const event = { v: 1, unit: UNIT, locker: LOCKER, boot: 1, seq, type, door: "open", data: {} };
          return JSON.stringify({ ...event, at: Date.now(), clock: "sntp", uptime: 60_000 + seq * 1000 });
        };
        const publish = (payload: string) =>
          publishAs(broker, authority, unit, { topic: `lockers/v1/MUM01/${UNIT}/event`, payload });
        const received = (party: string, channel: string) =>
          audience.received.filter((one) => one.party === party && one.channel === channel);

        it("a forced opening at night: hirer, control room and both insurers", async () => {
          await publish(eventOf("forced"));
          await publish(eventOf("opened"));
          const wanted = [
            ["hirer", "sms"],
            ["hirer", "email"],
            ["control-room", "sms"],
            ["control-room", "topic"],
            ["control-room", "email"],
            ["insurer", "topic"],
            ["insurer", "email"],
          ] as const;
          for (const [party, channel] of wanted) {
            await until(
              () => `${channel} to ${party}; Node-RED wrote:\n${nodeRed.log.slice(-20).join("\n")}`,
              () => received(party, channel).length > 0,
              30_000,
            );
          }
          assert.match(received("hirer", "sms")[0]?.text ?? "", /^Fort, Mumbai: locker \S*0001 opened on /);
          assert.ok(received("control-room", "sms").some(({ text }) => text.includes("was forced open")));
          assert.ok(received("insurer", "topic")[0]?.text.includes("suspected"));
          for (const { text, subject } of received("hirer", "sms").concat(received("hirer", "email"))) {
            assert.doesNotMatch(`${subject} ${text}`, /forced|SOS|alarm/i);
            assert.ok(!text.includes(LOCKER));
          }
        });

        it("an event that comes twice is told once", async () => {
          const told = () => received("hirer", "sms").length;
          const before = told();
          const payload = eventOf("opened");
          await publish(payload);
          await publish(payload);
          // Notices to one phone keep their order: when the later one is there, so is all before it.
          await publish(eventOf("opened"));
          await until("the later opening", () => told() >= before + 2, 30_000);
          const texts = received("hirer", "sms").map(({ text }) => text);
          assert.equal(new Set(texts).size, texts.length);
          assert.equal(told(), before + 2);
        });
      });
    }
  });
}
