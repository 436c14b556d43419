import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { collectGarbage } from "../garbage.ts";
import { type Broker, publishAs, startMosquitto } from "../mosquitto.ts";
import { needs } from "../needs.ts";
import { type Authority, createAuthority, type Identity } from "../pki.ts";
import { until } from "../until.ts";
import { CLIENTS, Gateway, tlsOf } from "./gateway.ts";

const FILTERS = [
  { filter: "lockers/v1/+/+/event", qos: 1 },
  { filter: "lockers/v1/+/+/status", qos: 1 },
] as const;
const EVENT = "lockers/v1/MUM01/MUM01-U07/event";
const STATUS = "lockers/v1/MUM01/MUM01-U07/status";
const COMMAND = "lockers/v1/MUM01/MUM01-U07/command";

/** The shipped Mosquitto configuration, with a gateway over each client and a unit that is not ours. */
if (needs("mosquitto", "mosquitto_pub", "openssl")) {
  for (const client of CLIENTS) {
    describe(`a link to Mosquitto with mutual TLS by ${client}`, () => {
      let folder: string;
      let authority: Authority;
      let certificate: Identity;
      let unit: Identity;
      let broker: Broker;
      let gateway: Gateway | null = null;

      before(async () => {
        folder = mkdtempSync(join(tmpdir(), "smart-lockers-links-"));
        authority = createAuthority(folder);
        certificate = authority.issue("locker-gateway");
        unit = authority.issue("MUM01-U07");
        broker = await startMosquitto({ folder, authority });
      });
      after(async () => {
        await broker.stop();
        rmSync(folder, { recursive: true });
        collectGarbage();
      });
      afterEach(async () => {
        await gateway?.stop();
        gateway = null;
        // A client that asks for no session ends the one of its name: nothing of it comes to the next test.
        await publishAs(broker, authority, certificate, { topic: COMMAND, payload: "{}" });
      });

      const open = () => {
        gateway = new Gateway(client, { port: broker.port, tls: tlsOf(authority, certificate) }, FILTERS);
        return gateway.connected();
      };
      const send = (payload: string, topic = EVENT) => publishAs(broker, authority, unit, { topic, payload });
      /** How many messages the broker has seen acknowledged since it wrote so much. */
      const pubacksSince = (length: number) =>
        broker.log().slice(length).split("Received PUBACK from locker-gateway").length - 1;

      it("delivers topic and content", async () => {
        const { received } = await open();
        await send("opened ü");
        const [incoming] = await until("the event", () => received.length > 0 && received);
        assert.equal(incoming?.topic, EVENT);
        assert.equal(Buffer.from(incoming?.payload ?? []).toString(), "opened ü");
        assert.equal(incoming?.qos, 1);
        assert.equal(incoming?.retained, false);
      });

      it("marks what the broker had retained", async () => {
        await publishAs(broker, authority, unit, { topic: STATUS, payload: "online", retain: true });
        const { received } = await open();
        const find = (sent: string, retained: boolean) =>
          received.find(
            (incoming) => Buffer.from(incoming.payload).toString() === sent && incoming.retained === retained,
          );
        await until("the retained status", () => find("online", true));
        await publishAs(broker, authority, unit, { topic: STATUS, payload: "", retain: true });
        await until("the live status", () => find("", false));
      });

      it("gets again on the next connection what it did not acknowledge, and only that", async () => {
        const first = await open();
        for (const payload of ["one", "two", "three"]) await send(payload);
        await first.receives("one", "two", "three");
        assert.deepEqual(first.payloads, ["one", "two", "three"]);
        // Out of order on purpose.
        first.received[2]?.acknowledge();
        first.received[0]?.acknowledge();
        await send("four");
        await first.receives("four");
        await first.stop();
        const second = await open();
        await second.receives("two", "four");
        assert.deepEqual(second.payloads, ["two", "four"]);
        for (const incoming of second.received) incoming.acknowledge();
        await second.stop();
        const third = await open();
        await send("five");
        await third.receives("five");
        assert.deepEqual(third.payloads, ["five"]);
      });

      it("acknowledges nothing by itself: not what waited for it, nor what comes while it stops", async () => {
        await (await open()).stop();
        await send("waiting");
        const before = broker.log().length;
        const first = await open();
        await first.receives("waiting");
        // The broker's copy of these is under way to a client that is going.
        const file = join(folder, "lines");
        writeFileSync(file, "s1\ns2\ns3\n");
        await Promise.all([publishAs(broker, authority, unit, { topic: EVENT, file }), first.stop()]);
        const second = await open();
        await second.receives("waiting", "s1", "s2", "s3");
        // The broker reads a client's packets in order: it has all that came before this one.
        await second.link.publish(COMMAND, "{}", { qos: 1 });
        assert.equal(pubacksSince(before), 0);
        for (const incoming of second.received) incoming.acknowledge();
        await until("the broker to have them all acknowledged", () => pubacksSince(before) === 4);
      });

      it("gets what was published while it was away", async () => {
        await (await open()).stop();
        await send("meanwhile");
        await (await open()).receives("meanwhile");
      });

      it("comes back by itself after the broker restarted, and the unacknowledged event with it", async () => {
        const { states } = await open().then(async (opened) => {
          await send("before");
          await opened.receives("before");
          return opened;
        });
        await broker.stop();
        await until("the loss to be noticed", () => states.at(-1)?.state !== "connected");
        await broker.start();
        await gateway?.connected();
        await until("the event again", () => gateway?.payloads.join() === "before,before");
        await send("after");
        await gateway?.receives("after");
      });

      it("comes back after the broker's plug was pulled, with the events that waited", async () => {
        await (await open()).stop();
        await send("waiting");
        const published = Date.now();
        const saved = () => statSync(join(folder, "state/mosquitto.db"), { throwIfNoEntry: false })?.mtimeMs;
        await until("two writes of the persistent state", () => (saved() ?? 0) > published + 1000);
        await broker.kill();
        await broker.start();
        await (await open()).receives("waiting");
      });

      it("publishes, and a unit hears it", async () => {
        const opened = await open();
        await opened.link.publish(COMMAND, "{}", { qos: 1 });
        await opened.link.publish(COMMAND, Buffer.from("{}"), { qos: 0 });
      });

      if (client !== "mqtt.js, MQTT 3.1.1") {
        it("says that the broker's rules deny a message", async () => {
          const { link } = await open();
          await assert.rejects(link.publish(EVENT, "forged", { qos: 1 }), {
            code: "publish-refused",
            message: /refused the message to lockers\/v1\/MUM01\/MUM01-U07\/event.*access rules/,
          });
        });
      }

      it("says goodbye when stopped, and keeps its session", async () => {
        await (await open()).stop();
        await until(
          () => `the goodbye in the broker's log:\n${broker.log()}`,
          () =>
            /Client locker-gateway disconnected\.\n/.test(broker.log().split("Sending CONNACK").at(-1) ?? ""),
        );
      });
    });
  }
}
