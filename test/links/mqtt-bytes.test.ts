import assert from "node:assert/strict";
import { MqttBytes } from "../../nodes/links/mqtt-bytes.ts";

const AT_LEAST_ONCE = { qos: 1 } as const;

/** What is written by the end of this turn of the event loop. */
async function written(version: 4 | 5, send: (bytes: MqttBytes) => void): Promise<string[]> {
  const pieces: string[] = [];
  send(new MqttBytes(version, (bytes) => pieces.push(Buffer.from(bytes).toString("hex"))));
  assert.deepEqual(pieces, [], "nothing is written at once");
  await new Promise((resolve) => setImmediate(resolve));
  return pieces;
}

/** Packets as the two standards draw them: type and flags, length, then the body. */
const PACKETS: readonly [string, 4 | 5, (bytes: MqttBytes) => void, string][] = [
  ["PUBACK", 4, (bytes) => bytes.puback(1), "40 02 0001"],
  ["PUBACK, a high number", 5, (bytes) => bytes.puback(0xfffe), "40 02 fffe"],
  [
    "PUBLISH, QoS 1",
    4,
    (bytes) => bytes.publish("a/b", "hi", AT_LEAST_ONCE, 10),
    "32 09 0003 612f62 000a 6869",
  ],
  [
    "PUBLISH, QoS 1, without properties",
    5,
    (bytes) => bytes.publish("a/b", "hi", AT_LEAST_ONCE, 10),
    "32 0a 0003 612f62 000a 00 6869",
  ],
  [
    "PUBLISH, QoS 0, retained",
    5,
    (bytes) => bytes.publish("a/b", Uint8Array.of(0, 255), { qos: 0, retain: true }, 0),
    "31 08 0003 612f62 00 00ff",
  ],
  [
    "PUBLISH, nothing in it",
    4,
    (bytes) => bytes.publish("a", "", { qos: 1, retain: true }, 1),
    "33 05 0001 61 0001",
  ],
  [
    "PUBLISH, letters of more than one byte",
    4,
    (bytes) => bytes.publish("ä", "€", { qos: 0 }, 0),
    "30 07 0002 c3a4 e282ac",
  ],
];

describe("packets of MQTT", () => {
  for (const [name, version, send, hex] of PACKETS) {
    it(`${name} (MQTT ${version === 5 ? "5" : "3.1.1"})`, async () => {
      assert.deepEqual(await written(version, send), [hex.replaceAll(" ", "")]);
    });
  }

  for (const [length, head] of [
    [127, "307f"],
    [128, "308001"],
    [16_383, "30ff7f"],
    [16_384, "30808001"],
    [2_097_152, "3080808001"],
  ] as const) {
    it(`of ${length} bytes say so in ${head.length / 2 - 1}`, async () => {
      const [packet = ""] = await written(4, (bytes) => {
        bytes.publish("a", Buffer.alloc(length - 3), { qos: 0 }, 0);
      });
      assert.equal(packet.slice(0, head.length), head);
      assert.equal(packet.length / 2, head.length / 2 + length);
    });
  }

  it("of one turn are written in one piece, in order, however many", async () => {
    const ids = Array.from({ length: 3000 }, (_, index) => index + 1);
    const [packets, ...more] = await written(4, (bytes) => {
      for (const id of ids) bytes.puback(id);
    });
    assert.deepEqual(more, []);
    assert.equal(packets, ids.map((id) => `4002${id.toString(16).padStart(4, "0")}`).join(""));
  });

  it("can be written before the turn is over, and are not written twice", async () => {
    const pieces: string[] = [];
    const bytes = new MqttBytes(5, (piece) => pieces.push(Buffer.from(piece).toString("hex")));
    bytes.puback(1);
    bytes.flush();
    bytes.flush();
    bytes.puback(2);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(pieces, ["40020001", "40020002"]);
  });

  it("are not overwritten by those that come later, while a socket still keeps them", async () => {
    const pieces: Uint8Array[] = [];
    const bytes = new MqttBytes(5, (piece) => pieces.push(piece));
    bytes.puback(1);
    bytes.flush();
    bytes.puback(2);
    bytes.flush();
    assert.deepEqual(
      pieces.map((piece) => [...piece]),
      [
        [0x40, 2, 0, 1],
        [0x40, 2, 0, 2],
      ],
    );
  });
});
