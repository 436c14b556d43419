import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import fc from "fast-check";
import { startBroker } from "../../gateway/local/broker.ts";
import { mqttjsConnect } from "../../nodes/links/mqttjs-connection.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { until } from "../until.ts";
import { connectPacket, publishPacket, RawClient, subscribePacket } from "./raw-client.ts";
import type { Opened, Target } from "./target.ts";

const PACKETS = [
  connectPacket("anybody"),
  connectPacket(""),
  publishPacket(Buffer.from("lockers/v1/MUM01/MUM01-U07/event"), Buffer.from("{}"), 1),
  publishPacket(Buffer.from("a"), Buffer.alloc(3000, 0x61), 0),
  subscribePacket("lockers/v1/+/+/event"),
  subscribePacket("#/+/#"),
  // CONNACK, PUBACK, SUBACK, PINGREQ, PINGRESP, DISCONNECT, AUTH, and lengths that are too long or never end.
  ...[
    [0x20, 2, 0, 0],
    [0x20, 3, 0, 0, 0],
    [0x40, 2, 0, 1],
    [0x90, 3, 0, 1, 1],
    [0xc0, 0],
    [0xd0, 0],
    [0xe0, 0],
  ].map((bytes) => Buffer.from(bytes)),
  ...[
    [0xf0, 0],
    [0x30, 0xff, 0xff, 0xff, 0x7f],
    [0x30, 0xff, 0xff, 0xff, 0xff, 0xff],
    [0x32, 2, 0xff, 0xff],
  ].map((bytes) => Buffer.from(bytes)),
];

/** Packets in any order, each as it should be, cut off, or with a byte changed; and plain noise. */
const bytes = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...PACKETS) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(...PACKETS), fc.nat(60), fc.nat(255), fc.boolean())
      .map(([packet, place, byte, isCut]) => {
        const at = place % packet.length;
        if (isCut) return packet.subarray(0, at);
        const changed = Buffer.from(packet);
        changed[at] = byte;
        return changed;
      }),
  },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 40 }).map((noise) => Buffer.from(noise)) },
);
const talk = fc.array(bytes, { minLength: 1, maxLength: 6 }).map((parts) => Buffer.concat(parts));

/** Any bytes at the broker of the local run, and any bytes from a broker at the gateway's own client. */
export const sockets: Target = {
  name: "sockets",
  about: "raw bytes at the local run's broker, and from a broker at the gateway's client",
  share: 5,
  inputsPerRun: 10,
  endsOnFailure: true,
  async open(took): Promise<Opened> {
    const broker = await startBroker(0);
    const port = Number(new URL(broker.url).port);
    const unit = await RawClient.connect(port);
    unit.write(connectPacket("a-true-unit"));
    let talks: readonly Buffer[] = [];
    const open = new Set<Socket>();
    const server = createServer((socket) => {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => open.delete(socket));
      socket.once("data", () => socket.end(talks.at(-1) ?? ""));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const own = typeof address === "object" && address !== null ? address.port : 0;
    return {
      property: fc.asyncProperty(fc.array(talk, { minLength: 1, maxLength: 9 }), async (all) => {
        took(all.length + 1);
        talks = all;
        const clients = await Promise.all(all.map(() => RawClient.connect(port)));
        for (const [index, client] of clients.entries()) client.write(all[index] ?? Buffer.alloc(0));
        // The true unit is served beside them and after them.
        await unit.publish([{ topic: Buffer.from("a"), payload: Buffer.from("1") }]);
        await Promise.all(clients.map((client) => client.end()));
        await unit.publish([{ topic: Buffer.from("a"), payload: Buffer.from("2") }]);
        assert.equal(unit.ended, false);
        await endsOf(own);
      }),
      close: async () => {
        await unit.end();
        await broker.close();
        for (const socket of open) socket.destroy();
        server.close();
      },
    };
  },
};

/** The gateway connects to whatever speaks there: the connection ends in words, and nothing is thrown. */
async function endsOf(port: number): Promise<void> {
  for (const version of [4, 5] as const) {
    let ended: { readonly why: string | null } | null = null;
    const at = `127.0.0.1:${port}`;
    const connect = mqttjsConnect(
      {
        ...{ host: "127.0.0.1", port, protocol: "mqtt", path: "", version, clientId: "g", keepalive: 30 },
        ...{
          username: "",
          password: "",
          sessionExpiry: 60,
          tls: { from: "files", ca: "", cert: "", key: "" },
        },
      },
      { at, host: "127.0.0.1", clientId: "g" },
      systemClock,
    );
    connect({
      opened() {},
      message: (incoming) => incoming.acknowledge(),
      ended(why) {
        ended = { why };
      },
    });
    const { why } = await until(`the end of a connection by MQTT ${version}`, () => ended);
    assert.ok(why === null || why.includes(" "), "an end without a sentence");
  }
}
