import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { Connection } from "../../nodes/links/connection.ts";
import type { Incoming } from "../../nodes/links/link.ts";
import { mqttjsConnect } from "../../nodes/links/mqttjs-connection.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { quiet } from "../journal/sending.ts";
import { until } from "../until.ts";
import { connack } from "./scripted-broker.ts";

const MESSAGES = 20_000;
const TOPIC = Buffer.from("lockers/v1/MUM01/MUM01-U07/event");

/** PUBLISH with QoS 1, MQTT 3.1.1, with a body of four bytes that is its number. */
function publish(n: number): Buffer {
  const body = Buffer.alloc(2 + TOPIC.length + 2 + 4);
  body.writeUInt16BE(TOPIC.length, 0);
  TOPIC.copy(body, 2);
  body.writeUInt16BE((n % 65_535) + 1, 2 + TOPIC.length);
  body.writeUInt32BE(n, 4 + TOPIC.length);
  return Buffer.concat([Buffer.of(0x32, body.length), body]);
}

describe("a broker that sends without waiting for acknowledgements", () => {
  it("is read no further than there is room, and all of it arrives in order once there is", async function () {
    this.timeout(30_000);
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.once("data", () => {
        socket.write(connack(4, 0));
        for (let n = 0; n < MESSAGES; n += 1) socket.write(publish(n));
      });
      socket.on("error", () => {});
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const peer = { at: `127.0.0.1:${port}`, host: "127.0.0.1", clientId: "gateway" };
    const received: Incoming[] = [];
    let acknowledged = 0;
    let most = 0;
    const connect = mqttjsConnect(
      {
        ...{ host: "127.0.0.1", port, protocol: "mqtt", path: "", version: 4, clientId: "gateway" },
        ...{ username: "", password: "", keepalive: 60, sessionExpiry: 0 },
        tls: { from: "files", ca: "", cert: "", key: "" },
      },
      peer,
      systemClock,
    );
    const connection: Connection = connect({
      opened: () => {},
      message: (incoming) => {
        received.push(incoming);
        most = Math.max(most, received.length - acknowledged);
      },
      ended: (why) => assert.fail(why ?? "the connection ended"),
    });
    await until("the room to be full", () => received.length >= 2000);
    await quiet();
    assert.equal(received.length, 2000);
    while (acknowledged < MESSAGES) {
      await until("more", () => received.length > acknowledged);
      for (const incoming of received.slice(acknowledged)) {
        acknowledged += 1;
        incoming.acknowledge();
      }
    }
    assert.deepEqual(
      received.map(({ payload }) => Buffer.from(payload).readUInt32BE(0)),
      Array.from({ length: MESSAGES }, (_, n) => n),
    );
    assert.ok(most <= 2000, `${most} at once`);
    await connection.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});
