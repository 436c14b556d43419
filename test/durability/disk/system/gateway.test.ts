import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import mqtt, { type MqttClient } from "mqtt";
import { Audience, type Channel, listenersOf } from "../../../../gateway/local/audience.ts";
import { zoneFor } from "../../../../gateway/local/branch-clock.ts";
import { placeRegister, readDemoRegister } from "../../../../gateway/local/demo-bank.ts";
import { demoFlows } from "../../../../gateway/local/demo-flows.ts";
import { readFlows } from "../../../../gateway/local/merge-flows.ts";
import { type MailStandIn, startMailStandIn } from "../../../../gateway/stand-ins/mail.ts";
import { type SnsStandIn, startSnsStandIn } from "../../../../gateway/stand-ins/sns.ts";
import { inJournal } from "../../../in-journal.ts";
import { type Broker, startPlainMosquitto } from "../../../mosquitto.ts";
import { needs } from "../../../needs.ts";
import { type NodeRedProcess, startNodeRed } from "../../../node-red-process.ts";
import { until } from "../../../until.ts";
import { failDisk } from "../failing-disk.ts";

const UNIT = "MUM01-U01";
const LOCKER = "MUM01-0001";
const EVENT = `lockers/v1/MUM01/${UNIT}/event`;
/** The locker-event-in of the control room's flow. */
const WHAT_HAPPENS = "2a00000000000002";
const LONG_MS = 60_000;

if (needs("mosquitto", "prlimit")) {
  describe("a gateway with the bundled flows whose journal cannot be written", function () {
    this.timeout(180_000);
    let folder: string;
    let userDir: string;
    let broker: Broker;
    let sns: SnsStandIn;
    let mail: MailStandIn;
    let audience: Audience;
    let nodeRed: NodeRedProcess;
    let unit: MqttClient;
    let seq = 0;
    /** Numbers of the events that the gateway has answered, in order. */
    const answered: number[] = [];

    const journal = () => join(userDir, "smart-lockers", "journal.sqlite");
    const startGateway = async () => {
      nodeRed = await startNodeRed({
        userDir,
        flows: demoFlows(readFlows("flows"), {
          brokerUrl: `mqtt://127.0.0.1:${broker.port}`,
          timeZone: zoneFor("night", Date.now()),
        }),
        env: {
          LOCKER_AWS_REGION: "ap-south-1",
          LOCKER_SMTP_HOST: "127.0.0.1",
          LOCKER_SMTP_PORT: String(mail.port),
          LOCKER_MAIL_FROM: "Demo Bank <lockers@demo-bank.example>",
          AWS_ENDPOINT_URL_SNS: sns.url,
          AWS_ACCESS_KEY_ID: "test",
          AWS_SECRET_ACCESS_KEY: "test",
        },
      });
    };

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "smart-lockers-disk-"));
      userDir = join(folder, "node-red");
      placeRegister(userDir);
      [broker, sns, mail] = await Promise.all([
        startPlainMosquitto({ folder, settings: { max_inflight_messages: "1000" } }),
        startSnsStandIn({ region: "ap-south-1" }),
        startMailStandIn(),
      ]);
      audience = new Audience(listenersOf(readDemoRegister()));
      audience.attach(sns, mail);
      await startGateway();
      unit = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, { clientId: UNIT });
      unit.on("message", (_topic, payload) => answered.push(JSON.parse(payload.toString()).seq));
      await unit.subscribeAsync(`lockers/v1/MUM01/${UNIT}/reply/event`, { qos: 1 });
      await until("the gateway to subscribe", () => broker.log().includes("lockers/v1/+/+/event"), LONG_MS);
    });
    after(async () => {
      await nodeRed?.stop();
      await unit?.endAsync();
      audience?.detach();
      await Promise.all([broker?.stop(), sns?.close(), mail?.close()]);
      rmSync(folder, { recursive: true, force: true });
    });

    /** Publishes what a unit would, once; resolves to its number. */
    async function happens(type: string, locker = LOCKER): Promise<number> {
      seq += 1;
      const event = {
        ...{ v: 1, unit: UNIT, locker, boot: 1, seq, type, at: Date.now(), clock: "sntp" },
        ...{ uptime: 60_000 + seq * 1000, door: "open", data: {} },
      };
      await unit.publishAsync(EVENT, JSON.stringify(event), { qos: 1 });
      return seq;
    }
    const texts = (party: string, channel: Channel, about = "") =>
      audience.received
        .filter((one) => one.party === party && one.channel === channel && one.text.includes(about))
        .map(({ text }) => text);
    const arrives = (party: string, channel: Channel, about: string, times = 1) =>
      until(
        () =>
          `${channel} to ${party} about "${about}"; there are ${JSON.stringify(texts(party, channel))}; Node-RED wrote:\n${nodeRed.log.slice(-10).join("\n")}`,
        () => texts(party, channel, about).length >= times,
        LONG_MS,
      );
    /** Those of the gateway: the unit acknowledges its answers. */
    const pubacks = () => [...broker.log().matchAll(/Received PUBACK from (?!MUM01-)/g)].length;
    const stored = () => {
      const rows = inJournal(journal(), (db) =>
        db.prepare("SELECT seq FROM event WHERE unit = ? ORDER BY position").all(UNIT),
      );
      return rows.flatMap(({ seq }) => (seq === null ? [] : [seq]));
    };

    it("tells the control room from memory, keeps all else at the broker, and tells everybody once it can", async () => {
      await happens("opened", "MUM01-0002");
      await arrives("hirer", "sms", "0002");
      const mend = failDisk(nodeRed.pid);
      const acknowledged = pubacks();
      await happens("forced");
      await happens("opened");
      for (let n = 0; n < 100; n += 1) await happens("closed");
      await arrives("control-room", "sms", "was forced open");
      await arrives("control-room", "sms", "Sent from memory");
      await arrives("control-room", "sms", "The gateway at MUM01 could not write its journal");
      await nodeRed.line(/The disk failed while the journal was written/);
      const comms = await nodeRed.comms();
      await comms.statusLike(WHAT_HAPPENS, /^journal not writable$/);
      assert.deepEqual(answered, [1], "nothing is answered");
      assert.equal(pubacks(), acknowledged, "nothing is acknowledged");
      assert.deepEqual([texts("hirer", "sms", "0001"), texts("insurer", "topic", LOCKER)], [[], []]);

      mend();
      await arrives("hirer", "sms", "0001");
      await arrives("insurer", "topic", LOCKER);
      await arrives("contact", "email", "journal restored");
      await until("all to be answered", () => answered.length === seq, LONG_MS);
      await comms.statusLike(WHAT_HAPPENS, /^\d+ in/);
      comms.close();
      assert.ok(pubacks() > acknowledged);
      const all = Array.from({ length: seq }, (_, n) => n + 1);
      assert.deepEqual(stored(), all, "nothing is lost, all in order");
      assert.deepEqual(answered, all);
      await arrives("control-room", "sms", "was forced open", 2);
      const forced = texts("control-room", "sms", "was forced open");
      assert.deepEqual(forced.map((text) => text.includes("Sent from memory")).sort(), [false, true]);
      assert.equal(texts("hirer", "sms", "0001").length, 1, "a hirer is told once");
    });

    it("does so, too, while another program holds it locked", async () => {
      const other = new DatabaseSync(journal());
      try {
        other.exec("PRAGMA busy_timeout = 10000; BEGIN EXCLUSIVE");
        await happens("duress");
        await arrives("control-room", "sms", "under duress");
        assert.match(texts("control-room", "sms", "under duress")[0] ?? "", /Sent from memory/);
        assert.ok(answered.length < seq);
      } finally {
        other.close();
      }
      await arrives("control-room", "sms", "under duress", 2);
      await until("the answer", () => answered.length === seq, LONG_MS);
    });

    it("sets a damaged one aside at the next start, says so, and goes on with a new one", async () => {
      await nodeRed.stop();
      writeFileSync(journal(), "x".repeat(8192));
      await startGateway();
      await arrives("control-room", "sms", "found its journal damaged and began a new one");
      const [aside = ""] = readdirSync(join(userDir, "smart-lockers")).filter((name) =>
        name.includes("damaged"),
      );
      assert.match(
        texts("control-room", "sms", "damaged")[0] ?? "",
        new RegExp(`kept as smart-lockers/${aside}`),
      );
      await nodeRed.line(/The journal was damaged, and a new one was begun/);
      const before = texts("hirer", "sms", "0003").length;
      await happens("opened", "MUM01-0003");
      await arrives("hirer", "sms", "0003", before + 2);
      await until("the answer", () => answered.length === seq, LONG_MS);
      assert.deepEqual(texts("control-room", "sms", "skipped sequence numbers"), []);
    });
  });
}
