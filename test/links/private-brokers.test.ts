import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Aedes } from "aedes";
import { refusalSentence } from "../../nodes/links/refusal.ts";
import { type Broker, startPlainMosquitto } from "../mosquitto.ts";
import { needs } from "../needs.ts";
import { type Authority, createAuthority } from "../pki.ts";
import { type Client, Gateway, type Where } from "./gateway.ts";
import { type WebSocketFront, webSocketFront } from "./websocket-front.ts";

const MQTTJS: readonly Client[] = ["mqtt.js, MQTT 5", "mqtt.js, MQTT 3.1.1"];
const FILTER = { filter: "lockers/v1/+/+/event", qos: 1 } as const;

/** Publishes to itself, holds the PUBACK, and gets the message once more. */
async function roundTrip(client: Client, where: Where): Promise<void> {
  const first = await new Gateway(client, where, [FILTER]).connected();
  await first.link.publish("lockers/v1/MUM01/MUM01-U07/event", "mine", { qos: 1 });
  await first.receives("mine");
  await first.stop();
  const second = await new Gateway(client, where, [FILTER], true).connected();
  await second.receives("mine");
  await second.stop();
}

if (needs("mosquitto", "mosquitto_passwd", "openssl")) {
  describe("a link to a private broker", () => {
    let folder: string;
    let authority: Authority;

    before(() => {
      folder = mkdtempSync(join(tmpdir(), "smart-lockers-private-"));
      authority = createAuthority(folder);
    });
    after(() => rmSync(folder, { recursive: true }));

    const WAYS = [
      { protocol: "mqtt", secure: false, websockets: false },
      { protocol: "mqtts", secure: true, websockets: false },
      { protocol: "ws", secure: false, websockets: true },
      { protocol: "wss", secure: true, websockets: true },
    ] as const;
    for (const { protocol, secure, websockets } of WAYS) {
      describe(`by ${protocol}, with a password`, () => {
        let broker: Broker;
        let front: WebSocketFront | null = null;
        before(async () => {
          const identity = authority.issue("broker", { hosts: ["localhost"] });
          broker = await startPlainMosquitto({
            folder: mkdtempSync(join(folder, "broker-")),
            users: { gateway: "right" },
            ...(secure && !websockets ? { server: { identity, authority } } : {}),
          });
          if (websockets) front = await webSocketFront(broker.port, secure ? identity : undefined);
        });
        after(async () => {
          await front?.close();
          await broker.stop();
        });

        for (const client of MQTTJS) {
          it(client, () =>
            roundTrip(client, {
              ...{ port: front?.port ?? broker.port, protocol, username: "gateway", password: "right" },
              tls: { from: "pasted", ca: secure ? authority.ca : "", cert: "", key: "" },
            }),
          );
        }
      });
    }
  });
}

describe("a link to aedes, which speaks MQTT 3.1.1 only", () => {
  let aedes: Aedes;
  let server: Server;
  let port = 0;

  beforeEach(async () => {
    aedes = await Aedes.createBroker();
    server = createServer(aedes.handle).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });
  afterEach(async () => {
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    server.close();
    await once(server, "close");
  });

  it("holds the PUBACK there too", () => roundTrip("mqtt.js, MQTT 3.1.1", { port, protocol: "mqtt" }));

  it("is told that MQTT 5 is not spoken there", async () => {
    const gateway = new Gateway("mqtt.js, MQTT 5", { port, protocol: "mqtt" }, []);
    const peer = { at: `localhost:${port}`, host: "localhost", clientId: "gateway-test" };
    assert.equal(await gateway.refused(), refusalSentence("version-refused", peer));
    await gateway.stop();
  });

  it("is told which subscription the broker refuses, and gets it once that is allowed", async () => {
    aedes.authorizeSubscribe = (_client, _subscription, callback) => callback(null, null);
    const gateway = new Gateway("mqtt.js, MQTT 3.1.1", { port, protocol: "mqtt" }, [FILTER]);
    assert.match(await gateway.refused(), /does not let this gateway listen to lockers\/v1\/\+\/\+\/event/);
    aedes.authorizeSubscribe = (_client, subscription, callback) => callback(null, subscription);
    await gateway.connected();
    await gateway.stop();
  });
});
