import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
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
        // Leaves the session empty for the next test.
        if (gateway) {
          gateway.acknowledging = true;
          for (const incoming of gateway.received) incoming.acknowledge();
          await gateway.stop();
        }
        gateway = null;
      });

      const open = () => {
        gateway = new Gateway(client, { port: broker.port, tls: tlsOf(authority, certificate) }, FILTERS);
        return gateway.connected();
      };
      const send = (payload: string, topic = EVENT) => publishAs(broker, authority, unit, { topic, payload });

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
        const find = (retained: boolean) =>
          received.find((incoming) => incoming.topic === STATUS && incoming.retained === retained);
        await until("the retained status", () => find(true));
        await publishAs(broker, authority, unit, { topic: STATUS, payload: "", retain: true });
        await until("the live status", () => find(false));
      });

      it("gets again on the next connection what it did not acknowledge, and only that", async () => {
        const first = await open();
        for (const payload of ["one", "two", "three"]) await send(payload);
        await first.receives("one", "two", "three");
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
        await opened.link.publish("lockers/v1/MUM01/MUM01-U07/command", "{}", { qos: 1 });
        await opened.link.publish("lockers/v1/MUM01/MUM01-U07/command", Buffer.from("{}"), { qos: 0 });
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
