import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HARD_MAX_BYTES } from "../../nodes/domain/contract.ts";
import { type Broker, publishAs, startMosquitto } from "../mosquitto.ts";
import { needs } from "../needs.ts";
import { type Authority, createAuthority, type Identity } from "../pki.ts";
import { until } from "../until.ts";
import { Gateway, tlsOf } from "./gateway.ts";

const EVENTS = { filter: "lockers/v1/+/+/event", qos: 1 } as const;
const event = (unit: string) => `lockers/v1/MUM01/${unit}/event`;

/** What gateway/mosquitto promises of its settings. */
if (needs("mosquitto", "mosquitto_pub", "openssl")) {
  describe("the Mosquitto settings that are shipped", () => {
    let folder: string;
    let authority: Authority;
    let unit: Identity;
    let broker: Broker;
    let gateway: Gateway;

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "smart-lockers-rules-"));
      authority = createAuthority(folder);
      unit = authority.issue("MUM01-U07");
      broker = await startMosquitto({ folder, authority });
      gateway = await open("locker-gateway", EVENTS).connected();
    });
    after(async () => {
      await gateway.stop();
      await broker.stop();
      rmSync(folder, { recursive: true });
    });

    function open(commonName: string, filter: { filter: string; qos: 1 }): Gateway {
      const tls = tlsOf(authority, authority.issue(commonName));
      return new Gateway("mqtt.js, MQTT 5", { port: broker.port, tls }, [filter], true);
    }

    it("let a unit speak for itself alone", async () => {
      await publishAs(broker, authority, unit, { topic: event("MUM01-U08"), payload: "forged" });
      await publishAs(broker, authority, unit, { topic: event("MUM01-U07"), payload: "own" });
      await gateway.receives("own");
      assert.ok(!gateway.payloads.includes("forged"));
    });

    it("let a unit hear only what is meant for it", async () => {
      const listener = await open("MUM01-U09", { filter: "#", qos: 1 }).connected();
      for (const to of ["MUM01-U08", "MUM01-U09"]) {
        await gateway.link.publish(`lockers/v1/MUM01/${to}/command`, to, { qos: 1 });
      }
      await listener.receives("MUM01-U09");
      await publishAs(broker, authority, unit, { topic: event("MUM01-U07"), payload: "a neighbour's" });
      await gateway.receives("a neighbour's");
      assert.deepEqual(listener.payloads, ["MUM01-U09"]);
      await listener.stop();
    });

    it("take what the contract allows at most, and drop what is larger", async () => {
      const largest = "x".repeat(HARD_MAX_BYTES);
      for (const payload of [`${largest}x`, largest]) {
        await publishAs(broker, authority, unit, { topic: event("MUM01-U07"), payload });
      }
      await gateway.receives(largest);
      assert.ok(!gateway.payloads.includes(`${largest}x`));
    });

    it("do not let a unit take the gateway's place", async () => {
      const changes = gateway.states.length;
      for (const id of ["locker-gateway", "gateway-test"]) {
        const publication = { topic: event("MUM01-U07"), payload: `as ${id}`, args: ["-i", id] };
        await publishAs(broker, authority, unit, publication);
        await gateway.receives(`as ${id}`);
      }
      assert.equal(gateway.states.length, changes);
    });

    it("keep more than a thousand events for a gateway that is away", async () => {
      await gateway.stop();
      const sent = Array.from({ length: 2_500 }, (_, n) => `waiting ${n}`);
      const file = join(folder, "events.txt");
      writeFileSync(file, sent.join("\n"));
      await publishAs(broker, authority, unit, { topic: event("MUM01-U07"), file });
      gateway = await open("locker-gateway", EVENTS).connected();
      await until(
        () => `${sent.length} events; there came ${gateway.received.length}`,
        () => gateway.received.length === sent.length,
      );
      assert.deepEqual(gateway.payloads, sent);
    });
  });
}
